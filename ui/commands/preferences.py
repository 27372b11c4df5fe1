"""The Preferences window: settings and keys; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPushButton, QWidget

from ui.language import mark
from ui.paged_window import PagedWindow, WindowPage

_SIZE = QSize(820, 620)


class Preferences(PagedWindow):
    """Stands beside the text and never stops it; Esc closes it."""

    def __init__(self, pages: Sequence[WindowPage], parent: QWidget | None = None) -> None:
        super().__init__(mark("Preferences"), _SIZE, parent)
        self.setObjectName("preferences")
        self.pages = tuple(pages)
        self.fill(self.pages)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Return press the button that has the keys, and no other."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            return
        super().keyPressEvent(event)
