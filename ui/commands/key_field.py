"""Waits for one chord and tells it; decides nothing."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QLabel, QWidget

from ui.language import mark, told

_ASKS = mark("Press the new key")
_ALONE = frozenset(
    (
        Qt.Key.Key_Shift, Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta,
        Qt.Key.Key_CapsLock, Qt.Key.Key_NumLock, Qt.Key.Key_unknown, Qt.Key(0),
    )
)  # fmt: skip


class KeyField(QLabel):
    """While it has the keys, the next chord is what the writer means.

    Signals:
        pressed(QKeySequence): a chord was pressed.
        left(): Esc was, or the keys went elsewhere.
    """

    pressed = Signal(QKeySequence)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("keyField")
        told(self.setText, _ASKS)
        told(self.setAccessibleName, _ASKS)
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)

    def event(self, event: QEvent) -> bool:
        """Claim every chord before a shortcut takes it."""
        if event.type() == QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)

    def focusNextPrevChild(self, next_: bool) -> bool:
        """Take Tab as a key like others."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Tell the chord; a modifier alone is none yet."""
        event.accept()
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if event.key() == Qt.Key.Key_Escape and not modifiers:
            self.left.emit()
        elif Qt.Key(event.key()) not in _ALONE:
            key = event.key()
            self.pressed.emit(QKeySequence(modifiers.value | key))

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Wait no longer."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self.left.emit()
