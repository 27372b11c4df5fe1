from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest

from ui.voices.book_list import BookList

ONE, TWO = Path("/books/one.md"), Path("/books/雪夜.epub")


@pytest.fixture
def books(qtbot):
    books = BookList()
    qtbot.addWidget(books)
    books.show()
    books.told = []
    books.changed.connect(lambda: books.told.append(list(books.paths)))
    return books


def files(*urls):
    data = QMimeData()
    data.setUrls(urls)
    return data


def test_a_book_is_in_the_list_once(books):
    books.add([ONE, TWO, ONE])
    books.add([TWO])
    assert books.paths == [ONE, TWO]


def test_del_removes_the_chosen_book(books, qtbot):
    books.add([ONE, TWO])
    books.activateWindow()
    books.setFocus()
    qtbot.waitUntil(books.hasFocus)
    books.item(0).setSelected(True)
    QTest.keyClick(books, Qt.Key.Key_Delete)
    assert books.paths == [TWO]
    assert books.told[-1] == [TWO]


def test_dropped_files_are_added_and_pages_of_the_web_are_not(books):
    data = files(QUrl.fromLocalFile(str(ONE)), QUrl("https://example.org/two.md"))
    action, button, held = (
        Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    )  # fmt: skip
    enter = QDragEnterEvent(QPoint(9, 9), action, data, button, held)
    books.dragEnterEvent(enter)
    assert enter.isAccepted()
    books.dropEvent(QDropEvent(QPointF(9, 9), action, data, button, held))
    assert books.paths == [ONE]


def test_an_empty_list_says_what_belongs_into_it(books):
    empty = books.grab().toImage()
    books.add([ONE])
    books.item(0).setText("")
    assert books.accessibleDescription().startswith("Drop books or folders here")
    assert books.grab().toImage() != empty
