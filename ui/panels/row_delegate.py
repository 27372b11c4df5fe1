"""Paints a row of a panel's tree: title, a quiet second line, a word on the right, a coloured edge.

Colours are the palette's, so that every theme dresses it; knows nothing about scenes or beats.
"""

from __future__ import annotations

from enum import IntEnum

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPalette, QPen
from PySide6.QtWidgets import (
    QLineEdit,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

Index = QModelIndex | QPersistentModelIndex
_RADIUS, _SPACE, _BAR, _LINE_GAP = 6, 8, 3, 2
TITLE_TOP = 5
# Shown over a page of any theme: at least 3:1 on light, dark and sepia.
LABEL_COLORS = {
    "red": QColor("#C4575A"),
    "amber": QColor("#A97A1F"),
    "green": QColor("#4F8F5B"),
    "blue": QColor("#4C82C9"),
    "violet": QColor("#8D6CC4"),
}


class Role(IntEnum):
    """What a row shows beside its title (`DisplayRole`)."""

    TAIL = Qt.ItemDataRole.UserRole + 1
    SECOND = Qt.ItemDataRole.UserRole + 2
    COLOR = Qt.ItemDataRole.UserRole + 3
    IS_MARKED = Qt.ItemDataRole.UserRole + 4
    IS_STRONG = Qt.ItemDataRole.UserRole + 5
    IS_QUIET = Qt.ItemDataRole.UserRole + 6


class RowDelegate(QStyledItemDelegate):
    """Draws rows; the editor of a title is Qt's own line."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Return a row's size: one or two lines."""
        metrics = QFontMetrics(option.font)
        lines = metrics.height() * (2 if index.data(Role.SECOND) else 1)
        gap = _LINE_GAP if index.data(Role.SECOND) else 0
        return QSize(80, lines + gap + 2 * TITLE_TOP)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter, option, index)
        inner = option.rect.adjusted(_SPACE, TITLE_TOP, -_SPACE, -TITLE_TOP)
        _paint_words(painter, inner, option, index)
        painter.restore()

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        """Put the title into its editor, but never over what the writer has typed there.

        Qt does this again whenever anything of the row changes, its length too.
        """
        title = index.data(Qt.ItemDataRole.DisplayRole)
        if isinstance(editor, QLineEdit) and not editor.isModified() and editor.text() != title:
            editor.setText(title)

    def updateEditorGeometry(
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """Lay the editor over the whole row."""
        editor.setGeometry(option.rect)

    def _paint_ground(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        palette = option.widget.palette()
        box = QRectF(option.rect).adjusted(1, 1, -1, -1)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(palette.color(QPalette.ColorRole.Mid))
            painter.drawRoundedRect(box, _RADIUS, _RADIUS)
        mark = palette.color(QPalette.ColorRole.Highlight) if index.data(Role.IS_MARKED) else None
        if bar := LABEL_COLORS.get(index.data(Role.COLOR) or "", mark):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(bar)
            side = QRectF(box.left(), box.top() + 5, _BAR, box.height() - 10)
            painter.drawRoundedRect(side, _BAR / 2, _BAR / 2)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QPen(palette.color(QPalette.ColorRole.Highlight), 1.5))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(box, _RADIUS, _RADIUS)


def _paint_words(
    painter: QPainter, inner: QRect, option: QStyleOptionViewItem, index: Index
) -> None:
    palette = option.widget.palette()
    ink = palette.color(QPalette.ColorRole.WindowText)
    quiet = palette.color(QPalette.ColorRole.PlaceholderText)
    if option.state & QStyle.StateFlag.State_Selected:
        # Quiet ink on the ground of a selected row would be too faint to read.
        quiet = ink
    metrics = QFontMetrics(option.font)
    first = QRect(inner.left(), inner.top(), inner.width(), metrics.height())
    tail = str(index.data(Role.TAIL) or "")
    painter.setFont(option.font)
    painter.setPen(quiet)
    right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
    left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
    if tail:
        painter.drawText(first, right, tail)
        first.setRight(first.right() - metrics.horizontalAdvance(tail) - 2 * _SPACE)
    second = str(index.data(Role.SECOND) or "")
    if second:
        below = first.translated(0, metrics.height() + _LINE_GAP)
        below.setRight(inner.right())
        cut = metrics.elidedText(second, Qt.TextElideMode.ElideRight, below.width())
        painter.drawText(below, left, cut)
    font = QFont(option.font)
    if index.data(Role.IS_STRONG) or index.data(Role.IS_MARKED):
        font.setWeight(QFont.Weight.DemiBold)
    painter.setFont(font)
    painter.setPen(quiet if index.data(Role.IS_QUIET) else ink)
    title = str(index.data(Qt.ItemDataRole.DisplayRole) or "")
    width = first.width()
    painter.drawText(
        first, left, QFontMetrics(font).elidedText(title, Qt.TextElideMode.ElideRight, width)
    )
