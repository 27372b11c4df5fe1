import pytest
from PySide6.QtCore import QEvent, QMimeData, QPoint, Qt
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeySequence,
    QTextCursor,
)
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from ui.actions import ghost_keys
from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.editor.page_form import PageForm
from ui.manuscript.text_file import FileForm, FileState, OpenedFile
from ui.suggest.trigger import EditKind


@pytest.fixture
def editor(qtbot, tmp_path):
    document = Document()
    state = FileState(tmp_path / "a.md", FileForm(), "")
    document.open(OpenedFile("The rain\n\nShe left", state))
    editor = EditorView(document)
    # The view does not own its document; a test's local must not let it go.
    editor.kept_document = document
    editor.set_ghost_keys(ghost_keys())
    qtbot.addWidget(editor)
    editor.resize(900, 500)
    editor.show()
    qtbot.waitExposed(editor)
    editor.activateWindow()
    editor.setFocus()
    editor.show_end()
    editor.edits = []
    editor.edited.connect(editor.edits.append)
    return editor


def text_of(editor):
    return editor.kept_document.text()


def test_typing_reports_the_letters_and_the_ghost_that_showed(editor):
    editor.show_ghost(" at last")
    QTest.keyClick(editor, Qt.Key.Key_Space)
    (edit,) = editor.edits
    assert (edit.kind, edit.inserted, edit.ghost) == (EditKind.TYPED, " ", " at last")
    assert editor.ghost == ""
    assert text_of(editor) == "The rain\n\nShe left "


def test_accepted_text_is_an_undo_step_of_its_own(editor):
    QTest.keyClicks(editor, " at")
    editor.insert_accepted(" last")
    editor.insert_accepted(" light.")
    QTest.keyClicks(editor, " So")
    steps = []
    while editor.document().isUndoAvailable():
        editor.perform(EditKind.UNDONE, editor.undo)
        steps.append(text_of(editor).removeprefix("The rain\n\nShe left"))
    # The space belongs to the sentence that it ends; "So" begins one.
    assert steps == [" at last light. ", " at last light.", " at last", " at", ""]


def test_one_undo_takes_back_a_sentence_and_not_the_page(editor):
    QTest.keyClicks(editor, ". One is here. Two is")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClicks(editor, "Three")
    seen = []
    while editor.document().isUndoAvailable():
        editor.perform(EditKind.UNDONE, editor.undo)
        seen.append(text_of(editor).removeprefix("The rain\n\nShe left"))
    assert seen == [". One is here. Two is\n", ". One is here. Two is", ". One is here. ", ". ", ""]


def test_shift_return_breaks_the_line_as_every_program_reads_it(editor):
    QTest.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClicks(editor, "x")
    assert text_of(editor).endswith("She left\nx")
    mime = QMimeData()
    mime.setText("a\u2028b")
    editor.insertFromMimeData(mime)
    assert text_of(editor).endswith("xa\nb")


def test_a_menu_borrows_the_keys_without_taking_the_ghost(editor):
    editor.show_ghost(" at last")
    editor.focusOutEvent(QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.MenuBarFocusReason))
    assert editor.ghost == " at last"
    editor.focusOutEvent(QFocusEvent(QEvent.Type.FocusOut, Qt.FocusReason.TabFocusReason))
    assert editor.ghost == ""


def test_at_the_end_of_a_long_text_the_ghost_has_room_below_the_caret(editor):
    state = editor.kept_document.file
    editor.kept_document.open(OpenedFile("line\n" * 200, state))
    editor.show_end()
    room = editor.viewport().height() - editor.cursorRect().bottom()
    assert room >= 4 * editor.cursorRect().height()
    editor.show_ghost(" word" * 200)
    assert editor.viewport_bottom() >= editor._ghost.bottom() or editor.cursorRect().top() < 60
    assert editor.viewport().rect().contains(editor.cursorRect())


def test_an_undo_a_deletion_and_a_paste_are_told_apart(editor):
    QTest.keyClicks(editor, "x")
    QTest.keyClick(editor, Qt.Key.Key_Backspace)
    editor.perform(EditKind.UNDONE, editor.undo)
    mime = QMimeData()
    mime.setText("pasted")
    editor.insertFromMimeData(mime)
    assert [edit.kind for edit in editor.edits] == [
        EditKind.TYPED,
        EditKind.DELETED,
        EditKind.UNDONE,
        EditKind.PASTED,
    ]
    assert editor.edits[-1].inserted == "pasted"


@pytest.mark.parametrize(
    ("key", "modifier", "action"),
    [
        (Qt.Key.Key_Tab, Qt.KeyboardModifier.NoModifier, "suggestion.accept_all"),
        (Qt.Key.Key_Escape, Qt.KeyboardModifier.NoModifier, "suggestion.dismiss"),
        (Qt.Key.Key_Right, Qt.KeyboardModifier.ControlModifier, "suggestion.accept_word"),
    ],
)
def test_ghost_keys_act_while_a_ghost_shows_and_change_nothing_themselves(
    editor, qtbot, key, modifier, action
):
    if action == "suggestion.accept_word":
        pressed = QKeySequence(QKeySequence.keyBindings(QKeySequence.StandardKey.MoveToNextWord)[0])
        combination = pressed[0]
        key, modifier = combination.key(), combination.keyboardModifiers()
    editor.show_ghost(" at last")
    with qtbot.waitSignal(editor.ghost_key) as pressed_key:
        QTest.keyClick(editor, key, modifier)
    assert pressed_key.args == [action]
    assert text_of(editor) == "The rain\n\nShe left"
    assert editor.ghost == " at last"


def test_tab_indents_where_no_ghost_shows(editor):
    QTest.keyClick(editor, Qt.Key.Key_Tab)
    assert text_of(editor).endswith("left\t")


def test_a_modifier_alone_leaves_the_ghost_where_it_is(editor):
    editor.show_ghost(" at last")
    QTest.keyClick(editor, Qt.Key.Key_Shift)
    assert editor.ghost == " at last"


def test_a_moved_caret_takes_the_ghost_away(editor, qtbot):
    editor.show_ghost(" at last")
    with qtbot.waitSignal(editor.interrupted):
        QTest.keyClick(editor, Qt.Key.Key_Left)
    assert editor.ghost == ""
    layouts = [editor.document().findBlockByNumber(n).layout() for n in range(3)]
    assert [layout.preeditAreaText() for layout in layouts] == ["", "", ""]


def test_no_ghost_shows_over_a_selection_or_while_an_input_method_composes(editor):
    editor.selectAll()
    assert not editor.show_ghost(" at last")
    editor.show_end()
    editor.inputMethodEvent(QInputMethodEvent("ni", []))
    assert not editor.show_ghost(" at last")
    assert editor.moment(enabled=True).is_composing


def test_composed_text_is_typed_text_and_frees_the_caret_again(editor):
    editor.show_ghost(" at last")
    editor.inputMethodEvent(QInputMethodEvent("ni", []))
    assert editor.ghost == ""
    commit = QInputMethodEvent("", [])
    commit.setCommitString("你")
    editor.inputMethodEvent(commit)
    assert editor.edits[-1].kind is EditKind.TYPED
    assert editor.edits[-1].inserted == "你"
    assert text_of(editor).endswith("left你")
    assert editor.show_ghost("好")


def test_the_ghost_is_not_copied(editor, qapp):
    editor.show_ghost(" at last")
    editor.selectAll()
    editor.copy()
    assert "at last" not in qapp.clipboard().text()


def test_context_is_cut_in_steps_and_counts_in_utf16_like_the_caret(editor):
    editor.document().setPlainText("\U0001f327" * 10 + "abcdef")
    editor.show_end()
    context = editor.context(10, 4, 100)
    assert context.caret == 26
    assert context.before == "\U0001f327" * 2 + "abcdef"
    assert context.after == ""


def test_the_moment_knows_the_line_around_the_caret(editor):
    editor.textCursor().insertText("\U0001f327 x")
    QTest.keyClick(editor, Qt.Key.Key_Left)
    moment = editor.moment(enabled=True)
    assert (moment.line_before, moment.line_after) == ("She left\U0001f327 ", "x")


def test_every_key_reports_when_its_paint_is_done(editor, qtbot):
    painted = []
    editor.key_painted.connect(painted.append)
    QTest.keyClicks(editor, "abc")
    qtbot.waitUntil(lambda: len(painted) == 3)
    assert all(0 < ms < 10_000 for ms in painted)


def test_a_painted_ghost_is_reported_once(editor, qtbot):
    calls = []
    editor.show_ghost(" at last", lambda: calls.append(editor.ghost))
    qtbot.waitUntil(lambda: bool(calls))
    editor.viewport().repaint()
    assert calls == [" at last"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter])
def test_return_on_an_empty_line_is_one_more_line_in_the_pages_form(editor, key):
    editor.document().clear()
    editor.set_form(PageForm(150, indent_px=20))
    for typed in ("One", "", "Two"):
        QTest.keyClicks(editor, typed)
        QTest.keyClick(editor, key)
    assert editor.toPlainText() == "One\n\nTwo\n"
    block = editor.document().begin()
    while block.isValid():
        assert (block.blockFormat().lineHeight(), block.blockFormat().textIndent()) == (150, 20)
        block = block.next()


def test_each_new_line_is_a_step_of_undo(editor):
    editor.document().clear()
    QTest.keyClicks(editor, "One")
    QTest.keyClick(editor, Qt.Key.Key_Return)
    QTest.keyClick(editor, Qt.Key.Key_Return)
    editor.document().undo()
    assert editor.toPlainText() == "One\n"
    editor.document().undo()
    assert editor.toPlainText() == "One"


def test_going_elsewhere_leaves_the_ghost_behind(editor, qtbot):
    editor.moveCursor(QTextCursor.MoveOperation.End)
    assert editor.show_ghost(" and more")
    with qtbot.waitSignal(editor.interrupted):
        editor.go_to(0)
    assert editor.ghost == ""


def test_a_drag_that_comes_over_the_page_takes_the_ghost_away(editor, qtbot):
    editor.moveCursor(QTextCursor.MoveOperation.End)
    assert editor.show_ghost(" and more")
    words = QMimeData()
    words.setText("dropped")
    copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
    none = Qt.KeyboardModifier.NoModifier
    target = editor.viewport()
    QApplication.sendEvent(target, QDragEnterEvent(QPoint(5, 5), copy, words, left, none))
    assert editor.ghost == ""
    # Qt keeps the target of a drag that has not ended, though it is gone by then.
    QApplication.sendEvent(target, QDragLeaveEvent())
