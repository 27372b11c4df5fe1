"""Counts words, and characters of scripts that write none; pure text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Self

from ui.language import tr

# A run of letters or digits with inner apostrophes and hyphens, or one CJK character.
CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_ONE = re.compile(f"[{CJK}]")
_WORD = re.compile(rf"[{CJK}]|[^\W_{CJK}]+(?:['\u2019-][^\W_{CJK}]+)*")


@dataclass(frozen=True, slots=True)
class Length:
    """How long a text is."""

    words: int = 0
    """Each Chinese or Japanese character is one."""
    characters: int = 0
    """Code points that are no white space."""
    cjk: int = 0
    """How many of the words are Chinese or Japanese characters."""

    def __add__(self, other: Self) -> Length:
        """Return the length of both texts."""
        return Length(
            self.words + other.words, self.characters + other.characters, self.cjk + other.cjk
        )

    @property
    def is_mostly_cjk(self) -> bool:
        """Whether its readers count characters and not words."""
        return 2 * self.cjk > self.words


def measure(text: str) -> Length:
    """Return a text's length in every unit."""
    characters = sum(map(len, text.split()))
    return Length(count_words(text), characters, len(_ONE.findall(text)))


def is_mostly_cjk(text: str) -> bool:
    """Return whether more than half of what counts as words are Chinese or Japanese characters."""
    return measure(text).is_mostly_cjk


def length_of(text: str) -> str:
    """Return a text's length as its reader counts it: in words, or in characters."""
    count = count_words(text)
    if is_mostly_cjk(text):
        return tr("%Ln characters", "", count)
    return tr("%Ln words", "", count)


def count_words(text: str) -> int:
    """Return the number of words; each Chinese or Japanese character counts as one."""
    return len(_WORD.findall(text))
