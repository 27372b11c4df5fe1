"""The window beside the window that shows a model's card; decides nothing."""

from __future__ import annotations

from collections.abc import Iterator

from PySide6.QtCore import QPoint, QRectF, QSize, Qt
from PySide6.QtGui import (
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QTextBlock,
    QTextDocument,
    QTextFormat,
)
from PySide6.QtWidgets import QDialog, QFrame, QTextBrowser, QVBoxLayout, QWidget

from ui.card_text import Look, card_document, column_width

_MIN_MARGIN = 48
_HEIGHT, _MIN_SIZE = 720, QSize(400, 240)
_BAR_WIDTH = 3
_QUOTED = QTextFormat.Property.BlockQuoteLevel


class CardView(QTextBrowser):
    """A page that is read: its text can be selected, nothing in it leads anywhere."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setOpenLinks(False)
        self.setOpenExternalLinks(False)
        # With the mouse, or all of it; the keys of a caret would not scroll any more.
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)

    def center_column(self) -> None:
        """Give the text a column of readable width."""
        bar = self.verticalScrollBar()
        room = bar.width() if bar.isVisible() else 0
        margin = max(_MIN_MARGIN, (self.width() - column_width(self.font())) // 2)
        self.setViewportMargins(margin, 0, margin - room, 0)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the column centred."""
        self.center_column()
        super().resizeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the text, and a bar beside what it quotes."""
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.translate(-self.horizontalScrollBar().value(), -self.verticalScrollBar().value())
        for block in self._blocks_in_view():
            if block.blockFormat().intProperty(_QUOTED):
                painter.fillRect(self._bar_beside(block), self.palette().mid())
        painter.end()

    def _blocks_in_view(self) -> Iterator[QTextBlock]:
        layout = self.document().documentLayout()
        below = self.verticalScrollBar().value() + self.viewport().height()
        block = self.cursorForPosition(QPoint(0, 0)).block()
        while block.isValid() and layout.blockBoundingRect(block).top() < below:
            yield block
            block = block.next()

    def _bar_beside(self, block: QTextBlock) -> QRectF:
        """Return the place of a bar; over the gap to the next block if that is quoted as well."""
        layout = self.document().documentLayout()
        rect = layout.blockBoundingRect(block)
        follows = block.next()
        bottom = rect.bottom()
        if follows.isValid() and follows.blockFormat().intProperty(_QUOTED):
            bottom = layout.blockBoundingRect(follows).top()
        return QRectF(0, rect.top(), _BAR_WIDTH, bottom - rect.top())


class CardDialog(QDialog):
    """One page with a title; Esc closes it."""

    def __init__(self, parent: QWidget, look: Look) -> None:
        super().__init__(parent)
        self._look = look
        self._markdown = ""
        self._document: QTextDocument | None = None
        self.view = CardView(self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.view)
        self.setMinimumSize(_MIN_SIZE)
        width = column_width(look.font) + 2 * _MIN_MARGIN
        self.resize(QSize(width, _HEIGHT).boundedTo(self.screen().availableSize()))
        self.view.setFocus()

    @property
    def text(self) -> str:
        """What is on the page, without its form."""
        return self.view.toPlainText()

    def show_page(self, title: str, markdown: str) -> None:
        """Show another page, from its top; the same one stays where it was scrolled to."""
        self.setWindowTitle(title)
        self.view.setAccessibleName(title)
        if markdown != self._markdown:
            self._markdown = markdown
            self._lay_out()
            self.view.verticalScrollBar().setValue(0)

    def dress(self, look: Look) -> None:
        """Show the page in other colours or another size, about where it was scrolled to."""
        bar = self.view.verticalScrollBar()
        share = bar.value() / max(1, bar.maximum())
        self._look = look
        self._lay_out()
        bar.setValue(round(share * bar.maximum()))

    def _lay_out(self) -> None:
        document = card_document(self._markdown, self._look)
        self.view.setFont(self._look.font)
        self.view.setDocument(document)
        self.view.center_column()
        # The view owns no document of its own; the one before goes now.
        self._document = document
