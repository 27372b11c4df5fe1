"""A quiet table: rows with an id and cells; the writer chooses one row by keys or a click."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

_ID = Qt.ItemDataRole.UserRole
_ROW_PX, _LEAST_PX, _WIDEST_PX = 32, 48, 300


@dataclass(frozen=True, slots=True)
class Row:
    """One row."""

    id: str
    cells: tuple[str, ...]
    hint: str = ""
    """Shown where the pointer rests."""
    is_quiet: bool = False
    """Whether it is greyed: it can be chosen, but not used."""


class Table(QTreeWidget):
    """Rows under named columns, one of which takes the room that is left.

    Signals: those of QTreeWidget; `currentItemChanged` tells of another choice.
    """

    def __init__(
        self, name: str, columns: Sequence[str], parent: QWidget | None = None, *, wide: int = 0
    ) -> None:
        """Prepare an empty table.

        Args:
            name: for screen readers.
            columns: their names.
            parent: owns it.
            wide: the column that takes the room that is left; its cells are cut first.
        """
        super().__init__(parent)
        self.setAccessibleName(name)
        self.setColumnCount(len(columns))
        self.setHeaderLabels(list(columns))
        self.setRootIsDecorated(False)
        self.setUniformRowHeights(True)
        self.setTabKeyNavigation(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setItemDelegate(_RoomyRows(self))
        header = self.header()
        header.setStretchLastSection(False)
        header.setSectionsClickable(False)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(wide, QHeaderView.ResizeMode.Stretch)
        header.setMaximumSectionSize(_WIDEST_PX)
        header.setMinimumSectionSize(_LEAST_PX)

    @property
    def current_id(self) -> str:
        """The chosen row's id; empty where none is."""
        item = self.currentItem()
        return str(item.data(0, _ID)) if item is not None else ""

    @property
    def texts(self) -> list[list[str]]:
        """The cells of every row, as they are read out."""
        return [
            [item.text(column) for column in range(self.columnCount())] for item in self._items()
        ]

    def show_rows(self, rows: Sequence[Row]) -> None:
        """Show these rows; the chosen one stays chosen where it is still there."""
        chosen = self.current_id
        self.blockSignals(True)
        self.clear()
        for row in rows:
            item = QTreeWidgetItem(list(row.cells))
            item.setData(0, _ID, row.id)
            for column, cell in enumerate(row.cells):
                item.setToolTip(column, row.hint or cell)
                if row.is_quiet:
                    item.setForeground(column, QGuiApplication.palette().placeholderText())
            self.addTopLevelItem(item)
        self.blockSignals(False)
        self.choose(chosen)

    def set_cell(self, id: str, column: int, text: str) -> None:
        """Change one cell of a row; a row that is not there changes nothing."""
        for item in self._items():
            if item.data(0, _ID) == id:
                item.setText(column, text)

    def choose(self, id: str) -> None:
        """Choose a row; the first where there is none of that id."""
        items = self._items()
        found = next((item for item in items if item.data(0, _ID) == id), None)
        if found is None and items:
            found = items[0]
        if found is not None:
            self.setCurrentItem(found)
        self.currentItemChanged.emit(found, None)

    def _items(self) -> list[QTreeWidgetItem]:
        items = (self.topLevelItem(n) for n in range(self.topLevelItemCount()))
        return [item for item in items if item is not None]


class _RoomyRows(QStyledItemDelegate):
    """Gives rows room to breathe; the table has the focus frame, not its cells."""

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:  # type: ignore[override]
        hint = super().sizeHint(option, index)
        return QSize(hint.width() + 16, max(_ROW_PX, hint.height()))

    def initStyleOption(self, option: QStyleOptionViewItem, index: QModelIndex) -> None:  # type: ignore[override]
        super().initStyleOption(option, index)
        option.state &= ~QStyle.StateFlag.State_HasFocus
