"""The line under the text in which the writer says what to find and what to put in its place."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from PySide6.QtCore import QEvent, QObject, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import (
    QCheckBox,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSizePolicy,
    QWidget,
)

from ui.finding.search import Query
from ui.language import mark, saying, told

_FIELD_WIDTH, _WIDE = 260, 860


class FindBar(QFrame):
    """Fields and buttons; decides nothing.

    Signals:
        changed(): the query or the replacement is another one.
        next_requested(), previous_requested(): another match shall be shown.
        replace_requested(): the match on show shall be replaced.
        replace_all_requested(): all of them.
        closed(): the writer goes back to the text.
    """

    changed = Signal()
    next_requested = Signal()
    previous_requested = Signal()
    replace_requested = Signal()
    replace_all_requested = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("findBar")
        self._is_wide = False
        told(self.setAccessibleName, mark("Find and replace"))
        self.sought = self._field(mark("Find"), mark("Find in this text"))
        self.instead = self._field(mark("Replace with"), mark("What to put in its place"))
        self.case = self._tick(mark("Match case"))
        self.words = self._tick(mark("Whole words"))
        self.pattern = self._tick(mark("Regular expression"))
        self.more = saying(QPushButton(self), mark("Replace…"))
        self.more.setAutoDefault(False)
        self.more.clicked.connect(lambda: self.open("", replacing=True))
        self.told = QLabel(self)
        self.told.setProperty("tone", "quiet")
        # A long sentence must not widen the window.
        self.told.setMinimumWidth(80)
        self.told.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.preview = QLabel(self)
        self.preview.setProperty("tone", "quiet")
        self.preview.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.preview.setTextFormat(Qt.TextFormat.PlainText)
        self._ticks = self._row(self.case, self.words, self.pattern, self.more)
        self._finding = self._row(
            self.sought, self._button(mark("Previous"), self.previous_requested),
            self._button(mark("Next"), self.next_requested),
        )  # fmt: skip
        self._replacing = self._row(
            self.instead, self._button(mark("Replace"), self.replace_requested),
            self._button(mark("Replace all"), self.replace_all_requested), self.preview,
        )  # fmt: skip
        # One grid, in which the ticks change their place and not their parent: within a resize
        # Qt would not paint them again.
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(24, 8, 24, 8)
        self._grid.setVerticalSpacing(4)
        self._grid.setHorizontalSpacing(8)
        self._grid.setColumnStretch(2, 1)
        self._grid.addWidget(self._finding, 0, 0)
        self._grid.addWidget(self.told, 0, 2)
        self._grid.addWidget(self._replacing, 2, 0, 1, 3)
        self._place_ticks(is_wide=True)
        for field in (self.sought, self.instead):
            field.textChanged.connect(self.changed)
            field.installEventFilter(self)
        for tick in (self.case, self.words, self.pattern):
            tick.toggled.connect(self.changed)
        self.hide()

    @property
    def query(self) -> Query:
        """What is looked for now."""
        return Query(
            self.sought.text(), self.pattern.isChecked(), self.case.isChecked(),
            self.words.isChecked(),
        )  # fmt: skip

    @property
    def replacement(self) -> str | None:
        """What to put in its place; None while only finding."""
        return self.instead.text() if self._replacing.isVisibleTo(self) else None

    def open(self, text: str, *, replacing: bool) -> None:
        """Show the bar with the keys in it; some text to begin with, or what was there."""
        if text:
            self.sought.setText(text)
        self._replacing.setVisible(replacing)
        self.more.setVisible(not replacing)
        self.show()
        field = self.instead if replacing and self.sought.text() else self.sought
        field.setFocus()
        field.selectAll()
        self.changed.emit()

    def say(self, words: Callable[[], str], *, is_error: bool = False) -> None:
        """Say how many there are, or what is wrong; asked again in another language."""
        told(self.told.setText, words)
        self.told.setProperty("tone", "danger" if is_error else "quiet")
        self.told.style().unpolish(self.told)
        self.told.style().polish(self.told)

    def minimumSizeHint(self) -> QSize:
        """Ask for no width of the window: a narrow one has another layout."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the ticks into a line of their own where the window is narrow."""
        super().resizeEvent(event)
        self._place_ticks(is_wide=event.size().width() >= _WIDE)

    def _place_ticks(self, *, is_wide: bool) -> None:
        if is_wide == self._is_wide:
            return
        self._is_wide = is_wide
        self._grid.removeWidget(self._ticks)
        if is_wide:
            # Before how many there are.
            self._grid.addWidget(self._ticks, 0, 1)
        else:
            self._grid.addWidget(self._ticks, 1, 0, 1, 3, Qt.AlignmentFlag.AlignLeft)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Return finds the next, with Shift the previous; in the other field it replaces."""
        if event.type() != QEvent.Type.KeyPress:
            return super().eventFilter(watched, event)
        key = cast(QKeyEvent, event)
        if key.key() not in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            return super().eventFilter(watched, event)
        is_back = bool(key.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        if watched is self.instead:
            self.replace_requested.emit()
        else:
            (self.previous_requested if is_back else self.next_requested).emit()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go back to the text on Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
            return
        super().keyPressEvent(event)

    def _field(self, placeholder: str, name: str) -> QLineEdit:
        field = QLineEdit(self)
        told(field.setPlaceholderText, placeholder)
        told(field.setAccessibleName, name)
        field.setFixedWidth(_FIELD_WIDTH)
        return field

    def _tick(self, label: str) -> QCheckBox:
        return saying(QCheckBox(self), label)

    def _button(self, label: str, signal: object) -> QPushButton:
        button = saying(QPushButton(self), label)
        button.setAutoDefault(False)
        button.clicked.connect(lambda: signal.emit())  # type: ignore[attr-defined]  # a bound Signal
        return button

    def _row(self, *widgets: QWidget) -> QWidget:
        row = QWidget(self)
        layout = QHBoxLayout(row)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for widget in widgets:
            layout.addWidget(widget, 1 if isinstance(widget, QLabel) else 0)
        return row
