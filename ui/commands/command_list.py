"""A list of commands: the label, where it stands or why it rests, its key; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QPointF,
    QRect,
    QSize,
    Qt,
)
from PySide6.QtGui import QColor, QPainter, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from ui.language import told, tr
from ui.rewrite.take_text import faded

Index = QModelIndex | QPersistentModelIndex
ROW_PX = 32
_EDGE, _GAP, _MARK_ROOM, _RADIUS = 12, 16, 20, 6
_CHOSEN_SHARE = 0.11
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_NO_PARENT = QModelIndex()


@dataclass(frozen=True, slots=True)
class CommandRow:
    """One command as a list shows it."""

    id: str
    label: str
    menu: str
    key: str = ""
    """Its keys as the platform writes them."""
    also: str = ""
    """Other words that lead to it."""
    other: str = ""
    """Its name in English, where that is another one."""
    is_enabled: bool = True
    is_checked: bool | None = None
    """None for one that has no state."""
    why_not: str = ""
    """Why it does nothing now, where that is known."""
    is_own: bool = False
    """Whether the key is the writer's own."""

    @property
    def aside(self) -> str:
        """What stands behind the label."""
        return self.menu if self.is_enabled or not self.why_not else self.why_not

    @property
    def spoken(self) -> str:
        """The row as a screen reader says it."""
        state = "" if self.is_checked is None else tr("on") if self.is_checked else tr("off")
        rests = "" if self.is_enabled else tr("not now")
        own = tr("own key") if self.is_own else ""
        return ", ".join(filter(None, (self.label, state, rests, self.aside, self.key, own)))


class CommandModel(QAbstractListModel):
    """The rows on show."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.rows: tuple[CommandRow, ...] = ()

    def show_rows(self, rows: Sequence[CommandRow]) -> None:
        """Show rows in place of those before."""
        self.beginResetModel()
        self.rows = tuple(rows)
        self.endResetModel()

    def rowCount(self, parent: Index = _NO_PARENT) -> int:
        """Return how many there are."""
        return 0 if parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Return a row's words; the row itself is painted by the delegate."""
        row = self.rows[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return row.label
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return row.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return row.why_not if not row.is_enabled else None
        return None


class CommandList(QListView):
    """Rows of equal height, of which one is chosen."""

    def __init__(self, name: str, parent: QWidget | None = None, *, has_marks: bool = True) -> None:
        """Make an empty list.

        Args:
            name: what a screen reader calls it.
            parent: what it lies in.
            has_marks: whether there is room for the marks of what is on.
        """
        super().__init__(parent)
        self.left = _EDGE + (_MARK_ROOM if has_marks else 0)
        told(self.setAccessibleName, name)
        self._model = CommandModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_RowPainter(self))
        self.setUniformItemSizes(True)
        self.setMouseTracking(True)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)

    @property
    def rows(self) -> tuple[CommandRow, ...]:
        """The rows on show."""
        return self._model.rows

    @property
    def chosen(self) -> CommandRow | None:
        """The chosen row."""
        at = self.currentIndex().row()
        return self.rows[at] if 0 <= at < len(self.rows) else None

    def show_rows(self, rows: Sequence[CommandRow], chosen: str = "") -> None:
        """Show rows in place of those before, with one of them chosen; the first by default."""
        self._model.show_rows(rows)
        ids = [row.id for row in rows]
        self.choose(ids.index(chosen) if chosen in ids else 0)

    def choose(self, at: int) -> None:
        """Choose a row and bring it into view; beyond an end that means the row at the end."""
        if self.rows:
            at = max(0, min(at, len(self.rows) - 1))
            self.setCurrentIndex(self._model.index(at))
            self.scrollTo(self.currentIndex())

    def step(self, by: int) -> None:
        """Choose a row so many rows further; behind the last one comes the first."""
        at = self.currentIndex().row() + by
        count = len(self.rows)
        if abs(by) == 1 and count:
            at %= count
        self.choose(at)

    @property
    def page(self) -> int:
        """How many rows a page holds."""
        return max(1, self.viewport().height() // ROW_PX)


class _RowPainter(QStyledItemDelegate):
    """Paints a row in the palette's colours."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Return the height of a row; the view gives the width."""
        return QSize(0, ROW_PX)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint the mark, the label, what stands aside, and the key at the right."""
        view = self.parent()
        if not isinstance(view, CommandList):
            return
        row, palette = view.rows[index.row()], view.palette()
        is_chosen = index.row() == view.currentIndex().row()
        group = QPalette.ColorGroup.Active if row.is_enabled else QPalette.ColorGroup.Disabled
        ink = palette.color(group, QPalette.ColorRole.Text)
        quiet = palette.color(QPalette.ColorRole.PlaceholderText)
        whole = option.rect
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if is_chosen:
            painter.setPen(Qt.PenStyle.NoPen)
            page = palette.color(QPalette.ColorRole.Base)
            painter.setBrush(faded(palette.color(QPalette.ColorRole.Text), page, _CHOSEN_SHARE))
            painter.drawRoundedRect(whole, _RADIUS, _RADIUS)
        if row.is_checked:
            _paint_mark(painter, whole, ink)
        painter.setFont(view.font())
        rect = whole.adjusted(view.left, 0, -_EDGE, 0)
        accent = palette.color(QPalette.ColorRole.Link)
        key_ink = accent if row.is_own else quiet if row.is_enabled else ink
        rect = _paint_key(painter, rect, row.key, key_ink)
        _paint_words(painter, rect, row, ink, quiet)
        painter.restore()


def _paint_mark(painter: QPainter, rect: QRect, ink: QColor) -> None:
    middle = QPointF(rect.left() + _EDGE + 5, rect.center().y() + 1)
    points = [QPointF(-4, 0), QPointF(-1, 3), QPointF(5, -4)]
    painter.setPen(QPen(ink, 1.6))
    painter.drawPolyline(QPolygonF([middle + point for point in points]))


def _paint_key(painter: QPainter, rect: QRect, key: str, ink: QColor) -> QRect:
    """Write the key at the right; return what is left of the row."""
    if not key:
        return rect
    painter.setPen(ink)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    painter.drawText(rect, right, key)
    return rect.adjusted(0, 0, -painter.fontMetrics().horizontalAdvance(key) - _GAP, 0)


def _paint_words(
    painter: QPainter, rect: QRect, row: CommandRow, ink: QColor, quiet: QColor
) -> None:
    """Write the label, and behind it what fits of the menu or the reason."""
    metrics, elide = painter.fontMetrics(), Qt.TextElideMode.ElideRight
    painter.setPen(ink)
    label = metrics.elidedText(row.label, elide, rect.width())
    painter.drawText(rect, _LEFT, label)
    rest = rect.adjusted(metrics.horizontalAdvance(label) + _GAP, 0, 0, 0)
    aside = metrics.elidedText(row.aside, elide, rest.width())
    # A letter and an ellipsis tell nothing.
    if aside == row.aside or metrics.horizontalAdvance(aside) > 2 * _GAP:
        painter.setPen(quiet)
        painter.drawText(rest, _LEFT, aside)
