"""Tells when what was asked for is on the screen: keys by their latency, others by a call."""

from __future__ import annotations

import time
from collections.abc import Callable


class PaintWatch:
    """What waits for the end of a view's next paint."""

    def __init__(self, on_key: Callable[[float], object]) -> None:
        """Call `on_key` with the milliseconds that each key took."""
        self._on_key = on_key
        self._keys_at: list[float] = []
        self._waiting: list[Callable[[], None]] = []

    def key_pressed(self) -> None:
        """Start a key's clock."""
        self._keys_at.append(time.perf_counter())

    def after_next(self, call: Callable[[], None]) -> None:
        """Call something once the next paint is done."""
        self._waiting.append(call)

    def done(self) -> None:
        """Report everything that the paint just done has shown."""
        now = time.perf_counter()
        # One paint may show several keys; each has waited for itself.
        keys, self._keys_at = self._keys_at, []
        for pressed_at in keys:
            self._on_key((now - pressed_at) * 1000)
        waiting, self._waiting = self._waiting, []
        for call in waiting:
            call()
