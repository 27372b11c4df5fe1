"""A session's rows that run ahead: one over its own cache, or several over a batch's buffers.

Knows calls and buffers; what to draft is `speculation`'s, what became of it `drafting`'s.
ONNX Runtime's GroupQueryAttention takes several new tokens behind a past for one row only
("batch_size must be 1 when sequence_length > 1 and past context is given", 1.31), so that each row
has calls of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import DTypeLike, NDArray

from engine.drafting import DraftingRow, DraftingRows, Tally
from engine.kv_cache import KVCache
from engine.rows import BatchKV, BatchRows, Lane, Rows, Single, SoloRows
from engine.speculation import CALL_SIZES
from engine.step import GraphRunner

Logits = NDArray[np.float32]
_LARGEST = CALL_SIZES[-1]


class Ahead:
    """Calls of several tokens behind a session's cache, and the rows that they serve."""

    def __init__(
        self,
        runner: GraphRunner,
        cache: KVCache,
        kv: Mapping[str, Any],
        vocab_size: int,
        dtype: DTypeLike,
    ) -> None:
        """Prepare; nothing is bound before the first rows.

        Args:
            runner: of the session.
            cache: its cache.
            kv: the cache's buffers as the graph takes them.
            vocab_size: width of the logits.
            dtype: of the logits.
        """
        self.tally = Tally()
        self._cache = cache
        self._bind: Callable[[], Lane] = partial(Lane, runner, kv, vocab_size, dtype)
        self._lane: Lane | None = None
        self._is_alike: bool | None = None

    def serves(self, room: int) -> bool:
        """Return whether rows may run ahead from what the cache holds.

        Not where they could grow to its very end: a call has a token more than is chosen. And not
        on a processor that computes a token otherwise in a long call than in a short one.

        Raises:
            Cancelled: that was being tried; the cache is as it was.
        """
        past = self._cache.length
        if past < _LARGEST or past + max(room + 1, _LARGEST) > self._cache.capacity:
            return False
        if self._is_alike is None:
            self._is_alike = self._computes_alike(self._cache.tokens[-_LARGEST:])
            self._cache.trim(past)
        return self._is_alike

    def one_row(self, session: Single) -> Rows:
        """Return a row over the session's own cache."""
        prompt = self._cache.tokens
        row = DraftingRow(0, self._run, prompt, self._cache.capacity, self.tally)

        def otherwise(lengths: Sequence[int], numbers: Sequence[int]) -> Rows:
            self._cache.trim(lengths[0])
            return SoloRows(session, len(prompt))

        return DraftingRows([row], self._cache.trim, otherwise)

    def several_rows(self, kv: BatchKV, n_rows: int) -> Rows:
        """Return rows over buffers that have been filled from the cache."""
        prompt, capacity = self._cache.tokens, kv.buffers.capacity
        rows = [
            DraftingRow(number, kv.lane(number).run, prompt, capacity, self.tally)
            for number in range(n_rows)
        ]

        def otherwise(lengths: Sequence[int], numbers: Sequence[int]) -> Rows:
            # A row stands at its own number or beyond all of them, so none is written over.
            for place, (number, length) in enumerate(zip(numbers, lengths, strict=True)):
                kv.buffers.move(number, place, len(prompt), length)
            return BatchRows(kv, len(lengths), len(prompt), lengths)

        return DraftingRows(rows, lambda length: None, otherwise)

    def _run(self, past: int, tokens: Sequence[int]) -> Logits:
        """Run tokens behind the cache's first `past`; the cache holds them afterwards."""
        if self._lane is None:
            self._lane = self._bind()
        self._cache.trim(past)
        logits = self._lane.run(past, tokens)
        self._cache.append(tokens)
        return logits

    def _computes_alike(self, tokens: Sequence[int]) -> bool:
        """Try a few tokens in calls of each size: whether they come to the very same logits."""
        past = self._cache.length
        whole = self._run(past, tokens).copy()
        start = 0
        for size in (2, 4, 2):
            part = self._run(past + start, tokens[start : start + size])
            if not np.array_equal(part, whole[start : start + size]):
                return False
            start += size
        return True
