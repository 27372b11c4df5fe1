"""The panel on the right: holds pages by name and shows one at a time; knows none of them."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from ui.language import mark, saying, told, tr
from ui.panels.row_tree import key_name

WIDTH = 320


class SidePanel(QFrame):
    """Pages under a quiet line of their names; hidden until one is shown.

    Signals:
        page_shown(name): another page is seen now; empty where the panel was hidden.
        left(): back to the text.
    """

    page_shown = Signal(str)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sidePanel")
        told(self.setAccessibleName, mark("Side panel"))
        self.setFixedWidth(WIDTH)
        self._pages: dict[str, tuple[QPushButton, QWidget]] = {}
        self._stack = QStackedWidget(self)
        self._group = QButtonGroup(self)
        self._names = QHBoxLayout()
        self._names.setContentsMargins(12, 8, 12, 4)
        self._names.setSpacing(4)
        self._names.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addLayout(self._names)
        layout.addWidget(self._stack, 1)
        self.hide()

    @property
    def current(self) -> str:
        """The name of the page that is or was shown last, empty where there is none."""
        shown = self._stack.currentWidget()
        return next((name for name, (_, page) in self._pages.items() if page is shown), "")

    def add_page(self, name: str, title: str, widget: QWidget) -> None:
        """Add a page; its name is for the program, its title, marked, for the writer."""
        button = saying(QPushButton(self), title)
        button.setProperty("tone", "page")
        button.setCheckable(True)
        told(button.setAccessibleName, lambda: tr("Show {title}").format(title=tr(title)))
        button.clicked.connect(lambda: self.show_page(name))
        self._group.addButton(button)
        self._names.insertWidget(self._names.count() - 1, button)
        self._pages[name] = (button, widget)
        self._stack.addWidget(widget)
        self._pages[self.current][0].setChecked(True)

    def has_page(self, name: str) -> bool:
        """Tell whether there is a page of a name."""
        return name in self._pages

    def show_page(self, name: str) -> None:
        """Show a page and give it the keys; raises KeyError where there is none of that name."""
        button, page = self._pages[name]
        self._bring(name)
        # A page that cannot be used now, or has nothing to show, takes no keys.
        target = page.focusProxy() or page
        is_usable = page.isEnabled() and target.isVisibleTo(self)
        (page if is_usable else button).setFocus()

    def reopen(self) -> None:
        """Show the page that was shown last; the keys stay where they are."""
        if self.current:
            self._bring(self.current)

    def _bring(self, name: str) -> None:
        button, page = self._pages[name]
        is_new = not self.isVisible() or self.current != name
        self._stack.setCurrentWidget(page)
        button.setChecked(True)
        self.show()
        if is_new:
            self.page_shown.emit(name)

    def close_panel(self) -> None:
        """Hide the panel, and say so."""
        if not self.isHidden():
            self.hide()
            self.page_shown.emit("")

    def toggle(self) -> bool:
        """Show the page that was shown last, or hide the panel; return whether it is shown."""
        if not self.isHidden():
            self.close_panel()
        elif self.current:
            self.show_page(self.current)
        return not self.isHidden()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the text with Esc, wherever a page leaves that key alone."""
        if event.type() == QEvent.Type.KeyPress and key_name(event) == "Esc":
            self.left.emit()
            return
        super().keyPressEvent(event)
