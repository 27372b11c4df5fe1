import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui import theme
from ui.voices.window import VoicesWindow


@pytest.fixture
def window(qtbot, dressed):
    window = VoicesWindow()
    qtbot.addWidget(window)
    window.dress(dressed, theme.text_font(18))
    window.bring()
    qtbot.waitExposed(window)
    window.activateWindow()
    return window


def test_it_opens_on_the_installed_voices_with_the_keys_in_their_list(window, qtbot):
    assert window.page is window.voices
    qtbot.waitUntil(window.voices.table.hasFocus)


@pytest.mark.parametrize(
    ("number", "title"),
    [(1, "Voices"), (2, "New voice"), (3, "Training"), (4, "Compare"), (5, "Add a model")],
)
def test_a_number_opens_a_page(window, number, title):
    key = Qt.Key(Qt.Key.Key_0 + number)
    QTest.keyClick(window, key, Qt.KeyboardModifier.ControlModifier)
    assert window.page.title == title
    assert window.page.isAncestorOf(window.focusWidget()) or window.focusWidget() is window.page


def test_arrow_keys_move_through_the_pages(window, qtbot):
    window.list.setFocus()
    QTest.keyClick(window.list, Qt.Key.Key_Down)
    assert window.page is window.new_voice


def test_escape_closes_it(window):
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_it_stops_nobody_from_typing(window):
    assert window.windowModality() is Qt.WindowModality.NonModal


def test_a_small_screen_scrolls_a_page_rather_than_cutting_it(window, qtbot):
    window.resize(620, 360)
    window.show_page(window.new_voice)
    page, area = window.new_voice, window.new_voice.parentWidget().parentWidget()
    qtbot.waitUntil(lambda: area.verticalScrollBar().maximum() > 0)
    assert page.width() <= area.viewport().width()
    assert page.height() >= page.minimumSizeHint().height()
