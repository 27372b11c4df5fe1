"""The commands by name: a line to type in, the matching rows below it; runs nothing itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QLabel,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from ui.commands.command_list import ROW_PX, CommandList, CommandRow
from ui.commands.ranking import ranked
from ui.language import mark, saying, told

_EDGE, _SPACING, _BORDER, _MOST_ROWS = 8, 8, 1, 10
_SHADOW_BLUR, _SHADOW_ALPHA = 24, 60
_NOTHING = mark("No command has a name like that.")
_RUN_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
# The keys are only lent, or the whole window lost them.
_STAYS = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
)


class Palette(QFrame):
    """A popover over a window.

    Signals:
        chosen(str): the command of that id shall run.
        left(): the writer wants nothing of it; the keys belong where they were.
        lost(): the writer went on elsewhere, and the keys with them.
    """

    chosen = Signal(str)
    left = Signal()
    lost = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("palette")
        told(self.setAccessibleName, mark("Commands"))
        self._rows: tuple[CommandRow, ...] = ()
        self._recent: tuple[str, ...] = ()
        self.line = QLineEdit(self)
        told(self.line.setPlaceholderText, mark("What would you like to do?"))
        told(self.line.setAccessibleName, mark("Command"))
        self.list = CommandList(mark("Matching commands"), self)
        self.list.setObjectName("paletteRows")
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.nothing = saying(QLabel(self), _NOTHING)
        self.nothing.setObjectName("paletteNothing")
        self.nothing.setProperty("tone", "quiet")
        self._layout = layout = QVBoxLayout(self)
        layout.setContentsMargins(_EDGE, _EDGE, _EDGE, _EDGE)
        layout.setSpacing(_SPACING)
        for widget in (self.line, self.list, self.nothing):
            layout.addWidget(widget)
        self.line.textChanged.connect(lambda _: self._refresh())
        self.line.installEventFilter(self)
        self.list.clicked.connect(lambda _: self._run())
        self.list.selectionModel().currentChanged.connect(lambda *_: self._announce())
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(_SHADOW_BLUR)
        shadow.setOffset(0, 4)
        shadow.setColor(QColor(0, 0, 0, _SHADOW_ALPHA))
        self.setGraphicsEffect(shadow)
        self.hide()

    def begin(self, rows: Sequence[CommandRow], recent: Sequence[str]) -> None:
        """Show commands, all of them at first, and take the keys.

        Args:
            rows: what can be chosen.
            recent: ids of recent choices, the last one first.
        """
        self._rows, self._recent = tuple(rows), tuple(recent)
        self.line.clear()
        self._refresh()
        self.show()
        self.raise_()
        # As a menu does: what shows at the caret stays.
        self.line.setFocus(Qt.FocusReason.PopupFocusReason)

    def renew(self, rows: Sequence[CommandRow]) -> None:
        """Show commands as they are now; what is chosen stays chosen."""
        self._rows = tuple(rows)
        chosen = self.list.chosen
        self.list.show_rows(self._found(), chosen.id if chosen else "")

    def place(self, column: QRect, bottom: int) -> None:
        """Lie at a column's upper end.

        Args:
            column: as wide as it shall be, in the parent's coordinates.
            bottom: how far down it may reach, in the same.
        """
        room = (bottom - column.top() - self._height_of_rest()) // ROW_PX
        self.list.setFixedHeight(max(1, min(_MOST_ROWS, room, len(self.list.rows))) * ROW_PX)
        self._layout.activate()
        height = self._layout.totalSizeHint().height()
        self.setGeometry(column.left(), column.top(), column.width(), height)
        self._column, self._bottom = column, bottom

    def _height_of_rest(self) -> int:
        return 2 * (_EDGE + _BORDER) + self.line.sizeHint().height() + _SPACING

    def _found(self) -> list[CommandRow]:
        return ranked(self.line.text(), self._rows, self._recent)

    def _refresh(self) -> None:
        found = self._found()
        self.list.show_rows(found)
        self.list.setVisible(bool(found))
        self.nothing.setVisible(not found)
        if self.isVisible():
            self.place(self._column, self._bottom)

    def _run(self) -> None:
        row = self.list.chosen
        if row is not None and row.is_enabled:
            self.chosen.emit(row.id)

    def _announce(self) -> None:
        """Let a screen reader say the chosen row with the line that has the keys."""
        row = self.list.chosen
        self.line.setAccessibleDescription(row.spoken if row else "")

    # Qt's virtuals

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys that move in the list, before the line or a menu does."""
        if isinstance(event, QKeyEvent) and self._is_ours(event):
            if event.type() == QEvent.Type.ShortcutOverride:
                event.accept()
                return True
            if event.type() == QEvent.Type.KeyPress:
                self._on_key(event.key())
                return True
        if isinstance(event, QFocusEvent) and event.lostFocus() and event.reason() not in _STAYS:
            self.lost.emit()
        return super().eventFilter(watched, event)

    def _is_ours(self, event: QKeyEvent) -> bool:
        ours = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)
        keys = (*ours, *_RUN_KEYS, Qt.Key.Key_Escape, Qt.Key.Key_Tab, Qt.Key.Key_Backtab)
        keypad, shift = Qt.KeyboardModifier.KeypadModifier, Qt.KeyboardModifier.ShiftModifier
        return event.key() in keys and not event.modifiers() & ~(keypad | shift)

    def _on_key(self, key: int) -> None:
        steps = {
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Backtab: -1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Tab: 1,
            Qt.Key.Key_PageUp: -self.list.page,
            Qt.Key.Key_PageDown: self.list.page,
        }
        if key in _RUN_KEYS:
            self._run()
        elif key == Qt.Key.Key_Escape:
            self.left.emit()
        else:
            self.list.step(steps[Qt.Key(key)])
