"""What a session has already computed: the tokens in its key/value buffers; numpy arrays only.

The buffers are allocated once, at full length. Dropping a tail is a change of `length`; the stale
values behind it are overwritten by the next step and never read.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import DTypeLike, NDArray


def common_prefix(a: Sequence[int], b: Sequence[int]) -> int:
    """Return how many leading tokens two sequences share."""
    n = min(len(a), len(b))
    for i in range(n):
        if a[i] != b[i]:
            return i
    return n


class KVCache:
    """Key and value buffers of one sequence, and the tokens they hold.

    `keys[layer]` and `values[layer]` have shape [1, kv_heads, capacity, head_size].
    """

    def __init__(
        self, layers: int, kv_heads: int, head_size: int, capacity: int, dtype: DTypeLike
    ) -> None:
        shape = (1, kv_heads, capacity, head_size)
        self.keys: tuple[NDArray[np.floating], ...] = tuple(
            np.zeros(shape, dtype) for _ in range(layers)
        )
        self.values: tuple[NDArray[np.floating], ...] = tuple(
            np.zeros(shape, dtype) for _ in range(layers)
        )
        self.capacity = capacity
        self._tokens: list[int] = []

    @property
    def length(self) -> int:
        """Number of tokens whose keys and values are valid."""
        return len(self._tokens)

    @property
    def tokens(self) -> tuple[int, ...]:
        """The tokens that the buffers hold, oldest first."""
        return tuple(self._tokens)

    def reuse(self, prompt: Sequence[int]) -> int:
        """Keep what the prompt shares with the cache and return how many tokens that is.

        One token of the prompt is always left to run: its logits are what the caller is after.
        """
        keep = min(common_prefix(self._tokens, prompt), len(prompt) - 1)
        self.trim(keep)
        return keep

    def trim(self, length: int) -> None:
        """Drop every token from `length` on.

        Raises:
            ValueError: the cache holds fewer tokens than that.
        """
        if not 0 <= length <= self.length:
            raise ValueError(f"cannot trim a cache of {self.length} tokens to {length}")
        del self._tokens[length:]

    def append(self, tokens: Sequence[int]) -> None:
        """Record tokens whose keys and values a step has just written.

        Raises:
            ValueError: there is no room.
        """
        if self.length + len(tokens) > self.capacity:
            raise ValueError(f"{len(tokens)} tokens do not fit behind {self.length}")
        self._tokens.extend(tokens)
