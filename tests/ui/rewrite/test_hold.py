import pytest
from PySide6.QtTest import QTest

from tests.ui.rewrite.conftest import TEXT
from ui.rewrite.hold import Hold
from ui.rewrite.passage import Passage


@pytest.fixture
def hold(bench):
    cursor = bench.editor.textCursor()
    cursor.setPosition(5)
    bench.editor.setTextCursor(cursor)
    return Hold(bench.editor, bench.document, Passage(22, 42, TEXT[22:42]))


def test_the_passage_is_selected_until_it_is_let_go(bench, hold):
    assert bench.editor.textCursor().selectedText() == "Tom went home early."
    hold.let_go()
    assert not bench.editor.textCursor().hasSelection()
    assert bench.editor.textCursor().position() == 5


def test_typing_elsewhere_changes_the_text_and_the_caret_stays_where_it_is_then(bench, hold):
    cursor = bench.editor.textCursor()
    cursor.movePosition(cursor.MoveOperation.End)
    bench.editor.setTextCursor(cursor)
    assert not hold.is_text_changed
    QTest.keyClicks(bench.editor, "x")
    assert hold.is_text_changed
    assert hold.is_in_place
    hold.let_go()
    assert bench.editor.textCursor().position() == len(TEXT) + 1


def test_typing_before_the_passage_moves_it_away(bench, hold):
    cursor = bench.editor.textCursor()
    cursor.setPosition(0)
    bench.editor.setTextCursor(cursor)
    QTest.keyClicks(bench.editor, "x")
    assert not hold.is_in_place
