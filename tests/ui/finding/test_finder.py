import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest

from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.finding.find_bar import FindBar
from ui.finding.finder import Finder
from ui.finding.search import MOST_MATCHES
from ui.manuscript.text_file import FileForm, FileState, OpenedFile

TEXT = "\U0001f600 The grey cat.\nA Grey dog, a grey day."


class Bench:
    """An editor with its find bar."""

    def __init__(self, qtbot, tmp_path):
        self.qtbot = qtbot
        self.document = Document()
        state = FileState(tmp_path / "a.md", FileForm(), "")
        self.document.open(OpenedFile(TEXT, state))
        self.editor = EditorView(self.document)
        self.bar = FindBar()
        self.finder = Finder(self.bar, self.editor, self.document)
        self.finder.dress(QColor("yellow"))
        for widget in (self.editor, self.bar):
            qtbot.addWidget(widget)
        self.editor.resize(800, 500)
        self.editor.show()
        qtbot.waitExposed(self.editor)

    def look_for(self, text, *, replacing=False):
        self.finder.open(replacing=replacing)
        self.bar.sought.setText(text)
        self.qtbot.waitUntil(lambda: not self.finder._follow.isActive())

    @property
    def selected(self):
        return self.editor.textCursor().selectedText()

    @property
    def place(self):
        return self.editor.textCursor().selectionStart()


@pytest.fixture
def bench(qtbot, tmp_path):
    return Bench(qtbot, tmp_path)


def test_the_first_match_shows_as_soon_as_it_is_typed(bench):
    bench.look_for("grey")
    assert (bench.selected, bench.place) == ("grey", 7)
    assert bench.bar.told.text() == "1 of 3"
    assert len(bench.editor.extraSelections()) == 3
    assert bench.document.text() == TEXT


def test_return_goes_on_and_shift_return_goes_back_round_the_end(bench):
    bench.look_for("grey")
    places = [bench.place]
    for _ in range(3):
        QTest.keyClick(bench.bar.sought, Qt.Key.Key_Return)
        places.append(bench.place)
    assert places == [7, 19, 31, 7]
    QTest.keyClick(bench.bar.sought, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    assert bench.place == 31


def test_one_is_replaced_as_one_step_and_the_next_one_shows(bench):
    bench.look_for("grey", replacing=True)
    bench.bar.instead.setText("gray")
    bench.qtbot.waitUntil(lambda: bench.bar.preview.text() == "grey → gray")
    QTest.keyClick(bench.bar.instead, Qt.Key.Key_Return)
    assert bench.document.text() == TEXT.replace("grey", "gray", 1)
    assert (bench.selected, bench.bar.told.text()) == ("Grey", "1 of 2")
    bench.document.qt.undo()
    assert bench.document.text() == TEXT


def test_all_are_replaced_as_one_step(bench):
    bench.look_for("grey", replacing=True)
    bench.bar.instead.setText("\U0001f43a")
    edits = []
    bench.editor.edited.connect(edits.append)
    bench.finder.replace_all()
    assert bench.document.text() == TEXT.replace("grey", "\U0001f43a").replace("Grey", "\U0001f43a")
    assert "3 places" in bench.bar.told.text()
    assert len(edits) == 1
    bench.document.qt.undo()
    assert bench.document.text() == TEXT


def test_nothing_is_replaced_while_only_finding(bench):
    bench.look_for("grey")
    bench.finder.replace_all()
    bench.finder.replace()
    assert bench.document.text() == TEXT


def test_a_match_is_seen_before_it_is_replaced(bench):
    bench.look_for("grey", replacing=True)
    bench.bar.instead.setText("gray")
    bench.editor.select(0, 0)
    bench.finder.replace()
    assert bench.document.text() == TEXT
    assert bench.selected == "grey"
    bench.finder.replace()
    assert bench.document.text() == TEXT.replace("grey", "gray", 1)


def test_more_matches_than_are_shown_are_all_replaced(bench):
    bench.document.restore("a " * (MOST_MATCHES + 3), None)
    bench.look_for("a", replacing=True)
    bench.bar.instead.setText("b")
    bench.finder.replace_all()
    assert bench.document.text() == "b " * (MOST_MATCHES + 3)


def test_what_is_wrong_is_said_in_the_bar(bench):
    bench.look_for("wolf")
    assert bench.bar.told.text() == "Not found"
    bench.bar.pattern.setChecked(True)
    bench.look_for("(")
    assert "no regular expression" in bench.bar.told.text()
    bench.finder.find_next()
    assert bench.editor.extraSelections() == []


def test_an_edit_takes_the_marks_away_and_the_next_search_sees_the_new_text(bench):
    bench.look_for("grey")
    cursor = bench.editor.textCursor()
    cursor.setPosition(0)
    bench.editor.setTextCursor(cursor)
    QTest.keyClicks(bench.editor, "grey ")
    assert bench.editor.extraSelections() == []
    bench.finder.find_previous()
    assert bench.bar.told.text() == "1 of 4"


def test_a_selection_is_what_it_looks_for(bench):
    bench.editor.select(12, 15)
    bench.finder.open()
    assert bench.bar.sought.text() == "cat"


def test_a_narrow_bar_has_its_ticks_in_a_line_of_their_own(bench):
    bench.bar.resize(1000, 60)
    bench.finder.open()
    line = bench.bar.sought.mapTo(bench.bar, bench.bar.sought.rect().center()).y()
    assert abs(bench.bar.case.mapTo(bench.bar, bench.bar.case.rect().center()).y() - line) < 4
    bench.bar.resize(560, 90)
    bench.qtbot.waitUntil(
        lambda: bench.bar.case.mapTo(bench.bar, bench.bar.case.rect().center()).y() > line + 12
    )
    assert bench.bar.minimumSizeHint().width() <= 560


def test_escape_goes_back_to_the_match_in_the_text(bench):
    bench.look_for("dog")
    QTest.keyClick(bench.bar.sought, Qt.Key.Key_Escape)
    assert bench.bar.isHidden()
    assert bench.selected == "dog"
    assert bench.editor.extraSelections() == []
