"""The text view: events become signals, decisions come back as edits; each edit is one undo step.

Ghost rules held here: the ghost is hidden before anything can change the text, it is only shown at
the caret without a selection, and its keys act only while it shows and no input method is at work.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from PySide6.QtCore import QEvent, QMimeData, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QColor,
    QDragEnterEvent,
    QFocusEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPaintEvent,
    QTextBlockFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QTextEdit, QWidget

from ui.document import Document
from ui.editor.edit_kinds import kind_of
from ui.editor.focus import Focus, paint_veil
from ui.editor.ghost_text import GhostText
from ui.editor.page_form import PageForm
from ui.editor.page_view import PageView
from ui.editor.paint_watch import PaintWatch
from ui.editor.surroundings import Context, context_at, line_around
from ui.editor.typography import Change, Marks, change_for
from ui.editor.undo_steps import UndoSteps
from ui.suggest.trigger import EditKind, Moment

_BORROWED = (Qt.FocusReason.MenuBarFocusReason, Qt.FocusReason.PopupFocusReason)
_NEW_PARAGRAPH = (
    QKeySequence.StandardKey.InsertParagraphSeparator,
    QKeySequence.StandardKey.InsertLineSeparator,
)
_KEYPAD = Qt.KeyboardModifier.KeypadModifier
_MODIFIER_KEYS = frozenset(
    (Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)
)


@dataclass(frozen=True, slots=True)
class Edit:
    """A change of the text by the writer, after it happened."""

    kind: EditKind
    inserted: str
    ghost: str
    """The ghost that showed when the change began."""


class EditorView(PageView):
    """The writing surface over one document.

    Signals:
        edited(Edit): the writer changed the text.
        caret_moved(): the caret moved without a change of the text.
        ghost_key(str): a key of a ghost action was pressed while a ghost showed; the action's id.
        ghost_grew(): a suggestion shows, or more of it than before.
        interrupted(): focus, selection or input method made any suggestion pointless.
        key_painted(float): milliseconds from a key event to the end of the paint that shows it.
    """

    edited = Signal(object)
    caret_moved = Signal()
    ghost_key = Signal(str)
    ghost_grew = Signal()
    interrupted = Signal()
    key_painted = Signal(float)

    def __init__(self, document: Document, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._source = document
        self.setDocument(document.qt)
        self._ghost = GhostText(document.qt)
        self._ghost_keys: Mapping[str, Sequence[QKeySequence]] = {}
        self._paints = PaintWatch(self.key_painted.emit)
        self._kind = EditKind.LOADED
        self._composing = False
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.ActionsContextMenu)
        document.qt.contentsChange.connect(self._on_contents_change)
        self.cursorPositionChanged.connect(self._on_cursor_moved)
        self.selectionChanged.connect(self._on_selection_changed)
        self._inserted = ""
        self._is_editing = False
        self._undo_steps = UndoSteps()
        self._marks: Marks | None = None
        self._focus = Focus.OFF
        self._veil = QColor()

    # What the controller asks for

    @property
    def ghost(self) -> str:
        """The ghost's text, empty where none shows."""
        return self._ghost.text

    def set_ghost_keys(self, keys: Mapping[str, Sequence[QKeySequence]]) -> None:
        """Set the keys that act only while a ghost shows, by action id."""
        self._ghost_keys = keys

    def set_ghost_color(self, color: QColor) -> None:
        """Choose the ghost's ink."""
        self._ghost.set_color(color)
        if self._ghost.text:
            self._ghost.show(self.textCursor().position(), self._ghost.text)

    def go_to(self, position: int) -> None:
        """Go there without the suggestion of here."""
        self._dismiss()
        super().go_to(position)

    def set_form(self, form: PageForm) -> None:
        """Choose how the paragraphs are set; a ghost stays."""
        ghost = self._ghost.text
        self._ghost.hide()
        self._source.set_form(form)
        if ghost:
            self._ghost.show(self.textCursor().position(), ghost)

    def set_marks(self, marks: Marks | None) -> None:
        """Choose the marks that take the place of straight ones; None leaves those."""
        self._marks = marks

    def set_focus(self, focus: Focus, page: QColor) -> None:
        """Choose how much stays bright; the page's colour veils the rest."""
        self._focus, self._veil = focus, page
        self.viewport().update()

    def show_ghost(self, text: str, painted: Callable[[], None] | None = None) -> bool:
        """Show a suggestion at the caret; `painted` is called once it is on the screen."""
        cursor = self.textCursor()
        if cursor.hasSelection() or self._composing:
            return False
        shown = self._ghost.show(cursor.position(), text)
        if shown:
            self.scroll_down(self._ghost.bottom() - self.viewport_bottom())
            self.ghost_grew.emit()
            if painted is not None:
                self._paints.after_next(painted)
                self.viewport().update()
        return shown

    def ghost_bottom(self) -> float:
        """Return the lower edge of the suggestion that shows, in the viewport's coordinates."""
        return self._ghost.bottom() - self.verticalScrollBar().value()

    def clear_ghost(self) -> None:
        """Take the suggestion away."""
        self._ghost.hide()

    def announce(self, text: str) -> None:
        """Let a screen reader say a suggestion, where one listens."""
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, text.strip()))

    def insert_accepted(self, text: str) -> None:
        """Insert taken text at the caret as one undo step of its own."""
        cursor = self.textCursor()
        self._put(cursor, text, EditKind.ACCEPTED)

    def replace_range(self, start: int, end: int, text: str) -> None:
        """Put text in place of a stretch, in UTF-16 units, as one undo step of its own."""
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self._put(cursor, text, EditKind.REWRITTEN)

    def _put(self, cursor: QTextCursor, text: str, kind: EditKind) -> None:
        ghost = self._ghost.text
        self._ghost.hide()
        self._kind = kind
        # An edit block keeps Qt from merging this with the typing before it. Typing behind it would
        # still be merged into it (QTextDocumentPrivate::appendUndoItem): a change of another kind
        # at the block's end, which changes nothing, closes the step.
        cursor.beginEditBlock()
        cursor.insertText(text)
        cursor.mergeBlockFormat(QTextBlockFormat())
        cursor.endEditBlock()
        self.setTextCursor(cursor)
        self.keep_room_below()
        self.edited.emit(Edit(kind, text, ghost))

    def context(self, max_before: int, step: int, max_after: int) -> Context:
        """Return the text around the caret; see `surroundings.context_at`."""
        return context_at(self._source, self.textCursor(), max_before, step, max_after)

    def moment(self, enabled: bool) -> Moment:
        """Return the state that decides whether to suggest."""
        cursor = self.textCursor()
        line_before, line_after = line_around(cursor)
        return Moment(
            enabled=enabled,
            kind=self._kind,
            line_before=line_before,
            line_after=line_after,
            has_text=bool(line_before.strip()) or cursor.blockNumber() > 0,
            has_selection=cursor.hasSelection(),
            has_focus=self.hasFocus(),
            is_composing=self._composing,
        )

    def perform(
        self, kind: EditKind, change: Callable[[], None], inserted: str | None = None
    ) -> None:
        """Carry out something that may change the text, without a ghost in the way.

        Args:
            kind: what it is.
            change: does it.
            inserted: the text it inserts, where Qt reports a whole paragraph instead.
        """
        if self._is_editing:
            # A paste inside a key press: the key's own run reports it.
            change()
            return
        ghost = self._ghost.text
        caret, revision = self.textCursor().position(), self.document().revision()
        self._ghost.hide()
        self._inserted = ""
        outer, self._kind = self._kind, kind
        self._is_editing = True
        try:
            change()
        finally:
            self._is_editing = False
        # Not every change Qt reports is one of the text: composing only lays the paragraph out.
        if self.document().revision() != revision:
            text = self._inserted if inserted is None else inserted
            self.keep_room_below()
            self.edited.emit(Edit(kind, text, ghost))
            return
        self._kind = outer
        if self._is_typewriter and self.textCursor().position() != caret:
            self.keep_room_below()
        if ghost and self.textCursor().position() == caret and not self._composing:
            # A key that did nothing here, such as a shortcut's: the ghost stays.
            self._ghost.show(caret, ghost)
        elif ghost:
            self.interrupted.emit()

    # Qt's virtuals

    def event(self, event: QEvent) -> bool:
        """Claim the ghost's keys before a menu's shortcut or the focus chain takes them."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and self._ghost_action(cast(QKeyEvent, event)) is not None:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn a key into a ghost action or an edit."""
        action = self._ghost_action(event)
        if action is not None:
            event.accept()
            self._paints.key_pressed()
            self.ghost_key.emit(action)
            return
        if event.key() in _MODIFIER_KEYS:
            super().keyPressEvent(event)
            return
        self._paints.key_pressed()
        kind = kind_of(event)
        if any(event.matches(key) for key in _NEW_PARAGRAPH):
            # Not by Qt's own hand: on an empty line it would only take the paragraph's form away,
            # and a line separator is no line break in any other program's eyes.
            self._undo_steps.begins(event.text(), self._line_before())
            self.perform(kind, self.textCursor().insertBlock)
            self.ensureCursorVisible()
        elif change := self._change_for(event, kind):
            self.perform(kind, lambda: self._type_changed(event, change), inserted=change.text)
        elif kind is EditKind.TYPED and self._undo_steps.begins(event.text(), self._line_before()):
            self.perform(kind, lambda: self._type_as_new_step(event))
        else:
            self.perform(kind, lambda: QTextEdit.keyPressEvent(self, event))

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        """Give the preedit area to the input method before it needs it."""
        composing = bool(event.preeditString())
        self._ghost.hide()
        self._composing = composing
        self.perform(
            EditKind.TYPED,
            lambda: QTextEdit.inputMethodEvent(self, event),
            inserted=event.commitString(),
        )
        if composing:
            self.interrupted.emit()

    def insertFromMimeData(self, source: QMimeData) -> None:
        """Paste plain text only, its lines broken as files break them."""
        plain = QMimeData()
        plain.setText(source.text().replace("\u2028", "\n"))
        self.perform(EditKind.PASTED, lambda: QTextEdit.insertFromMimeData(self, plain))

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Dismiss the ghost, so that what is dropped lands where the pointer is."""
        self._dismiss()
        super().dragEnterEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Dismiss the ghost, so that the caret lands where the text will be."""
        self._dismiss()
        super().mousePressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Dismiss the ghost: it shows only where the writer writes."""
        # A menu only borrows the keys: its rows are about the ghost that shows.
        if event.reason() not in _BORROWED:
            self._dismiss()
        super().focusOutEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint, then report what is now on the screen."""
        super().paintEvent(event)
        if self.document().isEmpty() and not self._composing and not self._ghost.text:
            self.paint_hint()
        if self._focus is not Focus.OFF:
            paint_veil(self, self._focus, self._veil)
        self._paints.done()

    def _line_before(self) -> str:
        return line_around(self.textCursor())[0]

    def _type_as_new_step(self, event: QKeyEvent) -> None:
        """Type a letter that undo takes back without the letters before it."""
        cursor = self.textCursor()
        # Qt merges a letter into the step before it unless that letter is in an edit block.
        cursor.beginEditBlock()
        QTextEdit.keyPressEvent(self, event)
        cursor.endEditBlock()

    def _change_for(self, event: QKeyEvent, kind: EditKind) -> Change | None:
        """Return what a typed letter becomes, where typographic marks are wished for."""
        if self._marks is None or kind is not EditKind.TYPED or self.textCursor().hasSelection():
            return None
        if event.modifiers() & ~(Qt.KeyboardModifier.ShiftModifier | _KEYPAD):
            # A shortcut that nobody has: its letter is not typed.
            return None
        return change_for(event.text(), self._line_before(), self._marks)

    def _type_changed(self, event: QKeyEvent, change: Change) -> None:
        """Type a letter, then what it becomes: undo brings back what the key says."""
        before = self.textCursor().position()
        self._type_as_new_step(event)
        cursor = self.textCursor()
        if cursor.position() != before + len(event.text()):
            # Qt did not take the letter: what stands before the caret is another one.
            return
        cursor.beginEditBlock()
        # By position: to the left is behind the caret where a text runs from right to left.
        cursor.setPosition(cursor.position() - change.n_letters, QTextCursor.MoveMode.KeepAnchor)
        cursor.insertText(change.text)
        # Closes the step, as in `_put`.
        cursor.mergeBlockFormat(QTextBlockFormat())
        cursor.endEditBlock()
        self.setTextCursor(cursor)

    def _ghost_action(self, event: QKeyEvent) -> str | None:
        """Return the ghost action that a key means at this moment."""
        if not self._ghost.text or self._composing or self.textCursor().hasSelection():
            return None
        pressed = QKeySequence(event.keyCombination())
        for action, sequences in self._ghost_keys.items():
            if pressed in sequences:
                return action
        return None

    def _dismiss(self) -> None:
        if self._ghost.text:
            self._ghost.hide()
        self.interrupted.emit()

    def _on_contents_change(self, position: int, _removed: int, added: int) -> None:
        # A change that came past the hooks (a program's) must not leave a ghost behind.
        self._ghost.hide()
        self._inserted += self._source.slice(position, position + added) if added else ""

    def _on_cursor_moved(self) -> None:
        self._ghost.hide()
        if self._focus is not Focus.OFF:
            self.viewport().update()
        self.caret_moved.emit()

    def _on_selection_changed(self) -> None:
        if self.textCursor().hasSelection():
            self._dismiss()
