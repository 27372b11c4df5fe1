"""A text and its file: owns the QTextDocument and the file's last state; saves nothing itself."""

from __future__ import annotations

import uuid
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextCursor, QTextDocument

from ui.editor.page_form import PageForm
from ui.language import mark, tr
from ui.manuscript.text_file import FileState, OpenedFile

_PARAGRAPH_SEPARATOR = "\u2029"
UNTITLED = mark("Untitled")
_TOP_MARGIN, _BOTTOM_MARGIN = 48, 240
_PLAIN = PageForm()


class Document(QObject):
    """One open text.

    Signals:
        leaving(): another text is about to take this one's place.
        replaced(): another text took this one's place.
        file_changed(): the text belongs to another file, or its file was saved.
        written(): the text is in its file now.
        modified_changed(bool): whether the text differs from its file.
    """

    leaving = Signal()
    replaced = Signal()
    file_changed = Signal()
    written = Signal()
    modified_changed = Signal(bool)

    def __init__(self, form: PageForm = _PLAIN, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._form = form
        self.qt = QTextDocument(self)
        self.qt.setDocumentMargin(0)
        self.qt.modificationChanged.connect(self.modified_changed)
        self._file: FileState | None = None
        self._name = ""
        self._draft = uuid.uuid4().hex
        self._set_text("")

    @property
    def file(self) -> FileState | None:
        """The file's state when it was last read or written; None for a new text."""
        return self._file

    @property
    def draft(self) -> str:
        """The id under which the journal keeps this text."""
        return self._draft

    @property
    def title(self) -> str:
        """What the writer calls it: its name, its file's, or a word for a text that has none."""
        return self._name or (self._file.path.name if self._file else tr(UNTITLED))

    @property
    def is_modified(self) -> bool:
        """Whether the text differs from its file."""
        return self.qt.isModified()

    def text(self) -> str:
        """Return the whole text, lines ending in a line feed.

        Not `toPlainText`: that one turns no-break spaces into spaces.
        """
        return self.qt.toRawText().replace(_PARAGRAPH_SEPARATOR, "\n")

    def slice(self, start: int, end: int) -> str:
        """Return the text between two positions (UTF-16 units), cut at the text's ends."""
        last = self.qt.characterCount() - 1
        cursor = QTextCursor(self.qt)
        cursor.setPosition(max(0, min(start, last)))
        cursor.setPosition(max(0, min(end, last)), QTextCursor.MoveMode.KeepAnchor)
        return cursor.selectedText().replace(_PARAGRAPH_SEPARATOR, "\n")

    def open(self, opened: OpenedFile, name: str = "") -> None:
        """Show a file's text, under a name if the writer knows it by one."""
        self._name = name
        self._take_over(opened.state, opened.text, modified=False)

    def rename(self, name: str) -> None:
        """Show the text under another name; its file stays."""
        self._name = name
        self.file_changed.emit()

    def restore(self, text: str, file: FileState | None) -> None:
        """Show text that was never saved; it counts as modified."""
        self._name = ""
        self._take_over(file, text, modified=True)

    def show_sample(self, text: str, name: str) -> None:
        """Show a text that has no file and that nobody misses until the writer changes it."""
        self._name = name
        self._take_over(None, text, modified=False)

    def clear(self) -> None:
        """Begin a new text."""
        self._name = ""
        self._take_over(None, "", modified=False)

    def saved(self, file: FileState, revision: int) -> None:
        """Note that the text of a revision is now on disk; later typing keeps it modified."""
        if self._file is None or self._file.path != file.path:
            self._name = ""
        self._file = file
        if self.qt.revision() == revision:
            self.qt.setModified(False)
        self.file_changed.emit()
        self.written.emit()

    def set_form(self, form: PageForm) -> None:
        """Set the paragraphs anew; the text, and whether it is saved, stay as they are.

        Where there is something to undo, this is a step of its own: Qt forgets every step where
        one is kept from it. Other sizes of the same form are not worth one and wait for the next
        text.
        """
        has_steps = self.qt.isUndoAvailable() or self.qt.isRedoAvailable()
        before, self._form = self._form, form
        if form == before or (has_steps and form.is_like(before)):
            return
        was_modified = self.qt.isModified()
        self.qt.setUndoRedoEnabled(has_steps)
        cursor = QTextCursor(self.qt)
        cursor.select(QTextCursor.SelectionType.Document)
        cursor.mergeBlockFormat(form.of_paragraph())
        self.qt.setUndoRedoEnabled(True)
        self.qt.setModified(was_modified)

    def _take_over(self, file: FileState | None, text: str, *, modified: bool) -> None:
        self.leaving.emit()
        self._file = file
        self._draft = uuid.uuid4().hex
        self._set_text(text)
        self.qt.setModified(modified)
        self.file_changed.emit()
        self.replaced.emit()

    def _set_text(self, text: str) -> None:
        """Replace the text without an undo step; line height is part of every paragraph."""
        self.qt.setUndoRedoEnabled(False)
        # The form of the page and of its paragraphs comes first, while there is nothing to lay out.
        self.qt.clear()
        page = self.qt.rootFrame().frameFormat()
        # Part of the page and not of the view: scrolled text runs to the window's edge, and the
        # last line can stand well above it.
        page.setTopMargin(_TOP_MARGIN)
        page.setBottomMargin(_BOTTOM_MARGIN)
        self.qt.rootFrame().setFrameFormat(page)
        cursor = QTextCursor(self.qt)
        cursor.mergeBlockFormat(self._form.of_paragraph())
        if text:
            # Each paragraph takes the form of the one before it; all are laid out once.
            cursor.insertText(text)
        else:
            # Qt lays an empty text out no second time, and not with these margins.
            self.qt.markContentsDirty(0, self.qt.characterCount())
        self.qt.setUndoRedoEnabled(True)
        self.qt.setModified(False)


def path_of(file: FileState | None) -> Path | None:
    """Return a file's path, or None for a new text."""
    return file.path if file else None
