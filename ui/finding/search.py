"""Finds words in a text and says what they would become: pure, bounded in time."""

from __future__ import annotations

import bisect
from dataclasses import dataclass

import regex

from ui.errors import SearchRefused
from ui.language import tr

# A pattern can be so written that it would search for years; keys are waiting.
_MOST_S = 0.1
MOST_MATCHES = 10_000


@dataclass(frozen=True, slots=True)
class Query:
    """What is looked for, and how."""

    text: str
    is_pattern: bool = False
    """A regular expression; the words themselves otherwise."""
    matches_case: bool = False
    whole_words: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A place in the text, in code points, and what stands there."""

    start: int
    end: int
    text: str
    replacement: str | None = None
    """What it would become; None where nothing was said."""


class Places:
    """Brings places in code points to Qt's UTF-16 units and back, for one text."""

    def __init__(self, text: str) -> None:
        is_plain = text.isascii() or len(text.encode("utf-16-le", "surrogatepass")) == 2 * len(text)
        wide = [] if is_plain else [n for n, c in enumerate(text) if ord(c) > 0xFFFF]
        self._points = wide
        self._units = [place + n for n, place in enumerate(wide)]

    def units(self, point: int) -> int:
        """Return a code point's place in UTF-16 units."""
        return point + bisect.bisect_left(self._points, point)

    def point(self, units: int) -> int:
        """Return the code point at a place in UTF-16 units."""
        return units - bisect.bisect_left(self._units, units)


def find(
    text: str, query: Query, replacement: str | None = None, most: int | None = MOST_MATCHES
) -> tuple[Match, ...]:
    """Return the places of a text that a query means, in order.

    Args:
        text: where to look; lines end in a line feed.
        query: an empty one finds nothing.
        replacement: for a pattern it may name groups, as in `\\1` or `\\g<name>`.
        most: how many at most; None for all.

    Raises:
        SearchRefused: the pattern or the replacement is wrong, or the search takes too long.
    """
    if not query.text:
        return ()
    pattern = _compiled(query)
    found: list[Match] = []
    try:
        for match in pattern.finditer(text, timeout=_MOST_S):
            # Nothing would be seen of a match without letters.
            if match.end() > match.start():
                found.append(_match(match, query, replacement))
            if len(found) == most:
                break
    except TimeoutError as error:
        raise SearchRefused(tr("This pattern takes too long; make it simpler.")) from error
    return tuple(found)


def nearest(matches: tuple[Match, ...], caret: int, *, backwards: bool = False) -> int:
    """Return the number of the first match at or behind a place, or the last one before it.

    Round the end it goes on at the other; -1 where there is none.
    """
    if not matches:
        return -1
    if backwards:
        before = [number for number, match in enumerate(matches) if match.end <= caret]
        return before[-1] if before else len(matches) - 1
    return next((n for n, match in enumerate(matches) if match.start >= caret), 0)


def _compiled(query: Query) -> regex.Pattern[str]:
    source = query.text if query.is_pattern else regex.escape(query.text, literal_spaces=True)
    if query.whole_words:
        source = rf"(?<!\w)(?:{source})(?!\w)"
    flags = regex.MULTILINE | (0 if query.matches_case else regex.IGNORECASE)
    try:
        return regex.compile(source, flags)
    except regex.error as error:
        raise SearchRefused(
            tr("This is no regular expression: {fault}.").format(fault=error.msg)
        ) from error


def _match(match: regex.Match[str], query: Query, replacement: str | None) -> Match:
    becomes = replacement
    if replacement is not None and query.is_pattern:
        try:
            becomes = match.expand(replacement)
        except (regex.error, IndexError) as error:
            raise SearchRefused(
                tr("This replacement cannot be used: {error}.").format(error=error)
            ) from error
    return Match(match.start(), match.end(), match.group(), becomes)
