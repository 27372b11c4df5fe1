from PySide6.QtGui import QTextCursor, QTextDocument

from ui.editor.word_count import Length
from ui.word_counter import WordCounter


def test_words_are_counted_after_a_pause_and_again_after_a_change(qtbot):
    document = QTextDocument("one two\nthree")
    counter = WordCounter(document)
    with qtbot.waitSignal(counter.counted) as counted:
        pass
    assert counted.args[0].words == 3
    with qtbot.waitSignal(counter.counted) as counted:
        QTextCursor(document).insertText("zero ")
    assert counted.args[0].words == 4


def test_a_long_text_is_counted_in_slices_that_let_the_loop_turn(qtbot):
    document = QTextDocument("word " * 20 + "\n")
    document.setPlainText(("word " * 20 + "\n") * 5000)
    counter = WordCounter(document)
    turns = []
    counter._next.timeout.connect(lambda: turns.append(1))
    with qtbot.waitSignal(counter.counted, timeout=10_000) as counted:
        pass
    assert counted.args == [Length(100_000, 400_000)]
    assert turns


def test_another_text_is_counted_without_a_pause(qtbot):
    document = QTextDocument("one")
    counter = WordCounter(document)
    told = []
    counter.counted.connect(told.append)
    document.setPlainText("one two")
    counter.count_now()
    assert told == [Length(2, 6)]
    assert not counter._quiet.isActive()
