"""A passage and the two ways on from it: everything in sight, each text in its own box."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from ui.language import mark, told, tr
from ui.voices.page import button, column, head, row
from ui.voices.passages import Passage, last_part

_LEAST_BEFORE_PX, _LEAST_WAY_PX = 56, 72


class PairCard(QFrame):
    """One way on, with the key that chooses it."""

    def __init__(self, key: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("pairCard")
        self.name = head("", self)
        self.name.setTextFormat(Qt.TextFormat.PlainText)
        self.name.hide()
        self.text = Passage("", self)
        told(self.text.setAccessibleName, lambda: tr("Way on {key}").format(key=key))
        self.text.setMinimumHeight(_LEAST_WAY_PX)
        self.choose = button("", self)
        told(self.choose.setText, lambda: tr("{key}  Choose this").format(key=key))
        # As the default of its window one choice would stand out, and Return would make it.
        self.choose.setAutoDefault(False)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(8, 8, 8, 8)
        layout.setSpacing(8)
        layout.addWidget(self.name)
        layout.addWidget(self.text, 1)
        layout.addLayout(row(self.choose))

    def show_way(self, text: str, name: str = "") -> None:
        """Show a way on.

        Args:
            text: how it goes on.
            name: whose it is; empty while that is not to be known, and one can be chosen.
        """
        # Empty lines at either end would only set the two apart.
        self.text.show_text(text.strip())
        self.name.setText(name)
        self.name.setVisible(bool(name))
        self.choose.setVisible(not name)


class PairView(QWidget):
    """What the writer wrote above, two ways on below it.

    Signals:
        picked(int): the button of the first (1) or the second (2) was pressed.
    """

    picked = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.before = Passage(mark("You wrote"), self)
        self.before.setMinimumHeight(_LEAST_BEFORE_PX)
        self.cards = (PairCard("1", self), PairCard("2", self))
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        both = QHBoxLayout()
        both.setSpacing(12)
        for number, card in enumerate(self.cards, start=1):
            both.addWidget(card, 1)
            card.choose.clicked.connect(lambda _=False, n=number: self.picked.emit(n))
        layout = column(self)
        layout.setSpacing(6)
        layout.addWidget(head(mark("You wrote"), self))
        layout.addWidget(self.before, 2)
        layout.addWidget(head(mark("And it goes on"), self))
        layout.addLayout(both, 5)

    def dress(self, font: QFont) -> None:
        """Show the texts in this font."""
        for each in self.boxes:
            each.dress(font)

    @property
    def boxes(self) -> tuple[Passage, ...]:
        """The three boxes, in reading order."""
        return (self.before, *(card.text for card in self.cards))

    def show_pair(
        self, before: str, ways: tuple[str, str], names: tuple[str, str] = ("", "")
    ) -> None:
        """Show a pair.

        Args:
            before: the passage before, of which about the last paragraph is shown.
            ways: the two ways on.
            names: whose they are; empty while that is not to be known.
        """
        self.before.show_text(last_part(before), at_end=True)
        for card, text, name in zip(self.cards, ways, names, strict=True):
            card.show_way(text, name)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go from one way on to the other by the arrows to the side."""
        side = {Qt.Key.Key_Left: 0, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if side is None:
            super().keyPressEvent(event)
        else:
            self.cards[side].text.setFocus()
