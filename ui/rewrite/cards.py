"""What lies in the rewrite popover: rows of choices, and cards with takes; no decisions."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from ui.language import listed, mark, on_change, tr
from ui.rewrite.pages import ChoiceRow
from ui.rewrite.session import TakeView
from ui.rewrite.take_label import TakeLabel
from ui.rewrite.take_text import take_plain, take_runs
from ui.theme import Theme

_COLUMNS = 2
_LEAST_WIDTH = 460
_SMALLER_PX = 2
_SAME = mark("Nothing to change.")
_CUT = mark("Breaks off.")
_MOST_LOST = 40


class ChoiceList(QWidget):
    """Rows with the key on each."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._rows: tuple[ChoiceRow, ...] = ()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)

    @property
    def rows(self) -> tuple[ChoiceRow, ...]:
        """The rows on show."""
        return self._rows

    def show_rows(self, rows: Sequence[ChoiceRow]) -> None:
        """Show rows in place of those before."""
        if tuple(rows) == self._rows:
            return
        self._rows = tuple(rows)
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.deleteLater()
        for line, row in enumerate(rows):
            for column, text in enumerate((row.key, row.label, row.help)):
                label = QLabel(text, self)
                # Why something cannot be done has to be read; what cannot be done rests.
                label.setEnabled(row.is_enabled or column > 1)
                if column == 0:
                    label.setObjectName("key")
                    label.setAlignment(Qt.AlignmentFlag.AlignCenter)
                elif column == 2:
                    label.setProperty("tone", "quiet")
                    label.setWordWrap(True)
                self._grid.addWidget(label, line, column)

    def row_of(self, key: str) -> ChoiceRow | None:
        """Return the row that a key means and that can be done; None where there is none."""
        return next((r for r in self._rows if r.key == key.upper() and r.is_enabled), None)


class TakeCard(QFrame):
    """One take: its number, its text with the changes marked, what it lost."""

    def __init__(self, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("take")
        self._number = number
        self._key = QLabel(str(number + 1), self)
        self._key.setObjectName("key")
        self._key.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._lost = QLabel(self)
        self._lost.setProperty("tone", "danger")
        self._lost.setWordWrap(True)
        self._note = QLabel(self)
        self._note.setProperty("tone", "quiet")
        self._shown: tuple[TakeView, Theme, bool] | None = None
        self._text = TakeLabel(self)
        on_change(self, lambda: self._tell(self._shown[0]) if self._shown else None)
        side = QVBoxLayout()
        side.addWidget(self._key)
        side.addStretch(1)
        texts = QVBoxLayout()
        texts.setSpacing(8)
        texts.addWidget(self._text)
        texts.addWidget(self._lost)
        texts.addWidget(self._note)
        texts.addStretch(1)
        self._layout = layout = QHBoxLayout(self)
        layout.setContentsMargins(12, 12, 12, 12)
        layout.setSpacing(12)
        layout.addLayout(side)
        layout.addLayout(texts, 1)

    def show_take(self, view: TakeView, theme: Theme, *, is_current: bool, is_chosen: bool) -> None:
        """Show a take as it stands; `is_chosen` marks it as one of several."""
        if (view, theme, is_current) != self._shown:
            self._shown = (view, theme, is_current)
            self._text.show_runs(take_runs(view, theme, shows_hunk=is_current))
            self._tell(view)
            # Now, not in the next turn: whoever asks for the height next must get the new one.
            self._layout.activate()
        if self.property("chosen") != is_chosen:
            self.setProperty("chosen", is_chosen)
            self.style().unpolish(self)
            self.style().polish(self)

    def _tell(self, view: TakeView) -> None:
        """Say below the text what it does not show, and all of it to a screen reader."""
        lost = listed(_shortened(name) for name in view.lost)
        is_same = bool(view.spans) and view.hunk is None and not view.streaming
        note = tr(_CUT) if view.is_cut else tr(_SAME) if is_same and not lost else ""
        self._lost.setText(tr("Gone: {lost}").format(lost=lost) if lost else "")
        self._lost.setVisible(bool(lost))
        self._note.setText(note)
        self._note.setVisible(bool(note))
        said = [tr("Take {number}: {text}").format(number=self._number + 1, text=take_plain(view))]
        if lost:
            said.append(tr("Gone: {lost}.").format(lost=lost))
        if view.is_cut:
            said.append(tr(_CUT))
        self.setAccessibleName(" ".join(said))

    def set_text_font(self, font: QFont) -> None:
        """Choose the text's font."""
        self._text.set_text_font(font)

    def place_of_change(self) -> QRect | None:
        """Return where the change at hand stands in the card; None without one."""
        place = self._text.place_of_mark()
        return None if place is None else place.translated(self._text.pos())


def _shortened(text: str) -> str:
    """Return the first words of a long quotation with its closing quote."""
    if len(text) <= _MOST_LOST:
        return text
    closing = "" if text[-1].isalnum() else text[-1]
    return f"{text[:_MOST_LOST].rpartition(' ')[0] or text[:_MOST_LOST]}…{closing}"


class TakeGrid(QWidget):
    """Cards side by side, two in a row; below each other where that would be too narrow."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._cards: list[TakeCard] = []
        self._theme: Theme | None = None
        self._font = QFont()
        self._takes: tuple[TakeView, ...] = ()
        self._chosen = 0
        self._columns = _COLUMNS
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setSpacing(8)

    def fit(self, width: int) -> None:
        """Lay the cards out for a width in pixels."""
        columns = _COLUMNS if width >= _LEAST_WIDTH else 1
        if columns != self._columns:
            self._columns = columns
            for number, card in enumerate(self._cards):
                self._put(number, card)
            self._stretch()

    def dress(self, theme: Theme, font: QFont) -> None:
        """Show takes in these colours and this font."""
        self._theme = theme
        self._font = QFont(font)
        self._font.setPixelSize(max(12, font.pixelSize() - _SMALLER_PX))
        for card in self._cards:
            card.set_text_font(self._font)
        self.show_takes(self._takes, self._chosen)

    def card(self, number: int) -> TakeCard:
        """Return a take's card."""
        return self._cards[number]

    @property
    def chosen_card(self) -> TakeCard:
        """The card of the take at hand."""
        return self._cards[self._chosen]

    def show_takes(self, takes: Sequence[TakeView], chosen: int) -> None:
        """Show takes in place of those before."""
        self._takes, self._chosen = tuple(takes), chosen
        while len(self._cards) < len(takes):
            number = len(self._cards)
            card = TakeCard(number, self)
            card.set_text_font(self._font)
            self._cards.append(card)
            self._put(number, card)
        for number, card in enumerate(self._cards):
            card.setVisible(number < len(takes))
            if number < len(takes) and self._theme is not None:
                is_current = number == chosen
                is_chosen = is_current and len(takes) > 1
                card.show_take(
                    takes[number], self._theme, is_current=is_current, is_chosen=is_chosen
                )
        self._stretch()
        self._grid.activate()

    def _put(self, number: int, card: TakeCard) -> None:
        self._grid.addWidget(card, number // self._columns, number % self._columns)

    def _stretch(self) -> None:
        used = min(self._columns, len(self._takes))
        for column in range(_COLUMNS):
            self._grid.setColumnStretch(column, 1 if column < used else 0)
