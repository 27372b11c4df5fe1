import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from ui.panels.side_panel import WIDTH, SidePanel


@pytest.fixture
def pages():
    return {name: QLineEdit() for name in ("outline", "inspector")}


@pytest.fixture
def panel(qtbot, pages):
    panel = SidePanel()
    qtbot.addWidget(panel)
    for name, page in pages.items():
        panel.add_page(name, name.title(), page)
    return panel


def test_it_is_hidden_until_a_page_is_shown(panel, pages, qtbot):
    assert panel.isHidden()
    with qtbot.waitSignal(panel.page_shown) as shown:
        panel.show_page("inspector")
    assert shown.args == ["inspector"]
    assert panel.current == "inspector"
    assert pages["inspector"].isVisible()
    assert not pages["outline"].isVisible()
    qtbot.waitUntil(pages["inspector"].hasFocus)
    assert panel.width() == WIDTH


def test_toggle_hides_it_and_shows_the_last_page_again(panel):
    told = []
    panel.page_shown.connect(told.append)
    assert panel.toggle()
    panel.show_page("inspector")
    assert not panel.toggle()
    assert panel.toggle()
    assert told == ["outline", "inspector", "", "inspector"]


def test_showing_the_page_that_is_shown_is_not_told_again(panel, qtbot):
    panel.show_page("outline")
    with qtbot.assertNotEmitted(panel.page_shown):
        panel.show_page("outline")


def test_a_panel_without_pages_stays_hidden(qtbot):
    panel = SidePanel()
    qtbot.addWidget(panel)
    assert not panel.toggle()
    assert panel.current == ""


def test_a_page_is_shown_by_its_name_with_mouse_or_keys(panel, qtbot):
    panel.show_page("outline")
    qtbot.mouseClick(panel._pages["inspector"][0], Qt.MouseButton.LeftButton)
    assert panel.current == "inspector"
    button = panel._pages["outline"][0]
    qtbot.keyClick(button, Qt.Key.Key_Space)
    assert panel.current == "outline"
    assert button.isChecked()
    assert button.accessibleName() == "Show Outline"


def test_esc_goes_back_to_the_text(panel, pages, qtbot):
    panel.show_page("outline")
    with qtbot.waitSignal(panel.left):
        qtbot.keyClick(pages["outline"], Qt.Key.Key_Escape)


def test_a_page_that_does_not_exist_is_an_error(panel):
    with pytest.raises(KeyError):
        panel.show_page("gone")


def test_a_page_that_cannot_be_used_leaves_the_keys_to_its_name(panel, pages, qtbot):
    pages["outline"].setEnabled(False)
    panel.show_page("outline")
    qtbot.waitUntil(panel._pages["outline"][0].hasFocus)
    with qtbot.waitSignal(panel.left):
        qtbot.keyClick(panel._pages["outline"][0], Qt.Key.Key_Escape)


def test_it_comes_back_without_the_keys(panel, pages, qtbot):
    panel.show_page("inspector")
    panel.close_panel()
    with qtbot.waitSignal(panel.page_shown) as shown:
        panel.reopen()
    assert shown.args == ["inspector"]
    assert not pages["inspector"].hasFocus()


def test_a_page_that_has_nothing_to_show_leaves_the_keys_to_its_name(panel, pages, qtbot):
    field = QLineEdit(pages["inspector"])
    pages["inspector"].setFocusProxy(field)
    field.hide()
    panel.show_page("inspector")
    qtbot.waitUntil(panel._pages["inspector"][0].hasFocus)
