"""Where one undo step ends and the next begins while the writer types: a pure rule and a clock.

Qt puts everything typed in a row into one step; a chapter must not vanish at one key.
"""

from __future__ import annotations

import time
from collections.abc import Callable

_PAUSE_S = 1.0
_SENTENCE_ENDS = (".", "!", "?", "\u2026", "\u3002", "\uff01", "\uff1f")
_CLOSERS = "\"'\u201d\u2019)]*_ "


class UndoSteps:
    """Begins a step after a pause, at a new sentence, and after any edit that is not typing."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._last_at = float("-inf")

    def begins(self, typed: str, line_before: str) -> bool:
        """Return whether this letter begins a step.

        Args:
            typed: the letter.
            line_before: the line before the caret; a sentence may have ended in it.
        """
        now = self._clock()
        paused = now - self._last_at > _PAUSE_S
        self._last_at = now
        starts_word = not typed.isspace() and (not line_before or line_before[-1].isspace())
        ended = line_before.rstrip(_CLOSERS).endswith(_SENTENCE_ENDS) or not line_before.strip()
        return paused or (starts_word and ended)
