"""Continues inside a word: the last word's letters are chosen again, together with what follows.

A tokenizer cuts "windo" where no trained text was cut, so a model continues it badly. The prompt
ends before the word instead, and the first tokens are held to spell its letters ("token healing",
M. Ribeiro, "The art of prompt design: prompt boundaries and token healing", 2023). A finished word
goes the same way: " to" is then simply the likeliest way to spell " to".
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

Logits = NDArray[np.float32]
_LAST_WORD = re.compile(r" ?[A-Za-z0-9]+(?:'[A-Za-z0-9]*)?$| $")
_MAX_CHARS = 24
_BREAKS = re.compile(r"""[\n:"*\u201c\u201d\u300c\u300d]""")


def split_last_word(text: str) -> tuple[str, str]:
    """Return the text before its last word, and that word with the space before it.

    The word is empty where there is nothing to heal: behind punctuation, a line break, or letters
    that are not ASCII, whose tokens may be parts of a character.
    """
    match = _LAST_WORD.search(text[-_MAX_CHARS:])
    if match is None or (match.start() == 0 and len(text) > _MAX_CHARS):
        return text, ""
    at = len(text) - len(match[0])
    if not text[:at].strip() or (at and ord(text[at - 1]) > 127 and text[at - 1].isalnum()):
        return text, ""
    return text[:at], match[0]


class Vocabulary:
    """The text of every token, sorted, so that those with a common beginning lie together."""

    def __init__(self, texts: Iterable[tuple[int, str]]) -> None:
        pairs = sorted((text, token) for token, text in texts if text)
        self._texts = [text for text, _ in pairs]
        self._ids = np.array([token for _, token in pairs], np.intp)
        self.text_of = {token: text for text, token in pairs}
        # What structures a text may come again and again without being a repeat.
        self.breakers = frozenset(token for text, token in pairs if _BREAKS.search(text))
        # What ends a line, alone or with a full stop before it.
        self.line_ids = frozenset(token for text, token in pairs if "\n" in text)

    def spelling(self, rest: str) -> NDArray[np.intp]:
        """Return the tokens that spell `rest` or a beginning of it, or go on behind it."""
        found = [self._range(rest, rest + "\U0010ffff")]
        found.extend(self._range(rest[:n], rest[:n] + "\0") for n in range(1, len(rest)))
        return np.concatenate(found)

    def _range(self, first: str, last: str) -> NDArray[np.intp]:
        return self._ids[
            bisect.bisect_left(self._texts, first) : bisect.bisect_left(self._texts, last)
        ]


class Healing:
    """Holds the first tokens of one take to the letters of the last word."""

    def __init__(self, vocabulary: Vocabulary, word: str) -> None:
        self._vocabulary = vocabulary
        self._rest = word

    @property
    def is_done(self) -> bool:
        """Whether the word is spelled; what follows is free."""
        return not self._rest

    def restrict(self, logits: Logits) -> Logits:
        """Return the logits with every token that does not fit the letters at minus infinity."""
        fitting = self._vocabulary.spelling(self._rest)
        if fitting.size == 0:
            return logits
        held = np.full_like(logits, -np.inf)
        held[fitting] = logits[fitting]
        return held

    def advance(self, token: int) -> None:
        """Note a chosen token."""
        self._rest = self._rest[len(self._vocabulary.text_of.get(token, self._rest)) :]
