"""A tree of rows with keys, renaming and dragging of its own; it tells what is asked for only.

Rows come as plain data; a drag changes nothing by itself. Knows nothing about scenes or beats.
"""

from __future__ import annotations

import html
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QModelIndex, QPersistentModelIndex, QPointF, QRect, Qt, Signal
from PySide6.QtGui import (
    QDrag,
    QDropEvent,
    QFocusEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPolygonF,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QFrame,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QWidget,
)

from ui.language import told, tr
from ui.panels.row_delegate import TITLE_TOP, Role, RowDelegate

ID = Qt.ItemDataRole.UserRole
_INDENT = 12
_EMPTY_MARGIN = 24
_Place = QAbstractItemView.DropIndicatorPosition
_Flag = Qt.ItemFlag
_Hint = QAbstractItemDelegate.EndEditHint


@dataclass(frozen=True, slots=True)
class Row:
    """What one row shows."""

    id: str
    parent: str
    title: str
    tail: str = ""
    second: str = ""
    color: str = ""
    tip: str = ""
    is_strong: bool = False
    is_quiet: bool = False
    is_marked: bool = False
    holds_rows: bool = True
    is_fixed: bool = False
    """Neither renamed nor dragged."""


class RowTree(QTreeWidget):
    """Rows in one another.

    Signals:
        row_dropped(id, parent, row): the writer dragged a row to a place among a parent's others.
        row_renamed(id, title): the writer gave a row another title.
        row_chosen(id): another row is the current one; empty where there is none.
        title_left(): the writer ended the typing of a title by a key; the row is told already.
    """

    row_dropped = Signal(str, str, int)
    row_renamed = Signal(str, str)
    row_chosen = Signal(str)
    title_left = Signal()

    def __init__(self, name: str, empty_text: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._keys: Mapping[str, Callable[[], object]] = {}
        self._rows: tuple[Row, ...] = ()
        self._items: dict[str, QTreeWidgetItem] = {}
        self._collapsed: set[str] = set()
        self._empty_text = empty_text
        self._is_filling = False
        told(self.setAccessibleName, name)
        self.setHeaderHidden(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setIndentation(_INDENT)
        self.setMouseTracking(False)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QAbstractItemView.DragDropMode.InternalMove)
        self.setExpandsOnDoubleClick(False)
        self.setItemDelegate(RowDelegate(self))
        self.currentItemChanged.connect(self._on_current_changed)
        self.itemChanged.connect(self._on_item_changed)
        self.itemCollapsed.connect(lambda item: self._collapsed.add(item.data(0, ID)))
        self.itemExpanded.connect(lambda item: self._collapsed.discard(item.data(0, ID)))

    def listen(self, keys: Mapping[str, Callable[[], object]]) -> None:
        """Answer keys ("Alt+Shift+Up") before any menu does, while the tree has the focus.

        A key whose answer is False means what it means elsewhere.
        """
        self._keys = keys

    @property
    def current_id(self) -> str:
        """The current row, empty where there is none."""
        item = self.currentItem()
        return "" if item is None else str(item.data(0, ID))

    def row_ids(self) -> list[str]:
        """Return the ids of all rows, from the top down."""
        return list(self._items)

    def show_rows(self, rows: Sequence[Row], current: str = "") -> None:
        """Show other rows, each after its parent; what was folded stays folded."""
        self._is_filling = True
        old, self._rows = self._rows, tuple(rows)
        if [(row.id, row.parent) for row in old] != [(row.id, row.parent) for row in rows]:
            self.clear()
            self._items = {}
            for row in rows:
                above = self._items.get(row.parent) or self.invisibleRootItem()
                self._items[row.id] = QTreeWidgetItem(above)
            old = ()
        for n, row in enumerate(self._rows):
            if n >= len(old) or old[n] != row:
                _fill(self._items[row.id], row)
            self._items[row.id].setExpanded(row.id not in self._collapsed)
        self._is_filling = False
        self.choose(current)
        self.viewport().update()

    def choose(self, id: str) -> None:
        """Make a row the current one, where it is there, and bring it into view."""
        if item := self._items.get(id):
            self.setCurrentItem(item)
            self.scrollToItem(item)

    def fold(self, id: str) -> None:
        """Hide what lies in a row."""
        self._collapsed.add(id)
        if item := self._items.get(id):
            item.setExpanded(False)

    def toggle_fold(self, id: str) -> None:
        """Hide or show what lies in a row."""
        item = self._items[id]
        item.setExpanded(not item.isExpanded())

    def edit_title(self, id: str) -> None:
        """Let the writer type another title, where the row has one to change."""
        item = self._items.get(id)
        if item is not None and item.flags() & _Flag.ItemIsEditable:
            self.choose(id)
            self.editItem(item)

    def event(self, event: QEvent) -> bool:
        """Claim the tree's own keys: menus would act first, and Tab would leave."""
        if isinstance(event, QKeyEvent) and event.type() in (
            QEvent.Type.ShortcutOverride,
            QEvent.Type.KeyPress,
        ):
            act = self._keys.get(key_name(event))
            if act is not None:
                event.accept()
                if event.type() == QEvent.Type.ShortcutOverride or act() is not False:
                    return True
        return super().event(event)

    def keyboardSearch(self, search: str) -> None:
        """Stay where the writer is: a letter typed by mistake leads to no other row."""

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """Tell of a title that is done, kept or not."""
        super().closeEditor(editor, hint)
        if hint in (_Hint.SubmitModelCache, _Hint.RevertModelCache):
            self.title_left.emit()

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Have a current row from the first key on."""
        super().focusInEvent(event)
        if self.currentItem() is None:
            self.choose(next(iter(self._items), ""))

    def startDrag(self, _supported: Qt.DropAction) -> None:
        """Let the writer drag the current row; Qt's own way would remove it afterwards."""
        indexes = self.selectedIndexes()
        if not indexes:
            return
        drag = QDrag(self)
        drag.setMimeData(self.model().mimeData(indexes))
        drag.setPixmap(self.viewport().grab(self.visualRect(indexes[0])))
        drag.exec(Qt.DropAction.MoveAction)

    def dropEvent(self, event: QDropEvent) -> None:
        """Tell where a row was dropped; the rows change only when they are shown anew."""
        id, target = self.current_id, self.itemAt(event.position().toPoint())
        place = self.dropIndicatorPosition()
        event.accept()
        self.stopAutoScroll()
        self.setState(QAbstractItemView.State.NoState)
        self.viewport().update()
        if target is None or place == _Place.OnViewport:
            self.row_dropped.emit(id, "", len(self._rows))
        elif place == _Place.OnItem:
            self.row_dropped.emit(id, target.data(0, ID), len(self._rows))
        else:
            above = target.parent() or self.invisibleRootItem()
            row = above.indexOfChild(target) + (place == _Place.BelowItem)
            # Rows are counted without the one that moves.
            moved = self._items.get(id)
            row -= moved is not None and 0 <= above.indexOfChild(moved) < row
            self.row_dropped.emit(id, str(above.data(0, ID) or ""), row)

    def drawRow(
        self,
        painter: QPainter,
        options: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw a row without the style's own ground, which would fill the room of the arrows."""
        plain = QStyleOptionViewItem(options)
        plain.palette.setColor(QPalette.ColorRole.Highlight, Qt.GlobalColor.transparent)
        super().drawRow(painter, plain, index)

    def drawBranches(
        self, painter: QPainter, rect: QRect, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Draw a quiet arrow beside a row that holds others."""
        item = self.itemFromIndex(index)
        if item is None or not item.childCount():
            return
        line = self.fontMetrics().height()
        # Beside the title, which is the first of two lines.
        middle = QPointF(rect.right() - _INDENT / 2 + 1, rect.top() + TITLE_TOP + line / 2)
        points = [QPointF(-2, -3.5), QPointF(2, 0), QPointF(-2, 3.5)]
        if item.isExpanded():
            points = [QPointF(-3.5, -2), QPointF(0, 2), QPointF(3.5, -2)]
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.PlaceholderText), 1.4))
        painter.drawPolyline(QPolygonF([middle + point for point in points]))
        painter.restore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the rows, or what to do where there are none."""
        super().paintEvent(event)
        if self.topLevelItemCount():
            return
        painter = QPainter(self.viewport())
        painter.setPen(self.palette().color(QPalette.ColorRole.PlaceholderText))
        margin = _EMPTY_MARGIN
        area = self.viewport().rect().adjusted(margin, margin, -margin, -margin)
        how = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop
        painter.drawText(area, int(how) | Qt.TextFlag.TextWordWrap, tr(self._empty_text))
        painter.end()

    def _on_current_changed(self) -> None:
        if not self._is_filling:
            self.row_chosen.emit(self.current_id)

    def _on_item_changed(self, item: QTreeWidgetItem) -> None:
        if self._is_filling:
            return
        id, title = item.data(0, ID), item.text(0).strip()
        row = next(row for row in self._rows if row.id == id)
        self._is_filling = True
        item.setText(0, row.title)
        self._is_filling = False
        if title and title != row.title:
            self.row_renamed.emit(id, title)


def key_name(event: QKeyEvent) -> str:
    """Return a key as it is written ("Alt+Shift+Up"), the keypad's like the others."""
    keys = event.keyCombination()
    modifiers = keys.keyboardModifiers() & ~Qt.KeyboardModifier.KeypadModifier
    return QKeySequence(modifiers.value | keys.key().value).toString(
        QKeySequence.SequenceFormat.PortableText
    )


def _fill(item: QTreeWidgetItem, row: Row) -> None:
    flags = _Flag.ItemIsEnabled | _Flag.ItemIsSelectable
    flags |= _Flag.NoItemFlags if row.is_fixed else _Flag.ItemIsEditable | _Flag.ItemIsDragEnabled
    flags |= _Flag.ItemIsDropEnabled if row.holds_rows else _Flag.NoItemFlags
    item.setFlags(flags)
    item.setText(0, row.title)
    # As rich text it is wrapped; the writer's own signs stay what they are.
    tip = html.escape(row.tip).replace("\n", "<br>")
    item.setToolTip(0, f"<p>{tip}</p>" if tip else "")
    told = [row.title, row.tail, row.color, row.tip or row.second]
    item.setData(0, Qt.ItemDataRole.AccessibleTextRole, ", ".join(filter(None, told)))
    for role, value in (
        (ID, row.id),
        (Role.TAIL, row.tail),
        (Role.SECOND, row.second),
        (Role.COLOR, row.color),
        (Role.IS_STRONG, row.is_strong),
        (Role.IS_QUIET, row.is_quiet),
        (Role.IS_MARKED, row.is_marked),
    ):
        item.setData(0, role, value)
