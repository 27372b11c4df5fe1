"""Runs of text in their looks, as high as they need to be; for reading only.

What streams into a long take changes its end alone, so only the runs that differ are put anew, and
each width that is asked about keeps a layout of its own: nothing is laid out twice.
"""

from __future__ import annotations

import math
from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize
from PySide6.QtGui import (
    QColor,
    QFont,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.rewrite.take_text import Look, Run

_LEAST_WIDTH = 120
# With a scroll bar, without one, and while it comes or goes.
_MOST_LAYOUTS = 4


class _Layout:
    """The runs laid out at one width."""

    def __init__(self, width: int, font: QFont) -> None:
        self.document = QTextDocument()
        self.document.setUndoRedoEnabled(False)
        self.document.setDocumentMargin(0)
        self.document.setDefaultFont(font)
        self.document.setTextWidth(width)
        self._runs: tuple[Run, ...] = ()
        self._ends: list[int] = []

    @property
    def height(self) -> int:
        """How high the text is, pixels."""
        return math.ceil(self.document.size().height())

    def show(self, runs: Sequence[Run]) -> None:
        """Put the runs that differ from those before in their place."""
        runs = tuple(runs)
        if runs == self._runs:
            return
        old = self._runs
        shorter = min(len(old), len(runs))
        first = next((n for n in range(shorter) if old[n] != runs[n]), shorter)
        behind = next(
            (n for n in range(shorter - first) if old[-1 - n] != runs[-1 - n]), shorter - first
        )
        start, end = self._end_of(first), self._end_of(len(old) - behind)
        cursor = QTextCursor(self.document)
        cursor.beginEditBlock()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        cursor.removeSelectedText()
        ends = self._ends[:first]
        for run in runs[first : len(runs) - behind]:
            cursor.insertText(run.text, _format(run.look))
            ends.append(cursor.position())
        cursor.endEditBlock()
        moved = cursor.position() - end
        self._ends = ends + [at + moved for at in self._ends[len(old) - behind :]]
        self._runs = runs

    def place_of_mark(self) -> QRect | None:
        """Return where the marked runs begin; None without any."""
        number = next((n for n, run in enumerate(self._runs) if run.is_here), None)
        if number is None:
            return None
        start = self._end_of(number)
        block = self.document.findBlock(start)
        top = self.document.documentLayout().blockBoundingRect(block).top()
        line = block.layout().lineForTextPosition(start - block.position())
        return line.naturalTextRect().translated(0, top).toAlignedRect()

    def _end_of(self, count: int) -> int:
        return self._ends[count - 1] if count else 0


class TakeLabel(QWidget):
    """A take's text as high as it needs to be."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._font = QFont()
        self._runs: tuple[Run, ...] = ()
        self._layouts: dict[int, _Layout] = {}
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Show text in place of that before."""
        if tuple(runs) == self._runs:
            return
        self._runs = tuple(runs)
        # The height may be the same at this width and another at the next that is asked about.
        self.updateGeometry()
        self.update()

    def set_text_font(self, font: QFont) -> None:
        """Choose the text's font."""
        if font != self._font:
            self._font = QFont(font)
            self._layouts.clear()
            self.updateGeometry()
            self.update()

    def place_of_mark(self) -> QRect | None:
        """Return where the marked place begins, in the widget's coordinates; None without one."""
        return self._shown().place_of_mark()

    def hasHeightForWidth(self) -> bool:
        """Tell the layout that lines wrap."""
        return True

    def heightForWidth(self, width: int) -> int:
        """Return the height that the text takes at a width."""
        return self._laid_out(width).height

    def sizeHint(self) -> QSize:
        """Return a usual width with its height."""
        width = max(_LEAST_WIDTH, self.width())
        return QSize(width, self.heightForWidth(width))

    def minimumSizeHint(self) -> QSize:
        """Return the least width; the height follows from the width that is given."""
        return QSize(_LEAST_WIDTH, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Paint at the new width."""
        self.update()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint what of the text is to be seen."""
        painter = QPainter(self)
        self._shown().document.drawContents(painter, QRectF(event.rect()))
        painter.end()

    def _shown(self) -> _Layout:
        return self._laid_out(self.width())

    def _laid_out(self, width: int) -> _Layout:
        """Return the layout at a width, up to date; the one used longest ago makes room."""
        layout = self._layouts.pop(width, None) or _Layout(width, self._font)
        self._layouts[width] = layout
        if len(self._layouts) > _MOST_LAYOUTS:
            del self._layouts[next(iter(self._layouts))]
        layout.show(self._runs)
        return layout


def _format(look: Look) -> QTextCharFormat:
    form = QTextCharFormat()
    form.setForeground(QColor(look.color))
    form.setFontStrikeOut(look.is_struck)
    form.setFontUnderline(look.is_underlined)
    if look.ground:
        form.setBackground(QColor(look.ground))
    return form
