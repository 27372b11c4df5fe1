"""How a voice is trained: one row a setting, with its range; knows nothing of torch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Method = Literal["lora", "full"]
_LEARNING_RATES: dict[Method, float] = {"lora": 2e-3, "full": 7e-4}
_MOST_MINUTES = 7 * 24 * 60


@dataclass(frozen=True, slots=True)
class TrainConfig:
    """Settings of one run; they stay with it, so that it goes on as it began."""

    method: Method = "lora"
    minutes: float | None = 15.0
    """Time budget in minutes of work, pauses left out; None: `max_steps` decides alone."""
    max_steps: int | None = None
    learning_rate: float | None = None
    """The highest of the schedule; None takes the method's own."""
    rank: int = 64
    """Of the LoRA matrices (Hu et al., arXiv:2106.09685); 1 to 512."""
    rows: int = 8
    """Windows a step, over all processes."""
    window: int = 512
    """Tokens a window; at most what the base can read."""
    infill_share: float = 0.15
    """Share of windows that train filling in, where the base knows how."""
    evaluations: int = 12
    """Looks at the held-out text in a full budget."""
    patience: int = 4
    """Looks without a better one after which training stops early."""
    save_s: float = 30.0
    """Seconds between two checkpoints."""
    seed: int = 1

    def __post_init__(self) -> None:
        if self.method not in get_args(Method):
            raise ValueError("method must be lora or full.")
        if self.minutes is None and self.max_steps is None:
            raise ValueError("a run needs minutes or max-steps.")
        if self.minutes is not None and not 0 < self.minutes <= _MOST_MINUTES:
            raise ValueError("minutes must be above 0 and at most a week.")
        if self.max_steps is not None and self.max_steps < 1:
            raise ValueError("max-steps must be at least 1.")
        if not 1 <= self.rank <= 512:
            raise ValueError("rank must be from 1 to 512.")
        if self.learning_rate is not None and not 0 < self.learning_rate < 1:
            raise ValueError("learning-rate must be between 0 and 1.")
        if self.rows < 1 or self.window < 32 or self.evaluations < 1 or self.patience < 1:
            raise ValueError("rows, window, evaluations and patience must be positive.")
        if not 0 <= self.infill_share <= 0.5:
            raise ValueError("infill-share must be from 0 to 0.5.")

    @property
    def peak_rate(self) -> float:
        """The highest learning rate of the schedule."""
        return self.learning_rate or _LEARNING_RATES[self.method]
