from tests.ui.sessions.conftest import settled, until
from ui.sessions.opening import opened_at


def labels(menu):
    return [action.text() for action in menu.actions() if not action.isSeparator()]


def shown_menu(desk):
    desk.recent_menu.menu.aboutToShow.emit()
    return desk.recent_menu.menu


async def test_an_empty_list_says_so(start, loop):
    desk = await start.open()
    assert labels(shown_menu(desk)) == ["Nothing was open yet"]
    assert not desk.recent_menu.menu.actions()[0].isEnabled()


async def test_a_row_opens_its_text_here_or_in_a_new_window(start, loop, chapter, novel, asked):
    desk = await start.open(opened_at(chapter))
    await desk.filing.new()
    assert labels(shown_menu(desk)) == ["chapter.md", "Open in new window", "Forget these"]
    shown_menu(desk).actions()[0].trigger()
    await until(lambda: desk.document.title == "chapter.md")
    await desk.filing.new()
    await settled(start.windows)
    shown_menu(desk).actions()[2].menu().actions()[0].trigger()
    await until(lambda: len(start.windows.desks) == 2)
    assert desk.document.file is None


async def test_an_ampersand_in_a_name_is_seen(start, loop, tmp_path):
    path = tmp_path / "Salt & Smoke.md"
    path.write_text("One.", encoding="utf-8")
    desk = await start.open(opened_at(path))
    assert labels(shown_menu(desk))[0] == "Salt && Smoke.md"


async def test_forgotten_means_none_is_listed(start, loop, chapter):
    desk = await start.open(opened_at(chapter))
    shown_menu(desk).actions()[-1].trigger()
    assert labels(shown_menu(desk)) == ["Nothing was open yet"]


async def test_a_file_that_is_gone_is_not_listed(start, loop, chapter):
    desk = await start.open(opened_at(chapter))
    chapter.rename(chapter.with_name("away.md"))
    shown_menu(desk)
    await settled(start.windows)
    assert labels(shown_menu(desk)) == ["Nothing was open yet"]


async def test_the_palette_finds_a_file_by_name_and_opens_it(start, loop, chapter, tmp_path):
    desk = await start.open(opened_at(chapter))
    await desk.filing.new()
    desk.commands.open_palette()
    palette = desk.commands._commands.palette
    palette.line.setText("open chapter")
    assert palette.list.rows[0].label == "Open chapter.md"
    palette.chosen.emit(palette.list.rows[0].id)
    await until(lambda: desk.document.title == "chapter.md")


async def test_the_command_lists_the_files_alone(start, loop, chapter):
    desk = await start.open(opened_at(chapter))
    desk.window.actions_by_id["file.recent"].trigger()
    palette = desk.commands._commands.palette
    assert palette.line.text() == "Open recent"
    assert "Open chapter.md" in [row.label for row in palette.list.rows]
