import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QSplitter

from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.errors import FileUnusable
from ui.manuscript.text_file import open_text
from ui.settings import Settings
from ui.split.second_view import SecondView
from ui.split.split_view import SplitView

HERE = "\n\n".join(f"It rained on day {n}." for n in range(80))
THERE = "The letter lay on the table."


class Bench:
    """A text, a second view and two files."""

    def __init__(self, qtbot, folder):
        self.here, self.there = folder / "here.md", folder / "there.md"
        self.here.write_text(HERE, encoding="utf-8")
        self.there.write_text(THERE, encoding="utf-8")
        self.document = Document()
        self.document.open(open_text(self.here))
        self.editor = EditorView(self.document)
        self.view = SecondView()
        self.split = SplitView(self.view, self.editor, self.document, Settings(), self._write_in)
        self.may_leave = True
        self.window = QSplitter()
        for widget in (self.editor, self.view):
            self.window.addWidget(widget)
        self.view.hide()
        qtbot.addWidget(self.window)
        self.window.resize(1000, 500)
        self.window.show()
        qtbot.waitExposed(self.window)
        self.window.activateWindow()
        self.editor.setFocus()

    async def _write_in(self, path):
        if self.may_leave:
            self.document.open(open_text(path))
        return self.may_leave


@pytest.fixture
def bench(qtbot, tmp_path):
    return Bench(qtbot, tmp_path)


def test_the_second_view_shows_the_text_at_the_caret_and_follows_what_is_typed(bench, qtbot):
    bench.editor.moveCursor(QTextCursor.MoveOperation.End)
    bench.split.toggle()
    assert bench.view.text == HERE
    assert bench.view.position == len(HERE)
    assert bench.editor.hasFocus()
    QTest.keyClicks(bench.editor, " Really.")
    qtbot.waitUntil(lambda: bench.view.text == f"{HERE} Really.")
    assert bench.view.title.text() == "here.md"


def test_nothing_can_be_written_in_the_second_view_and_escape_leads_back(bench):
    bench.split.toggle()
    bench.view.page.setFocus()
    assert bench.split.has_keys
    QTest.keyClicks(bench.view.page, "x")
    assert bench.view.text == bench.document.text() == HERE
    QTest.keyClick(bench.view.page, Qt.Key.Key_Escape)
    assert bench.editor.hasFocus()


def test_what_is_read_stays_where_it_is_while_the_text_grows_above_it(bench, qtbot):
    bench.split.toggle()
    bench.view.page.go_to(HERE.index("day 60"))
    line = bench.view.page.textCursor().block().text()
    cursor = bench.editor.textCursor()
    cursor.setPosition(0)
    cursor.insertText("Before it all.\n\n")
    qtbot.waitUntil(lambda: bench.view.text.startswith("Before"))
    assert bench.view.page.textCursor().block().text() == line


async def test_another_text_is_read_and_then_written_in_while_the_first_is_read(bench, loop):
    bench.editor.go_to(300)
    await bench.split.show(bench.there, "The letter")
    assert (bench.view.text, bench.view.title.text()) == (THERE, "The letter")
    bench.view.page.go_to(4)
    await bench.split.swap()
    assert bench.document.text() == THERE
    assert bench.editor.textCursor().position() == 4
    assert (bench.view.text, bench.view.position) == (HERE, 300)


async def test_places_of_one_text_are_swapped(bench, loop):
    bench.split.toggle()
    bench.view.page.go_to(50)
    bench.editor.go_to(900)
    await bench.split.swap()
    assert (bench.editor.textCursor().position(), bench.view.position) == (50, 900)


async def test_a_text_that_cannot_be_left_stays_and_so_does_the_second(bench, loop):
    await bench.split.show(bench.there, "The letter")
    bench.may_leave = False
    await bench.split.swap()
    assert (bench.document.text(), bench.view.text) == (HERE, THERE)


async def test_a_file_that_is_gone_costs_nothing(bench, loop):
    await bench.split.show(bench.there, "The letter")
    with pytest.raises(FileUnusable):
        await bench.split.show(bench.there.with_name("gone.md"), "Gone")
    assert bench.view.text == THERE


async def test_a_text_that_comes_to_be_written_in_is_followed(bench, loop, qtbot):
    await bench.split.show(bench.there, "The letter")
    bench.document.open(open_text(bench.there))
    cursor = QTextCursor(bench.document.qt)
    cursor.insertText("Still, ")
    qtbot.waitUntil(lambda: bench.view.text == f"Still, {THERE}")


def test_closed_it_follows_nothing(bench):
    bench.split.toggle()
    bench.split.toggle()
    assert not bench.split.is_open
    QTest.keyClicks(bench.editor, "x")
    assert not bench.split._rest.isActive()


def test_the_text_that_was_written_in_goes_on_being_read_when_another_one_comes(bench):
    bench.split.toggle()
    bench.document.open(open_text(bench.there))
    assert (bench.view.text, bench.view.title.text()) == (HERE, "here.md")
    assert not bench.split._rest.isActive()


def test_what_was_typed_last_before_another_text_came_is_read_too(bench):
    bench.split.toggle()
    bench.editor.moveCursor(QTextCursor.MoveOperation.End)
    QTest.keyClicks(bench.editor, " Last.")
    bench.document.open(open_text(bench.there))
    assert bench.view.text == f"{HERE} Last."


def test_what_stands_behind_letters_of_two_units_is_changed_at_its_own_place(bench, qtbot):
    bench.split.toggle()
    cursor = QTextCursor(bench.document.qt)
    cursor.insertText("\U0001f600\U0001f600 ")
    qtbot.waitUntil(lambda: bench.view.text == bench.document.text())
    cursor.insertText("Still. ")
    qtbot.waitUntil(lambda: bench.view.text == f"\U0001f600\U0001f600 Still. {HERE}")
