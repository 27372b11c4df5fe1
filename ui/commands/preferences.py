"""The Preferences window: a list of pages at the left, the page at the right; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QPushButton,
    QStackedWidget,
    QWidget,
)

_SIZE, _LEAST, _LIST_PX = QSize(820, 620), QSize(620, 360), 132


class Page(QWidget):
    """A page: a title, and what gets the keys when it is opened."""

    title: str
    first: QWidget


class Preferences(QDialog):
    """Stands beside the text and never stops it; Esc closes it."""

    def __init__(self, pages: Sequence[Page], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("preferences")
        self.setWindowTitle("Preferences")
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.pages = tuple(pages)
        self.list = QListWidget(self)
        self.list.setObjectName("preferencesPages")
        self.list.setAccessibleName("Pages")
        self.list.setFixedWidth(_LIST_PX)
        self._stack = QStackedWidget(self)
        for number, page in enumerate(self.pages, start=1):
            self._stack.addWidget(page)
            self.list.addItem(page.title)
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.activated.connect(lambda page=page: self.show_page(page))
            native = shortcut.key().toString(QKeySequence.SequenceFormat.NativeText)
            self.list.item(number - 1).setToolTip(native)
        self.list.currentRowChanged.connect(self._stack.setCurrentIndex)
        self.list.setCurrentRow(0)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list)
        layout.addWidget(self._stack, 1)
        room = self.screen().availableSize()
        self.setMinimumSize(_LEAST.boundedTo(room))
        self.resize(_SIZE.boundedTo(room))

    @property
    def page(self) -> Page:
        """The page on show."""
        return self.pages[self._stack.currentIndex()]

    def show_page(self, page: Page) -> None:
        """Show a page and give it the keys."""
        self.list.setCurrentRow(self.pages.index(page))
        page.first.setFocus(Qt.FocusReason.OtherFocusReason)

    def bring(self, page: Page) -> None:
        """Show the window in front with one of its pages."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.show_page(page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Return press the button that has the keys, and no other."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focused = self.focusWidget()
            if isinstance(focused, QPushButton):
                focused.click()
            return
        super().keyPressEvent(event)
