"""Holds a passage while it is rewritten: marks it in the text, knows whether the text changed."""

from __future__ import annotations

from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.rewrite.passage import Passage


class Hold:
    """One passage, selected in its editor until it is let go."""

    def __init__(self, editor: EditorView, document: Document, passage: Passage) -> None:
        self._editor, self._document, self._passage = editor, document, passage
        self._cursor = editor.textCursor()
        editor.select(passage.start, passage.end)
        self._revision = document.qt.revision()

    @property
    def is_text_changed(self) -> bool:
        """Whether anything in the text changed since."""
        return self._document.qt.revision() != self._revision

    @property
    def is_in_place(self) -> bool:
        """Whether the passage stands where it stood."""
        passage = self._passage
        return self._document.slice(passage.start, passage.end) == passage.text

    def let_go(self) -> None:
        """Give the page its height and the keys back; the caret too, if the text is what it was."""
        self._editor.end_above(0)
        if not self.is_text_changed:
            self._editor.setTextCursor(self._cursor)
        self._editor.setFocus()
