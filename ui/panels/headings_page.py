"""The headings of the text on show, one a row; knows no text and goes nowhere itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from ui.editor.headings import Heading
from ui.language import mark, told, tr

_EDGE, _INDENT = 12, "\u2003"
_POSITION = Qt.ItemDataRole.UserRole
_NONE = mark("No headings yet. A line that begins with # and a space is one.")


class HeadingsPage(QWidget):
    """A page of the side panel.

    Signals:
        chosen(int): the writer wants to go to the heading at that position.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.list = QListWidget(self)
        self.list.setObjectName("headings")
        told(self.list.setAccessibleName, mark("Headings"))
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.none = QLabel(self)
        self.none.setWordWrap(True)
        self.none.setProperty("tone", "quiet")
        told(self.none.setText, _NONE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_EDGE, 0, _EDGE, _EDGE)
        layout.addWidget(self.none)
        layout.addWidget(self.list, 1)
        self.list.itemClicked.connect(self._choose)
        self.setFocusProxy(self.list)
        self.show_headings(())

    def show_headings(self, headings: Sequence[Heading]) -> None:
        """Show headings in place of those before; the row that was chosen stays so."""
        row = self.list.currentRow()
        self.list.clear()
        top = min((heading.level for heading in headings), default=1)
        for heading in headings:
            item = QListWidgetItem(_INDENT * (heading.level - top) + heading.title, self.list)
            item.setData(_POSITION, heading.position)
            spoken = tr("{title}, heading {level}")
            item.setData(
                Qt.ItemDataRole.AccessibleTextRole,
                spoken.format(title=heading.title, level=heading.level),
            )
            item.setToolTip(heading.title)
        self.list.setCurrentRow(min(row, self.list.count() - 1))
        self.none.setVisible(not headings)
        self.list.setVisible(bool(headings))

    def show_place(self, position: int) -> None:
        """Choose the heading under which a position of the text stands."""
        rows = range(self.list.count())
        above = [row for row in rows if self.list.item(row).data(_POSITION) <= position]
        if not self.list.hasFocus():
            self.list.setCurrentRow(above[-1] if above else -1)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the chosen heading with Return."""
        item = self.list.currentItem()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and item is not None:
            self._choose(item)
            return
        super().keyPressEvent(event)

    def _choose(self, item: QListWidgetItem) -> None:
        self.chosen.emit(item.data(_POSITION))
