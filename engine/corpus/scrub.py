"""Addresses, telephone numbers and listed names get stand-ins that keep sentences whole; pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import product

from engine.corpus.report import ScrubRow
from engine.errors import BadInput
from engine.guards import UNSPACED
from engine.reading.book import Book, Chapter

EMAIL_STAND_IN = "name@example.org"
# Numbers that are nobody's.
PHONE_STAND_IN = "555-0100"
_MAX_NAMES = 1000
# Digits and addresses stand between Chinese characters without a space.
_BEHIND_WORD, _BEFORE_WORD = rf"(?<![^\W{UNSPACED}])", rf"(?![^\W{UNSPACED}])"
_BEHIND_NAME = rf"(?<![^\W_{UNSPACED}])"
_BEFORE_NAME = rf"(?![^\W_{UNSPACED}])"
_EMAIL = re.compile(
    rf"{_BEHIND_WORD}(?<![.+-])[A-Za-z0-9][A-Za-z0-9_.+-]{{0,63}}"
    rf"@(?:[A-Za-z0-9][A-Za-z0-9-]{{0,62}}\.){{1,6}}[A-Za-z]{{2,24}}{_BEFORE_WORD}(?!@)"
)
_ISBN = (
    r"(?:ISBN(?:-1[03])?:?\s*)?97[89][- ]?\d[\d -]{7,12}\d"
    r"|ISBN(?:-1[03])?:?\s*[\dX][\dX -]{8,16}"
)
_PHONE = (
    r"\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){1,4}"
    r"|(?:1[ .-])?\(\d{3}\)[ .-]?\d{3}[ .-]\d{4}|\d{3}-\d{4}"
    r"|(?:1[ .-])?\d{3}(?P<gap>[ .-])\d{3}(?P=gap)\d{4}"
    r"|\(0\d{2,4}\)[ -]?\d{3,4}[ -]?\d{3,4}|0\d{2,4}[ -]\d{3,4}[ -]?\d{3,4}"
    r"|(?:86[ -]?)?1[3-9]\d[ -]?\d{4}[ -]?\d{4}|[48]00[ -]\d{3}[ -]\d{4}"
)
_NUMBERS = re.compile(
    rf"{_BEHIND_WORD}(?<![.,$£€¥+-])(?:(?P<isbn>{_ISBN})|(?P<phone>{_PHONE}))"
    rf"{_BEFORE_WORD}(?!-|[.,]\d)"
)
_UNSPACED = re.compile(f"[{UNSPACED}]")
_LETTERS = re.compile(r"[^\W\d_]+")
_NEUTRAL = (
    *("Robin", "Alex", "Sam", "Jo", "Kim", "Lee", "Max", "Pat", "Ash", "Drew", "Quinn", "Rowan"),
    *("Sky", "Toby", "Val", "Wren", "Jules", "Casey", "Morgan", "Jamie", "Taylor", "Blair"),
)
_NEUTRAL_CHINESE = tuple(f"某{sign}" for sign in "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥")


class Scrubber:
    """Puts stand-ins for what is private, the same one for the same name everywhere."""

    def __init__(self, names: Sequence[str], books: Sequence[Book]) -> None:
        """Choose the stand-ins.

        Args:
            names: whole names or parts of names; any case.
            books: all of them: a name that occurs in one is nobody's stand-in.

        Raises:
            BadInput: a Chinese name of one character, or more than 1,000 names.
        """
        listed = list(dict.fromkeys(" ".join(name.split()) for name in names if name.strip()))
        if len(listed) > _MAX_NAMES:
            raise BadInput(f"At most {_MAX_NAMES:,} names can be replaced.")
        short = next((n for n in listed if len(n) == 1 and _UNSPACED.match(n)), None)
        if short:
            raise BadInput(f"{short} is too short to tell a name by; give the whole name.")
        self._stand_ins = _stand_ins(listed, books)
        self._names = _pattern(listed)
        self._counts: Counter[str] = Counter()

    def book(self, book: Book) -> Book:
        """Return a book with stand-ins in its titles and texts."""
        return replace(
            book,
            title=self.text(book.title),
            chapters=tuple(Chapter(self.text(c.title), self.text(c.text)) for c in book.chapters),
        )

    def text(self, text: str) -> str:
        """Return a text with stand-ins."""
        if "@" in text:
            text, n = _EMAIL.subn(EMAIL_STAND_IN, text)
            self._counts["E-mail addresses"] += n
        text = _NUMBERS.sub(self._number, text)
        return self._names.sub(self._name, text) if self._names else text

    def rows(self) -> tuple[ScrubRow, ...]:
        """Return how many places of each kind got a stand-in so far."""
        return tuple(ScrubRow(kind, n) for kind, n in self._counts.items() if n)

    def _number(self, match: re.Match[str]) -> str:
        if match["isbn"]:
            return match[0]
        self._counts["Telephone numbers"] += 1
        return PHONE_STAND_IN

    def _name(self, match: re.Match[str]) -> str:
        self._counts["Names"] += 1
        stand_in = self._stand_ins[_key(match[0])]
        # Headlines shout; initials do not.
        is_upper = match[0].isupper() and any(len(word) > 1 for word in _LETTERS.findall(match[0]))
        return stand_in.upper() if is_upper else stand_in


def _key(name: str) -> str:
    return " ".join(name.split()).casefold()


def _stand_ins(names: Iterable[str], books: Sequence[Book]) -> dict[str, str]:
    used = {_key(name) for name in names}
    texts = [text for book in books for c in book.chapters for text in (c.title, c.text)]

    def free(candidates: Iterable[str]) -> Iterable[str]:
        return (c for c in candidates if c.casefold() not in used and not _occurs(c, texts))

    western = iter(free([*_NEUTRAL, *(" ".join(pair) for pair in product(_NEUTRAL, repeat=2))]))
    pairs = (a + b[1:] for a, b in product(_NEUTRAL_CHINESE, repeat=2))
    chinese = iter(free([*_NEUTRAL_CHINESE, *pairs]))
    found: dict[str, str] = {}
    for name in names:
        if _key(name) not in found:
            kind, fallback = (chinese, "某人") if _UNSPACED.search(name) else (western, "Someone")
            found[_key(name)] = next(kind, fallback)
    return found


def _occurs(candidate: str, texts: Sequence[str]) -> bool:
    is_chinese = bool(_UNSPACED.search(candidate))
    pattern = re.compile(candidate if is_chinese else rf"\b{candidate}\b")
    return any(pattern.search(text) for text in texts)


def _pattern(names: Sequence[str]) -> re.Pattern[str] | None:
    """Return what finds every name, the longest first; Chinese ones within other characters too."""
    parts = []
    for name in sorted(names, key=len, reverse=True):
        escaped = r"\s+".join(map(re.escape, name.split()))
        is_chinese = bool(_UNSPACED.search(name))
        parts.append(escaped if is_chinese else rf"{_BEHIND_NAME}{escaped}{_BEFORE_NAME}")
    return re.compile("|".join(parts), re.IGNORECASE) if parts else None
