import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.fakes import READY, ScriptedSource
from ui.actions import ghost_keys
from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.engine_types import EngineState, EngineStatus
from ui.errors import AskRefused, EngineUnavailable
from ui.manuscript.text_file import FileForm, FileState, OpenedFile
from ui.notices import Tasks
from ui.settings import Settings
from ui.suggest.controller import SuggestionController
from ui.suggest.state import SuggestState
from ui.suggest.trigger import EditKind
from ui.trace import Trace


class Bench:
    """An editor, a scripted engine and the controller between them."""

    def __init__(self, qtbot, tmp_path):
        self.qtbot = qtbot
        self.document = Document()
        state = FileState(tmp_path / "a.md", FileForm(), "")
        self.document.open(OpenedFile("The rain had stopped and", state))
        self.editor = EditorView(self.document)
        self.editor.set_ghost_keys(ghost_keys())
        qtbot.addWidget(self.editor)
        self.editor.resize(900, 500)
        self.editor.show()
        qtbot.waitExposed(self.editor)
        self.editor.activateWindow()
        self.editor.setFocus()
        self.editor.show_end()
        self.source = ScriptedSource()
        self.settings = Settings()
        self.settings.set("suggest.pause_ms", 0)
        self.problems = []
        self.trace_events = []
        trace = Trace()
        trace.event = lambda name, **details: self.trace_events.append((name, details))
        self.controller = SuggestionController(
            self.editor, self.source, self.settings, Tasks(self.problems.append), trace
        )
        self.activities = []
        self.controller.activity_changed.connect(self.activities.append)

    def type(self, text):
        QTest.keyClicks(self.editor, text)

    async def until(self, condition):
        """Give the loop its turns until something holds; the test's own limit ends a bad wait."""
        while not condition():
            await asyncio.sleep(0)

    async def asked(self, count=1):
        await self.until(lambda: len(self.source.asks) == count)

    async def shown(self, text):
        self.source.send(text)
        assert self.controller.state is SuggestState.SHOWING

    @property
    def text(self):
        return self.document.text()


@pytest.fixture
def bench(qtbot, tmp_path, loop):
    return Bench(qtbot, tmp_path)


async def test_a_pause_asks_with_the_text_around_the_caret(bench, loop):
    bench.type(" the")
    await bench.asked()
    (ask,) = bench.source.asks
    assert ask.before == "The rain had stopped and the"
    assert (ask.after, ask.stop, ask.caret) == ("", "sentence", 28)
    assert bench.controller.state is SuggestState.ASKING
    assert bench.activities[-1].is_thinking


async def test_pieces_grow_the_ghost_and_tab_takes_what_shows(bench, loop):
    bench.type(" the")
    await bench.asked()
    bench.source.send(" street")
    bench.source.send(" was empty.")
    await bench.until(lambda: bench.editor.ghost == " street was empty.")
    bench.controller.accept_all()
    assert bench.text == "The rain had stopped and the street was empty."
    assert ("accepted", {"text": " street was empty."}) in bench.trace_events
    await bench.asked(2)


async def test_a_word_at_a_time_keeps_the_rest_and_one_ask(bench, loop):
    bench.type(" the")
    await bench.asked()
    await bench.shown(" street was")
    bench.controller.accept_word()
    assert bench.editor.ghost == " was"
    bench.source.send(" empty.")
    await bench.until(lambda: bench.editor.ghost == " was empty.")
    bench.source.end(" street was empty.")
    bench.controller.accept_word()
    bench.controller.accept_word()
    assert bench.text.endswith("the street was empty.")
    assert bench.editor.ghost == ""
    assert len(bench.source.asks) == 1


async def test_typing_the_ghosts_letters_consumes_it_while_it_still_streams(bench, loop):
    bench.type(" the")
    await bench.asked()
    await bench.shown(" street")
    bench.type(" st")
    assert bench.editor.ghost == "reet"
    bench.source.send(" was empty.")
    await bench.until(lambda: bench.editor.ghost == "reet was empty.")
    assert len(bench.source.asks) == 1
    assert bench.source.withdrawn == []


async def test_a_ghost_typed_to_its_end_leads_to_the_next_ask(bench, loop):
    bench.type(" the")
    await bench.asked()
    await bench.shown(" st")
    bench.source.end(" st")
    await bench.until(lambda: not bench.controller._stage.current.is_streaming)
    bench.type(" st")
    assert bench.editor.ghost == ""
    await bench.asked(2)
    assert bench.source.asks[1].before.endswith("and the st")


async def test_other_letters_withdraw_the_ask_and_begin_anew(bench, loop):
    bench.type(" the")
    await bench.asked()
    await bench.shown(" street")
    bench.type("x")
    assert bench.editor.ghost == ""
    await bench.asked(2)
    assert bench.source.withdrawn == [0]


async def test_a_late_piece_of_an_old_ask_is_dropped(bench, loop):
    bench.type(" the")
    await bench.asked()
    bench.type("n")
    await bench.asked(2)
    bench.source.send(" too late", ask=0)
    assert bench.editor.ghost == ""
    assert ("dropped", {"id": 1, "reason": "stale"}) in bench.trace_events


async def test_a_piece_for_another_revision_is_dropped(bench, loop):
    bench.type(" the")
    await bench.asked()
    cursor = bench.editor.textCursor()
    cursor.setPosition(0)
    cursor.insertText("By noon. ")
    bench.source.send(" street")
    assert bench.editor.ghost == ""


async def test_nothing_is_asked_after_undo_deletion_or_when_switched_off(bench, loop):
    bench.type(" the")
    await bench.asked()
    QTest.keyClick(bench.editor, Qt.Key.Key_Backspace)
    bench.editor.perform(EditKind.UNDONE, bench.editor.undo)
    assert bench.controller.state is SuggestState.IDLE
    bench.settings.set("suggest.enabled", False)
    bench.type("m")
    assert bench.controller.state is SuggestState.IDLE
    assert len(bench.source.asks) == 1


async def test_escape_and_a_lost_focus_withdraw_it(bench, loop):
    bench.type(" the")
    await bench.asked()
    await bench.shown(" street")
    bench.controller.dismiss()
    assert bench.editor.ghost == ""
    await bench.until(lambda: bench.source.withdrawn == [0])
    bench.type("n")
    await bench.asked(2)
    await bench.shown(" street")
    bench.editor.clearFocus()
    assert bench.controller.state is SuggestState.IDLE
    await bench.until(lambda: bench.source.withdrawn == [0, 1])


async def test_asked_again_it_drops_the_first_take_and_wants_a_paragraph(bench, loop):
    bench.controller.continue_here()
    await bench.asked()
    await bench.shown(" first")
    bench.controller.continue_here()
    await bench.asked(2)
    assert [ask.stop for ask in bench.source.asks] == ["paragraph", "paragraph"]
    assert bench.text == "The rain had stopped and"


async def test_a_refusal_is_told_and_shows_no_ghost(bench, loop):
    bench.controller.continue_here()
    await bench.asked()
    bench.source.fail(AskRefused("The voice Starter writes English only."))
    await bench.until(lambda: bench.activities[-1].message != "")
    assert bench.activities[-1].message == "The voice Starter writes English only."
    assert bench.controller.state is SuggestState.IDLE
    assert bench.problems == []


async def test_an_engine_that_goes_leaves_the_text_and_no_ghost(bench, loop):
    bench.type(" the")
    await bench.asked()
    await bench.shown(" street")
    bench.source.status = EngineStatus(EngineState.DOWN, reason="gone")
    bench.source.fail(EngineUnavailable("gone"))
    bench.controller.on_engine_status(bench.source.status)
    assert bench.editor.ghost == ""
    assert bench.text == "The rain had stopped and the"
    bench.controller.continue_here()
    assert "coming back" in bench.activities[-1].message
    bench.type("n")
    assert len(bench.source.asks) == 1


async def test_a_ready_engine_reads_the_text_ahead(bench, loop):
    bench.controller.on_engine_status(READY)
    await bench.until(lambda: bool(bench.source.warmed))
    assert bench.source.warmed == [("The rain had stopped and", "")]
