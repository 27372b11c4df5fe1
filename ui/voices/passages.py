"""Stretches of somebody's text: cut to what is read at a glance, in a box that scrolls."""

from __future__ import annotations

import re

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QFont, QKeyEvent, QResizeEvent, QTextCharFormat, QTextCursor, QTextOption
from PySide6.QtWidgets import QTextEdit, QWidget

from ui.language import told

MOST_BEFORE, _LEAST_BEFORE = 600, 160
_CUT, _WIDTH_PX = "… ", 200
_SPACES = re.compile(r"\s+")
# Marks of emphasis hold words from both sides; what stands alone is no mark: 3 * 4, * * *.
_EMPHASIS = re.compile(r"(\*{1,3}|(?<!\w)_{1,3})(?=[^\s*_])(.+?)(?<=[^\s*_])\1(?![*_])", re.DOTALL)
# One whose other half was cut off.
_HALF = re.compile(r"(?<![\w*])\*{1,3}(?=\w)|(?<=[\w.,;:!?…])\*{1,3}(?![\w*])")


def last_part(text: str, most: int = MOST_BEFORE) -> str:
    """Return about the last paragraph of a text, behind an ellipsis where something was cut.

    Args:
        text: what somebody wrote.
        most: characters that may stay; it is cut before a word.
    """
    text = text.strip()
    paragraphs = [each.strip() for each in text.splitlines() if each.strip()]
    kept = paragraphs[-1:]
    # A line of talk alone tells too little.
    for each in reversed(paragraphs[:-1]):
        if sum(map(len, kept)) >= _LEAST_BEFORE:
            break
        kept.insert(0, each)
    last = "\n".join(kept)
    if len(last) > most:
        start = len(last) - most
        space = _SPACES.search(last, start - 1)
        # A script without spaces is cut before any of its characters.
        near = space is not None and space.end() < start + most // 4
        last = last[space.end() if near and space is not None else start :]
    return _CUT + last


def runs_of(text: str) -> list[tuple[str, bool]]:
    """Return a text in pieces, each with whether it is emphasized; no marks are left."""
    pieces: list[tuple[str, bool]] = []
    at = 0
    for found in _EMPHASIS.finditer(text):
        pieces.append((_HALF.sub("", text[at : found.start()]), False))
        pieces.append((found.group(2), True))
        at = found.end()
    pieces.append((_HALF.sub("", text[at:]), False))
    return [piece for piece in pieces if piece[0]]


class Passage(QTextEdit):
    """A text in a box of its own: arrows and Page Up and Down scroll it, other keys go on."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("passage")
        if name:
            told(self.setAccessibleName, name)
        self.setReadOnly(True)
        self.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setTabChangesFocus(True)
        self.setWordWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def text(self) -> str:
        """Return what is shown."""
        return self.toPlainText()

    def show_text(self, text: str, *, at_end: bool = False) -> None:
        """Show a text from its beginning, or its end; marks of emphasis become italics."""
        self.clear()
        cursor = QTextCursor(self.document())
        for piece, is_emphasized in runs_of(text):
            style = QTextCharFormat()
            style.setFontItalic(is_emphasized)
            cursor.insertText(piece, style)
        # The keys coming here scroll to the cursor.
        where = QTextCursor.MoveOperation
        self.moveCursor(where.End if at_end else where.Start)
        bar = self.verticalScrollBar()
        bar.setValue(bar.maximum() if at_end else 0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Leave the arrows to the side to what lies around: there is nothing to scroll to."""
        if event.key() in (Qt.Key.Key_Left, Qt.Key.Key_Right):
            event.ignore()
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:
        """Ask for no more than the least: what does not fit is scrolled to."""
        return QSize(_WIDTH_PX, self.minimumHeight())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the end in sight where it was."""
        super().resizeEvent(event)
        if self.textCursor().atEnd():
            self.ensureCursorVisible()

    def dress(self, font: QFont) -> None:
        """Show the text in this font."""
        families = ", ".join(repr(family) for family in font.families())
        self.setStyleSheet(f"font-family: {families}; font-size: {font.pixelSize()}px;")
