"""How far a run is and how fast it learns there: pure functions of steps and seconds."""

from __future__ import annotations

import math

from engine.training.config import TrainConfig

_WARM_UP = 0.04
_LAST_RATE = 0.02


def share_done(config: TrainConfig, step: int, seconds: float) -> float:
    """Return how much of the budget is used, 0 to 1; whichever of time and steps is further."""
    by_time = seconds / (60 * config.minutes) if config.minutes is not None else 0.0
    by_steps = step / config.max_steps if config.max_steps is not None else 0.0
    return min(1.0, max(by_time, by_steps))


def rate_at(config: TrainConfig, share: float) -> float:
    """Return the learning rate: a short linear rise, then half a cosine down to 2% of the peak.

    Loshchilov and Hutter, SGDR, arXiv:1608.03983, equation 5, without restarts.
    """
    if share < _WARM_UP:
        return config.peak_rate * max(share / _WARM_UP, 0.05)
    fallen = (share - _WARM_UP) / (1 - _WARM_UP)
    factor = _LAST_RATE + (1 - _LAST_RATE) * (1 + math.cos(math.pi * fallen)) / 2
    return config.peak_rate * factor
