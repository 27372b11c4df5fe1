"""The headings of a text: where they stand and what they say; most lines are not looked into."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtGui import QTextDocument

from ui.editor.markdown import Style, spans_of

_COMMENT_MARKS = ("<!--", "-->")


@dataclass(frozen=True, slots=True)
class Heading:
    """One heading."""

    level: int
    """1 for a `#`, 6 for six of them."""
    title: str
    """Without its marks."""
    position: int
    """Where its line begins, in UTF-16 units."""


def headings_of(document: QTextDocument) -> Iterator[Heading]:
    """Yield a text's headings from its beginning; those in comments are none."""
    in_comment = False
    block = document.begin()
    while block.isValid():
        line = block.text()
        may_be = line.lstrip(" ").startswith("#")
        if may_be or in_comment or any(mark in line for mark in _COMMENT_MARKS):
            spans, in_comment = spans_of(line, in_comment)
            if spans and spans[0].style is Style.HEADING:
                marks = [span for span in spans if span.style in (Style.MARK, Style.COMMENT)]
                title = "".join(
                    letter
                    for at, letter in enumerate(line)
                    if not any(mark.start <= at < mark.end for mark in marks)
                ).strip(" \t#")
                if title:
                    level = line[: marks[0].end].count("#")
                    yield Heading(level, title, block.position())
        block = block.next()
