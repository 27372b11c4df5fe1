"""The page of figures: what each is and what it is now; measures nothing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QDateTime, QLocale, Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QVBoxLayout, QWidget

from ui.language import mark, on_change, told, tr
from ui.latency.meter import Spread

_HEADS = (mark("half"), mark("95 of 100"), mark("99 of 100"))
_NONE = "\u2013"
_NOTE = mark(
    "Milliseconds within which that many were on the screen: of the last thousand, since this "
    "window was opened. Nothing here is kept or sent."
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Everything the page shows."""

    keys: Spread | None = None
    """From a key to the end of the paint that shows it."""
    ghosts: Spread | None = None
    """From the end of a pause to the first painted word of a suggestion."""
    engine_mb: int = 0
    """0 where no engine runs."""
    window_mb: int = 0
    saved_at: QDateTime | None = None
    sockets: int = 0
    """Network sockets opened by any process of Longhand."""


class LatencyPage(QWidget):
    """A page of the side panel."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._figures = Figures()
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(0, 1)
        for column, head in enumerate(_HEADS, 1):
            told(self._label(0, column, "quiet").setText, head)
        self._spreads = {
            "keys": self._spread_row(1, mark("Key to screen")),
            "ghosts": self._spread_row(2, mark("Pause to suggestion")),
        }
        self._values = {
            "engine": self._value_row(3, mark("Engine's memory")),
            "window": self._value_row(4, mark("Window's memory")),
            "saved": self._value_row(5, mark("Last save")),
            "sockets": self._value_row(6, mark("Network sockets opened")),
        }
        note = QLabel(self)
        note.setWordWrap(True)
        note.setProperty("tone", "quiet")
        told(note.setText, _NOTE)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 16)
        layout.setSpacing(16)
        layout.addLayout(self._grid)
        layout.addWidget(note)
        layout.addStretch(1)
        # A screen reader reads it as a whole; the keys can stand here.
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        told(self.setAccessibleName, mark("Speed"))
        on_change(self, lambda: self.show_figures(self._figures))

    def show_figures(self, figures: Figures) -> None:
        """Show figures in place of those before."""
        self._figures = figures
        for name, spread in (("keys", figures.keys), ("ghosts", figures.ghosts)):
            values = (spread.p50, spread.p95, spread.p99) if spread else (None,) * 3
            for label, value in zip(self._spreads[name], values, strict=True):
                label.setText(_NONE if value is None else QLocale().toString(value, "f", 1))
        said = {
            "engine": _megabytes(figures.engine_mb),
            "window": _megabytes(figures.window_mb),
            "saved": _time(figures.saved_at),
            "sockets": QLocale().toString(figures.sockets),
        }
        for name, text in said.items():
            self._values[name].setText(text)
        self.setAccessibleDescription(self.as_text())

    def as_text(self) -> str:
        """Return the page as lines of text."""
        lines = []
        for row in range(1, self._grid.rowCount()):
            items = (self._grid.itemAtPosition(row, column) for column in range(4))
            cells = [item.widget() for item in items if item is not None]
            words = [cell.text() for cell in dict.fromkeys(cells) if isinstance(cell, QLabel)]
            lines.append(" ".join(words))
        return "\n".join(lines)

    def _spread_row(self, row: int, name: str) -> tuple[QLabel, ...]:
        told(self._label(row, 0).setText, name)
        return tuple(self._label(row, column) for column in range(1, 4))

    def _value_row(self, row: int, name: str) -> QLabel:
        told(self._label(row, 0, span=3).setText, name)
        return self._label(row, 3)

    def _label(self, row: int, column: int, tone: str = "", span: int = 1) -> QLabel:
        label = QLabel(self)
        label.setProperty("tone", tone)
        side = Qt.AlignmentFlag.AlignRight if column else Qt.AlignmentFlag.AlignLeft
        label.setAlignment(side | Qt.AlignmentFlag.AlignVCenter)
        self._grid.addWidget(label, row, column, 1, span)
        return label


def _megabytes(size: int) -> str:
    return tr("{n} MB").format(n=QLocale().toString(size)) if size else _NONE


def _time(when: QDateTime | None) -> str:
    if when is None:
        return tr("not yet")
    return QLocale().toString(when.time(), QLocale.FormatType.ShortFormat)
