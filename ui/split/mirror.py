"""The least change that makes one text another: what is the same at both ends stays; pure."""

from __future__ import annotations

import bisect
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """A stretch and what takes its place."""

    start: int
    """In code points of the text before."""
    end: int
    text: str


def change_between(before: str, after: str) -> Change | None:
    """Return what changed; None where nothing did.

    Cost: a few dozen comparisons of slices, so that a whole book takes well under a frame.
    """
    if before == after:
        return None
    shorter = min(len(before), len(after))
    start = _longest(shorter, lambda n: before[:n] == after[:n])
    end = _longest(shorter - start, lambda n: before[len(before) - n :] == after[len(after) - n :])
    return Change(start, len(before) - end, after[start : len(after) - end])


def units(text: str) -> int:
    """Return how many UTF-16 units a text has, Qt's own places."""
    return len(text) + sum(1 for letter in text if letter > "\uffff")


def _longest(most: int, is_same: Callable[[int], bool]) -> int:
    """Return the largest number up to `most` for which two texts are the same."""
    return bisect.bisect_left(range(1, most + 1), True, key=lambda n: not is_same(n))
