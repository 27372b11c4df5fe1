"""Shows a palette over a window's column and gives the keys back; what it lists is another's."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QWidget
from shiboken6 import isValid

from ui.commands.command_list import CommandRow
from ui.commands.palette import Palette
from ui.editor.editor_view import EditorView
from ui.main_window import MainWindow

_SIDE, _LEAST_WIDTH = 16, 480


class PaletteHost(QObject):
    """A palette of one window; who makes it says what it lists and what a choice does."""

    def __init__(self, window: MainWindow, editor: EditorView) -> None:
        super().__init__(window)
        self._window, self._editor = window, editor
        self._before: QWidget | None = None
        self.palette = Palette(window)
        self.palette.chosen.connect(self._run)
        self.palette.left.connect(self._close)
        self.palette.lost.connect(self.palette.hide)
        window.installEventFilter(self)
        editor.laid_out.connect(self._on_laid_out)

    def toggle(self, words: str = "") -> None:
        """Show the palette with the keys in it, looking for some words, or put it away."""
        if self.palette.isVisible():
            self._close()
            return
        self._before = self._window.focusWidget()
        self.palette.begin(self._rows(), self._recent_ids())
        self.palette.line.setText(words)
        self._place()

    def _rows(self) -> list[CommandRow]:
        raise NotImplementedError

    def _run(self, id: str) -> None:
        raise NotImplementedError

    def _recent_ids(self) -> Sequence[str]:
        """Return what was chosen lately, the last one first."""
        return ()

    def _close(self) -> None:
        """Put the palette away and give the keys back."""
        before, editor = self._before, self._editor
        # A title's own line in the binder goes as soon as it loses the keys.
        is_there = before is not None and isValid(before) and before.isVisible()
        target = before if is_there and before is not None else editor
        # Before it hides, or Qt would give the keys to whatever comes next. And as from a menu:
        # what shows at the caret is not interrupted.
        target.setFocus(Qt.FocusReason.PopupFocusReason)
        self.palette.hide()

    def _on_laid_out(self) -> None:
        if self.palette.isVisible():
            self._place()

    def _place(self) -> None:
        """Lay the palette over the column, at its upper end."""
        window, page = self._window, self._editor.viewport()
        top = self._editor.mapTo(window, QPoint(0, 0)).y()
        width = min(max(page.width(), _LEAST_WIDTH), window.width() - 2 * _SIDE)
        middle = page.mapTo(window, page.rect().center()).x()
        left = max(_SIDE, min(middle - width // 2, window.width() - _SIDE - width))
        bottom = window.height() - _SIDE
        self.palette.place(QRect(QPoint(left, top), QSize(width, 0)), bottom)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Keep the palette over its column."""
        if event.type() == QEvent.Type.Resize and self.palette.isVisible():
            self._place()
        return super().eventFilter(watched, event)
