"""No file is written in two windows, and found text goes into a window that is its own."""

import asyncio

from tests.ui.sessions.conftest import settled, until
from tests.ui.sessions.test_windows import DEAD, write
from ui import filing
from ui.manuscript.journal import Journal
from ui.manuscript.text_file import open_text
from ui.recovery import Decision, RecoveryDialog, Verdict
from ui.sessions.kept_file import write_tree
from ui.sessions.opening import opened_at


def choosing(monkeypatch, path):
    async def choose(*_):
        return path

    monkeypatch.setattr(filing, "choose_new_text", choose)


async def test_a_text_is_not_saved_over_one_that_another_window_shows(
    start, loop, chapter, novel, asked, monkeypatch
):
    await start.open(opened_at(chapter))
    start.windows.open_window(opened_at(novel))
    two = start.windows.open_window()
    await settled(start.windows)
    write(two, "Mine.")
    for path in (chapter, novel / "manuscript" / "02-letter.md"):
        before = path.read_text()
        choosing(monkeypatch, path)
        assert not await two.filing.save_as()
        assert f"{path.name} is open in another window" in two.window.notices.text
        assert path.read_text() == before
    assert two.document.file is None
    asked.answers = ["discard"]
    await start.quit()


async def test_a_scene_that_another_window_has_as_a_text_is_written_there(start, loop, novel):
    path = novel / "manuscript" / "01-arrival.md"
    one = await start.open(opened_at(path))
    two = start.windows.open_window()
    await two.project.open_path(novel)
    assert two.project.project.folder == novel
    assert two.document.file is None
    assert "01-arrival.md is open in another window" in two.window.notices.text
    assert one.document.file.path == path


async def test_two_windows_that_open_one_text_at_once_show_it_once(start, loop, chapter):
    one = await start.open()
    two = start.windows.open_window()
    await settled(start.windows)
    start.windows.begin_opening(chapter, one)
    start.windows.begin_opening(chapter, two)
    await settled(start.windows)
    files = [desk.document.file for desk in (one, two)]
    assert sorted(file.path.name for file in files if file is not None) == ["chapter.md"]


async def test_a_link_leads_to_the_window_that_shows_the_text(start, loop, chapter, novel):
    one = await start.open(opened_at(chapter))
    two = start.windows.open_window(opened_at(novel))
    await settled(start.windows)
    link, hard = chapter.with_name("link.md"), chapter.with_name("hard.md")
    link.symlink_to(chapter)
    hard.hardlink_to(chapter)
    assert one.memory.shows(link)
    assert one.memory.shows(hard)
    scene = chapter.with_name("scene.md")
    scene.symlink_to(novel / "manuscript" / "02-letter.md")
    assert two.memory.scene_at(scene) == two.project.tree.scenes()[1].id
    await one.project.open_path(scene)
    await until(lambda: two.project.scene == two.memory.scene_at(scene))
    assert one.document.file.path == chapter


def leave(files, *drafts):
    """Put texts into the journal as a process leaves them that was killed."""
    files.journal.parent.mkdir(parents=True, exist_ok=True)
    journal = Journal(files.journal, DEAD)
    for n, (text, path) in enumerate(drafts):
        journal.record(f"draft{n}", text, path, open_text(path).state.sha256 if path else None)
    journal.close()


def restoring(monkeypatch):
    """Answer each offer with the first draft."""
    offers = []

    async def decide(dialog):
        offers.append([draft.text for draft in dialog._drafts])
        dialog.deleteLater()
        await asyncio.sleep(0.05)
        return Decision(Verdict.RESTORE, dialog._drafts[0])

    monkeypatch.setattr(RecoveryDialog, "decide", decide)
    return offers


async def test_each_lost_text_comes_back_in_the_window_that_shows_its_file(
    start, loop, chapter, tmp_path, asked, monkeypatch
):
    note = tmp_path / "note.md"
    note.write_text("A note.", encoding="utf-8")
    rows = [{"path": str(path)} for path in (chapter, note)]
    write_tree(start.files.session, {"welcomed": True, "window": rows})
    leave(start.files, ("Chapter, longer.", chapter), ("Note, longer.", note), ("Loose.", None))
    offers = restoring(monkeypatch)
    await start.open()
    await until(lambda: len(offers) == 3 and len(start.windows.desks) == 3)
    await settled(start.windows)
    shown = {
        (desk.document.title, desk.document.text(), desk.document.is_modified)
        for desk in start.windows.desks
    }
    assert shown == {
        ("chapter.md", "Chapter, longer.", True),
        ("note.md", "Note, longer.", True),
        ("Untitled", "Loose.", True),
    }
    assert sorted(len(offer) for offer in offers) == [1, 2, 3]
    asked.answers = ["discard"] * 3
    await start.quit()


async def test_lost_text_takes_an_empty_window(start, loop, asked, monkeypatch):
    leave(start.files, ("Loose.", None), ("Another.", None))
    restoring(monkeypatch)
    await start.open()
    await until(lambda: len(start.windows.desks) == 2)
    await settled(start.windows)
    assert {d.document.text() for d in start.windows.desks} == {"Loose.", "Another."}
    asked.answers = ["discard"] * 2
    await start.quit()


async def test_lost_scenes_come_back_in_their_project_and_beside_it(
    start, loop, novel, asked, monkeypatch
):
    first, second = (novel / "manuscript" / f"{name}.md" for name in ("01-arrival", "02-letter"))
    rows = [{"path": str(novel)}]
    write_tree(start.files.session, {"welcomed": True, "window": rows})
    leave(start.files, ("First, longer.", first), ("Second, longer.", second))
    restoring(monkeypatch)
    await start.open()
    await until(lambda: len(start.windows.desks) == 2)
    await settled(start.windows)
    assert {d.document.text() for d in start.windows.desks} == {"First, longer.", "Second, longer."}
    asked.answers = ["discard"] * 2
    await start.quit()
