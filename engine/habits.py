"""A document's own habits, straight or curly quotes and the gap between paragraphs; pure functions.

The starter was trained on straight quotes and one blank line between paragraphs: its input is
brought to that form and its output back to the document's.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Literal

QuoteHabit = Literal["straight", "curly"]

_STRAIGHT = str.maketrans({"\u201c": '"', "\u201d": '"', "\u2018": "'", "\u2019": "'"})
_CURLY = "\u201c\u201d\u2018\u2019"
_OPENS_AFTER = "([{\u2014\u2013-/\u201c\u2018"
_BREAKS = re.compile(r"\n+")


@dataclass(frozen=True, slots=True)
class Habits:
    """How a document writes what models write in one way only."""

    quotes: QuoteHabit | None
    """None: it has no quotes yet; a model's own are left as they are."""
    paragraph_gap: Literal["\n", "\n\n"]

    def to_model(self, text: str) -> str:
        """Return the text in the starter's form."""
        return _BREAKS.sub("\n\n", straighten(text))

    def from_model(self, text: str, previous: str) -> str:
        """Return a piece of a suggestion in the document's form; `previous` ends before it."""
        return in_habit(_BREAKS.sub(self.paragraph_gap, text), self.quotes, previous)


def habits_of(text: str) -> Habits:
    """Return the habits that a text shows; one blank line where it has a single paragraph."""
    single = "\n" in text.strip() and "\n\n" not in text
    return Habits(quotes=habit_of(text), paragraph_gap="\n" if single else "\n\n")


def habit_of(text: str) -> QuoteHabit | None:
    """Return which kind of quotes a text uses more, or None where it has none."""
    curly = sum(text.count(mark) for mark in _CURLY)
    straight = text.count('"') + text.count("'")
    if curly == straight == 0:
        return None
    return "curly" if curly > straight else "straight"


def straighten(text: str) -> str:
    """Return the text with straight quotes; every character keeps its place."""
    return text.translate(_STRAIGHT)


def curl(text: str, previous: str) -> str:
    """Return the text with curly quotes; every character keeps its place.

    Args:
        text: a piece of a longer text.
        previous: the text before the piece; only its last character is looked at.
    """
    result: list[str] = []
    last = previous[-1:]
    for character in text:
        if character in "\"'":
            opens = not last or last.isspace() or last in _OPENS_AFTER
            double = character == '"'
            character = _CURLY[(0 if double else 2) + (0 if opens else 1)]
        result.append(character)
        last = character
    return "".join(result)


def in_habit(text: str, habit: QuoteHabit | None, previous: str) -> str:
    """Return the text in the document's habit; unchanged where the document has none."""
    if habit == "curly":
        return curl(text, previous)
    if habit == "straight":
        return straighten(text)
    return text
