"""Who hears of a run, and how it is told to stop or to rest."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from engine.jobs import CancelFlag
from engine.training.aside import Aside

if TYPE_CHECKING:
    # Imports torch.
    from engine.training.tuner import Point

OnStage = Callable[[str], None]
OnPoint = Callable[["Point"], None]
OnProgress = Callable[[str, int, int], None]


@dataclass(slots=True)
class Listener:
    """Who hears of a run, and how it is told to stop or to rest."""

    on_stage: OnStage = lambda stage: None
    on_point: OnPoint = lambda point: None
    on_progress: OnProgress = lambda what, done, total: None
    cancel: CancelFlag = field(default_factory=CancelFlag)
    aside: Aside = field(default_factory=Aside)
