"""A quiet table: rows with an id and cells; the writer chooses one row by keys or a click."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QSize, Qt
from PySide6.QtGui import QGuiApplication, QPalette, QResizeEvent
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

from ui.language import on_change, told, tr

_ID, _QUIET = Qt.ItemDataRole.UserRole, Qt.ItemDataRole.UserRole + 1
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_EM = "\u2003"
_ROW_PX, _HEAD_PX, _LEAST_PX, _WIDEST_PX = 32, 34, 36, 300
_LEAST_WIDE_PX, _LEAST_OTHER_PX, _AIR_PX, _EDGE_PX = 128, 72, 12, 10


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
        self,
        name: str,
        columns: Sequence[str],
        parent: QWidget | None = None,
        *,
        wide: int = 0,
        numbers: Collection[int] = (),
    ) -> None:
        """Prepare an empty table.

        Args:
            name: for screen readers; marked words, as are those of the columns.
            columns: their names.
            parent: owns it.
            wide: the column that takes the room that is left; the longest of the others are cut
                where it would become too narrow to tell the rows apart.
            numbers: the columns whose cells stand at the right.
        """
        super().__init__(parent)
        self._wide, self._numbers = wide, frozenset(numbers)
        told(self.setAccessibleName, name)
        self.setColumnCount(len(columns))
        self._columns = tuple(columns)
        self._name_columns()
        on_change(self, self._name_columns)
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
        header.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        header.setMinimumSectionSize(_LEAST_PX)
        header.setFixedHeight(_HEAD_PX)
        for column in self._numbers:
            self.headerItem().setTextAlignment(column, _RIGHT)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _name_columns(self) -> None:
        names = (name and tr(name) for name in self._columns)
        # The style sheet's padding is not kept for names that stand at the right.
        self.setHeaderLabels(
            [f"{name}{_EM if n in self._numbers else ''}" for n, name in enumerate(names)]
        )

    def sizeHint(self) -> QSize:
        """Ask for a few rows: what does not fit is scrolled to."""
        return QSize(_WIDEST_PX, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Share the room among the columns anew."""
        super().resizeEvent(event)
        self._share_room()

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

    @property
    def whole_height(self) -> int:
        """Return the height at which no row has to be scrolled to."""
        return _HEAD_PX + self.topLevelItemCount() * _ROW_PX + _EDGE_PX

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
                item.setData(column, _QUIET, row.is_quiet)
                if column in self._numbers:
                    item.setTextAlignment(column, _RIGHT)
            self.addTopLevelItem(item)
        self.blockSignals(False)
        self._share_room()
        self.choose(chosen)

    def set_cell(self, id: str, column: int, text: str) -> None:
        """Change one cell of a row; a row that is not there changes nothing."""
        for item in self._items():
            if item.data(0, _ID) == id and item.text(column) != text:
                item.setText(column, text)
                self._share_room()

    def choose(self, id: str) -> None:
        """Choose a row; the first where there is none of that id."""
        items = self._items()
        found = next((item for item in items if item.data(0, _ID) == id), None)
        if found is None and items:
            found = items[0]
        if found is not None:
            self.setCurrentItem(found)
        self.currentItemChanged.emit(found, None)

    def _share_room(self) -> None:
        header = self.header()
        columns = range(self.columnCount())
        sizes = {
            n: min(_WIDEST_PX, max(self.sizeHintForColumn(n), header.sectionSizeHint(n) + _AIR_PX))
            for n in columns
        }
        room = self.viewport().width()
        del sizes[self._wide]
        while sizes and room - sum(sizes.values()) < _LEAST_WIDE_PX:
            longest = max(sizes, key=sizes.__getitem__)
            if sizes[longest] <= _LEAST_OTHER_PX:
                break
            sizes[longest] -= 1
        sizes[self._wide] = max(_LEAST_PX, room - sum(sizes.values()))
        for n, size in sizes.items():
            header.resizeSection(n, size)

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
        if index.data(_QUIET):
            # Asked for each time: the theme may change while the window is open.
            quiet = QGuiApplication.palette().placeholderText()
            for role in (QPalette.ColorRole.Text, QPalette.ColorRole.HighlightedText):
                option.palette.setBrush(role, quiet)
