"""The page a writer looks at: a centred column, room below the caret, a hint while it is empty."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QPainter, QResizeEvent, QTextCursor
from PySide6.QtWidgets import QFrame, QTextEdit, QWidget

from ui.key_words import key_word
from ui.language import mark, told, tr

_COLUMN_CHARS = 68
_MIN_MARGIN = 48
_ROOM_LINES = 5
_HINT_GAP = 6
# Where a typewriter's line stands: above the middle, so that a suggestion is seen below it.
_TYPED_AT = 0.45
# Where a line stands that the writer went to: what follows it is to be read.
_GONE_TO_AT = 0.2


class PageView(QTextEdit):
    """A text view laid out as a page; knows nothing of suggestions.

    Signals:
        laid_out(): the text stands elsewhere on the screen: scrolled, or the view has another size.
    """

    laid_out = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._room_below = 0
        self._measure = _COLUMN_CHARS
        self._is_typewriter = self._is_centered_in_view = False
        self._own_maximum = self._far_maximum = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setAcceptRichText(False)
        self.setTabChangesFocus(False)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAsNeeded)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.verticalScrollBar().rangeChanged.connect(self._on_range_changed)
        told(self.setAccessibleName, mark("Text"))
        told(self.setAccessibleDescription, hint)

    def show_end(self) -> None:
        """Put the caret where the writer left off: at the end."""
        self.moveCursor(QTextCursor.MoveOperation.End)
        self.keep_room_below()

    def go_to(self, position: int) -> None:
        """Put the caret at a position (UTF-16 units), its line high on the page; take the keys."""
        self.stand_at(position)
        if not self._is_typewriter:
            bar, wanted = self.verticalScrollBar(), round(self.viewport().height() * _GONE_TO_AT)
            bar.setValue(bar.value() + self.cursorRect().center().y() - wanted)
        self.keep_room_below()
        self.setFocus()

    def stand_at(self, position: int) -> None:
        """Put the caret at a position, and scroll no further than to see it."""
        cursor = self.textCursor()
        cursor.setPosition(max(0, min(position, self.document().characterCount() - 1)))
        self.setTextCursor(cursor)
        self.keep_room_below()

    def center_column(self) -> None:
        """Give the text a column of its measure, at least 48 px from either side.

        It is centred in the window and not in the view, as far as the view reaches: panels that
        come and go beside it leave the text where it is.
        """
        width = round(self.fontMetrics().averageCharWidth() * self._measure)
        spare = self.width() - width - 2 * _MIN_MARGIN
        if spare <= 0:
            left = right = _MIN_MARGIN
        else:
            window = self if self._is_centered_in_view else self.window()
            center = window.width() // 2 - self.mapTo(window, QPoint(0, 0)).x()
            left = _MIN_MARGIN + max(0, min(spare, center - width // 2 - _MIN_MARGIN))
            right = self.width() - width - left
        self.setViewportMargins(left, 0, right - self._scroll_bar_width(), self._room_below)

    def set_measure(self, n_chars: int) -> None:
        """Choose how many letters of the usual width stand in a line."""
        if n_chars != self._measure:
            self._measure = n_chars
            self.center_column()

    def set_centered_in_view(self, is_on: bool) -> None:
        """Centre the column in this view and not in its window: there are two of them."""
        if is_on != self._is_centered_in_view:
            self._is_centered_in_view = is_on
            self.center_column()

    def set_typewriter(self, is_on: bool) -> None:
        """Keep the caret's line at one height of the page, or let it wander down."""
        if is_on != self._is_typewriter:
            self._is_typewriter = is_on
            self._reach(self._own_maximum)
            self.keep_room_below()

    def _on_range_changed(self, _least: int, most: int) -> None:
        # Qt sets it anew at every layout; what was added here comes back as a change too.
        if most != self._far_maximum:
            self._reach(most)

    def _reach(self, own_maximum: int) -> None:
        """Let a typewriter's last line rise to its height, though the text ends below it.

        Args:
            own_maximum: how far the text itself scrolls.
        """
        more = round(self.viewport().height() * (1 - _TYPED_AT)) if self._is_typewriter else 0
        self._own_maximum, self._far_maximum = own_maximum, own_maximum + more
        self.verticalScrollBar().setMaximum(self._far_maximum)

    def keep_room_below(self) -> None:
        """Keep the caret in view with lines to spare below it, where suggestions appear."""
        self.ensureCursorVisible()
        if self._is_typewriter:
            bar, wanted = self.verticalScrollBar(), round(self.viewport().height() * _TYPED_AT)
            bar.setValue(bar.value() + self.cursorRect().center().y() - wanted)
            return
        room = min(_ROOM_LINES * self.cursorRect().height(), self.viewport().height() // 2)
        self.scroll_down(self.cursorRect().bottom() + room - self.viewport().height())

    def viewport_bottom(self) -> int:
        """Return the lowest visible pixel in the document's own coordinates."""
        return self.verticalScrollBar().value() + self.viewport().height()

    def scroll_down(self, pixels: float) -> None:
        """Scroll down as far as asked, but never the caret's line out of view."""
        most = self.cursorRect().top() - self.cursorRect().height()
        if pixels > 0 and most > 0:
            bar = self.verticalScrollBar()
            bar.setValue(bar.value() + round(min(pixels, most)))

    def select(self, start: int, end: int) -> None:
        """Select a stretch of the text; positions are UTF-16 units."""
        cursor = self.textCursor()
        cursor.setPosition(start)
        cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        self.setTextCursor(cursor)

    def range_rect(self, start: int, end: int) -> QRect:
        """Return where the lines of a stretch stand, in this widget's coordinates."""
        cursor = self.textCursor()
        cursor.setPosition(start)
        first = self.cursorRect(cursor)
        cursor.setPosition(end)
        both = first.united(self.cursorRect(cursor))
        return both.translated(self.viewport().pos())

    @property
    def room_below(self) -> int:
        """How far above the widget's lower edge the page ends, pixels."""
        return self._room_below

    def end_above(self, pixels: int) -> None:
        """End the page so far above the widget's lower edge; 0 gives it all of it again."""
        self._room_below = pixels
        self.center_column()

    def show_line(self, position: int) -> None:
        """Scroll down until a position's line stands at the page's lower edge, if it is below it.

        A line above the page comes into view as well.
        """
        cursor = self.textCursor()
        cursor.setPosition(position)
        rect, bar = self.cursorRect(cursor), self.verticalScrollBar()
        below = rect.bottom() - self.viewport().height()
        bar.setValue(bar.value() + (max(0, below) if rect.top() >= 0 else rect.top()))

    def paint_hint(self) -> None:
        """Write the hint of an empty page where its first line will stand.

        Qt's own placeholder text takes no notice of the page's margins.
        """
        line = self.cursorRect()
        room = self.viewport().rect()
        room.setLeft(line.left() + _HINT_GAP)
        room.setTop(line.center().y() - self.fontMetrics().height() // 2)
        painter = QPainter(self.viewport())
        painter.setPen(self.palette().placeholderText().color())
        painter.setFont(self.font())
        painter.drawText(room, Qt.TextFlag.TextWordWrap, hint())
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the column centred and the caret in view."""
        was_visible = self.viewport().rect().intersects(self.cursorRect())
        self.center_column()
        super().resizeEvent(event)
        if was_visible:
            self.keep_room_below()
        self.laid_out.emit()

    def scrollContentsBy(self, dx: int, dy: int) -> None:
        """Tell of scrolling what lies beside the text."""
        super().scrollContentsBy(dx, dy)
        self.laid_out.emit()

    def _scroll_bar_width(self) -> int:
        bar = self.verticalScrollBar()
        return bar.width() if bar.isVisible() else 0


def hint() -> str:
    """Return what an empty page says."""
    sentence = tr("Write here. Pause, and a suggestion follows in grey: {key} takes it.")
    return sentence.format(key=key_word("suggestion.accept_all"))
