import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor

from ui.manuscript.outline import Beat, Outline
from ui.panels.outline_panel import OutlinePanel
from ui.panels.row_delegate import Role

Key, Modifier = Qt.Key, Qt.KeyboardModifier
NONE, CONTROL = Modifier.NoModifier, Modifier.ControlModifier
ALT_SHIFT = Modifier.AltModifier | Modifier.ShiftModifier
OUTLINE = Outline(
    (
        Beat("a", title="Act one", synopsis="She comes.\nIn rain.", status="draft", target=1200),
        Beat("b", "a", "By boat", scene="s", color="red"),
        Beat("c", "a", "The letter"),
        Beat("d", title="Act two"),
    )
)


@pytest.fixture
def panel(qtbot, tree):
    panel = OutlinePanel()
    qtbot.addWidget(panel)
    panel.set_scenes(tree.scenes())
    panel.set_outline(OUTLINE)
    panel.resize(320, 700)
    panel.show()
    panel.setFocus()
    return panel


@pytest.fixture
def told(panel):
    """Return the outlines that the panel tells."""
    found = []
    panel.outline_changed.connect(found.append)
    return found


@pytest.fixture
def press(panel, qtbot):
    """Return a function that presses a key on a beat."""

    def act(id, key, modifier=NONE):
        panel.choose(id)
        qtbot.keyClick(panel._view, key, modifier)

    return act


@pytest.mark.parametrize(
    ("id", "key", "modifier", "expected"),
    [
        ("c", Key.Key_Up, ALT_SHIFT, OUTLINE.move_up("c")),
        ("b", Key.Key_Down, ALT_SHIFT, OUTLINE.move_down("b")),
        ("c", Key.Key_Tab, NONE, OUTLINE.indent("c")),
        ("c", Key.Key_Right, ALT_SHIFT, OUTLINE.indent("c")),
        ("b", Key.Key_Backtab, Modifier.ShiftModifier, OUTLINE.outdent("b")),
        ("b", Key.Key_Left, ALT_SHIFT, OUTLINE.outdent("b")),
    ],
)
def test_a_key_moves_a_beat_and_undo_takes_it_back(
    panel, told, press, qtbot, id, key, modifier, expected
):
    press(id, key, modifier)
    assert told == [expected]
    assert panel.selected == id
    qtbot.keyClick(panel._view, Key.Key_Z, CONTROL)
    assert told == [expected, OUTLINE]
    qtbot.keyClick(panel._view, Key.Key_Z, CONTROL | Modifier.ShiftModifier)
    assert panel.outline == expected


def test_a_move_that_leads_nowhere_is_no_step(panel, told, press):
    press("a", Key.Key_Up, ALT_SHIFT)
    assert told == []
    assert panel.undo_stack.count() == 0


@pytest.mark.parametrize("key", [Key.Key_Return, Key.Key_Insert])
def test_a_beat_is_added_behind_and_its_title_typed(panel, press, qtbot, key):
    press("b", key)
    new = panel.selected
    assert [beat.id for beat in panel.outline.beats] == ["a", "b", new, "c", "d"]
    assert panel._form.title.hasFocus()
    qtbot.keyClicks(panel._form.title, "She lands")
    assert panel.outline.find(new).title == "She lands"
    qtbot.keyClick(panel._form.title, Key.Key_Return)
    assert panel._view.hasFocus()
    assert panel.undo_stack.count() == 2


def test_delete_takes_a_beat_with_those_below_it_and_stands_on_the_next(panel, told, press):
    press("a", Key.Key_Delete)
    assert told == [OUTLINE.remove("a")]
    assert panel.selected == "d"
    panel.undo_stack.undo()
    assert panel.outline == OUTLINE
    assert panel.selected == "a"


@pytest.mark.parametrize(
    ("key", "modifier"), [(Key.Key_F2, NONE), (Key.Key_Enter, Modifier.KeypadModifier)]
)
def test_a_beat_is_edited_in_its_title_and_esc_leads_back(panel, press, qtbot, key, modifier):
    press("c", key, modifier)
    assert panel._form.title.hasFocus()
    assert panel._form.title.selectedText() == "The letter"
    qtbot.keyClick(panel._form.title, Key.Key_Escape)
    assert panel._view.hasFocus()


def test_esc_in_the_tree_goes_back_to_the_text(panel, press, qtbot):
    with qtbot.waitSignal(panel.left):
        press("a", Key.Key_Escape)


def test_what_is_typed_without_leaving_the_field_is_one_step(panel, press, qtbot):
    press("c", Key.Key_F2)
    form = panel._form
    form.synopsis.setFocus()
    qtbot.keyClicks(form.synopsis, "Rain and wind.")
    assert panel.undo_stack.count() == 1
    form.title.setFocus()
    form.synopsis.setFocus()
    qtbot.keyClicks(form.synopsis, "Now ")
    assert panel.undo_stack.count() == 2
    assert "Now " in panel.outline.find("c").synopsis
    qtbot.keyClick(form.synopsis, Key.Key_Z, CONTROL)
    assert form.synopsis.toPlainText() == "Rain and wind."
    qtbot.keyClick(form.synopsis, Key.Key_Z, CONTROL)
    assert panel.outline == OUTLINE
    assert form.synopsis.toPlainText() == ""


def test_typing_that_ends_where_it_began_leaves_no_step(panel, press, qtbot):
    press("c", Key.Key_F2)
    panel._form.synopsis.setFocus()
    qtbot.keyClicks(panel._form.synopsis, "x")
    qtbot.keyClick(panel._form.synopsis, Key.Key_Backspace)
    assert panel.outline == OUTLINE
    assert panel.undo_stack.count() == 0


def test_typing_the_same_field_of_another_beat_is_another_step(panel, qtbot):
    for id in ("c", "d"):
        panel.choose(id)
        qtbot.keyClicks(panel._form.title, "x")
    assert panel.undo_stack.count() == 2


def test_the_caret_stays_where_the_writer_types(panel, press, qtbot):
    press("c", Key.Key_F2)
    panel._form.title.setCursorPosition(3)
    qtbot.keyClicks(panel._form.title, "se")
    assert panel._form.title.text() == "These letter"
    assert panel._form.title.cursorPosition() == 5


def test_status_target_colour_and_scene_are_chosen(panel, press, qtbot):
    press("c", Key.Key_F2)
    form = panel._form
    for box in (form.status, form.color, form.scene):
        box.setFocus()
        qtbot.keyClick(box, Key.Key_Down)
    form.target.setFocus()
    form.target.selectAll()
    qtbot.keyClicks(form.target, "900")
    beat = panel.outline.find("c")
    assert (beat.status, beat.color, beat.scene, beat.target) == ("idea", "red", "a", 900)
    assert panel.undo_stack.count() == 4


def test_a_scene_that_is_given_to_a_beat_leaves_the_other_one(panel, tree, qtbot):
    panel.set_outline(OUTLINE.attach("b", "a"))
    panel.choose("c")
    qtbot.keyClick(panel._form.scene, Key.Key_Down)
    assert panel.outline.find("c").scene == "a"
    assert panel.outline.find("b").scene == ""


def test_a_scene_that_is_not_in_the_manuscript_stays_a_beats_own(panel, qtbot):
    panel.choose("b")
    qtbot.keyClicks(panel._form.title, "!")
    assert panel.outline.find("b").scene == "s"


def test_a_beats_scene_is_opened(panel, press, qtbot):
    with qtbot.waitSignal(panel.scene_chosen) as chosen:
        press("b", Key.Key_Return, CONTROL)
    assert chosen.args == ["s"]


@pytest.mark.parametrize(
    ("button", "signal"), [("ideas", "ideas_requested"), ("draft", "draft_requested")]
)
def test_a_button_asks_for_the_beat(panel, qtbot, button, signal):
    panel.choose("c")
    with qtbot.waitSignal(getattr(panel, signal)) as asked:
        qtbot.mouseClick(getattr(panel._form, button), Qt.MouseButton.LeftButton)
    assert asked.args == ["c"]


def test_a_beat_is_dragged(panel, told, drop):
    panel.choose("d")
    drop(panel._view, "b", "AboveItem")
    assert told == [OUTLINE.move("d", "a", 0)]
    panel.choose("a")
    drop(panel._view, "b", "OnItem")
    assert len(told) == 1


def test_suggested_beats_are_one_step(panel, told):
    more = OUTLINE.extend([Beat("x", title="Storm"), Beat("y", title="Wreck")], under="a")
    panel.apply(more, "Add suggested beats")
    assert told == [more]
    assert panel.selected == "x"
    assert panel.undo_stack.undoText() == "Add suggested beats"
    panel.undo_stack.undo()
    assert panel.outline == OUTLINE


def test_an_outline_from_disk_is_not_told_and_forgets_the_steps(panel, told, press):
    press("c", Key.Key_Tab)
    told.clear()
    panel.set_outline(OUTLINE.remove("d"))
    assert told == []
    assert panel.undo_stack.count() == 0
    assert panel.selected == "c"


def test_an_empty_outline_offers_ideas_only_and_tab_leads_on(panel, qtbot):
    panel.set_outline(Outline())
    assert panel._form.title.isHidden()
    assert panel._form.draft.isHidden()
    qtbot.keyClick(panel._view, Key.Key_Tab)
    assert panel._form.ideas.hasFocus()
    with qtbot.waitSignal(panel.ideas_requested) as asked:
        qtbot.keyClick(panel._form.ideas, Key.Key_Space)
    assert asked.args == [""]
    panel.setFocus()
    qtbot.keyClick(panel._view, Key.Key_Return)
    assert len(panel.outline.beats) == 1


def test_a_row_shows_status_target_and_the_synopsis_on_one_line(panel):
    item = panel._view._items["a"]
    assert item.data(0, Role.TAIL) == "Draft · 1,200"
    assert item.data(0, Role.SECOND) == "She comes. In rain."
    assert panel._view._items["b"].data(0, Role.COLOR) == "red"


def test_every_field_has_a_name_for_a_screen_reader(panel):
    form = panel._form
    for widget in (
        panel._view,
        form.title,
        form.synopsis,
        form.status,
        form.target,
        form.color,
        form.scene,
    ):
        assert widget.accessibleName() != ""


def test_a_link_to_a_scene_in_the_trash_shows_as_such_and_is_not_offered_elsewhere(panel, tree):
    panel.set_outline(OUTLINE.attach("b", "a"))
    panel.choose("b")
    panel.set_scenes(tree.trash("a").scenes(), [tree.find("a")])
    assert panel._form.scene.currentText() == "Scene a (in the trash)"
    panel.choose("c")
    assert panel._form.scene.currentText() == "No scene"
    assert "a" not in dict(panel._form.scene.choices)


def test_a_link_to_a_scene_that_is_nowhere_is_told(panel):
    panel.choose("b")
    assert panel._form.scene.currentText() == "A scene that is gone"


def test_a_long_title_shows_its_beginning_once_the_field_is_left(panel, qtbot):
    panel.set_outline(OUTLINE.edit("b", title="A long title " * 20))
    panel.choose("b")
    title = panel._form.title
    assert title.cursorPosition() == 0
    panel._form.edit_title()
    qtbot.keyClick(title, Key.Key_End)
    panel.setFocus()
    qtbot.waitUntil(lambda: title.cursorPosition() == 0)


def test_rows_stand_in_as_far_as_the_fields_below_them(panel):
    row, field = panel._view.visualItemRect(panel._view._items["a"]), panel._form.synopsis
    left, right = (
        panel._view.viewport().mapTo(panel, at).x() for at in (row.topLeft(), row.topRight())
    )
    assert left == field.mapTo(panel, field.rect().topLeft()).x()
    assert right == field.mapTo(panel, field.rect().topRight()).x()


def test_a_synopsis_keeps_its_no_break_spaces(panel):
    panel.set_outline(Outline((Beat("a", title="A", synopsis="Il dit\u00a0:\noui."),)))
    panel.choose("a")
    panel._form.synopsis.moveCursor(QTextCursor.MoveOperation.End)
    panel._form.synopsis.insertPlainText("\u2028Non.")
    assert panel.outline.find("a").synopsis == "Il dit\u00a0:\noui.\nNon."
