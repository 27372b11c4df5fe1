import pytest

from ui.actions import ACTIONS
from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.inspector.inspector_panel import InspectorPanel
from ui.main_window import MainWindow
from ui.manuscript.tree import Tree, TreeItem
from ui.panels.outline_panel import OutlinePanel

TREE = Tree((TreeItem("a", "scene", "Arrival", "manuscript/a.md"),))


@pytest.fixture
def window(qtbot, qapp):
    # As the app does: closing the only window ends no loop.
    qapp.setQuitOnLastWindowClosed(False)
    editor = EditorView(Document())
    window = MainWindow(editor, {row.id: lambda: None for row in ACTIONS})
    qtbot.addWidget(window)
    window.outline, window.inspector = OutlinePanel(window), InspectorPanel(window)
    window.side.add_page("outline", "Outline", window.outline)
    window.side.add_page("inspector", "Inspector", window.inspector)
    window.binder.set_tree(TREE)
    window.resize(1280, 800)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(editor.hasFocus)
    yield window
    window.allow_close()


def has_keys(widget):
    return widget.window().focusWidget() is not None and widget.isAncestorOf(
        widget.window().focusWidget()
    )


@pytest.mark.parametrize("is_usable", [True, False])
@pytest.mark.parametrize("page", ["outline", "inspector"])
def test_a_pages_key_brings_it_with_the_keys_and_puts_it_away(window, page, is_usable):
    getattr(window, page).setEnabled(is_usable)
    assert window.toggle_side(page)
    assert window.side.current == page
    assert has_keys(window.side)
    assert not window.toggle_side(page)
    assert window.side.isHidden()
    assert window.focusWidget() is window.editor


def test_another_pages_key_changes_the_page_and_the_text_in_between_gets_them_back(window):
    window.toggle_side("inspector")
    assert window.toggle_side("outline")
    assert window.side.current == "outline"
    assert has_keys(window.outline)
    window.editor.setFocus()
    assert window.toggle_side("outline")
    assert has_keys(window.outline)


def test_a_project_that_opens_shows_its_binder_and_leaves_the_keys(window):
    window.offer_binder(True)
    assert window.binder.isVisible()
    assert window.focusWidget() is window.editor
    window.offer_binder(False)
    assert window.binder.isHidden()


def test_the_binder_lies_over_a_narrow_windows_text_until_esc(window, qtbot):
    window.resize(600, 600)
    window.offer_binder(True)
    assert window.binder.isHidden()
    window.toggle_binder()
    assert window.binder.isVisible()
    assert window.editor.width() == window.places.width()
    window.binder.left.emit()
    assert window.binder.isHidden()
    assert window.focusWidget() is window.editor


def test_one_panel_takes_the_place_of_another_over_a_narrow_windows_text(window):
    window.resize(600, 600)
    window.toggle_binder()
    window.toggle_side("outline")
    assert window.binder.isHidden()
    assert window.side.isVisible()
    assert has_keys(window.outline)
    window.toggle_binder()
    assert window.side.isHidden()
    assert has_keys(window.binder)


def test_the_notices_button_tells_its_key(window):
    assert window.notices._button.toolTip() == "Ctrl+Shift+K"
