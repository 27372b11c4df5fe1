"""A window of pages: their names in a list at the left, the one on show at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLineEdit, QListWidget, QStackedWidget, QWidget

from ui.language import mark, on_change, told, tr
from ui.theme import Theme

_LEAST, _LIST_PX = QSize(620, 360), 148


class WindowPage(QWidget):
    """A page: a title, and what gets the keys when it is opened."""

    title: str
    """Marked words."""

    @property
    def first(self) -> QWidget:
        """What gets the keys; the page itself unless it says otherwise."""
        return self


class PagedWindow(QDialog):
    """Stands beside the text and never stops it; Esc closes it, Ctrl+1 and so on open the pages."""

    def __init__(self, title: str, size: QSize, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        told(self.setWindowTitle, title)
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self._pages: tuple[WindowPage, ...] = ()
        self.list = QListWidget(self)
        self.list.setObjectName("windowPages")
        told(self.list.setAccessibleName, mark("Pages"))
        self.list.setFixedWidth(_LIST_PX)
        self._stack = QStackedWidget(self)
        on_change(self, self._name_pages)
        self.list.currentRowChanged.connect(self._stack.setCurrentIndex)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.list)
        layout.addWidget(self._stack, 1)
        room = self.screen().availableSize()
        self.setMinimumSize(_LEAST.boundedTo(room))
        self.resize(size.boundedTo(room))

    def fill(self, pages: Sequence[WindowPage], shown: Sequence[QWidget] = ()) -> None:
        """Add the pages, once.

        Args:
            pages: in the list's order.
            shown: what holds each page, such as a scroll area; the pages themselves by default.
        """
        self._pages = tuple(pages)
        for number, (page, widget) in enumerate(zip(pages, shown or pages, strict=True), start=1):
            self._stack.addWidget(widget)
            self.list.addItem(tr(page.title))
            shortcut = QShortcut(QKeySequence(f"Ctrl+{number}"), self)
            shortcut.activated.connect(lambda page=page: self.show_page(page))
            native = shortcut.key().toString(QKeySequence.SequenceFormat.NativeText)
            self.list.item(number - 1).setToolTip(native)
        self.list.setCurrentRow(0)

    def _name_pages(self) -> None:
        for number, page in enumerate(self._pages):
            self.list.item(number).setText(tr(page.title))

    @property
    def page(self) -> WindowPage:
        """The page on show."""
        return self._pages[self._stack.currentIndex()]

    def show_page(self, page: WindowPage) -> None:
        """Show a page and give it the keys."""
        self.list.setCurrentRow(self._pages.index(page))
        page.first.setFocus(Qt.FocusReason.OtherFocusReason)
        if isinstance(page.first, QLineEdit):
            # What was looked for the last time gives way to what is typed now.
            page.first.selectAll()

    def bring(self, page: WindowPage | None = None) -> None:
        """Show the window in front with a page; the one on show by default."""
        self.show()
        self.raise_()
        self.activateWindow()
        self.show_page(page or self.page)


def pages_style(theme: Theme) -> str:
    """Return the style sheet of the list of pages."""
    line, accent = theme.line.name(), theme.accent.name()
    return f"""
        QListWidget#windowPages {{ border: none; border-right: 1px solid {line};
            border-radius: 0; padding: 16px 8px; }}
        QListWidget#windowPages::item {{ padding: 6px; border: 2px solid transparent; }}
        QListWidget#windowPages:focus {{ border: none; border-right: 1px solid {line};
            padding: 16px 8px; }}
        QListWidget#windowPages::item:focus {{ border: 2px solid {accent}; }}
    """
