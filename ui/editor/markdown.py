"""Which letters of a line are Markdown, and what they mean: pure; hides nothing, changes nothing.

What a novel has: headings, emphasis, quotations, scene breaks, comments. Emphasis follows
CommonMark's rule that a mark hugs the words it is for (spec 0.31, 6.2), within one line.
"""

from __future__ import annotations

import enum
import re
from collections.abc import Iterator
from dataclasses import dataclass


class Style(enum.Enum):
    """What a stretch of a line is."""

    MARK = "mark"
    HEADING = "heading"
    EMPHASIS = "emphasis"
    STRONG = "strong"
    QUOTATION = "quotation"
    BREAK = "break"
    COMMENT = "comment"


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a line, in code points."""

    start: int
    end: int
    style: Style


_HEADING = re.compile(r"( {0,3}#{1,6})(?:[ \t]+(.*))?$")
_QUOTATION = re.compile(r" {0,3}((?:>[ \t]?)+)(.*)$")
_BREAK = re.compile(r"\s*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,}|#|\u2042)\s*$")
_EMPHASIS = re.compile(
    r"(?<![\\\w*])(\*{1,3})(?=[^\s*])((?:[^*\\]|\\.)+?)(?<=[^\s*])\1(?!\*)"
    r"|(?<![\\\w_])(_{1,3})(?=[^\s_])((?:[^_\\]|\\.)+?)(?<=[^\s_])\3(?![\w_])"
)
_OPEN, _CLOSE = "<!--", "-->"


def spans_of(line: str, in_comment: bool = False) -> tuple[tuple[Span, ...], bool]:
    """Return what is styled in a line, and whether a comment goes on behind its end.

    Args:
        line: without its line end.
        in_comment: whether a comment of an earlier line goes on.

    Returns:
        Spans; a later one is laid over an earlier one.
    """
    comments, goes_on = _comments(line, in_comment)
    if not comments:
        return tuple(_styled(line)), goes_on
    # Letters in a comment mean nothing else.
    plain = list(line)
    for span in comments:
        plain[span.start : span.end] = "\ufffc" * (span.end - span.start)
    return (*_styled("".join(plain)), *comments), goes_on


def _comments(line: str, in_comment: bool) -> tuple[list[Span], bool]:
    found: list[Span] = []
    at = 0
    while True:
        start = at if in_comment else line.find(_OPEN, at)
        if start < 0:
            return found, False
        end = line.find(_CLOSE, start)
        if end < 0:
            if len(line) > start:
                found.append(Span(start, len(line), Style.COMMENT))
            return found, True
        at = end + len(_CLOSE)
        found.append(Span(start, at, Style.COMMENT))
        in_comment = False


def _styled(line: str) -> Iterator[Span]:
    if _BREAK.match(line):
        yield Span(0, len(line), Style.BREAK)
        return
    if heading := _HEADING.match(line):
        yield Span(0, len(line), Style.HEADING)
        yield Span(heading.start(1), heading.end(1), Style.MARK)
    elif quotation := _QUOTATION.match(line):
        if quotation[2]:
            yield Span(quotation.start(2), quotation.end(2), Style.QUOTATION)
        yield Span(quotation.start(1), quotation.end(1), Style.MARK)
    yield from _emphasis(line, 0)


def _emphasis(text: str, offset: int) -> Iterator[Span]:
    for match in _EMPHASIS.finditer(text):
        mark, inner = (1, 2) if match[1] else (3, 4)
        length = len(match[mark])
        start, end = offset + match.start(), offset + match.end()
        if length != 2:
            yield Span(start, end, Style.EMPHASIS)
        if length != 1:
            yield Span(start, end, Style.STRONG)
        yield from _emphasis(match[inner], offset + match.start(inner))
        yield Span(start, start + length, Style.MARK)
        yield Span(end - length, end, Style.MARK)
