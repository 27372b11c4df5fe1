"""The words that carry a text's meaning, and how many of them another text still has.

A meaning-bearing word is one that is no function word (a short English list; in other languages
every word counts). It is kept where the other text has a word with its first letters: all but two,
three to five of them, so that "walked" is kept by "walking". Names (capitals inside a sentence)
and numbers are kept only as they are.
"""

from __future__ import annotations

import bisect
import re
from functools import cache

from engine import paths
from engine.guards import words_of

_STEM_LETTERS = (3, 5)
_INSIDE_NAME = re.compile(r"(?<=[a-z,;]\s)[A-Z][a-z]{2,}\b")
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def meaning_words(text: str) -> list[str]:
    """Return the meaning-bearing words of a text in order, in lower case."""
    words = (word.lower() for word, _ in words_of(text))
    return [word for word in words if word.split("'")[0] not in _function_words()]


def kept_share(source: str, other: str) -> float:
    """Return the share of a text's meaning-bearing words that another text has; 1 of none."""
    wanted = meaning_words(source)
    has = sorted({word.lower() for word, _ in words_of(other)})
    kept = sum(_has_start(has, _stem(word)) for word in wanted)
    return kept / len(wanted) if wanted else 1.0


def keeps_names(source: str, other: str) -> bool:
    """Whether all names and numbers of a text stand in another one."""
    kept = {word for word, _ in words_of(other)}
    wanted = {*_INSIDE_NAME.findall(source), *_NUMBER.findall(source)}
    return all(word in kept or word in other for word in wanted)


def _stem(word: str) -> str:
    least, most = _STEM_LETTERS
    return word if len(word) <= least + 1 else word[: max(least, min(most, len(word) - 2))]


def _has_start(words: list[str], start: str) -> bool:
    """Whether one of the sorted words begins so."""
    at = bisect.bisect_left(words, start)
    return at < len(words) and words[at].startswith(start)


@cache
def _function_words() -> frozenset[str]:
    path = paths.resources() / "evaluation" / "function-words-en.txt"
    return frozenset(path.read_text(encoding="utf-8").split())
