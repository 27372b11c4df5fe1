import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit

from ui.manuscript.tree import TRASH, Tree, TreeItem
from ui.panels.binder import Binder
from ui.panels.row_delegate import Role

Key, Modifier = Qt.Key, Qt.KeyboardModifier
ALT_SHIFT = Modifier.AltModifier | Modifier.ShiftModifier


@pytest.fixture
def binder(qtbot, tree):
    binder = Binder()
    qtbot.addWidget(binder)
    binder.set_title("The Lighthouse")
    binder.set_tree(tree, frozenset({"d"}))
    binder.show()
    binder.setFocus()
    return binder


@pytest.fixture
def press(qtbot, binder):
    """Return a function that presses a key on a row and returns the trees that were told."""

    def act(id, key, modifier=Modifier.NoModifier):
        told = []
        binder.tree_changed.connect(told.append)
        binder._view.choose(id)
        qtbot.keyClick(binder._view, key, modifier)
        binder.tree_changed.disconnect(told.append)
        return told

    return act


def tail(binder, id):
    return binder._view._items[id].data(0, Role.TAIL)


def test_return_opens_a_scene_and_folds_a_chapter(binder, press, qtbot):
    with qtbot.waitSignal(binder.scene_chosen) as chosen:
        press("b", Key.Key_Return)
    assert chosen.args == ["b"]
    with qtbot.assertNotEmitted(binder.scene_chosen):
        press("c1", Key.Key_Enter, Modifier.KeypadModifier)
    assert not binder._view._items["c1"].isExpanded()


def test_up_and_down_walk_through_the_rows(binder, press):
    press("a", Key.Key_Down)
    assert binder.selected == "b"
    press("a", Key.Key_Up)
    assert binder.selected == "c1"


@pytest.mark.parametrize(
    ("key", "id", "operation"),
    [
        (Key.Key_Up, "b", Tree.move_up),
        (Key.Key_Down, "b", Tree.move_down),
        (Key.Key_Right, "e", Tree.indent),
        (Key.Key_Left, "a", Tree.outdent),
    ],
)
def test_arrows_with_alt_and_shift_move_a_row_and_stay_on_it(
    binder, press, tree, key, id, operation
):
    assert press(id, key, ALT_SHIFT) == [operation(tree, id)]
    assert binder.tree == operation(tree, id)
    assert binder.selected == id


def test_a_move_that_leads_nowhere_is_not_told(press):
    assert press("p", Key.Key_Up, ALT_SHIFT) == []


def test_delete_puts_a_row_in_the_trash_and_stands_on_the_next_one(binder, press, tree):
    assert press("a", Key.Key_Delete) == [tree.trash("a")]
    assert binder.selected == "b"
    assert tail(binder, TRASH) == "1"
    assert press("a", Key.Key_Delete) == []
    assert press(TRASH, Key.Key_Delete) == []


def test_deleting_a_chapter_takes_its_scenes_along(binder, press):
    press("c2", Key.Key_Delete)
    assert tail(binder, TRASH) == "3"
    assert binder.selected == "e"
    assert [s.id for s in binder.tree.scenes()] == ["a", "b", "e"]


def test_what_is_in_the_trash_can_be_put_back(binder, press):
    press("a", Key.Key_Delete)
    binder._view.choose("a")
    labels = {action.text(): action for action in binder.menu().actions()}
    assert "Put in the trash\tDel" not in labels
    labels["Put back"].trigger()
    assert [s.id for s in binder.tree.scenes()][-1] == "a"
    assert TRASH not in binder._view.row_ids()


def test_f2_renames_in_place(binder, press, qtbot):
    press("a", Key.Key_F2)
    editor = binder._view.viewport().findChild(QLineEdit)
    assert editor.text() == "Scene a"
    editor.setText("The letter")
    with qtbot.waitSignal(binder.tree_changed):
        qtbot.keyClick(editor, Key.Key_Return)
    assert binder.tree.find("a").title == "The letter"


@pytest.mark.parametrize("text", ["", "   ", "Scene a"])
def test_an_empty_or_equal_title_changes_nothing(binder, press, qtbot, text):
    press("a", Key.Key_F2)
    editor = binder._view.viewport().findChild(QLineEdit)
    editor.setText(text)
    with qtbot.assertNotEmitted(binder.tree_changed):
        qtbot.keyClick(editor, Key.Key_Return)
    assert binder._view._items["a"].text(0) == "Scene a"


@pytest.mark.parametrize(
    ("key", "modifier"),
    [(Key.Key_N, Modifier.ControlModifier), (Key.Key_Insert, Modifier.NoModifier)],
)
def test_a_new_scene_is_asked_for_behind_the_row(binder, press, qtbot, key, modifier):
    with qtbot.waitSignal(binder.scene_requested) as asked:
        press("b", key, modifier)
    assert asked.args == ["b"]


def test_the_button_asks_for_a_scene_and_so_does_an_empty_binder(binder, qtbot):
    binder.set_tree(Tree())
    with qtbot.waitSignal(binder.scene_requested) as asked:
        qtbot.mouseClick(binder._button, Qt.MouseButton.LeftButton)
    assert asked.args == [""]
    with qtbot.waitSignal(binder.scene_requested):
        qtbot.keyClick(binder._view, Key.Key_N, Modifier.ControlModifier)


def test_esc_goes_back_to_the_text(binder, press, qtbot):
    with qtbot.waitSignal(binder.left):
        press("a", Key.Key_Escape)


@pytest.mark.parametrize(
    ("id", "target", "place", "expected"),
    [
        ("e", "c2", "OnItem", ["a", "b", "c", "d", "e"]),
        ("e", "a", "AboveItem", ["e", "a", "b", "c", "d"]),
        ("a", "b", "BelowItem", ["b", "a", "c", "d", "e"]),
        ("a", "b", "OnItem", None),
    ],
)
def test_a_row_is_dragged_to_where_it_may_lie(binder, drop, id, target, place, expected):
    told = []
    binder.tree_changed.connect(told.append)
    binder._view.choose(id)
    drop(binder._view, target, place)
    assert [[s.id for s in tree.scenes()] for tree in told] == ([expected] if expected else [])


def test_scenes_take_no_drop_and_chapters_do(binder):
    flags = {id: item.flags() for id, item in binder._view._items.items()}
    assert not flags["a"] & Qt.ItemFlag.ItemIsDropEnabled
    assert flags["c1"] & Qt.ItemFlag.ItemIsDropEnabled


def test_a_chapters_length_is_its_scenes(binder):
    binder.set_words("a", 1200)
    binder.set_words("b", 34)
    assert [tail(binder, id) for id in ("a", "b", "c1", "p", "c2")] == [
        "1,200", "34", "1,234", "1,234", "",
    ]  # fmt: skip
    binder.set_all_words({"c": 5})
    assert [tail(binder, id) for id in ("a", "c1", "p")] == ["", "", "5"]


def test_the_open_scene_is_marked_and_a_missing_file_is_told(binder):
    binder.set_current("b")
    items = binder._view._items
    assert [id for id, item in items.items() if item.data(0, Role.IS_MARKED)] == ["b"]
    assert binder.selected == "b"
    assert items["d"].data(0, Role.IS_QUIET)
    assert tail(binder, "d") == "missing"
    assert "manuscript/d.md is not there" in items["d"].toolTip(0)


def test_a_scenes_synopsis_is_its_tip(binder):
    binder.set_synopses({"a": "She comes by boat."})
    assert "She comes by boat." in binder._view._items["a"].toolTip(0)


def test_the_panel_has_names_for_a_screen_reader(binder):
    assert binder._view.accessibleName() == "Binder of The Lighthouse"
    assert "Alt+Shift+Up" in binder._view.accessibleDescription()


def test_the_menu_of_a_row_tells_its_keys(binder):
    binder._view.choose("a")
    texts = [action.text() for action in binder.menu().actions() if action.text()]
    assert texts[0] == "Open\tReturn"
    assert "Put in the trash\tDel" in texts


def test_a_change_is_one_step_that_ctrl_z_takes_back_and_ctrl_shift_z_does_again(
    binder, press, tree
):
    press("a", Key.Key_Delete)
    told = press("b", Key.Key_Z, Modifier.ControlModifier)
    assert told == [tree]
    assert binder.tree == tree
    assert binder.selected == "a"
    again = press("a", Key.Key_Z, Modifier.ControlModifier | Modifier.ShiftModifier)
    assert again == [tree.trash("a")]


def test_a_title_and_a_drop_are_steps_as_well(binder, drop, tree, qtbot):
    binder._on_renamed("a", "The letter")
    binder._view.choose("e")
    drop(binder._view, "c2", "OnItem")
    assert binder.undo_stack.count() == 2
    binder.undo_stack.undo()
    assert binder.tree == tree.rename("a", "The letter")
    binder.undo_stack.undo()
    assert binder.tree == tree


def test_a_scene_made_since_goes_to_the_trash_when_an_earlier_tree_comes_back(binder, press, tree):
    press("a", Key.Key_Delete)
    new = TreeItem("n", "scene", "New", "manuscript/n.md")
    with_new = binder.tree.add(new)
    binder.apply(with_new, "n")
    assert binder.selected == "n"
    binder.undo_stack.undo()
    assert binder.tree.trashed == {"a", "n"}
    binder.undo_stack.undo()
    assert binder.tree.trashed == {"n"}
    assert binder.tree.scenes() == tree.scenes()


def test_what_comes_from_elsewhere_is_not_told_but_its_undoing_is(binder, tree, qtbot):
    with qtbot.assertNotEmitted(binder.tree_changed):
        binder.apply(tree.trash("a"), "b")
    with qtbot.waitSignal(binder.tree_changed) as told:
        binder.undo_stack.undo()
    assert told.args == [tree]


def test_another_tree_from_the_disk_forgets_the_steps_and_the_same_one_keeps_them(
    binder, press, tree
):
    press("a", Key.Key_Delete)
    binder.set_tree(binder.tree)
    assert binder.undo_stack.canUndo()
    binder.set_tree(tree)
    assert not binder.undo_stack.canUndo()


def test_letters_lead_to_no_other_row(binder, press):
    press("a", Key.Key_E)
    assert binder.selected == "a"
    binder._view.keyboardSearch("Scene e")
    assert binder.selected == "a"


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Escape])
def test_a_new_scene_is_named_with_all_selected_and_the_key_leads_to_its_text(binder, qtbot, key):
    binder.name_new("a")
    editor = binder._view.viewport().findChild(QLineEdit)
    assert editor.selectedText() == "Scene a"
    qtbot.keyClicks(editor, "The boat")
    with qtbot.waitSignal(binder.left):
        qtbot.keyClick(editor, key)
    assert binder.tree.find("a").title == ("The boat" if key == Key.Key_Return else "Scene a")


def test_a_row_that_was_there_before_keeps_the_keys_after_its_naming(binder, press, qtbot):
    binder.name_new("a")
    press("b", Key.Key_F2)
    editor = binder._view.viewport().findChildren(QLineEdit)[-1]
    with qtbot.assertNotEmitted(binder.left):
        qtbot.keyClick(editor, Key.Key_Return)


def test_a_length_that_comes_while_a_title_is_typed_leaves_what_is_typed(binder, press, qtbot):
    press("a", Key.Key_F2)
    editor = binder._view.viewport().findChild(QLineEdit)
    qtbot.keyClicks(editor, "Spr")
    binder.set_words("a", 12)
    qtbot.keyClicks(editor, "ing")
    assert editor.text() == "Spring"


@pytest.mark.parametrize(
    ("id", "shape"),
    [
        ("e", ["p", "c1", "a", "b", "c2", "c", "d", "new", "e"]),
        ("b", ["p", "c1", "a", "new", "b", "c2", "c", "d", "e"]),
    ],
)
def test_a_chapter_begins_with_the_chosen_scene_and_is_named(binder, qtbot, id, shape):
    before = binder.tree
    binder._view.choose(id)
    begin = next(a for a in binder.menu().actions() if a.text() == "Begin a chapter with it")
    begin.trigger()
    new = next(item for item in binder.tree.items if item.id not in before)
    assert [item.id if item.id in before else "new" for item in binder.tree.items] == shape
    assert (new.kind, binder.tree.find(id).parent) == ("chapter", new.id)
    assert binder.tree.depths[new.id] == before.depths[before.find(id).parent or id]
    field = binder._view.findChild(QLineEdit)
    assert field.selectedText() == "New chapter"
    binder.undo_stack.undo()
    assert binder.tree == before
