"""What a session has already computed: the tokens in its key/value buffers; numpy arrays only.

The buffers are allocated once, at full length. Dropping a tail is a change of `length`; the stale
values behind it are overwritten by the next step and never read.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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


class RowBuffers:
    """Key and value buffers of several rows that start from one prefix.

    Each array has shape [n_rows, kv_heads, capacity, head_size]; `names` are "layer.key" and
    "layer.value".
    """

    _STEP = 256

    def __init__(self, cache: KVCache, n_rows: int, capacity: int) -> None:
        """Allocate buffers beside a cache.

        Args:
            cache: gives layers, heads and dtype.
            n_rows: rows at most.
            capacity: tokens a row must hold; rounded up, so that a longer prompt still fits.
        """
        _, kv_heads, _, head_size = cache.keys[0].shape
        self.n_rows = n_rows
        self.capacity = self._rounded(cache, capacity)
        self.dtype: Any = cache.keys[0].dtype
        shape = (n_rows, kv_heads, self.capacity, head_size)
        self._arrays = {
            f"{layer}.{kind}": np.zeros(shape, self.dtype)
            for layer in range(len(cache.keys))
            for kind in ("key", "value")
        }

    @classmethod
    def n_bytes(cls, cache: KVCache, n_rows: int, capacity: int) -> int:
        """Return what buffers made with the same arguments take, bytes."""
        per_token = sum(array.nbytes for array in (*cache.keys, *cache.values)) // cache.capacity
        return n_rows * cls._rounded(cache, capacity) * per_token

    @classmethod
    def _rounded(cls, cache: KVCache, capacity: int) -> int:
        return min(cache.capacity, -(-capacity // cls._STEP) * cls._STEP)

    @property
    def names(self) -> tuple[str, ...]:
        """The buffers' names."""
        return tuple(self._arrays)

    def array(self, name: str) -> NDArray[np.floating]:
        """Return one buffer."""
        return self._arrays[name]

    def fits(self, n_rows: int, capacity: int) -> bool:
        """Return whether that many rows of that many tokens have room."""
        return n_rows <= self.n_rows and capacity <= self.capacity

    def fill(self, cache: KVCache, n_rows: int) -> None:
        """Copy what the cache holds into the first rows."""
        n = cache.length
        for layer, (keys, values) in enumerate(zip(cache.keys, cache.values, strict=True)):
            self._arrays[f"{layer}.key"][:n_rows, :, :n] = keys[:, :, :n]
            self._arrays[f"{layer}.value"][:n_rows, :, :n] = values[:, :, :n]

    def move(self, source: int, target: int, start: int, end: int) -> None:
        """Copy the tokens from `start` to `end` of one row over another row's."""
        if source != target:
            for array in self._arrays.values():
                array[target, :, start:end] = array[source, :, start:end]
