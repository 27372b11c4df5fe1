"""The windows together: what comes back, what is shared, and that no text is lost between them."""

import asyncio
import gc
import sqlite3
import weakref

import pytest
from PySide6.QtGui import QKeySequence, QTextCursor

from tests.ui.sessions.conftest import settled, until
from ui import filing
from ui.errors import FileUnusable, SaveFailed
from ui.manuscript.journal import Journal, Owner
from ui.options import Options
from ui.sessions.kept_file import read_tree, write_tree
from ui.sessions.memory import place_in
from ui.sessions.opening import opened_at
from ui.sessions.session_file import session_of
from ui.sessions.windows import Windows
from ui.trace import Trace

DEAD = Owner(2**22 + 1, 0.0)


def write(desk, text):
    cursor = QTextCursor(desk.document.qt)
    cursor.movePosition(QTextCursor.MoveOperation.End)
    cursor.insertText(text)


def put_caret(desk, position):
    cursor = desk.editor.textCursor()
    cursor.setPosition(position)
    desk.editor.setTextCursor(cursor)


def n_running(start):
    """Count the windows whose last writes are not done."""
    return sum(not task.done() for task in start.windows._running)


def drafts_of(files):
    with sqlite3.connect(files.journal) as journal:
        return journal.execute("SELECT id, path FROM draft").fetchall()


async def test_a_text_comes_back_with_its_caret_panels_and_focus(start, loop, chapter):
    desk = await start.open(opened_at(chapter))
    # Small enough for a panel to stand beside it on the test's screen.
    desk.settings.set("editor.font_size", 12)
    desk.window.resize(790, 500)
    desk.window.side.show_page("inspector")
    put_caret(desk, 9000)
    desk.surface.toggle_focus()
    top = place_in(desk.editor).top
    await start.quit()
    desk = await start.open()
    assert desk.document.title == "chapter.md"
    assert desk.editor.textCursor().position() == 9000
    # A line holds less than that.
    assert abs(place_in(desk.editor).top - top) < 90
    assert (desk.window.width(), desk.window.height()) == (790, 500)
    assert desk.surface.is_focused
    assert desk.window.side.isHidden()
    desk.surface.toggle_focus()
    assert not desk.window.side.isHidden()
    assert desk.window.side.current == "inspector"
    assert desk.window.notices.text == ""


async def test_a_project_comes_back_with_its_scene(start, loop, novel):
    desk = await start.open(opened_at(novel))
    second = desk.project.tree.scenes()[1].id
    await desk.project.open_scene(second)
    desk.window.binder.hide()
    put_caret(desk, 4)
    await start.quit()
    desk = await start.open()
    assert desk.project.scene == second
    assert desk.editor.textCursor().position() == 4
    assert desk.window.binder.isHidden()
    assert "changed by" not in desk.window.notices.text


async def test_each_scene_keeps_its_own_place(start, loop, novel):
    desk = await start.open(opened_at(novel))
    first, second = (item.id for item in desk.project.tree.scenes())
    put_caret(desk, 5)
    await desk.project.open_scene(second)
    assert desk.editor.textCursor().position() == len(desk.document.text())
    put_caret(desk, 2)
    await desk.project.open_scene(first)
    assert desk.editor.textCursor().position() == 5
    await desk.project.open_scene(second)
    assert desk.editor.textCursor().position() == 2


async def test_a_path_opens_where_the_writer_left_that_text(start, loop, chapter):
    desk = await start.open(opened_at(chapter))
    put_caret(desk, 40)
    await start.quit()
    desk = await start.open(opened_at(chapter))
    assert desk.editor.textCursor().position() == 40


async def test_a_caret_at_the_end_stays_at_the_end_of_a_text_that_grew(start, loop, chapter):
    await start.open(opened_at(chapter))
    await start.quit()
    chapter.write_text(chapter.read_text() + " More.", encoding="utf-8")
    desk = await start.open()
    assert desk.editor.textCursor().position() == len(desk.document.text())
    assert "changed by another program" in desk.window.notices.text


async def test_a_text_that_is_gone_costs_one_sentence(start, loop, chapter):
    await start.open(opened_at(chapter))
    await start.quit()
    chapter.unlink()
    desk = await start.open()
    assert desk.document.text() == ""
    assert desk.window.notices.text == (
        "chapter.md is no longer there, so it was not opened again."
    )


async def test_without_the_wish_nothing_comes_back(start, loop, chapter):
    desk = await start.open(opened_at(chapter))
    desk.settings.set("session.restore", False)
    await start.quit()
    desk = await start.open()
    assert desk.document.file is None


async def test_what_is_open_is_kept_while_working(start, loop, chapter):
    desk = await start.open(opened_at(chapter))
    put_caret(desk, 40)
    start.windows.keep()
    await settled(start.windows)
    await start.crash()
    start.windows._keeps = False
    kept = session_of(read_tree(start.files.session))
    assert [state.path for state in kept.windows] == [chapter]
    assert "caret = 40" in start.files.places.read_text()


async def test_a_session_of_a_process_that_runs_is_left_alone(start, loop, chapter, monkeypatch):
    rows = [{"path": str(chapter)}]
    write_tree(start.files.session, {"owner": {"pid": DEAD.pid, "started": 1.0}, "window": rows})
    before = start.files.session.read_bytes()
    monkeypatch.setattr("ui.sessions.windows.is_alive", lambda _: True)
    desk = await start.open()
    assert desk.document.file is None
    await start.quit()
    assert start.files.session.read_bytes() == before


async def test_a_window_is_never_larger_than_the_screen(start, loop, chapter):
    desk = await start.open(opened_at(chapter))
    room = desk.window.screen().availableGeometry()
    desk.window.setGeometry(room.width() * 4, room.height() * 3, 5000, 4000)
    await start.quit()
    desk = await start.open()
    assert desk.window.width() <= room.width()
    assert desk.window.height() <= room.height()
    assert room.intersects(desk.window.frameGeometry())


async def test_all_windows_come_back(start, loop, chapter, novel):
    await start.open(opened_at(chapter))
    start.windows.open_window(opened_at(novel))
    start.windows.open_window()
    await settled(start.windows)
    await start.quit()
    await start.open()
    shown = [desk.memory.state().path for desk in start.windows.desks]
    assert shown == [chapter, novel]


async def test_closing_one_window_of_two_leaves_the_other(start, loop, chapter, novel):
    await start.open(opened_at(chapter))
    beside = start.windows.open_window(opened_at(novel))
    await settled(start.windows)
    beside.window.close()
    await until(lambda: len(start.windows.desks) == 1)
    assert start.windows.desks[0].document.title == "chapter.md"
    await start.quit()
    kept = session_of(read_tree(start.files.session))
    assert [state.path for state in kept.windows] == [chapter]


async def test_a_setting_counts_in_every_window_until_it_is_closed(start, loop):
    one = await start.open()
    two = start.windows.open_window()
    two.settings.set("editor.font_size", 24)
    assert one.settings.number("editor.font_size") == 24
    assert one.editor.font().pixelSize() == two.editor.font().pixelSize() == 24
    two.window.close()
    await until(lambda: n_running(start) == 1)
    one.settings.set("editor.font_size", 18)
    assert two.settings.number("editor.font_size") == 24
    await start.quit()
    assert "font_size" not in start.files.settings.read_text()


async def test_a_key_counts_in_every_window(start, loop):
    one = await start.open()
    two = start.windows.open_window()
    free = QKeySequence("Ctrl+Shift+F12")
    one.commands.keys.change(one.commands.keys.keymap.with_keys("file.save", (free,)))
    assert two.window.actions_by_id["file.save"].shortcuts() == [free]


async def test_two_windows_never_share_a_draft(start, loop):
    one = await start.open()
    two = start.windows.open_window()
    write(one, "In the first.")
    write(two, "In the second.")
    one.keeper.record_now().result(5)
    two.keeper.record_now().result(5)
    journal = Journal(start.files.journal, DEAD)
    texts = sorted(draft.text for draft in journal.orphans(lambda _: False))
    journal.close()
    assert texts == ["In the first.", "In the second."]
    # What one window lives on is no orphan for the other.
    assert await one.keeper.orphans() == []
    await one.keeper.give_up()
    assert len(drafts_of(start.files)) == 1


async def test_the_same_text_is_brought_to_the_front_and_not_opened_twice(
    start, loop, chapter, novel
):
    one = await start.open(opened_at(chapter))
    two = start.windows.open_window(opened_at(novel))
    await settled(start.windows)
    brought = []
    one.window.bring = lambda: brought.append("text")
    two.window.bring = lambda: brought.append("project")
    start.windows.begin_opening(chapter, two)
    start.windows.begin_opening(novel, one, in_new=True)
    await two.project.open_path(chapter)
    await one.project.open_path(novel)
    await settled(start.windows)
    assert brought == ["text", "project", "text", "project"]
    assert len(start.windows.desks) == 2
    assert two.project.project.folder == novel


async def test_a_scenes_file_is_shown_by_the_window_that_has_its_project(start, loop, novel):
    one = await start.open(opened_at(novel))
    two = start.windows.open_window()
    second = one.project.tree.scenes()[1]
    await two.project.open_path(novel / second.file)
    await until(lambda: one.project.scene == second.id)
    assert two.document.file is None


async def test_a_closed_window_is_let_go_of(start, loop, chapter):
    await start.open()
    closed = weakref.ref(start.windows.open_window(opened_at(chapter)))
    await settled(start.windows)
    closed().window.close()
    await until(lambda: n_running(start) == 1)
    for _ in range(20):
        await asyncio.sleep(0)
    gc.collect()
    assert closed() is None


async def test_a_project_that_cannot_be_shown_does_not_hide_lost_text(
    start, loop, novel, monkeypatch
):
    offered = []

    async def recover(filing):
        offered.append(filing)

    async def refuse(*_):
        raise FileUnusable("It is gone.")

    monkeypatch.setattr("ui.filing.Filing.recover", recover)
    monkeypatch.setattr("ui.project.project_desk.ProjectDesk.show", refuse)
    desk = await start.open(opened_at(novel))
    assert desk.window.notices.text == "It is gone."
    assert len(offered) == 1


async def test_a_text_opens_in_a_window_of_its_own(start, loop, chapter):
    one = await start.open()
    start.windows.begin_opening(chapter, one, in_new=True)
    await until(lambda: len(start.windows.desks) == 2)
    assert start.windows.desks[-1].document.title == "chapter.md"
    assert one.document.file is None


async def test_a_quit_that_one_window_refuses_closes_none(start, loop, asked):
    one = await start.open()
    two = start.windows.open_window()
    write(one, "Mine.")
    write(two, "Mine as well.")
    asked.answers = ["discard", "cancel"]
    start.windows.begin_quit()
    await settled(start.windows)
    assert len(asked.questions) == 2
    assert await start.left_open()
    assert start.windows.desks == (one, two) or start.windows.desks == (two, one)
    asked.answers = ["discard"]
    await start.quit()


async def test_words_typed_while_another_window_asks_are_asked_about(start, loop, asked):
    one = await start.open()
    two = start.windows.open_window()
    write(one, "Mine.")
    settle, done = one.settle, []

    async def settle_late():
        may = await settle()
        if not done:
            done.append(True)
            write(two, "Typed meanwhile.")
        return may

    one.settle = settle_late
    asked.answers = ["discard", "discard"]
    await start.quit()
    assert len(asked.questions) == 2


async def test_a_text_that_was_given_up_opens_again_as_its_file_has_it(start, loop, asked, chapter):
    desk = await start.open(opened_at(chapter))
    write(desk, "No.")
    asked.answers = ["discard"]
    await start.quit()
    desk = await start.open()
    assert desk.document.text() == chapter.read_text()


@pytest.mark.parametrize("n_windows", [1, 2])
async def test_lost_text_is_offered_once_however_many_windows_come_back(
    start, loop, chapter, novel, n_windows, monkeypatch
):
    offered = []

    async def recover(filing):
        offered.append(filing)

    monkeypatch.setattr("ui.filing.Filing.recover", recover)
    windows = [{"path": str(path)} for path in (chapter, novel)[:n_windows]]
    write_tree(start.files.session, {"welcomed": True, "window": windows})
    await start.open()
    assert len(start.windows.desks) == n_windows
    assert len(offered) == 1


async def test_recent_files_are_those_that_were_opened(start, loop, chapter, novel):
    desk = await start.open(opened_at(chapter))
    await desk.project.open_path(novel)
    await settled(start.windows)
    found = [entry.path for entry in start.windows.shared.recent.entries]
    # A project's scenes are no files of their own.
    assert found == [novel, chapter]


async def test_a_quit_that_failed_can_be_asked_for_again(start, loop, chapter, asked, monkeypatch):
    desk = await start.open(opened_at(chapter))
    write(desk, "More.")

    def fail(*_):
        raise SaveFailed("The disk is full.")

    with monkeypatch.context() as disk:
        disk.setattr(filing, "save_text", fail)
        asked.answers = ["save"]
        desk.project.leave_text = desk.filing.settle
        start.windows.begin_quit()
        await settled(start.windows)
    assert "disk is full" in desk.window.notices.text
    asked.answers = ["save"]
    await start.quit()
    assert chapter.read_text().endswith("More.")


async def test_a_window_that_closes_is_not_brought_back_by_opening_its_text(start, loop, chapter):
    one = await start.open()
    closing = start.windows.open_window(opened_at(chapter))
    await settled(start.windows)
    written = asyncio.Event()
    closing.tasks.start(written.wait())
    closing.window.close()
    await until(lambda: not closing.window.isVisible())
    start.windows.begin_opening(chapter, one)
    await until(lambda: one.document.title == "chapter.md")
    assert not closing.window.isVisible()
    assert start.windows.desks == (one,)
    written.set()


async def test_windows_closed_one_after_the_other_leave_the_last_one(start, loop, chapter, novel):
    one = await start.open(opened_at(chapter))
    two = start.windows.open_window(opened_at(novel))
    await settled(start.windows)
    written = asyncio.Event()
    one.tasks.start(written.wait())
    one.window.close()
    await until(lambda: one not in start.windows.desks)
    two.window.close()
    await until(lambda: n_running(start) == 1)
    written.set()
    await start._running
    kept = session_of(read_tree(start.files.session))
    assert [state.path for state in kept.windows] == [novel]


async def test_no_window_opens_while_all_are_closed(start, loop, chapter, asked):
    one = await start.open()
    write(one, "Mine.")
    start.windows._is_quitting = True
    assert start.windows.open_window() is None
    start.windows.begin_opening(chapter, one, in_new=True)
    await settled(start.windows)
    assert start.windows.desks == (one,)
    start.windows._is_quitting = False
    asked.answers = ["discard"]
    await start.quit()


async def test_a_new_window_has_keys_that_are_not_written_yet(start, loop):
    one = await start.open()
    free = QKeySequence("Ctrl+Shift+F12")
    one.commands.keys.change(one.commands.keys.keymap.with_keys("file.save", (free,)))
    two = start.windows.open_window()
    assert two.window.actions_by_id["file.save"].shortcuts() == [free]
    await start.quit()
    assert "F12" in start.files.keys.read_text()


async def test_a_text_beside_the_project_is_not_told_of_as_a_scene_that_is_gone(
    start, loop, chapter, novel
):
    desk = await start.open(opened_at(novel))
    await desk.project.open_path(chapter)
    assert desk.memory.state().sha256 == ""
    await start.quit()
    desk = await start.open()
    assert desk.project.scene
    assert "gone" not in desk.window.notices.text


async def test_a_start_that_is_ended_at_once_costs_no_session(start, loop, chapter):
    await start.open(opened_at(chapter))
    await start.quit()
    windows = Windows(start.app, Options(None, None, "en", None, "0"), start.files, Trace(), [])
    running = asyncio.ensure_future(windows.run(None))
    windows.begin_quit()
    await running
    assert windows.desks == ()
    kept = session_of(read_tree(start.files.session))
    assert [state.path for state in kept.windows] == [chapter]
