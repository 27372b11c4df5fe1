"""The list of books to read: files and folders, added by drag and drop too, removed with Del."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragMoveEvent,
    QDropEvent,
    QGuiApplication,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QShortcut,
)
from PySide6.QtWidgets import QListWidget, QListWidgetItem, QWidget

from ui.language import mark, told, tr

_PATH = Qt.ItemDataRole.UserRole
_EMPTY = mark(
    "Drop books or folders here, or add them below.\nWord, OpenDocument, EPUB, Markdown, text."
)
_LEAST_PX, _MARGIN = 72, 16


class BookList(QListWidget):
    """Paths, each once.

    Signals:
        changed(): books were added or removed.
        removed(list[str]): the writer took books of these names off the list.
    """

    changed = Signal()
    removed = Signal(list)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        told(self.setAccessibleName, mark("Books"))
        told(self.setAccessibleDescription, _EMPTY)
        self.setAcceptDrops(True)
        self.setMinimumHeight(_LEAST_PX)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setSelectionMode(QListWidget.SelectionMode.ExtendedSelection)
        for keys in ("Del", "Backspace"):
            remove = QShortcut(QKeySequence(keys), self)
            remove.setContext(Qt.ShortcutContext.WidgetShortcut)
            remove.activated.connect(self._remove)

    @property
    def paths(self) -> list[Path]:
        """The files and folders, in the order they were added."""
        return [Path(self.item(n).data(_PATH)) for n in range(self.count())]

    def add(self, paths: Iterable[Path]) -> None:
        """Add files and folders that are not in the list yet."""
        known = set(self.paths)
        for path in paths:
            if path not in known:
                known.add(path)
                item = QListWidgetItem(f"{path.name}  ·  {path.parent}")
                item.setData(_PATH, str(path))
                item.setToolTip(str(path))
                self.addItem(item)
        if self.currentRow() < 0:
            self.setCurrentRow(0)
        self.changed.emit()

    def sizeHint(self) -> QSize:
        """Ask for the least: what does not fit is scrolled to."""
        return QSize(_LEAST_PX, _LEAST_PX)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Take files that come from outside."""
        event.setAccepted(event.mimeData().hasUrls())

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Take files that come from outside."""
        event.setAccepted(event.mimeData().hasUrls())

    def dropEvent(self, event: QDropEvent) -> None:
        """Add the files and folders that were dropped; nothing of them is moved."""
        urls = [url for url in event.mimeData().urls() if url.isLocalFile()]
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        self.add(Path(url.toLocalFile()) for url in urls)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Say in an empty list what belongs into it."""
        super().paintEvent(event)
        if self.count() == 0:
            painter = QPainter(self.viewport())
            painter.setPen(QGuiApplication.palette().placeholderText().color())
            room = self.viewport().rect().adjusted(_MARGIN, 0, -_MARGIN, 0)
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(room, flags, tr(_EMPTY))
            painter.end()

    def _remove(self) -> None:
        items = self.selectedItems()
        names = [Path(item.data(_PATH)).name for item in items]
        for item in items:
            self.takeItem(self.row(item))
        self.changed.emit()
        if names:
            self.removed.emit(names)
