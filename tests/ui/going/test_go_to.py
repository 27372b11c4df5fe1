import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.sessions.conftest import asked, novel, settled, start  # noqa: F401  # fixtures
from ui.sessions.opening import opened_at


@pytest.fixture
def go_to(loop, start, novel):  # noqa: F811
    """Return a function that opens a project and its places."""

    async def open_places():
        (novel / "story").mkdir(exist_ok=True)
        (novel / "story" / "mara.md").write_text("# Mara\n\nKeeps the light.", encoding="utf-8")
        desk = await start.open(opened_at(novel))
        await settled(start.windows)
        desk.window.activateWindow()
        desk.commands.open_places()
        return desk, desk.commands._go_to.palette

    return open_places


async def test_scenes_and_notes_are_listed_and_the_open_scene_has_its_mark(go_to, loop):
    desk, palette = await go_to()
    rows = palette.list.rows
    assert [row.label for row in rows if row.id.startswith("scene:")] == [
        item.title for item in desk.project.tree.scenes()
    ]
    assert [row.label for row in rows if row.id.startswith("note:")] == ["Mara"]
    assert [row.is_checked for row in rows][:2] == [True, None]


async def test_return_opens_the_scene_and_the_keys_are_in_its_text(go_to, start, loop):  # noqa: F811
    desk, palette = await go_to()
    before = desk.project.scene
    second = [row for row in palette.list.rows if row.id.startswith("scene:")][1]
    QTest.keyClicks(palette.line, second.label[-5:])
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    await settled(start.windows)
    assert not palette.isVisible()
    assert desk.project.scene == second.id.removeprefix("scene:") != before


async def test_a_text_without_places_says_how_to_make_one(loop, start, tmp_path):  # noqa: F811
    path = tmp_path / "a.md"
    path.write_text("It rained.", encoding="utf-8")
    desk = await start.open(opened_at(path))
    desk.commands.open_places()
    nothing = desk.commands._go_to.palette.nothing
    assert nothing.isVisibleTo(desk.window)
    assert "#" in nothing.text()
    desk.commands._go_to.palette.line.setText("x")
    assert nothing.isVisibleTo(desk.window)


async def test_in_the_second_view_the_headings_are_those_of_the_text_there(loop, start, tmp_path):  # noqa: F811
    one, two = tmp_path / "one.md", tmp_path / "two.md"
    one.write_text("# Here\n\nIt rained.", encoding="utf-8")
    two.write_text("It snowed.\n\n# There\n\nAll day.", encoding="utf-8")
    desk = await start.open(opened_at(one))
    desk.window.activateWindow()
    await desk.split.show(two, "two.md")
    desk.split.page.setFocus()
    desk.commands.open_places()
    palette = desk.commands._go_to.palette
    assert [row.label for row in palette.list.rows] == ["There"]
    QTest.keyClick(palette.line, Qt.Key.Key_Return)
    assert desk.split.page.textCursor().block().text() == "# There"
