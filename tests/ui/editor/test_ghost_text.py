import pytest
from PySide6.QtGui import QColor, QTextCursor, QTextDocument

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
