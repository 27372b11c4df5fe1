"""What a key does to the text; pure but for Qt's own table of keys."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QKeySequence

from ui.suggest.trigger import EditKind


def kind_of(event: QKeyEvent) -> EditKind:
    """Return what the edit is that a key brings, if it brings one."""
    if event.matches(QKeySequence.StandardKey.Undo) or event.matches(QKeySequence.StandardKey.Redo):
        return EditKind.UNDONE
    if event.matches(QKeySequence.StandardKey.Paste):
        return EditKind.PASTED
    if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) or not event.text():
        return EditKind.DELETED
    if event.matches(QKeySequence.StandardKey.Cut):
        return EditKind.DELETED
    return EditKind.TYPED
