"""The page that shows what the engine saw: a legend with counts, and the text in its colours."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QTextCharFormat
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QLabel,
    QSizePolicy,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from ui.engine_types import Inspection
from ui.inspector.facts import CONTROL, color_of, facts_of, joined, rows_of
from ui.language import mark, on_change, told
from ui.theme import INTERFACE_FAMILIES, INTERFACE_PX, Theme

_SWATCH_PX = 12


class InspectorPanel(QWidget):
    """One inspection at a time, or a sentence that says why there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme: Theme | None = None
        self._seen: Inspection | None = None
        self._said = QLabel(self)
        self._said.setWordWrap(True)
        self._said.setProperty("tone", "quiet")
        self._legend = QWidget(self)
        self._grid = QGridLayout(self._legend)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(4)
        self._grid.setColumnStretch(2, 1)
        self.text = QTextEdit(self)
        self.text.setObjectName("seen")
        self.text.setReadOnly(True)
        self.text.setTabChangesFocus(True)
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        told(self.text.setAccessibleName, mark("What the engine saw"))
        font = QFont(INTERFACE_FAMILIES)
        font.setPixelSize(INTERFACE_PX)
        self.text.setFont(font)
        self.text.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 8, 16, 16)
        layout.setSpacing(12)
        layout.addWidget(self._said)
        layout.addWidget(self._legend)
        layout.addWidget(self.text, 1)
        self.setFocusProxy(self.text)
        on_change(self, self._say_again)

    @property
    def said(self) -> str:
        """The sentence on the page, empty where it shows an inspection."""
        return self._said.text()

    @property
    def lines(self) -> list[str]:
        """The legend and the facts as they are read out."""
        labels = self._legend.findChildren(
            QLabel, options=Qt.FindChildOption.FindDirectChildrenOnly
        )
        return [label.text() for label in labels if label.text()]

    def dress(self, theme: Theme) -> None:
        """Show the parts in a theme's colours."""
        self._theme = theme
        self._say_again()

    def _say_again(self) -> None:
        if self._seen is not None:
            self.show_seen(self._seen)

    def say(self, sentence: str) -> None:
        """Show a sentence in place of an inspection."""
        self._seen = None
        self._clear()
        self._said.setText(sentence)
        self._said.show()
        self.text.clear()
        self.text.hide()

    def show_seen(self, seen: Inspection) -> None:
        """Show what the engine saw."""
        assert self._theme is not None  # the window is dressed before it is shown
        self._seen = seen
        self._said.clear()
        self._said.hide()
        self._clear()
        for row in rows_of(seen):
            self._add_row(row.label, row.detail, color_of(row.kind, self._theme))
        for name, value in facts_of(seen):
            self._add_row(name, value, None)
        self._show_text(seen, self._theme)

    def _show_text(self, seen: Inspection, theme: Theme) -> None:
        bar = self.text.verticalScrollBar()
        was_at = bar.value()
        self.text.clear()
        cursor = self.text.textCursor()
        cursor.beginEditBlock()
        for part in seen.parts:
            form = QTextCharFormat()
            form.setForeground(theme.quiet if part.kind == CONTROL else theme.ink)
            form.setBackground(color_of(part.kind, theme))
            cursor.insertText(part.text, form)
        cursor.endEditBlock()
        self.text.setAccessibleDescription(joined(seen.parts)[:200])
        self.text.show()
        bar.setValue(was_at)

    def _add_row(self, name: str, detail: str, color: QColor | None) -> None:
        line = self._grid.rowCount()
        if color is not None:
            swatch = QFrame(self._legend)
            swatch.setFixedSize(_SWATCH_PX, _SWATCH_PX)
            swatch.setStyleSheet(f"background: {color.name()}; border-radius: 3px")
            self._grid.addWidget(swatch, line, 0, Qt.AlignmentFlag.AlignVCenter)
        label, value = QLabel(name, self._legend), QLabel(detail, self._legend)
        value.setWordWrap(True)
        value.setProperty("tone", "quiet")
        value.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._grid.addWidget(label, line, 1, Qt.AlignmentFlag.AlignTop)
        self._grid.addWidget(value, line, 2)

    def _clear(self) -> None:
        while (item := self._grid.takeAt(0)) is not None:
            if (widget := item.widget()) is not None:
                widget.setParent(None)
                widget.deleteLater()
