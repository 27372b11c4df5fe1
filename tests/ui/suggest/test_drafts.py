"""A beat's draft in the editor: a ghost that is taken by paragraph."""

import pytest
from PySide6.QtCore import Qt

from tests.ui.suggest.test_controller import Bench
from ui.engine_types import EngineState, EngineStatus
from ui.suggest.state import SuggestState

TEXT = "The rain had stopped and"


class Story:
    """What a project would tell."""

    def notes(self, text):
        return ("Tom: a boy.",) if "rain" in text else ()

    def beat(self):
        return "Tom goes home."


@pytest.fixture
def bench(qtbot, tmp_path, loop):
    bench = Bench(qtbot, tmp_path)
    bench.controller._story = bench.controller._read_ahead._story = Story()
    bench.editor.ghost_key.connect(
        lambda action: bench.controller.accept_all() if action == "suggestion.accept_all" else None
    )
    return bench


async def test_a_beat_is_asked_for_with_the_outline_and_the_notes(bench, loop):
    bench.controller.draft(("He came.", "He left."), 1)
    await bench.until(lambda: bench.source.drafts)
    (ask,) = bench.source.drafts
    assert (ask.beats, ask.current, ask.before) == (("He came.", "He left."), 1, TEXT)
    assert ask.notes == ("Tom: a boy.",)


async def test_tab_takes_a_paragraph_and_the_rest_stays_a_ghost(bench, loop, qtbot):
    bench.controller.draft(("He came.",), 0)
    await bench.until(lambda: bench.source.drafts)
    await bench.shown(" so he left.\n\nIt was dark.\n\nHe sang.")
    qtbot.keyClick(bench.editor, Qt.Key.Key_Tab)
    assert bench.text == TEXT + " so he left."
    assert bench.editor.ghost == "\n\nIt was dark.\n\nHe sang."
    qtbot.keyClick(bench.editor, Qt.Key.Key_Tab)
    assert bench.text == TEXT + " so he left.\n\nIt was dark."


async def test_while_a_draft_shows_the_status_bar_tells_its_keys(bench, loop, qtbot):
    bench.controller.draft(("He came.",), 0)
    await bench.until(lambda: bench.source.drafts)
    await bench.shown(" so he left.\n\nIt was dark.")
    qtbot.waitUntil(lambda: "Tab takes a paragraph" in bench.activities[-1].message)
    bench.controller.dismiss()
    assert bench.activities[-1].message == ""


async def test_each_paragraph_is_a_step_of_undo(bench, loop, qtbot):
    bench.controller.draft(("He came.",), 0)
    await bench.until(lambda: bench.source.drafts)
    await bench.shown(" so he left.\n\nIt was dark.")
    qtbot.keyClick(bench.editor, Qt.Key.Key_Tab)
    qtbot.keyClick(bench.editor, Qt.Key.Key_Tab)
    bench.document.qt.undo()
    assert bench.text == TEXT + " so he left."
    bench.document.qt.undo()
    assert bench.text == TEXT


async def test_a_draft_that_is_dismissed_leaves_nothing(bench, loop):
    bench.controller.draft(("He came.",), 0)
    await bench.until(lambda: bench.source.drafts)
    await bench.shown(" so he left.")
    bench.controller.dismiss()
    assert bench.text == TEXT
    assert bench.editor.ghost == ""
    assert not bench.document.qt.isUndoAvailable()


def test_without_an_engine_it_says_why(bench):
    bench.source.status = EngineStatus(EngineState.DOWN)
    bench.controller.draft(("He came.",), 0)
    assert bench.source.drafts == []
    assert bench.activities[-1].message == "The engine is coming back; ask again in a moment."


async def test_a_suggestion_is_asked_for_with_notes_and_beat(bench, loop):
    bench.type(" the")
    await bench.asked()
    assert bench.source.asks[0].notes == ("Tom: a boy.",)
    assert bench.source.asks[0].beat == "Tom goes home."


async def test_what_is_read_ahead_is_what_an_ask_would_give(bench, loop):
    bench.controller.on_document_changed()
    await bench.until(lambda: bench.source.warmed)
    assert bench.source.warmed_story == [(("Tom: a boy.",), "Tom goes home.")]
    assert bench.controller.state is SuggestState.IDLE
