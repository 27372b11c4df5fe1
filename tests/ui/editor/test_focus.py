import pytest
from PySide6.QtGui import QColor

from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.editor.focus import Focus, bright_region, sentence_at
from ui.manuscript.text_file import FileForm, FileState, OpenedFile

TEXT = "It rained. Nobody came to the house that night. So.\nAnother paragraph of some words."


@pytest.fixture
def editor(qtbot, tmp_path) -> EditorView:
    document = Document()
    document.open(OpenedFile(TEXT, FileState(tmp_path / "a.md", FileForm(), "")))
    view = EditorView(document)
    view.keep_alive = document
    qtbot.addWidget(view)
    view.resize(900, 500)
    view.show()
    qtbot.waitExposed(view)
    view.setFocus()
    return view


def _put(editor, position):
    cursor = editor.textCursor()
    cursor.setPosition(position)
    editor.setTextCursor(cursor)


@pytest.mark.parametrize(
    ("position", "sentence"),
    [(0, (0, 11)), (5, (0, 11)), (11, (11, 48)), (48, (48, 51)), (51, (48, 51))],
)
def test_the_sentence_at_the_caret_is_found(position, sentence):
    assert sentence_at(TEXT.partition("\n")[0], position) == sentence


def test_an_empty_paragraph_is_a_sentence_of_its_own():
    assert sentence_at("", 0) == (0, 0)


def test_the_paragraph_at_the_caret_stays_bright_and_the_other_does_not(editor):
    _put(editor, 3)
    region = bright_region(editor, Focus.PARAGRAPH)
    assert region.contains(editor.cursorRect().center())
    other = editor.textCursor()
    other.setPosition(len(TEXT) - 3)
    assert not region.contains(editor.cursorRect(other).center())


def test_only_the_sentence_stays_bright(editor):
    _put(editor, 20)
    region = bright_region(editor, Focus.SENTENCE)
    assert region.contains(editor.cursorRect().center())
    for place in (4, 50):
        other = editor.textCursor()
        other.setPosition(place)
        assert not region.contains(editor.cursorRect(other).center())


def test_a_ghost_counts_to_its_sentence(editor):
    _put(editor, 10)
    bare = bright_region(editor, Focus.SENTENCE).boundingRect().width()
    assert editor.show_ghost(" And it rained and rained")
    assert bright_region(editor, Focus.SENTENCE).boundingRect().width() > bare + 100


def test_what_is_not_in_focus_is_paler_on_the_screen(editor):
    _put(editor, len(TEXT) - 3)

    def darkest() -> int:
        """Return the lightness of the darkest pixel of the first paragraph."""
        image = editor.viewport().grab().toImage()
        first = editor.textCursor()
        first.setPosition(0)
        line = editor.cursorRect(first)
        rows = range(line.top(), line.center().y())
        return min(image.pixelColor(x, y).lightness() for y in rows for x in range(200))

    plain = darkest()
    editor.set_focus(Focus.PARAGRAPH, QColor("white"))
    assert darkest() > plain + 80
    editor.set_focus(Focus.OFF, QColor("white"))
    assert darkest() == plain
