"""Finds rows by what the writer types: word beginnings first, slips of the fingers last; no Qt."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar

from rapidfuzz import fuzz

_WORD = re.compile(r"[\w']+")
# Below this rapidfuzz finds likeness in words that have only a few letters in common.
_LEAST_LIKE, _LEAST_LETTERS = 78.0, 3
_SLIP = 6


class Named(Protocol):
    """What can be found."""

    @property
    def id(self) -> str:
        """The name by which recent choices know it."""

    @property
    def label(self) -> str:
        """What the writer reads."""

    @property
    def other(self) -> str:
        """Another name, as good as the label: the one in English; empty where there is none."""

    @property
    def also(self) -> str:
        """Other words that lead to it, less than those of the label."""


Row = TypeVar("Row", bound=Named)


@dataclass(frozen=True, slots=True, order=True)
class _Rank:
    """How well a row fits; the least comes first."""

    tier: int
    recency: int
    unlikeness: float
    place: int


def plain(text: str) -> str:
    """Return text as it is compared: words in small letters, without accents and punctuation."""
    letters = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(_WORD.findall("".join(c for c in letters if not unicodedata.combining(c))))


def ranked(query: str, rows: Sequence[Row], recent: Sequence[str] = ()) -> list[Row]:
    """Return the rows that fit a query, the best first.

    Args:
        query: what was typed; without a word in it every row fits.
        rows: what there is, in the order that counts where nothing else does.
        recent: ids that were chosen before, the last choice first.
    """
    wanted = plain(query)
    before = {id: n for n, id in enumerate(recent)}
    found: list[tuple[_Rank, Row]] = []
    for place, row in enumerate(rows):
        names = [plain(name) for name in (row.label, row.other) if name]
        fits = [fit for name in names if (fit := _fit(wanted, name, plain(row.also)))]
        if fits:
            fit = min(fits, key=lambda fit: (fit[0], -fit[1]))
            recency = before.get(row.id, len(before))
            found.append((_Rank(fit[0], recency, -fit[1], place), row))
    # A slip is thought of only where nothing fits as it was typed.
    has_exact = any(rank.tier < _SLIP for rank, _ in found)
    found = [pair for pair in found if pair[0].tier < _SLIP or not has_exact]
    return [row for _, row in sorted(found, key=lambda pair: pair[0])]


def _fit(wanted: str, label: str, also: str) -> tuple[int, float] | None:
    """Return a tier, the least is the best, and a likeness; None where nothing fits."""
    if not wanted:
        return 0, 0.0
    likeness = fuzz.ratio(wanted, label)
    both = f"{label} {also}"
    if wanted == label:
        return 0, likeness
    if label.startswith(wanted):
        return 1, likeness
    if _begins_words(wanted.split(), label.split()):
        return 2, likeness
    if _begins_words(list(wanted.replace(" ", "")), label.split()):
        return 3, likeness
    if _begins_words_anywhere(wanted.split(), both.split()):
        return 4, 0.0
    if wanted in both:
        return 5, 0.0
    likeness = _likeness(wanted, both)
    return (_SLIP, likeness) if likeness >= _LEAST_LIKE else None


def _begins_words(beginnings: Sequence[str], words: Sequence[str]) -> bool:
    """Whether each of the beginnings begins a word, in their order."""
    rest = iter(words)
    return all(any(word.startswith(begin) for word in rest) for begin in beginnings)


def _begins_words_anywhere(beginnings: Sequence[str], words: Sequence[str]) -> bool:
    return all(any(word.startswith(begin) for word in words) for begin in beginnings)


def _likeness(wanted: str, words: str) -> float:
    """Return how much the least like of the wanted words is like some word, 0 to 100."""
    each = [max(_word_likeness(word, other) for other in words.split()) for word in wanted.split()]
    return min(each, default=0.0)


def _word_likeness(word: str, other: str) -> float:
    if len(word) < _LEAST_LETTERS:
        return 100.0 if other.startswith(word) else 0.0
    # Its beginning too: a slip does not wait for the word's end.
    return max(fuzz.ratio(word, other), fuzz.ratio(word, other[: len(word)]))
