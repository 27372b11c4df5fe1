"""Takes of one place, in the real editor with a scripted engine."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest

from tests.ui.suggest.test_controller import Bench
from ui.editor import editor_view
from ui.engine_types import EngineState, EngineStatus
from ui.errors import AskRefused
from ui.suggest.pacing import REST_S
from ui.suggest.state import SuggestState

FIRST, SECOND = " the street was empty.", " the sky cleared."


@pytest.fixture
def bench(qtbot, tmp_path, loop):
    return Bench(qtbot, tmp_path)


async def _suggested(bench, text=FIRST) -> None:
    """Let a pause bring a suggestion."""
    count = len(bench.source.asks)
    bench.type(" so")
    await bench.asked(count + 1)
    await _came(bench, text)


async def _came(bench, text) -> None:
    """Let the engine answer its last ask."""
    bench.source.send(text)
    bench.source.end(text)
    await bench.until(lambda: not bench.controller._stage.current.is_streaming)


async def _two(bench) -> None:
    await _suggested(bench)
    bench.controller.next_take()
    await bench.asked(2)
    await _came(bench, SECOND)


async def test_another_take_is_asked_for_and_earlier_ones_come_back(bench, loop):
    await _two(bench)
    assert bench.editor.ghost == SECOND
    assert bench.activities[-1].message == "take 2/2"
    bench.controller.previous_take()
    assert bench.editor.ghost == FIRST
    assert bench.activities[-1].message == "take 1/2"
    bench.controller.previous_take()
    assert bench.editor.ghost == FIRST
    bench.controller.next_take()
    assert bench.editor.ghost == SECOND
    assert len(bench.source.asks) == 2
    assert bench.text == "The rain had stopped and so"


async def test_the_ghost_stays_while_another_take_is_written_and_can_be_taken(bench, loop):
    await _suggested(bench)
    bench.controller.next_take()
    await bench.asked(2)
    assert bench.editor.ghost == FIRST
    assert bench.activities[-1].is_thinking
    bench.controller.accept_word()
    assert bench.text == "The rain had stopped and so the"
    assert bench.editor.ghost == FIRST.removeprefix(" the")
    await bench.until(lambda: bench.source.withdrawn == [1])
    bench.source.send(" too late", ask=1)
    assert bench.editor.ghost == FIRST.removeprefix(" the")


async def test_letters_typed_through_it_hold_the_take_that_showed(bench, loop):
    await _suggested(bench)
    bench.controller.next_take()
    await bench.asked(2)
    bench.type(" t")
    assert bench.editor.ghost == FIRST.removeprefix(" t")
    bench.controller.accept_all()
    assert bench.text == f"The rain had stopped and so{FIRST}"


async def test_takes_that_share_the_words_taken_stay(bench, loop):
    await _two(bench)
    bench.controller.accept_word()
    assert bench.activities[-1].message == "take 2/2"
    bench.controller.previous_take()
    assert bench.editor.ghost == " street was empty."
    bench.controller.accept_word()
    assert bench.activities[-1].message == ""


async def test_a_take_like_another_is_asked_for_again_but_not_for_ever(bench, loop):
    await _suggested(bench)
    bench.controller.next_take()
    for count in (2, 3, 4):
        await bench.asked(count)
        bench.source.send(FIRST)
        bench.source.end(FIRST)
    await bench.until(lambda: bench.activities[-1].message == "no other take came")
    assert len(bench.source.asks) == 4
    assert bench.editor.ghost == FIRST
    bench.controller.accept_all()
    assert bench.text == f"The rain had stopped and so{FIRST}"


async def test_a_refused_or_empty_take_leaves_the_one_that_shows(bench, loop):
    await _suggested(bench)
    bench.controller.next_take()
    await bench.asked(2)
    bench.source.fail(AskRefused("Too long."))
    await bench.until(lambda: bench.activities[-1].message == "Too long.")
    bench.controller.next_take()
    await bench.asked(3)
    bench.source.end()
    await bench.until(lambda: bench.activities[-1].message == "no other take came")
    assert bench.editor.ghost == FIRST
    assert bench.controller.state is SuggestState.SHOWING


async def test_asked_for_again_at_the_same_place_the_takes_add_up(bench, loop):
    bench.controller.continue_here()
    await bench.asked(1)
    await _came(bench, FIRST)
    bench.controller.dismiss()
    bench.controller.continue_here()
    await bench.asked(2)
    await _came(bench, SECOND)
    assert bench.activities[-1].message == "take 2/2"
    bench.controller.previous_take()
    assert bench.editor.ghost == FIRST
    assert [ask.stop for ask in bench.source.asks] == ["paragraph", "paragraph"]


async def test_a_sentence_is_taken_and_each_step_is_undone_by_itself(bench, loop):
    await _suggested(bench, " the street was empty. Nobody came.")
    bench.controller.accept_sentence()
    assert bench.text.endswith("so the street was empty.")
    assert bench.editor.ghost == " Nobody came."
    bench.controller.accept_word()
    assert bench.text.endswith("empty. Nobody")
    bench.document.qt.undo()
    assert bench.text.endswith("empty.")
    bench.document.qt.undo()
    assert bench.text == "The rain had stopped and so"


async def test_the_keys_step_through_takes_only_while_one_shows(bench, loop):
    act = {
        "suggestion.next_take": bench.controller.next_take,
        "suggestion.previous_take": bench.controller.previous_take,
        "suggestion.accept_sentence": bench.controller.accept_sentence,
    }
    bench.editor.ghost_key.connect(lambda action: act[action]())
    await _two(bench)
    alt = Qt.KeyboardModifier.AltModifier
    QTest.keyClick(bench.editor, Qt.Key.Key_Up, alt)
    assert bench.editor.ghost == FIRST
    QTest.keyClick(bench.editor, Qt.Key.Key_Down, alt)
    assert bench.editor.ghost == SECOND
    QTest.keyClick(bench.editor, Qt.Key.Key_End)
    assert bench.text == f"The rain had stopped and so{SECOND}"


async def test_the_ghost_outlives_another_size_of_window_and_text(bench, loop):
    await _suggested(bench)
    bench.editor.resize(500, 400)
    font = bench.editor.font()
    font.setPixelSize(30)
    bench.editor.setFont(font)
    bench.document.qt.setDefaultFont(font)
    bench.editor.center_column()
    assert bench.editor.ghost == FIRST
    assert bench.text == "The rain had stopped and so"
    bench.controller.accept_all()
    assert bench.text == f"The rain had stopped and so{FIRST}"


async def test_ten_declined_suggestions_bring_a_rest_that_asking_ends(bench, loop, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr("ui.suggest.controller.time.monotonic", lambda: now[0])
    for _ in range(10):
        await _suggested(bench)
        bench.controller.dismiss()
    bench.type(" x")
    assert bench.controller.state is SuggestState.IDLE
    now[0] += REST_S
    bench.type("y")
    assert bench.controller.state is SuggestState.WAITING
    bench.controller.dismiss()
    now[0] -= REST_S
    bench.controller.continue_here()
    bench.type("z")
    assert bench.controller.state is SuggestState.WAITING


@pytest.mark.parametrize(
    ("length", "stop", "max_tokens", "max_chars"),
    [
        ("words", "sentence", 8, 40),
        ("sentence", "sentence", 48, 160),
        ("paragraph", "paragraph", 128, 800),
    ],
)
async def test_a_suggestion_is_as_long_as_the_writer_wishes(
    bench, loop, length, stop, max_tokens, max_chars
):
    bench.settings.set("suggest.length", length)
    bench.type(" so")
    await bench.asked()
    (ask,) = bench.source.asks
    assert (ask.stop, ask.max_tokens, ask.max_chars) == (stop, max_tokens, max_chars)


async def test_only_when_asked_nothing_comes_by_itself(bench, loop):
    bench.settings.set("suggest.eagerness", "asked")
    bench.type(" so")
    assert bench.controller.state is SuggestState.IDLE
    bench.controller.continue_here()
    await bench.asked()


async def test_an_eager_writer_waits_for_no_pause_of_her_own(bench, loop):
    bench.settings.set("suggest.pause_ms", 5000)
    bench.settings.set("suggest.eagerness", "eager")
    bench.type(" so")
    await bench.asked()


async def test_sentences_are_finished_but_not_begun_where_that_is_wished(bench, loop):
    bench.settings.set("suggest.begin_sentences", False)
    bench.type(" so. ")
    assert bench.controller.state is SuggestState.IDLE
    bench.type("It")
    await bench.asked()
    bench.controller.dismiss()
    bench.type(" ended. ")
    bench.controller.continue_here()
    await bench.asked(2)


async def test_a_screen_reader_hears_the_whole_suggestion_once(bench, loop, monkeypatch):
    heard = []
    monkeypatch.setattr(QAccessible, "isActive", lambda: True)
    monkeypatch.setattr(
        editor_view.QAccessible, "updateAccessibility", lambda event: heard.append(event.message())
    )
    await _suggested(bench)
    assert heard == [FIRST.strip()]


async def test_an_engine_that_is_down_is_told_when_another_take_is_wanted(bench, loop):
    await _suggested(bench)
    bench.source.status = EngineStatus(EngineState.DOWN, reason="gone")
    bench.controller.next_take()
    assert "coming back" in bench.activities[-1].message
    assert bench.editor.ghost == FIRST


async def test_a_take_used_up_word_by_word_is_none_of_the_next_place(bench, loop):
    await _suggested(bench, " the street.")
    bench.controller.accept_word()
    bench.controller.accept_word()
    assert bench.text.endswith("so the street.")
    await bench.asked(2)
    await _came(bench, SECOND)
    assert bench.activities[-1].message == ""
    bench.controller.previous_take()
    assert bench.editor.ghost == SECOND


async def test_a_take_used_up_while_it_streams_goes_on_as_one(bench, loop):
    bench.type(" so")
    await bench.asked()
    await bench.shown(" the")
    bench.controller.accept_word()
    bench.source.send(" street.")
    await bench.until(lambda: bench.editor.ghost == " street.")
    bench.controller.accept_word()
    assert bench.text.endswith("so the street.")
