"""The page of blind pairs: a passage, two ways on without names; keys choose. Decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from ui.panels.fields import ChoiceBox
from ui.voices.page import Page, button, head, quiet, row
from ui.voices.types import Run

_EMPTY = "Once a voice of yours has learned, you can compare it here with the one it was made from."
_HINT = "Which goes on more as you would? 1 or 2 chooses, 0 means neither, Backspace goes back."
_LEAST_PX = 120
_KEYS = {Qt.Key.Key_1: 1, Qt.Key.Key_2: 2, Qt.Key.Key_0: 0}


class PairCard(QFrame):
    """One way on, with the key that chooses it."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pairCard")
        self.text = passage(self)
        self.choose = button(f"{key}  Choose this", self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self.text)
        layout.addStretch(1)
        layout.addLayout(row(self.choose))


class ComparePage(Page):
    """One pair at a time, then what the choices say.

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
        super().__init__("Compare", parent)
        self._is_asking = False
        self.run = ChoiceBox("Voice to compare", self)
        self.run.setMinimumWidth(240)
        self.said = quiet(_EMPTY, self)
        self.said.setAccessibleName("What is compared")
        self.count = quiet("", self)
        self.before = passage(self)
        self.cards = (PairCard("1", self), PairCard("2", self))
        self.neither = button("0  Neither", self)
        self.back = button("Back", self)
        self.back.setToolTip("Backspace")
        self.again = button("Begin again", self)
        for each in (*(card.choose for card in self.cards), self.neither, self.back):
            # As the default of its window one choice would stand out, and Return would make it.
            each.setAutoDefault(False)
        self._area = QScrollArea(self)
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        # It scrolls by itself: its page need not.
        self._area.setMinimumHeight(_LEAST_PX)
        self._area.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)
        inside = QWidget(self._area)
        inside.setObjectName("voicesPage")
        layout = QVBoxLayout(inside)
        layout.setContentsMargins(0, 0, 12, 0)
        layout.setSpacing(16)
        layout.addWidget(head("You wrote", inside))
        layout.addWidget(self.before)
        layout.addWidget(head("And it goes on", inside))
        both = QHBoxLayout()
        both.setSpacing(16)
        for card in self.cards:
            both.addWidget(card, 1)
        layout.addLayout(both)
        layout.addStretch(1)
        self._area.setWidget(inside)
        self.body.addLayout(row(self.run))
        self.body.addWidget(self.said)
        self.body.addWidget(self._area, 1)
        self.body.addWidget(self.count)
        self.body.addLayout(row(self.neither, self.back, self.again))
        self._wire()
        self.show_runs(())

    @property
    def first(self) -> QWidget:
        """What gets the keys when the page is opened."""
        return self

    def dress(self, font: QFont) -> None:
        """Show passages in the text's font."""
        for label in (self.before, *(card.text for card in self.cards)):
            label.setStyleSheet(
                f"font-family: {', '.join(repr(family) for family in font.families())}; "
                f"font-size: {font.pixelSize()}px;"
            )

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Offer the runs that can be compared."""
        self.run.blockSignals(True)
        self.run.set_choices([(run.run, run.name) for run in runs])
        self.run.blockSignals(False)
        self.run.setVisible(bool(runs))
        if not runs:
            self.show_sentence(_EMPTY)

    def show_sentence(self, text: str, *, is_error: bool = False, may_begin: bool = False) -> None:
        """Show a sentence and no pair: nothing to compare, or what the choices say."""
        self._is_asking = False
        self.said.setText(text)
        self.said.setProperty("tone", "danger" if is_error else "" if may_begin else "quiet")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        for widget in (self._area, self.count, self.neither):
            widget.hide()
        self.back.setVisible(may_begin)
        self.again.setVisible(may_begin)
        self.keep_at_top(True)

    def show_pair(self, before: str, ways: tuple[str, str], number: int, total: int) -> None:
        """Show a pair.

        Args:
            before: the passage before.
            ways: the two ways on, in the order they are shown.
            number: of this pair, from 0.
            total: how many pairs there are.
        """
        self._is_asking = True
        self.keep_at_top(False)
        self.said.setText(_HINT)
        self.said.setProperty("tone", "quiet")
        self.before.setText(before)
        for card, text in zip(self.cards, ways, strict=True):
            card.text.setText(text)
        self.count.setText(f"Pair {number + 1} of {total}")
        for widget in (self._area, self.count, self.neither, self.back):
            widget.show()
        self.back.setEnabled(number > 0)
        self.again.hide()
        self._area.verticalScrollBar().setValue(0)
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Choose by 1, 2 and 0."""
        pick = _KEYS.get(Qt.Key(event.key()))
        if pick is not None and self._is_asking and not event.isAutoRepeat():
            self.pick_requested.emit(pick)
            return
        super().keyPressEvent(event)

    def _wire(self) -> None:
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.run.currentIndexChanged.connect(lambda _: self.run_chosen.emit(self.run.value))
        for number, card in enumerate(self.cards, start=1):
            card.choose.clicked.connect(lambda _=False, n=number: self.pick_requested.emit(n))
        self.neither.clicked.connect(lambda: self.pick_requested.emit(0))
        self.back.clicked.connect(self.back_requested)
        self.again.clicked.connect(self.again_requested)
        back = QShortcut(QKeySequence("Backspace"), self)
        back.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        back.activated.connect(self.back.click)


def passage(parent: QWidget) -> QLabel:
    """Return a label for a stretch of somebody's text."""
    label = QLabel(parent)
    label.setObjectName("passage")
    label.setWordWrap(True)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setAlignment(Qt.AlignmentFlag.AlignTop)
    label.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Minimum)
    return label
