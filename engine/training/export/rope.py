"""Rotary tables of a checkpoint, with transformers' own frequencies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from transformers.modeling_rope_utils import ROPE_INIT_FUNCTIONS

from engine.training.export.builder import Array
from engine.training.export.families import NotFusable


@dataclass(frozen=True, slots=True)
class RotaryTables:
    """Cosines and sines, float32 [positions, rotary size / 2]."""

    cos: Array
    sin: Array

    @property
    def rotary_size(self) -> int:
        """Places of a head that are rotated."""
        return 2 * int(self.cos.shape[1])


def rotary_tables(config: Any, positions: int) -> RotaryTables:
    """Return the tables of a checkpoint for a number of positions.

    Scalings that change with the text's length (dynamic, longrope) equal a static table up to the
    length the model was first trained on; the caller keeps `positions` within it.

    Raises:
        NotFusable: transformers does not know the scaling.
    """
    # Not every configuration class has the field: some know the default rope only.
    scaling = getattr(config, "rope_scaling", None) or {}
    kind = scaling.get("rope_type", scaling.get("type", "default"))
    if kind not in ROPE_INIT_FUNCTIONS:
        raise NotFusable(f"the rope scaling {kind} is not known to the fused graph")
    frequencies, factor = ROPE_INIT_FUNCTIONS[kind](config, torch.device("cpu"))
    # In float32, as transformers multiplies them: far positions differ from exact angles.
    angles = np.arange(positions, dtype=np.float32)[:, None] * frequencies.float().numpy()[None, :]
    return RotaryTables(
        cos=(np.cos(angles) * factor).astype(np.float32),
        sin=(np.sin(angles) * factor).astype(np.float32),
    )
