import asyncio
import threading

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from tests.ui.rewrite.conftest import TEXT
from ui.engine_types import EngineState, EngineStatus, RewriteTake
from ui.errors import AskRefused, EngineUnavailable
from ui.notices import CALM
from ui.rewrite import asking, session
from ui.rewrite.controller import RewriteState
from ui.rewrite.popover import Page
from ui.rewrite.prompts import Prompt

ALT = Qt.KeyboardModifier.AltModifier


def names(bench):
    return [name for name, _ in bench.events]


def test_it_opens_on_the_selection_without_the_white_space_around_it(bench):
    bench.open_on(21, 44)
    assert bench.rewrites.state is RewriteState.CHOOSING
    assert bench.editor.textCursor().selectedText() == "Tom went home early."
    assert bench.popover.isVisible()


def test_without_a_selection_it_opens_on_the_sentence_at_the_caret(bench):
    bench.editor.moveCursor(QTextCursor.MoveOperation.Start)
    bench.rewrites.open()
    assert bench.editor.textCursor().selectedText() == "The rain had stopped."


def test_where_there_is_nothing_it_says_so_and_stays_closed(bench):
    bench.document.clear()
    bench.rewrites.open()
    assert bench.rewrites.state is RewriteState.CLOSED
    assert bench.told == ["There is nothing here to rewrite: select some text first."]


def test_more_than_two_thousand_words_are_declined(bench):
    bench.editor.insertPlainText("word " * 2001)
    bench.editor.selectAll()
    bench.rewrites.open()
    assert bench.rewrites.state is RewriteState.CLOSED
    assert "2,000 words" in bench.told[0]


async def test_a_letter_asks_for_takes_with_the_text_around_the_passage(bench, loop):
    await bench.asked("P", 22, 42)
    (ask,) = bench.source.asks
    assert (ask.mode, ask.text, ask.takes) == ("polish", "Tom went home early.", 2)
    assert (ask.before, ask.after) == ("The rain had stopped. ", "\n\nShe stayed.")
    assert ask.notes == ("Tom: a boy.",)


async def test_a_take_is_applied_as_exactly_one_step_of_undo(bench, loop):
    await bench.asked("P", 22, 42)
    await bench.takes("Tom walked home late.", "Tom ran home early.")
    assert bench.rewrites.state is RewriteState.DECIDING
    bench.press(Qt.Key.Key_2)
    bench.press(Qt.Key.Key_Return)
    assert bench.text == "The rain had stopped. Tom ran home early.\n\nShe stayed."
    assert bench.rewrites.state is RewriteState.CLOSED
    assert bench.editor.hasFocus()
    bench.document.qt.undo()
    assert bench.text == TEXT
    assert not bench.document.qt.isUndoAvailable()


async def test_typing_behind_an_applied_take_is_a_step_of_its_own(bench, loop):
    await bench.asked("P", 22, 42)
    await bench.takes("Tom ran home early.")
    bench.press(Qt.Key.Key_Return)
    QTest.keyClicks(bench.editor, "x")
    bench.document.qt.undo()
    assert bench.text == "The rain had stopped. Tom ran home early.\n\nShe stayed."


async def test_escape_leaves_text_caret_and_undo_as_they_were(bench, loop):
    cursor = bench.editor.textCursor()
    cursor.setPosition(5)
    bench.editor.setTextCursor(cursor)
    bench.rewrites.open()
    bench.press(Qt.Key.Key_P)
    await bench.turns()
    await bench.takes("The rain was over.")
    bench.press(Qt.Key.Key_Escape)
    assert bench.text == TEXT
    assert not bench.document.is_modified
    assert not bench.document.qt.isUndoAvailable()
    assert bench.editor.textCursor().position() == 5
    assert not bench.editor.textCursor().hasSelection()
    assert not bench.popover.isVisible()


async def test_a_refused_change_is_not_applied(bench, loop):
    await bench.asked("P", 22, 42)
    await bench.takes("Tom walked home late.")
    bench.press(Qt.Key.Key_Right)
    bench.press(Qt.Key.Key_Space)
    bench.press(Qt.Key.Key_Return)
    assert "Tom walked home early." in bench.text


async def test_tab_goes_round_the_takes(bench, loop):
    await bench.asked("P", 22, 42)
    await bench.takes("A.", "B.")
    session_round = bench.rewrites.session.round
    bench.press(Qt.Key.Key_Tab)
    assert session_round.chosen == 1
    bench.press(Qt.Key.Key_Tab)
    assert session_round.chosen == 0
    bench.press(Qt.Key.Key_Backtab, Qt.KeyboardModifier.ShiftModifier)
    assert session_round.chosen == 1


async def test_r_asks_again_and_earlier_takes_stay_within_reach(bench, loop):
    await bench.asked("P", 22, 42)
    await bench.takes("A.", "B.")
    bench.press(Qt.Key.Key_R)
    await bench.turns()
    assert [ask.mode for ask in bench.source.asks] == ["polish", "polish"]
    await bench.takes("C.", "D.")
    bench.press(Qt.Key.Key_Up, ALT)
    bench.press(Qt.Key.Key_Return)
    assert bench.text.startswith("The rain had stopped. A.")


async def test_backspace_shows_the_choices_and_alt_up_leads_back_to_the_takes(bench, loop):
    await bench.asked("P", 22, 42)
    await bench.takes("A.", "B.")
    bench.press(Qt.Key.Key_Backspace)
    assert (bench.rewrites.state, bench.popover.page) == (RewriteState.CHOOSING, Page.CHOICES)
    bench.press(Qt.Key.Key_Up, ALT)
    assert (bench.rewrites.state, bench.popover.page) == (RewriteState.DECIDING, Page.TAKES)


async def test_paragraphs_are_asked_for_in_order_and_shown_as_they_are_done(bench, loop):
    bench.editor.selectAll()
    bench.rewrites.open()
    bench.press(Qt.Key.Key_S)
    await bench.turns()
    await bench.takes("It was dry.", "Dry.")
    assert [ask.text for ask in bench.source.asks] == [TEXT.split("\n\n")[0], "She stayed."]
    assert bench.rewrites.session.result() == "It was dry.\n\nShe stayed."
    await bench.takes("She was there.", "There.")
    bench.press(Qt.Key.Key_Return)
    assert bench.text == "It was dry.\n\nShe was there."


async def test_what_is_done_of_many_paragraphs_can_be_applied_before_the_rest(bench, loop):
    bench.editor.selectAll()
    bench.rewrites.open()
    bench.press(Qt.Key.Key_S)
    await bench.turns()
    await bench.takes("It was dry.")
    bench.press(Qt.Key.Key_Return)
    await bench.turns()
    assert bench.text == "It was dry.\n\nShe stayed."
    assert bench.source.withdrawn == [1]


async def test_an_engine_that_goes_keeps_what_was_done_and_says_why(bench, loop):
    bench.editor.selectAll()
    bench.rewrites.open()
    bench.press(Qt.Key.Key_S)
    await bench.turns()
    await bench.takes("It was dry.")
    ready, bench.source.status = bench.source.status, EngineStatus(EngineState.DOWN)
    bench.source.fail(EngineUnavailable("The engine ended."))
    await bench.turns()
    assert bench.rewrites.state is RewriteState.DECIDING
    assert bench.popover.message.startswith("The engine ended and is coming back.")
    bench.source.status = ready
    bench.rewrites.on_engine_status(ready)
    assert bench.popover.message == ""


async def test_a_fault_of_an_engine_that_lives_is_told_as_it_is(bench, loop):
    await bench.asked()
    bench.source.fail(EngineUnavailable("The engine could not answer."))
    await bench.turns()
    assert bench.rewrites.state is RewriteState.CHOOSING
    assert bench.popover.message == "The engine could not answer."


async def test_a_failure_that_no_one_foresaw_ends_the_ask_and_is_reported(bench, loop):
    await bench.asked()
    bench.source.fail(RuntimeError("unforeseen"))
    await bench.turns()
    assert bench.rewrites.state is RewriteState.CHOOSING
    assert bench.problems == [CALM]


async def test_half_a_piece_goes_with_the_ask_that_failed(bench, loop):
    bench.open_on(0, len(TEXT))
    bench.press(Qt.Key.Key_P)
    await bench.turns()
    await bench.takes("It stopped raining.", "Rain over.")
    bench.source.send(0, "She rem")
    bench.source.fail(EngineUnavailable("The engine could not answer."))
    await bench.turns()
    assert "She rem" not in bench.popover.takes.card(0).accessibleName()
    assert bench.rewrites.session.view(0).streaming == ""


async def test_words_for_an_earlier_try_are_not_written_into_it(bench, loop):
    await bench.asked()
    await bench.takes("A.", "B.")
    bench.press(Qt.Key.Key_R)
    bench.source.send(0, "late")
    await bench.turns()
    rounds = bench.rewrites.session.rounds
    assert not any(column.streaming for tried in rounds for column in tried.columns)


async def test_a_text_left_while_its_takes_are_compared_stays_as_it_is(bench, loop):
    await bench.asked()
    bench.source.end("A.", "B.")
    await asyncio.sleep(0)
    bench.press(Qt.Key.Key_Escape)
    await bench.turns(20)
    assert bench.rewrites.state is RewriteState.CLOSED
    assert bench.text == TEXT
    assert "rewrite_piece" not in names(bench)


async def test_takes_are_compared_beside_the_windows_thread(bench, loop, monkeypatch):
    threads = []

    def spans_of(mode, piece, text):
        threads.append(threading.current_thread())
        return session.spans_of(mode, piece, text)

    monkeypatch.setattr(asking, "spans_of", spans_of)
    await bench.asked()
    await bench.takes("A.", "B.")
    assert len(threads) == 2
    assert threading.current_thread() not in threads


def test_up_on_the_choices_does_nothing_before_there_are_takes(bench):
    bench.open_on(0, 21)
    bench.press(Qt.Key.Key_Up)
    bench.press(Qt.Key.Key_Up, ALT)
    assert (bench.rewrites.state, bench.popover.page) == (RewriteState.CHOOSING, Page.CHOICES)


async def test_a_refusal_before_anything_came_leads_back_to_the_choices(bench, loop):
    await bench.asked()
    bench.source.fail(AskRefused("This passage is too long."))
    await bench.turns()
    assert bench.rewrites.state is RewriteState.CHOOSING
    assert bench.popover.message == "This passage is too long."


async def test_an_edit_from_elsewhere_closes_it_and_nothing_is_replaced(bench, loop):
    await bench.asked("P", 22, 42)
    await bench.takes("A.", "B.")
    bench.editor.setFocus()
    QTest.keyClicks(bench.editor, "x")
    assert bench.rewrites.state is RewriteState.CLOSED
    assert "x" in bench.text
    assert bench.told == ["The text changed, so the rewrite was closed; nothing was replaced."]


async def test_words_that_come_after_it_was_closed_are_dropped(bench, loop):
    await bench.asked()
    bench.press(Qt.Key.Key_Escape)
    bench.source.send(0, "late")
    await bench.turns()
    assert bench.source.withdrawn == [0]
    assert bench.text == TEXT
    assert ("dropped", {"reason": "stale"}) in bench.events


async def test_pressing_the_key_again_gives_the_popover_the_keys_back(bench, loop):
    await bench.asked()
    bench.editor.setFocus()
    bench.rewrites.open()
    assert bench.popover.hasFocus()
    assert len(bench.source.asks) == 1


def test_a_mode_that_the_voice_was_not_taught_is_shown_with_the_reason(bench):
    bench.open_on(0, 21)
    row = next(row for row in bench.popover.choices.rows if row.key == "I")
    assert not row.is_enabled
    assert row.help == "The voice Fake was not taught to follow an instruction."
    bench.press(Qt.Key.Key_I)
    assert bench.rewrites.state is RewriteState.CHOOSING


def test_without_an_engine_all_choices_rest_and_one_line_says_why(bench):
    bench.source.status = EngineStatus(EngineState.DOWN)
    bench.open_on(0, 21)
    assert not any(row.is_enabled for row in bench.popover.choices.rows)
    assert bench.popover.message == "The engine is coming back; ask again in a moment."


def test_the_choices_wake_up_with_the_engine(bench):
    ready, bench.source.status = bench.source.status, EngineStatus(EngineState.STARTING)
    bench.open_on(0, 21)
    bench.source.status = ready
    bench.rewrites.on_engine_status(ready)
    assert bench.popover.message == ""
    assert any(row.is_enabled for row in bench.popover.choices.rows)


@pytest.fixture
def able(bench):
    """Return the bench with a voice that follows instructions."""
    voice = bench.source.status.voice
    tasks = (*voice.tasks, "rewrite.instruct")
    bench.source.status = EngineStatus(
        EngineState.READY, type(voice)("chat", "Chat", "CPU", 1024, tasks=tasks)
    )
    return bench


async def test_an_own_instruction_is_typed_and_asked(able, loop):
    able.open_on(0, 21)
    able.press(Qt.Key.Key_I)
    assert able.rewrites.state is RewriteState.INSTRUCTING
    QTest.keyClicks(able.popover.instruction, "Make it rhyme")
    QTest.keyClick(able.popover.instruction, Qt.Key.Key_Return)
    await able.turns()
    assert (able.source.asks[0].mode, able.source.asks[0].instruction) == (
        "instruct",
        "Make it rhyme",
    )


def test_escape_in_the_instruction_leads_back_to_the_choices(able):
    able.open_on(0, 21)
    able.press(Qt.Key.Key_I)
    QTest.keyClick(able.popover.instruction, Qt.Key.Key_Escape)
    assert able.rewrites.state is RewriteState.CHOOSING


async def test_a_prompt_of_the_writers_has_a_number_and_is_asked_with_its_variables(able, loop):
    able.rewrites.prompts = (Prompt("Rhyme", "Rhyme {selection}"),)
    able.open_on(0, 21)
    able.press(Qt.Key.Key_1)
    await able.turns()
    assert able.source.asks[0].instruction == "Rhyme The rain had stopped."
    await able.takes("A.")
    able.press(Qt.Key.Key_R)
    await able.turns()
    assert able.source.asks[1].instruction == "Rhyme The rain had stopped."


async def test_again_on_an_earlier_try_asks_with_the_instruction_of_that_try(able, loop):
    able.open_on(0, 21)
    for instruction in ("Make it dark", "In French"):
        able.press(Qt.Key.Key_I)
        able.rewrites.instruct(instruction)
        await able.turns()
        await able.takes("A.", "B.")
        able.press(Qt.Key.Key_Backspace)
    able.press(Qt.Key.Key_Up)
    able.press(Qt.Key.Key_Up, ALT)
    able.press(Qt.Key.Key_R)
    await able.turns()
    assert able.source.asks[-1].instruction == "Make it dark"


async def test_a_prompt_that_was_removed_is_no_choice_any_more(able, loop):
    able.rewrites.prompts = (Prompt("Rhyme", "Rhyme it"), Prompt("Dark", "Darken it"))
    able.open_on(0, 21)
    able.rewrites.prompts = (Prompt("Dark", "Darken it"),)
    able.press(Qt.Key.Key_2)
    await able.turns()
    assert able.rewrites.state is RewriteState.CHOOSING
    able.press(Qt.Key.Key_1)
    await able.turns()
    assert able.source.asks[-1].instruction == "Darken it"


async def test_a_take_that_was_cut_off_says_so_beside_what_it_lost(bench, loop):
    await bench.asked("P", 22, 42)
    await bench.takes(RewriteTake("He went", ("Tom",), "length"), RewriteTake("A.", (), "eos"))
    cut, whole = (bench.popover.takes.card(number) for number in range(2))
    assert cut.accessibleName().endswith("Gone: Tom. Breaks off.")
    assert "Breaks off." in [label.text() for label in cut.findChildren(QLabel)]
    assert "Breaks off." not in whole.accessibleName()


async def test_what_a_take_lost_is_told_on_its_card(bench, loop):
    await bench.asked("P", 22, 42)
    await bench.takes(RewriteTake("He went home early.", ("Tom",)))
    assert "Gone: Tom" in bench.popover.takes.card(0).accessibleName()


async def test_a_take_equal_to_the_passage_changes_nothing(bench, loop):
    await bench.asked("P", 22, 42)
    await bench.takes("Tom went home early.")
    bench.press(Qt.Key.Key_Return)
    assert bench.text == TEXT
    assert not bench.document.qt.isUndoAvailable()
    assert names(bench)[-1] == "rewrite_applied"


def test_the_popover_is_as_wide_as_the_column_and_not_over_the_passage(bench):
    bench.open_on(22, 42)
    shown = bench.editor.range_rect(22, 42)
    assert not bench.popover.geometry().intersects(shown)
    assert bench.popover.width() == bench.editor.viewport().width()


def test_a_passage_higher_than_the_window_shows_its_last_lines_above_a_readable_popover(bench):
    bench.editor.insertPlainText("A line of text.\n\n" * 60 + "The last one.")
    bench.editor.selectAll()
    bench.rewrites.open()
    popover = bench.popover.geometry()
    assert popover.height() >= 220
    assert bench.editor.rect().contains(popover)
    end = bench.editor.textCursor().selectionEnd()
    last = bench.editor.range_rect(end, end)
    assert last.top() >= 0
    assert last.bottom() <= popover.top()
    assert bench.editor.viewport().geometry().bottom() <= popover.top()
    bench.press(Qt.Key.Key_Escape)
    assert bench.editor.viewport().height() == bench.editor.height()


def test_near_the_end_of_a_long_text_the_text_scrolls_for_room(bench):
    bench.editor.insertPlainText("A line of text.\n\n" * 60 + "The last one.")
    bench.editor.show_end()
    bench.rewrites.open()
    cursor = bench.editor.textCursor()
    shown = bench.editor.range_rect(cursor.selectionStart(), cursor.selectionEnd())
    assert not bench.popover.geometry().intersects(shown)
    assert bench.popover.height() >= 220
    assert bench.editor.rect().contains(bench.popover.geometry())
