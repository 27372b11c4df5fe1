"""What stays bright while the writer focuses: the sentence or the paragraph at the caret."""

from __future__ import annotations

import enum
from typing import cast

from icu4py.breakers import SentenceBreaker
from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QColor, QPainter, QRegion, QTextBlock, QTextCursor, QTextLine
from PySide6.QtWidgets import QTextEdit

# How much of the page's colour lies over what is not in focus.
_VEIL = 0.62
# Below and above a line stand parts of letters that its box does not hold.
_AIR = 3


class Focus(enum.Enum):
    """How much stays bright."""

    OFF = "off"
    SENTENCE = "sentence"
    PARAGRAPH = "paragraph"


def sentence_at(text: str, position: int) -> tuple[int, int]:
    """Return the sentence of a paragraph that a position is in or behind, in code points."""
    start = 0
    for piece in SentenceBreaker(text, ""):
        end = start + len(piece)
        if position < end or end == len(text):
            return start, end
        start = end
    return 0, len(text)


def bright_region(view: QTextEdit, focus: Focus) -> QRegion:
    """Return what stays bright, in the viewport's coordinates.

    Args:
        view: its caret tells the place; text that is only laid out, a ghost, counts to its line.
        focus: sentence or paragraph.
    """
    cursor = view.textCursor()
    block = cursor.block()
    layout = block.layout()
    boxes = view.document().documentLayout()
    top = boxes.blockBoundingRect(block).topLeft()
    origin = top - QPointF(view.horizontalScrollBar().value(), view.verticalScrollBar().value())
    first, last = 0, len(block.text().encode("utf-16-le", "surrogatepass")) // 2 + _preedit(block)
    if focus is Focus.SENTENCE:
        first, last = _sentence_units(block, cursor)
    region = QRegion()
    for number in range(layout.lineCount()):
        line = layout.lineAt(number)
        start, end = line.textStart(), line.textStart() + line.textLength()
        if end < first or start >= max(last, first + 1):
            continue
        left = _x(line, max(start, first)) if first > start else line.x()
        right = _x(line, last) if last < end else line.x() + line.width()
        box = QRectF(left, line.y() - _AIR, right - left, line.height() + 2 * _AIR)
        region += QRegion(box.translated(origin).toAlignedRect())
    return region


def paint_veil(view: QTextEdit, focus: Focus, page: QColor) -> None:
    """Veil everything but what is in focus; call it in the view's paint event, behind its text."""
    veil = QColor(page)
    veil.setAlphaF(_VEIL)
    around = QRegion(view.viewport().rect()) - bright_region(view, focus)
    painter = QPainter(view.viewport())
    painter.setClipRegion(around)
    painter.fillRect(view.viewport().rect(), veil)
    painter.end()


def _x(line: QTextLine, position: int) -> float:
    # Returned with the position that was found; the stubs call it an object.
    return float(cast(tuple[float, int], line.cursorToX(position))[0])


def _preedit(block: QTextBlock) -> int:
    return len(block.layout().preeditAreaText().encode("utf-16-le", "surrogatepass")) // 2


def _sentence_units(block: QTextBlock, cursor: QTextCursor) -> tuple[int, int]:
    """Return the caret's sentence in the layout's units, which count a ghost as text."""
    text = block.text()
    caret = cursor.positionInBlock()
    units = text.encode("utf-16-le", "surrogatepass")
    at = len(units[: 2 * caret].decode("utf-16-le", "ignore"))
    start, end = sentence_at(text, at)
    before = len(text[:start].encode("utf-16-le", "surrogatepass")) // 2
    behind = len(text[:end].encode("utf-16-le", "surrogatepass")) // 2
    ghost = _preedit(block)
    return before + (ghost if before > caret else 0), behind + ghost
