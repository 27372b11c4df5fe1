import sqlite3

import pytest
from PySide6.QtGui import QKeySequence, QTextCursor

from tests.ui.sessions.conftest import settled
from ui.engine_types import EngineState, EngineStatus
from ui.sessions.kept_file import write_tree

START = "# The night train"


@pytest.fixture
def first_start(start):
    start.files.session.unlink()
    return start


async def test_the_first_start_shows_the_page_with_the_caret_at_its_end(first_start, loop):
    desk = await first_start.open()
    text = desk.document.text()
    assert text.startswith(START)
    assert desk.editor.textCursor().position() == len(text)
    assert desk.document.title == "Welcome"


async def test_an_untouched_page_asks_nothing_and_leaves_nothing(first_start, loop, asked):
    desk = await first_start.open()
    desk.keeper.record_now().result(5)
    await first_start.quit()
    assert asked.questions == []
    files = first_start.files
    if files.journal.exists():
        with sqlite3.connect(files.journal) as journal:
            assert journal.execute("SELECT COUNT(*) FROM draft").fetchone() == (0,)


async def test_it_comes_once(first_start, loop):
    await first_start.open()
    await first_start.quit()
    desk = await first_start.open()
    assert desk.document.text() == ""


async def test_a_named_file_is_no_occasion_for_it(first_start, loop, tmp_path):
    from ui.sessions.opening import opened_at

    path = tmp_path / "mine.md"
    path.write_text("Mine.", encoding="utf-8")
    desk = await first_start.open(opened_at(path))
    assert desk.document.text() == "Mine."


async def test_the_menu_brings_it_back_as_a_text_of_its_own(start, loop, asked):
    desk = await start.open()
    QTextCursor(desk.document.qt).insertText("Mine.")
    asked.answers = ["cancel"]
    desk.window.actions_by_id["help.welcome"].trigger()
    await settled(start.windows)
    assert desk.document.text() == "Mine."
    asked.answers = ["discard"]
    desk.window.actions_by_id["help.welcome"].trigger()
    await settled(start.windows)
    assert desk.document.text().startswith(START)
    assert desk.document.file is None
    assert not desk.document.is_modified


async def test_what_the_writer_adds_to_it_is_asked_about(start, loop, asked):
    desk = await start.open()
    await desk.welcome.open()
    cursor = desk.editor.textCursor()
    cursor.insertText(" sat down.")
    asked.answers = ["discard"]
    await start.quit()
    assert asked.questions == ["Save Welcome first?"]


async def test_it_names_the_writers_own_keys(start, loop):
    desk = await start.open()
    free = QKeySequence("Ctrl+Shift+F12")
    keys = desk.commands.keys
    keys.change(keys.keymap.with_keys("rewrite.open", (free,)))
    await desk.welcome.open()
    assert "press Ctrl+Shift+F12" in desk.document.text()
    keys.change(keys.keymap.with_keys("rewrite.open", ()))
    await desk.welcome.open()
    assert "press Rewrite" in desk.document.text()


@pytest.mark.parametrize("has_typed", [False, True])
async def test_one_suggestion_is_asked_for_once_the_engine_is_there(
    first_start, loop, monkeypatch, has_typed
):
    desk = await first_start.open()
    asked = []
    monkeypatch.setattr(desk.controller, "continue_here", lambda: asked.append(True))
    if has_typed:
        desk.editor.textCursor().insertText(" sat")
    desk.client._status = EngineStatus(EngineState.READY)
    desk.client.status_changed.emit(desk.client.status)
    desk.client.status_changed.emit(desk.client.status)
    assert asked == ([] if has_typed else [True])
    desk.document.clear()


async def test_a_session_that_is_kept_is_no_first_start(start, loop):
    write_tree(start.files.session, {"window": [{"side": ""}]})
    desk = await start.open()
    assert desk.document.text() == ""
