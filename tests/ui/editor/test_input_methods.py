"""Input methods as they speak to an editor, event by event: Pinyin, Kana, Hangul."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent, QTextCharFormat
from PySide6.QtTest import QTest

from tests.ui.suggest.test_controller import Bench
from ui.suggest.state import SuggestState

PINYIN = ("n", "ni", "ni h", "ni ha", "ni hao")
KANA = ("k", "か", "かk", "かく", "書く")
HANGUL = ("ㄱ", "가", "간")


@pytest.fixture
def bench(qtbot, tmp_path, loop):
    return Bench(qtbot, tmp_path)


def _compose(bench, preedit: str) -> None:
    """Show letters that are being composed, underlined, the caret behind them."""
    underlined = QTextCharFormat()
    underlined.setUnderlineStyle(QTextCharFormat.UnderlineStyle.SingleUnderline)
    kinds = QInputMethodEvent.AttributeType
    attributes = [
        QInputMethodEvent.Attribute(kinds.TextFormat, 0, len(preedit), underlined),
        QInputMethodEvent.Attribute(kinds.Cursor, len(preedit), 1, None),
    ]
    bench.editor.inputMethodEvent(QInputMethodEvent(preedit, attributes))


def _commit(bench, text: str) -> None:
    event = QInputMethodEvent("", [])
    event.setCommitString(text)
    bench.editor.inputMethodEvent(event)


def _laid_out(bench) -> str:
    """Return what the input method's place in the caret's line holds."""
    return bench.editor.textCursor().block().layout().preeditAreaText()


@pytest.mark.parametrize(
    ("steps", "word"),
    [(PINYIN, "你好"), (KANA, "書く"), (HANGUL, "간")],
    ids=["pinyin", "kana", "hangul"],
)
async def test_a_word_is_composed_over_a_ghost_and_is_one_step_of_undo(bench, loop, steps, word):
    before = bench.text
    bench.type(" ")
    await bench.asked()
    await bench.shown("the street")
    for preedit in steps:
        _compose(bench, preedit)
        assert bench.editor.ghost == ""
        assert _laid_out(bench) == preedit
        assert bench.text == f"{before} "
        assert bench.controller.state is SuggestState.IDLE
    _commit(bench, word)
    assert bench.text == f"{before} {word}"
    assert _laid_out(bench) == ""
    await bench.asked(2)
    assert bench.source.asks[1].before == f"{before} {word}"
    bench.document.qt.undo()
    assert bench.text == f"{before} "


async def test_no_suggestion_shows_and_no_key_takes_one_while_composing(bench, loop):
    bench.type(" ")
    await bench.asked()
    _compose(bench, "ni")
    bench.source.send("the street")
    assert bench.editor.ghost == ""
    bench.controller.continue_here()
    bench.controller.accept_all()
    bench.controller.next_take()
    assert len(bench.source.asks) == 1
    assert bench.text == "The rain had stopped and "
    assert _laid_out(bench) == "ni"


async def test_a_composition_that_is_given_up_leaves_the_text_as_it_was(bench, loop):
    before = bench.text
    for preedit in ("n", "ni", "n", ""):
        _compose(bench, preedit)
    assert bench.text == before
    assert not bench.document.qt.isUndoAvailable()
    bench.type(" so")
    await bench.asked()


async def test_full_width_marks_come_as_the_input_method_writes_them(bench, loop):
    bench.editor.set_marks(None)
    for text in ("你好", "，", "“", "走吧", "！", "”"):
        _commit(bench, text)
    assert bench.text.endswith("你好，“走吧！”")


async def test_the_candidates_stand_at_the_caret_also_under_a_ghost(bench, loop):
    bench.type(" ")
    place = bench.editor.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle)
    await bench.asked()
    await bench.shown("the street was empty")
    assert bench.editor.inputMethodQuery(Qt.InputMethodQuery.ImCursorRectangle) == place
    assert bench.editor.inputMethodQuery(Qt.InputMethodQuery.ImSurroundingText).endswith("and ")


async def test_chinese_is_suggested_and_taken_word_by_word_and_clause_by_clause(bench, loop):
    _commit(bench, "他走到窗前。")
    await bench.asked()
    await bench.shown("远处的灯塔亮着，海面很静。")
    bench.controller.accept_word()
    assert bench.text.endswith("。远处")
    bench.controller.accept_sentence()
    assert bench.text.endswith("。远处的灯塔亮着，")
    QTest.keyClicks(bench.editor, "x")
    assert bench.editor.ghost == ""
