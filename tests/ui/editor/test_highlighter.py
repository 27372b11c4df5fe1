import pytest
from PySide6.QtGui import QColor, QFont, QTextCharFormat, QTextCursor

from ui.document import Document
from ui.editor.highlighter import MarkdownHighlighter
from ui.manuscript.text_file import FileForm, FileState, OpenedFile

INK, QUIET = QColor("#111111"), QColor("#777777")


@pytest.fixture
def styled(qtbot, tmp_path):
    """Return a function that opens a styled text, and the highlighter it made last."""

    def open_text(text: str) -> tuple[Document, MarkdownHighlighter]:
        document = Document()
        highlighter = MarkdownHighlighter(document.qt)
        highlighter.set_inks(INK, QUIET)
        document.open(OpenedFile(text, FileState(tmp_path / "a.md", FileForm(), "")))
        made.append((document, highlighter))
        return document, highlighter

    made = []
    return open_text


def _formats(document, line=0):
    layout = document.qt.findBlockByNumber(line).layout()
    return [(f.start, f.length, QTextCharFormat(f.format)) for f in layout.formats()]


def test_the_text_stays_as_it_is_and_nothing_can_be_undone(styled):
    text = "# One\n\nSo *slow* <!-- a\nb --> and **loud**."
    document, _ = styled(text)
    assert document.text() == text
    assert not document.is_modified
    assert not document.qt.isUndoAvailable()


def test_emphasis_leans_and_its_marks_are_quiet(styled):
    document, _ = styled("so *slow*")
    assert [(start, length) for start, length, _ in _formats(document)] == [(3, 1), (4, 4), (8, 1)]
    mark, word, _ = (found for _, _, found in _formats(document))
    assert mark.foreground().color() == QUIET
    assert word.fontItalic()


def test_letters_that_are_two_things_look_like_both(styled):
    document, _ = styled("# The *old* house")
    word = next(found for start, _, found in _formats(document) if start == 7)
    assert word.fontItalic()
    assert word.fontWeight() == QFont.Weight.Bold


def test_places_behind_letters_of_two_units_are_right(styled):
    document, _ = styled("\U0001f600 *a*")
    assert [(start, length) for start, length, _ in _formats(document)] == [(3, 1), (4, 1), (5, 1)]


def test_a_comment_over_lines_follows_its_end(styled):
    document, _ = styled("a <!-- b\nc\nd --> e")
    assert _formats(document, 1)[0][:2] == (0, 1)
    cursor = QTextCursor(document.qt)
    cursor.setPosition(document.text().index("b") + 1)
    cursor.insertText(" -->")
    assert _formats(document, 1) == []


def test_other_colours_reach_every_line_of_a_long_text(styled, qtbot):
    document, highlighter = styled("\n".join(["so *slow*", "plain"] * 300))
    highlighter.set_inks(INK, QColor("#123456"))
    last = document.qt.blockCount() - 2
    qtbot.waitUntil(
        lambda: _formats(document, last)[0][2].foreground().color() == QColor("#123456")
    )


def test_a_shorter_text_may_come_while_a_long_one_is_restyled(styled, qtbot):
    document, highlighter = styled("\n".join(["so *slow*"] * 2000))
    highlighter.set_inks(INK, QColor("#123456"))
    assert highlighter._slice.isActive()
    document.clear()
    document.restore("*a*", None)
    qtbot.waitUntil(lambda: not highlighter._slice.isActive())
    assert _formats(document)[0][2].foreground().color() == QColor("#123456")


def test_switched_off_the_text_is_plain(styled):
    document, highlighter = styled("# One")
    highlighter.set_enabled(False)
    assert _formats(document) == []
    highlighter.set_enabled(True)
    assert _formats(document) != []
