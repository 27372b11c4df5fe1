"""The dialog: read with the keyboard, closed with Esc, in the theme's colours."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QDesktopServices, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from ui import paths, theme
from ui.card_dialog import CardDialog
from ui.card_text import Look, column_width

THEMES = theme.read_themes(paths.themes_file())
LONG = "# Harbour\n\n" + "The rain had stopped by the time Anna reached it.\n\n" * 100
QUOTING = "Before.\n\n> One.\n>\n> Two.\n\nAfter."


@pytest.fixture
def look(qapp):
    theme.load_fonts(paths.font_files())
    return Look(THEMES["light"], theme.text_font(18))


@pytest.fixture
def dialog(qtbot, look):
    parent = QWidget()
    qtbot.addWidget(parent)
    dialog = CardDialog(parent, look)
    dialog.kept_parent = parent
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def scrolled(dialog):
    return dialog.view.verticalScrollBar().value()


def test_it_stands_beside_the_window_and_says_what_it_shows(dialog):
    dialog.show_page("About Harbour", "# Harbour\n\nText.")
    assert not dialog.isModal()
    assert dialog.windowTitle() == dialog.view.accessibleName() == "About Harbour"
    assert dialog.text == "Harbour\nText."


def test_escape_closes_it(dialog):
    dialog.show_page("About Harbour", LONG)
    QTest.keyClick(dialog.view, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_keys_scroll_it(dialog):
    dialog.show_page("About Harbour", LONG)
    bar = dialog.view.verticalScrollBar()
    places = [scrolled(dialog)]
    for key in (Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Space, Qt.Key.Key_End):
        QTest.keyClick(dialog.view, key)
        places.append(scrolled(dialog))
    assert places == sorted(set(places))
    assert places[-1] == bar.maximum()
    QTest.keyClick(dialog.view, Qt.Key.Key_Home)
    assert scrolled(dialog) == 0


def test_its_text_can_be_selected_and_copied_and_not_changed(dialog):
    dialog.show_page("About Harbour", "# Harbour\n\nText.")
    QTest.keyClick(dialog.view, Qt.Key.Key_X)
    QTest.keyClick(dialog.view, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(dialog.view, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "Harbour\nText."


def test_a_click_on_a_links_text_opens_nothing(dialog, monkeypatch):
    opened = []
    monkeypatch.setattr(QDesktopServices, "openUrl", opened.append)
    dialog.show_page("About Harbour", "[all of it](https://a.example/)")
    dialog.view.anchorClicked.connect(opened.append)
    place = dialog.view.cursorRect(dialog.view.document().find("all")).center()
    QTest.mouseClick(dialog.view.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert opened == []
    assert dialog.view.anchorAt(place) == ""


def test_the_same_page_shown_again_stays_where_it_was_and_another_starts_at_its_top(dialog):
    dialog.show_page("About Harbour", LONG)
    QTest.keyClick(dialog.view, Qt.Key.Key_PageDown)
    place = scrolled(dialog)
    dialog.show_page("About Harbour", LONG)
    assert scrolled(dialog) == place > 0
    dialog.show_page("About Harbour", LONG + "More.")
    assert scrolled(dialog) == 0


def test_another_theme_dresses_the_page_that_shows_and_keeps_its_place(dialog, look):
    dialog.show_page("About Harbour", LONG + "| head |\n|---|\n| zebra |\n")
    QTest.keyClick(dialog.view, Qt.Key.Key_End)
    dialog.dress(Look(THEMES["dark"], theme.text_font(24)))
    bar = dialog.view.verticalScrollBar()
    assert scrolled(dialog) == bar.maximum()
    table = dialog.view.document().find("zebra").currentTable()
    cell = table.cellAt(1, 0).format().toTableCellFormat()
    assert cell.bottomBorderBrush().color() == THEMES["dark"].line
    assert dialog.view.font().pixelSize() == 24


def test_the_text_has_a_column_and_at_least_48_pixels_on_either_side(dialog, look, qtbot):
    dialog.show_page("About Harbour", LONG)
    for width in (dialog.width(), 1400):
        dialog.resize(width, 600)
        viewport = dialog.view.viewport()
        left = viewport.mapTo(dialog, viewport.rect().topLeft()).x()
        right = dialog.width() - left - viewport.width()
        assert min(left, right) >= 48
        assert abs(left - right) <= 1
        assert abs(viewport.width() - column_width(look.font)) <= 1


def test_a_bar_stands_beside_what_is_quoted_and_nowhere_else(dialog, qapp, look):
    theme.apply(qapp, look.theme)
    dialog.show_page("About Harbour", QUOTING)
    image = dialog.view.viewport().grab().toImage()
    document = dialog.view.document()

    def color_beside(text):
        middle = dialog.view.cursorRect(document.find(text)).center().y()
        return QColor(image.pixelColor(1, middle))

    line = look.theme.line.name()
    assert [color_beside(text).name() == line for text in ("Before", "One", "Two", "After")] == [
        False,
        True,
        True,
        False,
    ]
    qapp.setStyleSheet("")
