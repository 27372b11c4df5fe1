import pytest
from PySide6.QtGui import QColor, QTextCursor, QTextDocument

from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.editor.ghost_text import GhostText


@pytest.fixture
def document(qapp):
    document = QTextDocument()
    document.setPlainText("The rain\nstopped.")
    document.documentLayout().documentSize()
    document.setModified(False)
    return document


def test_a_ghost_is_laid_out_but_is_in_neither_text_nor_undo(document):
    ghost = GhostText(document)
    ghost.set_color(QColor("grey"))
    revision = document.revision()
    assert ghost.show(8, " had\nnot \U0001f327")
    assert ghost.text == " had\nnot \U0001f327"
    assert document.begin().layout().preeditAreaText() == " had\u2028not \U0001f327"
    assert document.toPlainText() == "The rain\nstopped."
    assert (document.revision(), document.isModified()) == (revision, False)
    assert not document.isUndoAvailable()


def test_hiding_leaves_no_trace_of_it_in_the_layout(document):
    ghost = GhostText(document)
    before = [(f.start, f.length) for f in document.begin().layout().formats()]
    ghost.show(3, " heavy")
    ghost.hide()
    layout = document.begin().layout()
    assert layout.preeditAreaText() == ""
    assert [(f.start, f.length) for f in layout.formats()] == before
    assert ghost.text == ""


def test_a_second_ghost_takes_the_place_of_the_first(document):
    ghost = GhostText(document)
    ghost.show(8, " had")
    ghost.show(document.begin().next().position(), "It ")
    assert document.begin().layout().preeditAreaText() == ""
    assert document.begin().next().layout().preeditAreaText() == "It "


def test_an_input_method_keeps_its_preedit_area(document):
    document.begin().layout().setPreeditArea(2, "ni")
    ghost = GhostText(document)
    assert not ghost.show(8, " had")
    assert document.begin().layout().preeditAreaText() == "ni"


def test_a_paragraph_that_was_removed_does_not_matter_to_hide(document):
    ghost = GhostText(document)
    ghost.show(document.begin().next().position(), "It ")
    cursor = QTextCursor(document)
    cursor.select(QTextCursor.SelectionType.Document)
    cursor.removeSelectedText()
    ghost.hide()
    assert document.toPlainText() == ""
    assert document.begin().layout().preeditAreaText() == ""


@pytest.mark.parametrize(
    ("text", "ghost", "side"),
    [
        ("It rained", " all day", 1),
        ("\u05e9\u05dc\u05d5\u05dd", " \u05e2\u05d5\u05dc\u05dd", -1),
        ("\u0645\u0631\u062d\u0628\u0627", " \u0628\u0627\u0644\u0639\u0627\u0644\u0645", -1),
    ],
)
def test_a_ghost_stands_on_the_side_its_text_goes_on_and_the_caret_stays(qtbot, text, ghost, side):
    document = Document()
    editor = EditorView(document)
    qtbot.addWidget(editor)
    editor.resize(700, 300)
    editor.show()
    qtbot.waitExposed(editor)
    editor.textCursor().insertText(text)
    editor.moveCursor(QTextCursor.MoveOperation.End)
    caret = editor.cursorRect().x()
    assert editor.show_ghost(ghost)
    line = document.qt.firstBlock().layout().lineAt(0)
    begin, end = (line.cursorToX(at)[0] for at in (len(text), len(text) + len(ghost)))
    assert (end - begin) * side > 0
    assert editor.cursorRect().x() == caret
