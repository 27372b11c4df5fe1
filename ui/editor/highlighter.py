"""Styles Markdown while it is written; the letters stay as they are, marks in quiet ink."""

from __future__ import annotations

import itertools
import time

from PySide6.QtGui import (
    QColor,
    QFont,
    QSyntaxHighlighter,
    QTextCharFormat,
    QTextDocument,
)

from ui.editor.markdown import Style, spans_of
from ui.timers import single_shot

_IN_COMMENT = 1
# One slice of restyling a long text; shorter than a frame, with room for a key.
_SLICE_S = 0.006


class MarkdownHighlighter(QSyntaxHighlighter):
    """Styles one document.

    Make it before the document's text is set: Qt then lays the text out once, already styled.
    """

    def __init__(self, document: QTextDocument) -> None:
        # Without a layout a document tells nobody of its changes.
        document.documentLayout()
        super().__init__(document)
        self._inks = (QColor(), QColor())
        self._formats = _formats(*self._inks)
        self._mixed: dict[tuple[Style, ...], QTextCharFormat] = {}
        self._is_on = True
        self._next = 0
        self._must_do_all = False
        self._slice = single_shot(self, self._restyle_some)

    def set_inks(self, ink: QColor, quiet: QColor) -> None:
        """Choose the colours; a text that is there is restyled in slices."""
        if (ink, quiet) == self._inks:
            return
        self._inks = (ink, quiet)
        self._formats = _formats(ink, quiet)
        self._mixed.clear()
        self._restyle(must_do_all=False)

    def set_enabled(self, is_on: bool) -> None:
        """Style the text, or leave it plain."""
        if is_on != self._is_on:
            self._is_on = is_on
            self._restyle(must_do_all=is_on)

    def highlightBlock(self, text: str) -> None:
        """Style one paragraph."""
        if not self._is_on:
            self.setCurrentBlockState(0)
            return
        spans, in_comment = spans_of(text, self.previousBlockState() == _IN_COMMENT)
        self.setCurrentBlockState(_IN_COMMENT if in_comment else 0)
        if not spans:
            return
        units = _units(text)
        edges = sorted({edge for span in spans for edge in (span.start, span.end)})
        for start, end in itertools.pairwise(edges):
            styles = tuple(s.style for s in spans if s.start <= start and end <= s.end)
            if styles:
                at, behind = (units[start], units[end]) if units else (start, end)
                self.setFormat(at, behind - at, self._merged(styles))

    def _merged(self, styles: tuple[Style, ...]) -> QTextCharFormat:
        """Return the format of letters that are several things: emphasis in a heading is both."""
        found = self._mixed.get(styles)
        if found is None:
            found = self._mixed[styles] = QTextCharFormat()
            for style in styles:
                found.merge(self._formats[style])
        return found

    def _restyle(self, *, must_do_all: bool) -> None:
        # A slice of an earlier restyling that is still to come did not do less.
        self._must_do_all = must_do_all or (self._must_do_all and self._slice.isActive())
        self._next = 0
        self._restyle_some()

    def _restyle_some(self) -> None:
        """Restyle for a moment, then let keys and paints have their turn."""
        until = time.perf_counter() + _SLICE_S
        # By number: between two slices another text may have taken this one's place.
        block = self.document().findBlockByNumber(self._next)
        while block.isValid() and time.perf_counter() < until:
            # Other colours concern styled paragraphs only; each costs a layout.
            if self._must_do_all or block.layout().formats():
                self.rehighlightBlock(block)
            block = block.next()
            self._next += 1
        if block.isValid():
            self._slice.start(0)


def _units(text: str) -> list[int]:
    """Return each code point's place in UTF-16 units, Qt's own; empty where they are the same."""
    if text.isascii() or max(map(ord, text)) < 0x10000:
        return []
    units = [0]
    for character in text:
        units.append(units[-1] + (2 if ord(character) > 0xFFFF else 1))
    return units


def _formats(ink: QColor, quiet: QColor) -> dict[Style, QTextCharFormat]:
    made = {style: QTextCharFormat() for style in Style}
    made[Style.HEADING].setFontWeight(QFont.Weight.Bold)
    made[Style.STRONG].setFontWeight(QFont.Weight.Bold)
    made[Style.EMPHASIS].setFontItalic(True)
    made[Style.COMMENT].setFontItalic(True)
    if ink.isValid():
        made[Style.QUOTATION].setForeground(ink)
        for style in (Style.MARK, Style.BREAK, Style.COMMENT):
            made[style].setForeground(quiet)
    return made
