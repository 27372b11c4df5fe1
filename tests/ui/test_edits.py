import pytest
from PySide6.QtGui import QUndoCommand, QUndoStack
from PySide6.QtWidgets import (
    QLineEdit,
    QPushButton,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.edits import Edits, edits_for
from ui.manuscript.text_file import FileForm, FileState, OpenedFile

ALL = ("undo", "redo", "cut", "copy", "paste", "select_all")


class Bench:
    """Prose with a step to undo, and a panel with a stack, a field, rows and a button."""

    def __init__(self, qtbot, tmp_path):
        self.document = Document()
        state = FileState(tmp_path / "a.md", FileForm(), "")
        self.document.open(OpenedFile("One.", state, ""))
        self.editor = EditorView(self.document)
        self.editor.insert_accepted("Two. ")
        self.panel = QWidget()
        for widget in (self.editor, self.panel):
            qtbot.addWidget(widget)
        self.field, self.button, self.rows = QLineEdit(), QPushButton(), QTreeWidget()
        layout = QVBoxLayout(self.panel)
        for widget in (self.field, self.button, self.rows):
            layout.addWidget(widget)
        self.stack = QUndoStack(self.panel)
        self.stack.push(QUndoCommand("Step"))

    def edits(self, focused, has_stack=True):
        stacks = {self.panel: self.stack} if has_stack else {}
        return edits_for(focused, self.editor, (self.panel,), stacks)


@pytest.fixture
def bench(qtbot, tmp_path):
    return Bench(qtbot, tmp_path)


@pytest.mark.parametrize("name", ALL)
@pytest.mark.parametrize("has_stack", [True, False])
@pytest.mark.parametrize("widget", ["button", "rows"])
def test_a_panel_that_has_the_keys_keeps_every_edit_from_the_prose(bench, widget, has_stack, name):
    before = bench.document.text()
    getattr(bench.edits(getattr(bench, widget), has_stack), name)()
    assert bench.document.text() == before
    assert not bench.editor.textCursor().hasSelection()


def test_undo_in_a_panel_is_the_panels_own(bench):
    bench.edits(bench.rows).undo()
    assert not bench.stack.canUndo()
    bench.edits(bench.button).redo()
    assert bench.stack.canUndo()


def test_a_field_is_edited_itself_and_undone_with_its_panel(bench):
    bench.field.setText("Title")
    bench.edits(bench.field).select_all()
    assert bench.field.selectedText() == "Title"
    bench.edits(bench.field).cut()
    assert bench.field.text() == ""
    bench.edits(bench.field).paste()
    assert bench.field.text() == "Title"
    bench.edits(bench.field).undo()
    assert not bench.stack.canUndo()


def test_a_title_that_is_typed_in_its_row_is_undone_by_itself(bench):
    item = QTreeWidgetItem(bench.rows, ["Title"])
    bench.rows.openPersistentEditor(item)
    editor = bench.rows.viewport().findChild(QLineEdit)
    editor.insert("New")
    bench.edits(editor).undo()
    assert editor.text() == "Title"
    assert bench.stack.canUndo()


@pytest.mark.parametrize("has_keys", [True, False])
def test_the_prose_is_meant_where_it_has_the_keys_or_nothing_has(bench, has_keys):
    edits = bench.edits(bench.editor if has_keys else None)
    edits.undo()
    assert "Two." not in bench.document.text()
    edits.redo()
    assert "Two." in bench.document.text()
    edits.select_all()
    assert bench.editor.textCursor().hasSelection()


def test_nothing_is_done_where_a_place_has_no_use_for_it():
    assert [getattr(Edits(), name)() for name in ALL] == [None] * len(ALL)
