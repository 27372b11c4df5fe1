"""Where the panels stand: beside the text while it keeps its width, over it in a narrow window.

Arithmetic first, then the widget that lays the text and two panels out by it. Knows nothing about
what the panels show.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QFocusEvent, QResizeEvent
from PySide6.QtWidgets import QApplication, QSizePolicy, QTextEdit, QWidget

# The text gives way to no panel below this many letters, its margins beside them.
_LEAST_CHARS, _MARGINS_PX = 45, 96
_TWO_PX, _BESIDE_PX = 1000, 760
_COMES_OR_GOES = (QEvent.Type.ShowToParent, QEvent.Type.HideToParent)
_BORROWED = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
)


def has_room_for_two(width: int, text: int, panels: int) -> bool:
    """Tell whether two panels fit beside the text; all in logical pixels.

    Args:
        width: the window's.
        text: what the text needs at least.
        panels: both panels' together.
    """
    return width >= max(_TWO_PX, text + panels)


def has_room_beside(width: int, text: int, panel: int) -> bool:
    """Tell whether one panel fits beside the text; measured as in `has_room_for_two`."""
    return width >= max(_BESIDE_PX, text + panel)


@dataclass(slots=True)
class Panel:
    """A panel of a fixed width, and how it is put away and shown again without the keys."""

    widget: QWidget
    close: Callable[[], object]
    reopen: Callable[[], object]
    gave_way: bool = False
    """Whether it is away for want of room only; it comes back once there is some."""


class PanelPlaces(QWidget):
    """The text with a panel on either side; a panel shows and hides by its own `show` and `hide`.

    The one that was opened last stays where there is room for one only. One that lies over the text
    is put away as soon as the keys go back to the text.
    """

    def __init__(self, text: QTextEdit, left: Panel, right: Panel) -> None:
        super().__init__()
        self._text, self._left, self._right = text, left, right
        self._last = right
        self._second: QWidget | None = None
        self._is_arranging = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        for widget in (text, left.widget, right.widget):
            widget.setParent(self)
            widget.installEventFilter(self)

    def add_second(self, view: QWidget) -> None:
        """Give the text a second view, which shows and hides by its own `show` and `hide`."""
        self._second = view
        view.setParent(self)
        view.installEventFilter(self)

    def offer(self, panel: Panel) -> None:
        """Show a panel that the writer did not ask for: where it lay over the text it waits."""
        if self._fits(panel):
            panel.reopen()
        else:
            panel.gave_way = True

    def is_over_text(self, panel: Panel) -> bool:
        """Tell whether a panel is shown and lies over the text."""
        return not panel.widget.isHidden() and not self._fits(panel)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice panels that come and go, the text's font, and where the keys are."""
        panel = next((p for p in (self._left, self._right) if p.widget is watched), None)
        if panel is not None and not self._is_arranging:
            if event.type() == QEvent.Type.ShowToParent:
                self._last, panel.gave_way = panel, False
                self._arrange(panel)
            elif event.type() == QEvent.Type.HideToParent:
                panel.gave_way = False
                self._fit()
        elif watched is self._second and event.type() in _COMES_OR_GOES:
            self._arrange()
        elif watched is self._text and event.type() == QEvent.Type.FontChange:
            self._fit()
        elif isinstance(event, QFocusEvent) and watched is self._text and event.gotFocus():
            self._on_text_focused(event)
        return super().eventFilter(watched, event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put away what has no room any more, and show what has some again."""
        super().resizeEvent(event)
        self._fit()

    def minimumSizeHint(self) -> QSize:
        """Return a size that any window may have."""
        return QSize(0, 0)

    def _fit(self) -> None:
        for panel in (self._left, self._right):
            if self.is_over_text(panel) and not _has_keys(panel.widget):
                self._put_away(panel)
        for panel in (self._last, self._left, self._right):
            other = self._right if panel is self._left else self._left
            has_room = self._fits(panel) and (other.widget.isHidden() or self._both_fit())
            if panel.gave_way and has_room:
                self._quietly(panel.reopen)
                panel.gave_way = False
        self._arrange()

    def _fits(self, panel: Panel) -> bool:
        return has_room_beside(self.width(), self._least_text(), panel.widget.width())

    def _both_fit(self) -> bool:
        panels = self._left.widget.width() + self._right.widget.width()
        return has_room_for_two(self.width(), self._least_text(), panels)

    def _least_text(self) -> int:
        return self._text.fontMetrics().averageCharWidth() * _LEAST_CHARS + _MARGINS_PX

    def _arrange(self, keep: Panel | None = None) -> None:
        """Lay everything out; where two panels are too many, `keep` stays, or one in use."""
        both_shown = not self._left.widget.isHidden() and not self._right.widget.isHidden()
        if both_shown and not self._both_fit():
            used = (p for p in (self._left, self._right) if _has_keys(p.widget))
            keep = keep or next(used, self._last)
            self._put_away(self._right if keep is self._left else self._left)
        start, end = 0, self.width()
        for panel in (self._left, self._right):
            widget = panel.widget
            if widget.isHidden():
                continue
            x = 0 if panel is self._left else self.width() - widget.width()
            widget.setGeometry(x, 0, widget.width(), self.height())
            if not self._fits(panel):
                widget.raise_()
            elif panel is self._left:
                start = widget.width()
            else:
                end = x
        self._arrange_texts(QRect(start, 0, end - start, self.height()))

    def _arrange_texts(self, room: QRect) -> None:
        """Lay the text out, and its second view beside it, or below it where that is too narrow."""
        second = self._second
        if second is None or second.isHidden():
            self._text.setGeometry(room)
            return
        is_wide = room.width() >= 2 * self._least_text()
        width = room.width() // 2 if is_wide else room.width()
        height = room.height() if is_wide else room.height() // 2
        self._text.setGeometry(room.left(), room.top(), width, height)
        x, y = (width, 0) if is_wide else (0, height)
        second.setGeometry(room.adjusted(x, y, 0, 0))

    def _put_away(self, panel: Panel) -> None:
        self._quietly(panel.close)
        panel.gave_way = True

    def _quietly(self, act: Callable[[], object]) -> None:
        self._is_arranging = True
        try:
            act()
        finally:
            self._is_arranging = False

    def _on_text_focused(self, event: QFocusEvent) -> None:
        # A panel that is put away for another one leaves its keys to the text for a moment.
        if self._is_arranging or event.reason() in _BORROWED:
            return
        for panel in (self._left, self._right):
            if self.is_over_text(panel):
                panel.close()


def _has_keys(widget: QWidget) -> bool:
    focused = QApplication.focusWidget()
    return focused is not None and (focused is widget or widget.isAncestorOf(focused))
