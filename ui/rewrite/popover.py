"""The card under the passage: choices first, takes then; turns keys into signals, decides nothing.

It lies over the editor, as wide as the text's column, below the passage and never over it: where
there is too little room, the editor's page ends above it.
"""

from __future__ import annotations

import enum

from PySide6.QtCore import QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGraphicsDropShadowEffect,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.language import mark, told, tr
from ui.rewrite.cards import ChoiceList, TakeGrid
from ui.rewrite.pages import ChoicesPage, TakesPage
from ui.theme import Theme

_GAP, _EDGE, _SPACING, _PADDING, _BORDER = 8, 16, 8, 12, 1
_LEAST_HEIGHT, _MOST_SHARE = 260, 0.62
_MARGIN = 12
_SHADOW_BLUR, _SHADOW_ALPHA = 24, 60


class Page(enum.Enum):
    """What the popover shows."""

    CHOICES = "choices"
    INSTRUCTION = "instruction"
    TAKES = "takes"


class RewritePopover(QFrame):
    """The popover over one editor.

    Signals:
        choice_made(str): a row of the choices was taken; its id.
        instruction_given(str): the writer's own instruction.
        take_chosen(int): a take's number was pressed, from 0.
        take_stepped(int): the next or the previous take is wanted.
        hunk_moved(int): the next or the previous change is wanted.
        hunk_toggled(): the change at hand is refused, or taken after all.
        round_stepped(int): an earlier or a later try is wanted.
        apply_requested(): the take at hand shall stand in the text.
        again_requested(): other takes are wanted.
        back_requested(): the choices are wanted again.
        left(): the writer wants nothing of it.
    """

    choice_made = Signal(str)
    instruction_given = Signal(str)
    take_chosen = Signal(int)
    take_stepped = Signal(int)
    hunk_moved = Signal(int)
    hunk_toggled = Signal()
    round_stepped = Signal(int)
    apply_requested = Signal()
    again_requested = Signal()
    back_requested = Signal()
    left = Signal()

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("popover")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        told(self.setAccessibleName, mark("Rewrite"))
        self._page = Page.CHOICES
        self._title = _label("quiet", self)
        self._place = _label("quiet", self)
        self._message = _label("danger", self)
        self._hint = _label("quiet", self)
        self.choices = ChoiceList(self)
        self.takes = TakeGrid(self)
        self.instruction = QLineEdit(self)
        told(self.instruction.setPlaceholderText, mark("What is to be done with it?"))
        told(self.instruction.setAccessibleName, mark("Own instruction"))
        self.instruction.returnPressed.connect(
            lambda: self.instruction_given.emit(self.instruction.text())
        )
        self._scroll = QScrollArea(self)
        self._scroll.setFrameShape(QFrame.Shape.NoFrame)
        self._scroll.setWidgetResizable(True)
        self._scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._body = self._filled_body()
        self._scroll.setWidget(self._body)
        self._lay_out()
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(_SHADOW_BLUR)
        shadow.setOffset(0, 4)
        shadow.setColor(QColor(0, 0, 0, _SHADOW_ALPHA))
        self.setGraphicsEffect(shadow)
        self.hide()

    @property
    def page(self) -> Page:
        """What it shows."""
        return self._page

    @property
    def message(self) -> str:
        """What it tells besides, empty where nothing."""
        return self._message.text()

    def dress(self, theme: Theme, font: QFont) -> None:
        """Show takes in the text's font and a theme's colours from now on."""
        self.takes.dress(theme, font)

    def show_choices(self, page: ChoicesPage) -> None:
        """Show what can be done, one key each."""
        self.choices.show_rows(page.rows)
        self._turn_to(Page.CHOICES, page.title, "", page.hint, page.message)
        self.setFocus()

    def show_instruction(self, title: str) -> None:
        """Ask for an instruction."""
        self.instruction.clear()
        self._turn_to(Page.INSTRUCTION, title, "", tr("Return asks · Esc goes back"), "")
        self.instruction.setFocus()

    def show_takes(self, page: TakesPage) -> None:
        """Show takes as they stand."""
        self.takes.show_takes(page.takes, page.chosen)
        was_here = self._page is Page.TAKES
        self._turn_to(Page.TAKES, page.title, page.place, page.hint, page.message)
        if not was_here:
            self.setFocus()

    def place(self, column: QRect, below: int) -> None:
        """Lie in a column, below a line; at most as far as the column reaches.

        Args:
            column: where it can lie, in the parent's coordinates.
            below: the lower edge of the passage, in the same.
        """
        self.takes.fit(column.width() - 2 * (_EDGE + _BORDER))
        top = below + _GAP
        height = min(self.wanted_height(column.width()), column.bottom() - _EDGE - top)
        self.setGeometry(column.left(), top, column.width(), max(0, height))
        self.raise_()

    def show_change(self) -> None:
        """Scroll to the change at hand, or else to the beginning of the chosen take."""
        if self._page is not Page.TAKES:
            return
        card = self.takes.chosen_card
        change = card.place_of_change()
        rect = card.rect() if change is None else change.adjusted(0, -_MARGIN, 0, _MARGIN)
        rect = rect.translated(card.mapTo(self._body, QPoint(0, 0)))
        bar, height = self._scroll.verticalScrollBar(), self._scroll.viewport().height()
        if rect.top() < bar.value() or rect.height() > height:
            bar.setValue(rect.top())
        elif rect.bottom() > bar.value() + height:
            bar.setValue(rect.bottom() - height)

    def room_for(self, width: int, height: int) -> int:
        """Return how much of a page's height it takes with the gaps around it, pixels all.

        As much as it wants, but never so much that the last lines of the passage could not be seen,
        and never less than what a take needs to be read.
        """
        most = max(_LEAST_HEIGHT, round(height * _MOST_SHARE))
        return min(self.wanted_height(width), most) + _GAP + _EDGE

    def wanted_height(self, width: int) -> int:
        """Return how high it would be at a width with all that it shows, pixels both."""
        inner = width - 2 * (_EDGE + _BORDER)
        body = self._body
        self._filling.activate()
        has_width = body.hasHeightForWidth()
        content = body.heightForWidth(inner) if has_width else body.sizeHint().height()
        rows = [row for row in (self._title, self._message, self._hint) if row.text()]
        fixed = sum(max(row.heightForWidth(inner), row.sizeHint().height()) for row in rows)
        return content + fixed + _SPACING * len(rows) + 2 * (_PADDING + _BORDER)

    # Qt's virtuals

    def focusNextPrevChild(self, next_: bool) -> bool:
        """Keep Tab for the next take."""
        return False

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turn a key into what it asks for."""
        event.accept()
        key = event.key()
        if key == Qt.Key.Key_Escape:
            (self.back_requested if self._page is Page.INSTRUCTION else self.left).emit()
        elif self._page is Page.CHOICES:
            self._on_choices_key(event)
        elif self._page is Page.TAKES:
            self._on_takes_key(event)

    def _on_choices_key(self, event: QKeyEvent) -> None:
        row = self.choices.row_of(event.text())
        if row is not None:
            self.choice_made.emit(row.id)
        elif event.key() == Qt.Key.Key_Up:
            self.round_stepped.emit(0)

    def _on_takes_key(self, event: QKeyEvent) -> None:
        key, text = event.key(), event.text()
        alt = bool(event.modifiers() & Qt.KeyboardModifier.AltModifier)
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.apply_requested.emit()
        elif key == Qt.Key.Key_Tab:
            self.take_stepped.emit(1)
        elif key == Qt.Key.Key_Backtab:
            self.take_stepped.emit(-1)
        elif key in (Qt.Key.Key_Up, Qt.Key.Key_Down) and alt:
            self.round_stepped.emit(-1 if key == Qt.Key.Key_Up else 1)
        elif key in (Qt.Key.Key_PageUp, Qt.Key.Key_PageDown):
            bar = self._scroll.verticalScrollBar()
            bar.setValue(
                bar.value() + (bar.pageStep() if key == Qt.Key.Key_PageDown else -bar.pageStep())
            )
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Up):
            self.hunk_moved.emit(-1)
        elif key in (Qt.Key.Key_Right, Qt.Key.Key_Down):
            self.hunk_moved.emit(1)
        elif key == Qt.Key.Key_Space:
            self.hunk_toggled.emit()
        elif key == Qt.Key.Key_Backspace:
            self.back_requested.emit()
        elif text.isdecimal() and text != "0":
            self.take_chosen.emit(int(text) - 1)
        elif text.lower() == "r":
            self.again_requested.emit()

    # Laying out

    def _filled_body(self) -> QWidget:
        body = QWidget(self)
        self._filling = layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        for widget in (self.choices, self.instruction, self.takes):
            layout.addWidget(widget)
        layout.addStretch(1)
        return body

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_EDGE, _PADDING, _EDGE, _PADDING)
        layout.setSpacing(_SPACING)
        head = QFrame(self)
        row = QHBoxLayout(head)
        row.setContentsMargins(0, 0, 0, 0)
        row.addWidget(self._title, 1)
        row.addWidget(self._place, 0)
        layout.addWidget(head)
        layout.addWidget(self._scroll, 1)
        layout.addWidget(self._message)
        layout.addWidget(self._hint)

    def _turn_to(self, page: Page, title: str, place: str, hint: str, message: str) -> None:
        self._page = page
        self.choices.setVisible(page is Page.CHOICES)
        self.instruction.setVisible(page is Page.INSTRUCTION)
        self.takes.setVisible(page is Page.TAKES)
        self._title.setText(title)
        self._place.setText(place)
        self._hint.setText(hint)
        self._message.setText(message)
        self._message.setVisible(bool(message))
        self.setAccessibleDescription(f"{title}. {hint}")


def _label(tone: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("tone", tone)
    label.setWordWrap(tone == "danger")
    return label
