"""A box with a tick in it once it is chosen: a style sheet alone would only fill it."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QCheckBox, QStyle, QStyleOptionButton

_POINTS = ((0.24, 0.52), (0.43, 0.71), (0.77, 0.31))
_PEN_PX = 1.8


class TickBox(QCheckBox):
    """A QCheckBox whose tick has the colour of the page."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box, and the tick over it."""
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = self.style().subElementRect(
            QStyle.SubElement.SE_CheckBoxIndicator, option, self
        )  # fmt: skip
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Base), _PEN_PX))
        left, top, width, height = box.x(), box.y(), box.width(), box.height()
        painter.drawPolyline(
            QPolygonF([QPointF(left + x * width, top + y * height) for x, y in _POINTS])
        )
        painter.end()
