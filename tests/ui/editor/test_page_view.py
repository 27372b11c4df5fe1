import pytest
from PySide6.QtWidgets import QFrame, QHBoxLayout, QWidget

from ui.editor.page_view import PageView


@pytest.fixture
def page(qtbot):
    """Return a page between two panels that are put away."""
    window = QWidget()
    qtbot.addWidget(window)
    row = QHBoxLayout(window)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    page = PageView(window)
    page.panels = [QFrame(window), QFrame(window)]
    row.addWidget(page.panels[0])
    row.addWidget(page, 1)
    row.addWidget(page.panels[1])
    for panel in page.panels:
        panel.setFixedWidth(200)
        panel.hide()
    window.resize(1800, 600)
    window.show()
    qtbot.waitExposed(window)
    page.owner = window
    return page


def column(page):
    """Return where the text stands in the window, and how wide it is."""
    viewport = page.viewport()
    return viewport.mapTo(page.window(), viewport.rect().topLeft()).x(), viewport.width()


@pytest.mark.parametrize("panel", [0, 1])
def test_a_panel_that_comes_leaves_the_text_where_it_is(page, qtbot, panel):
    before = column(page)
    width = page.width()
    page.panels[panel].show()
    qtbot.waitUntil(lambda: page.width() < width)
    assert column(page) == before


def test_where_the_window_is_too_narrow_the_text_keeps_its_margins(page, qtbot):
    page.owner.resize(700, 600)
    page.panels[0].show()
    qtbot.waitUntil(lambda: page.width() == 500)
    assert column(page) == (200 + 48, 500 - 96)


def test_a_stretch_is_selected_and_found_on_the_screen(page):
    page.setPlainText("One line.\n\nAnother line.")
    page.select(11, 18)
    assert page.textCursor().selectedText() == "Another"
    first, second = page.range_rect(0, 3), page.range_rect(11, 18)
    assert second.top() > first.bottom()
    assert page.range_rect(0, 18).contains(first.united(second))


def test_a_page_that_ends_above_something_still_shows_its_last_line(page):
    page.setPlainText("A line.\n" * 200)
    page.end_above(300)
    last = page.document().characterCount() - 1
    page.show_line(last)
    shown = page.range_rect(last, last)
    assert shown.top() >= 0
    assert shown.bottom() <= page.height() - 300
    page.end_above(0)
    assert page.viewport().height() == page.height()


def test_a_line_above_the_page_is_brought_back_into_view(page):
    page.setPlainText("A line.\n" * 200)
    page.verticalScrollBar().setValue(page.verticalScrollBar().maximum())
    page.show_line(8)
    assert page.range_rect(8, 8).top() >= 0
