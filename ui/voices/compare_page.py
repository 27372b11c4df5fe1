"""The page of blind pairs: a passage, two ways on without names; keys choose. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from ui.language import mark, told, tr
from ui.panels.fields import ChoiceBox
from ui.voices.choices_file import Pick
from ui.voices.page import Page, button, quiet, row
from ui.voices.pair_view import PairView
from ui.voices.passages import last_part
from ui.voices.table import Row, Table
from ui.voices.types import Run

_EMPTY = mark(
    "Once a voice of yours has learned, you can compare it here with the one it was made from."
)
_HINT = mark(
    "Which goes on more as you would? 1 or 2 chooses, 0 means neither, Backspace goes back."
)
_BASE, _VOICE = mark("Before: the one it was made from"), mark("After: your voice")
_CHOSEN: dict[Pick, str] = {
    "voice": mark("your voice"),
    "base": mark("the one it was made from"),
    "neither": mark("neither"),
}
_LEAST_TABLE_PX, _TABLE_PX, _STARTS_WITH = 112, 176, 80
_KEYS = {Qt.Key.Key_1: 1, Qt.Key.Key_2: 2, Qt.Key.Key_0: 0}


@dataclass(frozen=True, slots=True)
class Told:
    """A pair after the verdict, when its names may be known."""

    before: str
    base: str
    voice: str
    pick: Pick
    """What the writer chose."""


class ComparePage(Page):
    """One pair at a time, then what the choices say and every pair with its names.

    Signals:
        run_chosen(str): another voice is to be compared.
        pick_requested(int): the first (1), the second (2) or neither (0) was chosen.
        back_requested(): the choice before is to be made again.
        again_requested(): all choices of this voice shall be made anew.
    """

    run_chosen = Signal(str)
    pick_requested = Signal(int)
    back_requested = Signal()
    again_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(mark("Compare"), parent)
        self._is_asking = False
        self._told: tuple[Told, ...] = ()
        self.run = ChoiceBox(mark("Voice to compare"), self)
        self.run.setMinimumWidth(240)
        self.said = quiet(_EMPTY, self)
        told(self.said.setAccessibleName, mark("What is compared"))
        self.count = quiet("", self)
        self.count.setWordWrap(False)
        self.view = PairView(self)
        self.before, self.cards = self.view.before, self.view.cards
        self.pairs = Table(mark("Pairs"), ("", mark("You wrote"), mark("You chose")), self, wide=1)
        self.pairs.setMinimumHeight(_LEAST_TABLE_PX)
        self.pairs.setMaximumHeight(_TABLE_PX)
        self.neither = button(mark("0  Neither"), self)
        self.back = button(mark("Back"), self)
        self.back.setToolTip("Backspace")
        self.again = button(mark("Begin again"), self)
        for each in (self.neither, self.back):
            each.setAutoDefault(False)
        self.body.addLayout(row(self.run))
        self.body.addWidget(self.said)
        self.body.addWidget(self.pairs)
        self.body.addWidget(self.view, 1)
        self.body.addLayout(row(self.neither, self.back, self.again, self.count))
        self._wire()
        self.show_runs(())

    @property
    def first(self) -> QWidget:
        """What gets the keys when the page is opened."""
        if self._is_asking:
            return self.cards[0].text
        shown = (each for each in (self.pairs, self.run) if not each.isHidden())
        return next(shown, self)

    def dress(self, font: QFont) -> None:
        """Show passages in the text's font."""
        self.view.dress(font)

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Offer the runs that can be compared."""
        self.run.blockSignals(True)
        self.run.set_choices([(run.run, run.name) for run in runs])
        self.run.blockSignals(False)
        self.run.setVisible(bool(runs))
        if not runs:
            self.show_sentence(_EMPTY)

    def show_sentence(self, words: str, *, is_error: bool = False) -> None:
        """Show a sentence, marked, and no pair: there is nothing to compare."""
        self._show_said(words, "danger" if is_error else "quiet")
        for widget in (self.pairs, self.view, self.count, self.neither, self.back, self.again):
            widget.hide()
        self.keep_at_top(True)

    def show_pair(self, before: str, ways: tuple[str, str], number: int, total: int) -> None:
        """Show a pair.

        Args:
            before: the passage before.
            ways: the two ways on, in the order they are shown.
            number: of this pair, from 0.
            total: how many pairs there are.
        """
        self._show_said(_HINT, "quiet")
        self._is_asking = True
        self.keep_at_top(False)
        self.view.show_pair(before, ways)
        told(
            self.count.setText,
            lambda: tr("Pair {number} of {total}").format(number=number + 1, total=total),
        )
        for widget in (self.view, self.count, self.neither, self.back):
            widget.show()
        self.back.setEnabled(number > 0)
        self.again.hide()
        self.pairs.hide()
        self.first.setFocus()

    def show_verdict(self, text: str, pairs: Sequence[Told]) -> None:
        """Show what the choices say, and every pair with its names."""
        had_keys = self.isAncestorOf(self.window().focusWidget() or self)
        self._show_said(text, "")
        self._told = tuple(pairs)
        self.keep_at_top(False)
        for widget in (self.pairs, self.view, self.back, self.again):
            widget.show()
        self.back.setEnabled(True)
        self.count.hide()
        rows = [
            Row(str(n), (str(n + 1), _start_of(each.before), tr(_CHOSEN[each.pick])))
            for n, each in enumerate(pairs)
        ]
        self.pairs.show_rows(rows)
        if had_keys:
            self.pairs.setFocus()
        self.neither.hide()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by 1, 2 and 0."""
        pick = _KEYS.get(Qt.Key(event.key()))
        if pick is not None and self._is_asking and not event.isAutoRepeat():
            self.pick_requested.emit(pick)
            return
        super().keyPressEvent(event)

    def _show_said(self, words: str, tone: str) -> None:
        self._is_asking = False
        told(self.said.setText, words)
        self.said.setProperty("tone", tone)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)

    def _show_told(self) -> None:
        """Show the pair that is chosen in the table."""
        id = self.pairs.current_id
        if self._is_asking or not id or int(id) >= len(self._told):
            return
        each = self._told[int(id)]
        base, voice = (
            tr("{name} · you chose this").format(name=tr(name)) if each.pick == pick else tr(name)
            for pick, name in (("base", _BASE), ("voice", _VOICE))
        )
        self.view.show_pair(each.before, (each.base, each.voice), (base, voice))

    def _wire(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.run.currentIndexChanged.connect(lambda _: self.run_chosen.emit(self.run.value))
        self.view.picked.connect(self.pick_requested)
        self.pairs.currentItemChanged.connect(lambda *_: self._show_told())
        self.neither.clicked.connect(lambda: self.pick_requested.emit(0))
        self.back.clicked.connect(self.back_requested)
        self.again.clicked.connect(self.again_requested)
        back = QShortcut(QKeySequence("Backspace"), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.back.click)


def _start_of(before: str) -> str:
    """Return enough of a passage to know it by, on one line."""
    last = last_part(before, _STARTS_WITH)
    return " ".join(last.split())
