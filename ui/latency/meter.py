"""Keeps the last latencies of one kind and tells their percentiles; pure."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass

_MOST = 1000


@dataclass(frozen=True, slots=True)
class Spread:
    """Percentiles by the nearest rank, milliseconds."""

    n: int
    p50: float
    p95: float
    p99: float


class Meter:
    """The last thousand latencies."""

    def __init__(self) -> None:
        self._kept: deque[float] = deque(maxlen=_MOST)

    def add(self, ms: float) -> None:
        """Keep one."""
        self._kept.append(ms)

    def spread(self) -> Spread | None:
        """Return how they are spread; None while there is none."""
        if not self._kept:
            return None
        ordered = sorted(self._kept)

        def rank(percent: int) -> float:
            # Nearest rank: the least value that so many percent do not exceed.
            return ordered[math.ceil(percent / 100 * len(ordered)) - 1]

        return Spread(len(ordered), rank(50), rank(95), rank(99))
