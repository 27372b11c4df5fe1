"""The picture of a run: how surprised the voice is by the books, and by the chapters kept back.

pyqtgraph, and numpy with it, are imported by `load_drawing` alone, away from the window's thread:
neither the window's start nor a key pays for them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QShowEvent
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from ui.language import mark, on_change, saying, told, tr
from ui.theme import INTERFACE_FAMILIES, INTERFACE_PX, Theme
from ui.voices.types import Point

if TYPE_CHECKING:
    import pyqtgraph

_HEIGHT_PX, _LABEL_SIZE = 160, "11px"
_X, _Y = mark("Minutes of learning"), mark("Surprise (lower is better)")
_SURPRISE = mark(
    "Surprise is how little the voice foresaw of a text. It falls while the voice "
    "learns; what counts are the chapters kept back, which it never read."
)
_BOOKS, _KEPT_BACK = mark("books it learns from"), mark("chapters kept back")
# Of the books, a mean of so many points: single ones jump with the page that was read.
_SMOOTH = 8
_GAP = "&nbsp;" * 4
_MOST_TICKS, _TICK_DENSITY = 6, 0.5


def load_drawing() -> None:
    """Import what draws; takes most of a second, and may be called from any thread."""
    import pyqtgraph

    # Its own clean-up at exit touches widgets that Qt has destroyed by then.
    pyqtgraph.setConfigOptions(antialias=True, exitCleanup=False)


class Curves(QWidget):
    """Two curves over minutes, in a theme's colours."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        told(self.setAccessibleName, mark("Curves of learning"))
        self.setMinimumHeight(_HEIGHT_PX)
        self._theme: Theme | None = None
        self._points: tuple[Point, ...] = ()
        self._may_draw = False
        self._plot: pyqtgraph.PlotWidget | None = None
        self._books: pyqtgraph.PlotDataItem | None = None
        self._kept: pyqtgraph.PlotDataItem | None = None
        self._names = QLabel(self)
        self._names.setProperty("tone", "quiet")
        self._names.setTextFormat(Qt.TextFormat.RichText)
        self._names.setAlignment(Qt.AlignmentFlag.AlignRight)
        self._what = saying(QLabel(self), _SURPRISE)
        self._what.setProperty("tone", "quiet")
        self._what.setWordWrap(True)
        on_change(self, self._color)
        self._layout = QVBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(4)
        self._layout.addWidget(self._what)
        self._layout.addWidget(self._names)

    def allow(self) -> None:
        """Draw from now on: `load_drawing` was called."""
        self._may_draw = True
        if self.isVisible():
            self._build()

    def dress(self, theme: Theme) -> None:
        """Draw in a theme's colours from now on."""
        self._theme = theme
        self._color()

    def show_points(self, points: Sequence[Point]) -> None:
        """Draw these points."""
        self._points = tuple(points)
        told(self.setAccessibleDescription, lambda: _told(self._points))
        self._draw()

    def showEvent(self, event: QShowEvent) -> None:
        """Build the picture when it is first seen."""
        super().showEvent(event)
        self._build()

    def _build(self) -> None:
        if self._plot is not None or not self._may_draw:
            return
        import pyqtgraph

        plot = pyqtgraph.PlotWidget(self)
        plot.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        plot.setMenuEnabled(False)
        plot.hideButtons()
        plot.setMouseEnabled(x=False, y=False)
        plot.getPlotItem().getViewBox().setDefaultPadding(0.04)
        plot.getPlotItem().getViewBox().disableAutoRange("x")
        self._books = plot.plot()
        self._kept = plot.plot(symbol="o", symbolSize=6, symbolPen=None)
        self._layout.addWidget(plot, 1)
        self._plot = plot
        self._color()
        self._draw()

    def _color(self) -> None:
        theme, plot, books, kept = self._theme, self._plot, self._books, self._kept
        if theme is None or plot is None or books is None or kept is None:
            return
        import pyqtgraph

        font = QFont(INTERFACE_FAMILIES)
        font.setPixelSize(INTERFACE_PX - 2)
        plot.setBackground(theme.page)
        plot.showGrid(x=False, y=True, alpha=0.15)
        for name, label in (("bottom", _X), ("left", _Y)):
            axis = plot.getAxis(name)
            axis.setPen(theme.line)
            axis.setTextPen(theme.quiet)
            axis.setStyle(tickFont=font, tickTextOffset=6)
            axis.enableAutoSIPrefix(False)
            axis.setTickDensity(_TICK_DENSITY)
            style = {"color": theme.quiet.name(), "font-size": _LABEL_SIZE}
            axis.setLabel(tr(label), **style, **{"font-family": INTERFACE_FAMILIES[0]})
        ghost, accent = theme.ghost.name(), theme.accent.name()
        self._names.setText(
            f'<span style="color: {ghost}"><b>——</b></span> {tr(_BOOKS)}{_GAP}'
            f'<span style="color: {accent}"><b>—•—</b></span> {tr(_KEPT_BACK)}'
        )
        books.setPen(pyqtgraph.mkPen(theme.ghost, width=1.5))
        kept.setPen(pyqtgraph.mkPen(theme.accent, width=2.5))
        kept.setSymbolBrush(theme.accent)

    def _draw(self) -> None:
        if self._books is not None and self._kept is not None:
            self._books.setData(*books_curve(self._points))
            self._kept.setData(*kept_curve(self._points))
        if self._plot is not None:
            ticks = minute_ticks(self._points)
            last = max((point.seconds / 60 for point in self._points), default=0.0)
            self._plot.setXRange(0, max(last, ticks[1]), padding=0.02)
            self._plot.getAxis("bottom").setTicks([[(tick, str(tick)) for tick in ticks]])


def minute_ticks(points: Sequence[Point]) -> list[int]:
    """Return the whole minutes to name on the axis: 0 and a few more, evenly apart."""
    minutes = max((point.seconds / 60 for point in points), default=0.0)
    steps = (1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 1440)
    step = next((step for step in steps if minutes / step <= _MOST_TICKS), steps[-1])
    return list(range(0, max(step, int(minutes)) + 1, step))


def books_curve(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    """Return minutes and the smoothed loss of the books."""
    known = [(p.seconds / 60, p.train_loss) for p in points if p.train_loss is not None]
    losses = [loss for _, loss in known]
    means = []
    for n in range(len(losses)):
        near = losses[max(0, n + 1 - _SMOOTH) : n + 1]
        means.append(sum(near) / len(near))
    return [minutes for minutes, _ in known], means


def kept_curve(points: Sequence[Point]) -> tuple[list[float], list[float]]:
    """Return minutes and the loss of the chapters that were kept back."""
    known = [(p.seconds / 60, p.held_loss) for p in points if p.held_loss is not None]
    return [minutes for minutes, _ in known], [loss for _, loss in known]


def _told(points: Sequence[Point]) -> str:
    """Return the curves in a sentence, for those who cannot see them."""
    _, losses = kept_curve(points)
    if len(losses) < 2:
        return ""
    return tr("Surprise by the chapters kept back went from {first:.2f} to {last:.2f}.").format(
        first=losses[0], last=losses[-1]
    )
