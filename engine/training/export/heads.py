"""How the places of an attention head are laid out for the fused operator.

GroupQueryAttention takes head sizes that are multiples of 16 and rotates place i with place
i + size / 2. A checkpoint may have narrower heads and rotate only their first places: each pair is
put half a padded head apart, the other places fill the gaps and are rotated by nothing, and what is
left holds zeros in queries, keys and values, so it changes no product.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.training.export.builder import Array
from engine.training.export.families import NotFusable

_STEP = 16


@dataclass(frozen=True, slots=True)
class HeadLayout:
    """The size of a head in the fused graph, and where each place of the checkpoint's goes."""

    size: int
    places: tuple[int, ...]
    rotary_size: int

    @classmethod
    def of(cls, head_size: int, rotary_size: int) -> HeadLayout:
        """Return the layout of heads whose first `rotary_size` places are rotated.

        Raises:
            NotFusable: an odd number of places cannot be rotated in pairs.
        """
        if rotary_size % 2 or rotary_size > head_size:
            raise NotFusable(f"it rotates {rotary_size} places of a head of {head_size}")
        size = -(-head_size // _STEP) * _STEP
        half, pairs = size // 2, rotary_size // 2
        rotated = [*range(pairs), *range(half, half + pairs)]
        free = [*range(pairs, half), *range(half + pairs, size)]
        return cls(size, (*rotated, *free[: head_size - rotary_size]), rotary_size)

    def spread(self, heads: Array) -> Array:
        """Return an array whose last axis holds heads, with each head laid out."""
        n_heads = heads.shape[-1] // len(self.places)
        split = heads.reshape(*heads.shape[:-1], n_heads, len(self.places))
        spread = np.zeros((*split.shape[:-1], self.size), np.float32)
        spread[..., list(self.places)] = split
        return spread.reshape(*heads.shape[:-1], -1)

    def norm(self, weight: Array, epsilon: float) -> tuple[Array, float]:
        """Return a norm over one head, laid out: the mean now counts the zeros as well.

        With D of P places used, x / sqrt(sum / P + e D / P) is sqrt(P / D) times what it was.
        """
        share = len(self.places) / self.size
        return self.spread(weight * np.float32(np.sqrt(share))), epsilon * share

    def table(self, values: NDArray[np.float32], neutral: float) -> Array:
        """Return a rotary table [positions, size / 2] with a neutral value where nothing turns."""
        missing = self.size // 2 - values.shape[1]
        return np.pad(values, ((0, 0), (0, missing)), constant_values=neutral)
