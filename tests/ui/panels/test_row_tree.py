import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QAction, QDrag, QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.panels.row_delegate import Role
from ui.panels.row_tree import Row, RowTree, key_name

ROWS = (Row("a", "", "One"), Row("b", "a", "Two", tail="12", second="More"), Row("c", "", "Three"))
Key, Modifier = Qt.Key, Qt.KeyboardModifier


@pytest.fixture
def view(qtbot):
    view = RowTree("Rows", "Nothing here. Press Return.")
    qtbot.addWidget(view)
    view.show_rows(ROWS)
    return view


def test_rows_lie_in_one_another_and_show_what_they_hold(view):
    item = view._items["b"]
    assert item.parent() is view._items["a"]
    assert item.data(0, Role.TAIL) == "12"
    assert view.row_ids() == ["a", "b", "c"]


def test_what_was_folded_and_chosen_stays_so_when_the_rows_change(view):
    view.choose("c")
    view.fold("a")
    view.show_rows((*ROWS, Row("d", "a", "Four")), view.current_id)
    assert not view._items["a"].isExpanded()
    assert view.current_id == "c"
    view.toggle_fold("a")
    view.show_rows(ROWS, "c")
    assert view._items["a"].isExpanded()


def test_rows_that_only_read_differently_are_not_made_anew(view):
    before = view._items["a"]
    view.show_rows((Row("a", "", "Uno"), *ROWS[1:]))
    assert view._items["a"] is before
    assert before.text(0) == "Uno"


@pytest.mark.parametrize(
    ("key", "modifier", "name"),
    [
        (Key.Key_Up, Modifier.AltModifier | Modifier.ShiftModifier, "Alt+Shift+Up"),
        (Key.Key_Enter, Modifier.KeypadModifier, "Enter"),
        (Key.Key_Backtab, Modifier.ShiftModifier, "Shift+Backtab"),
        (Key.Key_Delete, Modifier.NoModifier, "Del"),
        (Key.Key_Escape, Modifier.NoModifier, "Esc"),
    ],
)
def test_keys_have_names(qapp, key, modifier, name):
    assert key_name(QKeyEvent(QEvent.Type.KeyPress, key, modifier)) == name


def test_a_key_of_the_tree_goes_before_a_menu_that_has_it_too(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    view = RowTree("Rows", "", window)
    taken, menu = [], []
    action = QAction("New", window)
    action.setShortcut("Ctrl+N")
    action.triggered.connect(lambda: menu.append(1))
    window.addAction(action)
    view.listen({"Ctrl+N": lambda: taken.append(1)})
    window.show()
    view.setFocus()
    qtbot.keyClick(view, Key.Key_N, Modifier.ControlModifier)
    assert (taken, menu) == ([1], [])


def test_a_key_that_is_declined_means_what_it_means_elsewhere(view, qtbot):
    view.listen({"Down": lambda: False})
    view.choose("a")
    qtbot.keyClick(view, Key.Key_Down)
    assert view.current_id == "b"


def test_the_first_row_is_under_the_keys_once_the_tree_has_them(view, qtbot):
    assert view.current_id == ""
    view.show()
    view.setFocus()
    qtbot.waitUntil(lambda: view.current_id == "a")


@pytest.mark.parametrize(
    ("moved", "target", "place", "told"),
    [
        ("c", "a", "OnItem", ("c", "a", 3)),
        ("c", "a", "AboveItem", ("c", "", 0)),
        ("a", "c", "BelowItem", ("a", "", 1)),
        ("c", "b", "BelowItem", ("c", "a", 1)),
        ("a", "c", "OnViewport", ("a", "", 3)),
    ],
)
def test_a_drop_tells_the_place_and_changes_nothing(view, qtbot, drop, moved, target, place, told):
    view.choose(moved)
    with qtbot.waitSignal(view.row_dropped) as dropped:
        drop(view, target, place)
    assert tuple(dropped.args) == told
    assert view.topLevelItemCount() == 2


def test_a_drag_that_ends_with_a_move_leaves_the_rows(view, monkeypatch):
    done = []
    monkeypatch.setattr(QDrag, "exec", lambda _self, actions: done.append(actions) or actions)
    view.choose("c")
    view.startDrag(Qt.DropAction.MoveAction)
    assert done == [Qt.DropAction.MoveAction]
    assert view.topLevelItemCount() == 2


def test_a_title_is_typed_in_place_and_told_not_kept(view, qtbot):
    view.show()
    view.edit_title("a")
    editor = view.viewport().findChild(QLineEdit)
    editor.setText("  Uno ")
    with qtbot.waitSignal(view.row_renamed) as renamed:
        qtbot.keyClick(editor, Key.Key_Return)
    assert renamed.args == ["a", "Uno"]
    assert view._items["a"].text(0) == "One"


def test_a_fixed_row_is_neither_renamed_nor_dragged(view):
    view.show_rows((Row("a", "", "Fixed", is_fixed=True),))
    flags = view._items["a"].flags()
    assert not flags & (Qt.ItemFlag.ItemIsEditable | Qt.ItemFlag.ItemIsDragEnabled)


def test_signs_in_a_tip_stay_signs(view):
    view.show_rows((Row("a", "", "A", tip="<img src='x'>\nTwo"),))
    assert view._items["a"].toolTip(0) == "<p>&lt;img src=&#x27;x&#x27;&gt;<br>Two</p>"


def test_a_screen_reader_hears_the_whole_row(view):
    text = view._items["b"].data(0, Qt.ItemDataRole.AccessibleTextRole)
    assert text == "Two, 12, More"


def test_rows_and_no_rows_are_painted(view, qtbot):
    full = view.grab().toImage()
    view.show_rows(())
    empty = view.grab().toImage()
    assert full != empty
    view._empty_text = ""
    assert view.grab().toImage() != empty
