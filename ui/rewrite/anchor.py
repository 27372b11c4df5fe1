"""Ties a rewrite to the page: which passage the caret means, where the popover lies beside it."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect

from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.rewrite.passage import Passage, past_marks, sentence_at, trimmed
from ui.rewrite.popover import RewritePopover


def passage_at(
    editor: EditorView, document: Document, max_before: int, max_after: int
) -> Passage | None:
    """Return the selection, or the sentence at the caret, without the white space around it.

    Args:
        editor: whose caret it is.
        document: the editor's text.
        max_before: UTF-16 units of the text before it to keep.
        max_after: the same behind it.

    Returns:
        None where there is no word.
    """
    cursor = editor.textCursor()
    if cursor.hasSelection():
        start, end = cursor.selectionStart(), cursor.selectionEnd()
    else:
        block = cursor.block()
        first, last = sentence_at(block.text(), cursor.positionInBlock())
        start, end = block.position() + first, block.position() + last
    text, start = past_marks(*trimmed(document.slice(start, end), start))
    end = start + len(text.encode("utf-16-le", "surrogatepass")) // 2
    if not any(letter.isalnum() for letter in text):
        return None
    before = document.slice(start - max_before, start)
    return Passage(start, end, text, before, document.slice(end, end + max_after))


def make_room(popover: RewritePopover, editor: EditorView, passage: Passage) -> None:
    """Let the page end above the popover where it has no room below the passage otherwise.

    Then the page shows at least the last lines of the passage.
    """
    width = editor.viewport().width()
    needed = popover.room_for(width, editor.height())
    below = editor.range_rect(passage.start, passage.end).bottom()
    if below + needed <= editor.height() and below > 0:
        return
    # It only grows: what streams must not move the page up and down.
    editor.end_above(max(needed, editor.room_below))
    editor.show_line(passage.end)


def place_beside(popover: RewritePopover, editor: EditorView, passage: Passage) -> None:
    """Lay the popover below the passage, or below the page where that ends before the passage."""
    shown = editor.range_rect(passage.start, passage.end)
    page = editor.viewport().geometry()
    below = max(page.top(), min(shown.bottom(), page.bottom()))
    popover.place(QRect(page.topLeft(), QPoint(page.right(), editor.height())), below)
