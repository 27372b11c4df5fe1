import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSplitter

from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.going.contents import Contents
from ui.manuscript.text_file import FileForm, FileState, OpenedFile
from ui.panels.headings_page import HeadingsPage

TEXT = "# One\n\n" + "It rained.\n\n" * 60 + "## Two\n\nIt stopped."


class Bench:
    """A text with its page of headings beside it."""

    def __init__(self, qtbot, tmp_path):
        self.document = Document()
        self.state = FileState(tmp_path / "a.md", FileForm(), "")
        self.document.open(OpenedFile(TEXT, self.state))
        self.editor = EditorView(self.document)
        self.page = HeadingsPage()
        self.contents = Contents(self.page, self.editor, self.document)
        self.window = window = QSplitter()
        window.addWidget(self.editor)
        window.addWidget(self.page)
        qtbot.addWidget(window)
        window.resize(900, 400)
        window.show()
        qtbot.waitExposed(window)
        window.activateWindow()
        self.editor.setFocus()
        self.contents.watch(True)

    @property
    def titles(self):
        return [self.page.list.item(row).text() for row in range(self.page.list.count())]


@pytest.fixture
def bench(qtbot, tmp_path):
    return Bench(qtbot, tmp_path)


def test_headings_stand_one_below_the_other_and_lower_ones_further_in(bench):
    assert bench.titles == ["One", "\u2003Two"]


def test_a_heading_that_is_written_appears(bench, qtbot):
    bench.editor.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(bench.editor, Qt.Key.Key_Return)
    QTest.keyClicks(bench.editor, "# Three")
    qtbot.waitUntil(lambda: bench.titles[-1:] == ["Three"])
    assert bench.page.list.currentItem().text() == "Three"


def test_return_goes_to_the_chosen_heading_and_its_line_is_seen_with_what_follows(bench):
    bench.page.list.setFocus()
    bench.page.list.setCurrentRow(1)
    QTest.keyClick(bench.page.list, Qt.Key.Key_Return)
    assert bench.editor.textCursor().block().text() == "## Two"
    assert 0 <= bench.editor.cursorRect().top() < bench.editor.viewport().height() / 2


def test_a_text_without_headings_says_how_to_write_one(bench):
    bench.document.open(OpenedFile("It rained.", bench.state))
    bench.contents.watch(True)
    assert bench.titles == []
    assert bench.page.none.isVisible()
    assert "#" in bench.page.none.text()


def test_nobody_looks_for_headings_while_the_page_is_not_seen(bench, qtbot):
    bench.contents.watch(False)
    bench.editor.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClick(bench.editor, Qt.Key.Key_Return)
    QTest.keyClicks(bench.editor, "# Three")
    assert not bench.contents._rest.isActive()
    assert bench.titles == ["One", "\u2003Two"]


def test_the_heading_above_the_caret_is_the_chosen_one(bench):
    bench.editor.moveCursor(QTextCursor.MoveOperation.End)
    assert bench.page.list.currentItem().text() == "\u2003Two"
    bench.editor.moveCursor(QTextCursor.MoveOperation.Start)
    assert bench.page.list.currentItem().text() == "One"
    assert not bench.contents._rest.isActive()
