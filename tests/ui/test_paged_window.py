import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QScrollArea

from ui.paged_window import PagedWindow, WindowPage


class OnePage(WindowPage):
    """A page with a line to type in."""

    def __init__(self, title: str) -> None:
        super().__init__()
        self.title = title
        self.line = QLineEdit(self)

    @property
    def first(self):
        return self.line


@pytest.fixture
def window(qtbot) -> PagedWindow:
    made = PagedWindow("Things", QSize(800, 600))
    made.pages = (OnePage("One"), OnePage("Two"))
    made.fill(made.pages)
    qtbot.addWidget(made)
    made.show()
    qtbot.waitExposed(made)
    return made


def test_its_pages_stand_in_the_list_with_their_keys(window):
    rows = [window.list.item(n) for n in range(window.list.count())]
    assert [(row.text(), row.toolTip()) for row in rows] == [("One", "Ctrl+1"), ("Two", "Ctrl+2")]
    assert window.page.title == "One"


def test_a_key_opens_a_page_and_gives_it_the_keys(window):
    window.activateWindow()
    QTest.keyClick(window, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert window.page.title == "Two"
    assert window.focusWidget() is window.pages[1].line


def test_the_list_opens_a_page_and_keeps_the_keys(window):
    window.list.setFocus()
    QTest.keyClick(window.list, Qt.Key.Key_Down)
    assert window.page.title == "Two"
    assert window.focusWidget() is window.list


def test_brought_again_it_shows_the_page_it_showed(window):
    window.show_page(window.pages[1])
    window.hide()
    window.bring()
    assert window.isVisible()
    assert window.page.title == "Two"
    window.bring(window.pages[0])
    assert window.focusWidget() is window.pages[0].line


def test_pages_may_stand_in_something_that_scrolls(qtbot):
    page = OnePage("One")
    area = QScrollArea()
    area.setWidget(page)
    window = PagedWindow("Things", QSize(800, 600))
    qtbot.addWidget(window)
    window.fill((page,), (area,))
    assert window.page is page
    assert area.parent() is not None
