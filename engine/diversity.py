"""How alike takes are: pure functions over their texts.

Likeness is the Jaccard index of two texts' pairs of neighbouring words (Chinese and Japanese
characters count as words): shared pairs over all pairs. 1 is the same text, 0 shares no pair.
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import combinations, pairwise

from engine.guards import words_of

# Above this a second take reads as the first one again; measured on pairs of the starter's takes.
NEAR = 0.6


def likeness(first: str, second: str) -> float:
    """Return how alike two texts are, 0 to 1."""
    a, b = _pairs(first), _pairs(second)
    if not a and not b:
        return 1.0
    return len(a & b) / len(a | b)


def diversity(texts: Sequence[str]) -> float | None:
    """Return 1 minus the mean likeness of two texts; None for fewer than two."""
    pairs = [likeness(a, b) for a, b in combinations(texts, 2)]
    return 1 - sum(pairs) / len(pairs) if pairs else None


def nearest(text: str, others: Sequence[str]) -> float:
    """Return the likeness of a text to the most alike of the others; 0 where there are none."""
    return max((likeness(text, other) for other in others), default=0.0)


def _pairs(text: str) -> set[tuple[str, str]]:
    words = [word for word, _ in words_of(text)]
    # The edge pairs tell texts of one word apart, and make a shared beginning count.
    return set(pairwise(["", *words, ""]))
