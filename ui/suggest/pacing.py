"""How long to wait before asking: by the measured latency, longer for a writer who declines.

Pure: time comes in as seconds of a monotonic clock.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

# A fast answer may follow the key at once; a slow one would come when the next key is due, so the
# engine is asked only once the writer seems to rest. (latency at most, wait), milliseconds.
_STEPS = ((70.0, 15), (140.0, 25))
_SLOW_MS = 55
_DOUBLES_AT = 5
_RESTS_AT = 10
REST_S = 30.0
"""How long nothing is suggested after ten declined in a row, seconds."""


def debounce_ms(latency_ms: float | None) -> int:
    """Return the least wait after a key, milliseconds, for an engine of this latency.

    Args:
        latency_ms: from an ask to its first words on the screen; None before the first.
    """
    if latency_ms is None:
        return _SLOW_MS
    return next((wait for most, wait in _STEPS if latency_ms <= most), _SLOW_MS)


@dataclass(frozen=True, slots=True)
class Pacing:
    """How many suggestions in a row were declined, and until when none is made."""

    declined: int = 0
    rests_until: float = 0.0

    def after_declined(self, now: float) -> Pacing:
        """Return what follows a suggestion that was shown and not wanted."""
        declined = self.declined + 1
        if declined < _RESTS_AT:
            return replace(self, declined=declined)
        # Behind the rest the doubled pause stands until one is taken.
        return Pacing(_DOUBLES_AT, now + REST_S)

    def after_taken(self) -> Pacing:
        """Return what follows a suggestion of which something was taken or asked for."""
        return Pacing()

    def is_resting(self, now: float) -> bool:
        """Whether nothing is suggested now unless the writer asks."""
        return now < self.rests_until

    def pause_ms(self, own_ms: int, latency_ms: float | None) -> int:
        """Return how long to wait after a key, milliseconds.

        Args:
            own_ms: the writer's own pause; 0 to be as eager as the engine allows.
            latency_ms: as in `debounce_ms`.
        """
        pause = max(own_ms, debounce_ms(latency_ms))
        return 2 * pause if self.declined >= _DOUBLES_AT else pause
