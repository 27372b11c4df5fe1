"""A text as a hurried writer might have typed it: what polish is measured on.

Faults are those that proofreaders mark: letters swapped, left out or doubled, words doubled or left
out, capitals and marks missing. Seeded, and never the text itself where it has a letter or a mark.
"""

from __future__ import annotations

import re
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from engine.guards import UNSPACED

_WORD = re.compile(r"[^\W\d_]+")
_MARK = re.compile(r"[,;']")
_SMALL = frozenset({"a", "an", "the", "of", "to", "in"})
_WORD_FAULTS = 0.12
_MARK_FAULTS = 0.3
_TYPO_LETTERS = 4
# A word alone goes unharmed in nearly nine of ten tries.
_MOST_TRIES = 200
_UNSPACED = re.compile(f"[{UNSPACED}]")


def damage(text: str, rng: np.random.Generator) -> str:
    """Return a text with faults in about one word of eight and one comma of three.

    A text without anything to make a fault of is returned as it is.
    """
    whole = _tidy(text)
    if not (_WORD.search(whole) or _MARK.search(whole)):
        return text
    for _ in range(_MOST_TRIES):
        damaged = _WORD.sub(lambda m: _word(m[0], rng), whole)
        damaged = _MARK.sub(lambda m: "" if rng.random() < _MARK_FAULTS else m[0], damaged)
        damaged = _tidy(damaged)
        if damaged and damaged != whole:
            return damaged
    return text


def error_rate(text: str, reference: str) -> float:
    """Return the character error rate: edits that make `text` the reference, over its length.

    Edits are insertions, deletions and substitutions (Levenshtein 1966). ValueError where the
    reference is empty.
    """
    if not reference:
        raise ValueError("an error rate needs a reference")
    wanted = np.frombuffer(reference.encode("utf-32-le"), "<u4")
    columns = np.arange(len(wanted) + 1)
    row: NDArray[np.int64] = columns.copy()
    for letter in text:
        # Deletion and substitution column by column; insertions run along the row.
        best = np.minimum(row[1:] + 1, row[:-1] + (wanted != ord(letter)))
        row = np.concatenate(([row[0] + 1], best))
        row = np.minimum.accumulate(row - columns) + columns
    return float(row[-1]) / len(reference)


def _tidy(text: str) -> str:
    return re.sub(r"  +", " ", text).strip()


def _word(word: str, rng: np.random.Generator) -> str:
    if rng.random() >= _WORD_FAULTS:
        return word
    faults: list[Callable[[str, np.random.Generator], str]] = [_doubled_word, _small]
    if word.lower() in _SMALL:
        faults.append(_missing)
    if len(word) >= _TYPO_LETTERS:
        # Typing errors are the most common ones.
        faults += [_swapped, _left_out, _doubled] * 2
    return faults[int(rng.integers(len(faults)))](word, rng)


def _place(word: str, rng: np.random.Generator) -> int:
    return int(rng.integers(1, len(word) - 1))


def _swapped(word: str, rng: np.random.Generator) -> str:
    at = _place(word, rng)
    return word[:at] + word[at + 1] + word[at] + word[at + 2 :]


def _left_out(word: str, rng: np.random.Generator) -> str:
    at = _place(word, rng)
    return word[:at] + word[at + 1 :]


def _doubled(word: str, rng: np.random.Generator) -> str:
    at = _place(word, rng)
    return word[:at] + word[at] + word[at:]


def _doubled_word(word: str, rng: np.random.Generator) -> str:
    return word + ("" if _UNSPACED.match(word) else " ") + word


def _small(word: str, rng: np.random.Generator) -> str:
    return word.lower()


def _missing(word: str, rng: np.random.Generator) -> str:
    return ""
