"""A stretch of rich text that knows where its marked place stands; for reading only."""

from __future__ import annotations

import math

from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QFont, QPainter, QPaintEvent, QResizeEvent, QTextDocument
from PySide6.QtWidgets import QSizePolicy, QWidget

HERE = "here"
"""The name of the anchor that marks a place."""
_LEAST_WIDTH = 120


class TakeLabel(QWidget):
    """Rich text as high as it needs to be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._document = QTextDocument(self)
        self._document.setDocumentMargin(0)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_html(self, html: str) -> None:
        """Show text in place of that before."""
        self._document.setHtml(html)
        self._document.setTextWidth(self.width())
        self.updateGeometry()
        self.update()

    def set_text_font(self, font: QFont) -> None:
        """Choose the text's font."""
        self._document.setDefaultFont(font)
        self.updateGeometry()

    def place_of_mark(self) -> QRect | None:
        """Return where the marked place begins, in the widget's coordinates; None without one."""
        block = self._document.begin()
        while block.isValid():
            for item in block:  # type: ignore[attr-defined]  # PySide6's stubs lack __next__
                fragment = item.fragment()
                if HERE in fragment.charFormat().anchorNames():
                    line = block.layout().lineForTextPosition(
                        fragment.position() - block.position()
                    )
                    top = self._document.documentLayout().blockBoundingRect(block).top()
                    rect = line.naturalTextRect().translated(0, top)
                    return rect.toAlignedRect()
            block = block.next()
        return None

    def hasHeightForWidth(self) -> bool:
        """Tell the layout that lines wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the text takes at a width."""
        shown = self._document.textWidth()
        self._document.setTextWidth(width)
        height = math.ceil(self._document.size().height())
        self._document.setTextWidth(shown)
        return height

    def sizeHint(self) -> QSize:
        """Return a usual width with its height."""
        width = max(_LEAST_WIDTH, self.width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the least width; the height follows from the width that is given."""
        return QSize(_LEAST_WIDTH, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the text to the new width."""
        self._document.setTextWidth(self.width())
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text."""
        painter = QPainter(self)
        self._document.drawContents(painter)
        painter.end()
