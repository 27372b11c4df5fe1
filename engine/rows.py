"""Takes that grow from one prefill: rows of a batch, each at a length of its own.

A row may be taken back some tokens or leave while the others go on. Token ids in, logits out.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from typing import Any, Protocol

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from engine.kv_cache import KVCache, RowBuffers
from engine.speculation import CALL_SIZES
from engine.step import BoundStep, GraphRunner

Logits = NDArray[np.float32]


class Rows(Protocol):
    """What the take loop needs of a forked session; rows are numbered 0 to n_rows - 1."""

    @property
    def n_rows(self) -> int:
        """How many rows are live."""

    def step(self, tokens: Sequence[int]) -> Logits:
        """Run one token behind each live row.

        Returns:
            float32 [n_rows, vocab_size], each row's logits; valid until the next step.
        """

    def rewind(self, row: int, n_tokens: int) -> None:
        """Drop a row's last tokens, at most those it has grown by."""

    def drop(self, row: int) -> None:
        """End a row; the last live row takes its number."""


class DraftingSession(ABC):
    """A session that can run ahead of takes which copy much of the prompt."""

    @abstractmethod
    def fork_drafting(self, n_rows: int, room: int) -> Rows:
        """Return rows that go on from the cache by at most `room` tokens, with drafts if it can."""


class Single(Protocol):
    """A session that runs one sequence."""

    cache: KVCache

    def step(self, tokens: Sequence[int]) -> Logits:
        """Run tokens behind the cache; float32 [vocab_size] after the last one."""


class SoloRows:
    """One row over the session's own cache, which stays warm for what the row has written."""

    def __init__(self, session: Single, prefix: int | None = None) -> None:
        """Begin a row; its tokens from `prefix` on, by default those to come, can be dropped."""
        self._session = session
        self._prefix = session.cache.length if prefix is None else prefix
        self.n_rows = 1

    def step(self, tokens: Sequence[int]) -> Logits:
        """Run one token behind the row; float32 [1, vocab_size]."""
        if len(tokens) != self.n_rows:
            raise ValueError(f"{len(tokens)} tokens for {self.n_rows} rows")
        return self._session.step(tokens)[None]

    def rewind(self, row: int, n_tokens: int) -> None:
        """Drop the row's last tokens."""
        length = self._session.cache.length - n_tokens
        if row != 0 or length < self._prefix or n_tokens < 0:
            raise ValueError(f"row {row} cannot go back {n_tokens} tokens")
        self._session.cache.trim(length)

    def drop(self, row: int) -> None:
        """End the row."""
        if row != 0 or not self.n_rows:
            raise ValueError(f"there is no row {row}")
        self.n_rows = 0


class Lane:
    """Calls of several tokens over the buffers of one row, with the logits after each of them."""

    def __init__(
        self, runner: GraphRunner, kv: Mapping[str, Any], vocab_size: int, dtype: Any
    ) -> None:
        """Bind a call of every size that there is.

        Args:
            runner: of the session.
            kv: the row's key/value buffers by "layer.key" and "layer.value".
            vocab_size: width of the logits.
            dtype: of the logits.
        """
        self._runner = runner
        self._steps = {
            k: BoundStep(runner.session, kv, (1, k), k, vocab_size, dtype) for k in CALL_SIZES
        }

    def run(self, past: int, tokens: Sequence[int]) -> Logits:
        """Run tokens, one of CALL_SIZES, behind the row's first `past` ones.

        Returns:
            float32 [len(tokens), vocab_size], valid until the lane's next call.

        Raises:
            Cancelled: the call was stopped; what stands behind `past` is unknown.
        """
        step = self._steps[len(tokens)]
        step.ids[0, :] = tokens
        step.seqlens[0] = past + len(tokens) - 1
        step.total[...] = past + len(tokens)
        self._runner.run(step.binding)
        logits: Logits = step.logits[0].astype(np.float32, copy=False)
        return logits


class BatchKV:
    """Key/value buffers of many rows on the session's device, and the calls bound to them.

    Kept by the session from ask to ask; `fits` says whether it serves the next one.
    """

    def __init__(
        self,
        runner: GraphRunner,
        buffers: RowBuffers,
        vocab_size: int,
        device: str,
        in_place: bool,
    ) -> None:
        """Wrap buffers.

        Args:
            runner: of the session.
            buffers: numpy arrays, which the rows are filled from.
            vocab_size: width of the logits.
            device: "cpu" or "cuda".
            in_place: whether the device computes in the arrays' own memory, as the CPU does; then
                rows can be moved, and a part of them bound alone.
        """
        self.runner = runner
        self.buffers = buffers
        self.vocab_size = vocab_size
        self.in_place = in_place
        self._device = device
        self._steps: dict[int, BoundStep] = {}
        self._lanes: dict[int, Lane] = {}
        self._values = {} if in_place else self._wrapped(0, buffers.n_rows)

    def fits(self, n_rows: int, capacity: int) -> bool:
        """Return whether these buffers serve that many rows of that many tokens.

        Where a part of them cannot be bound alone, rows that nobody asked for would run as well.
        """
        same = self.in_place or n_rows == self.buffers.n_rows
        return same and self.buffers.fits(n_rows, capacity)

    def fill(self, cache: KVCache, n_rows: int) -> None:
        """Give the first rows the cache's keys and values."""
        self.buffers.fill(cache, n_rows)
        for name, value in self._values.items():
            value.update_inplace(self.buffers.array(name))

    def step_for(self, n_rows: int) -> BoundStep:
        """Return the bound one-token call of the first rows."""
        step = self._steps.get(n_rows)
        if step is None:
            kv = self._wrapped(0, n_rows) if self.in_place else self._values
            step = self._steps[n_rows] = BoundStep(
                self.runner.session, kv, (n_rows, 1), 1, self.vocab_size, self.buffers.dtype
            )
        return step

    def lane(self, row: int) -> Lane:
        """Return the bound calls of one row alone, where a part of the buffers can be bound."""
        lane = self._lanes.get(row)
        if lane is None:
            kv = self._wrapped(row, row + 1)
            lane = Lane(self.runner, kv, self.vocab_size, self.buffers.dtype)
            self._lanes[row] = lane
        return lane

    def _wrapped(self, start: int, end: int) -> dict[str, Any]:
        return {
            name: ort.OrtValue.ortvalue_from_numpy(
                self.buffers.array(name)[start:end], self._device, 0
            )
            for name in self.buffers.names
        }


class BatchRows:
    """Several rows in one call a token; a row that ends makes the batch smaller."""

    def __init__(
        self, kv: BatchKV, n_rows: int, prefix: int, lengths: Sequence[int] | None = None
    ) -> None:
        """Begin with the first rows of the buffers.

        Args:
            kv: holds them.
            n_rows: how many.
            prefix: tokens that all of them begin with.
            lengths: tokens that each row has already; by default the prefix.
        """
        self._kv = kv
        self._prefix = prefix
        self._lengths = list(lengths or [prefix] * n_rows)
        # Where each live row's keys and values are: its own place, unless rows cannot be moved.
        self._places = list(range(n_rows))
        self._n_bound = n_rows if kv.in_place else kv.buffers.n_rows

    @property
    def n_rows(self) -> int:
        """How many rows are live."""
        return len(self._lengths)

    def step(self, tokens: Sequence[int]) -> Logits:
        """Run one token behind each live row; float32 [n_rows, vocab_size]."""
        longest = max(self._lengths, default=0)
        if len(tokens) != self.n_rows or not tokens:
            raise ValueError(f"{len(tokens)} tokens for {self.n_rows} rows")
        if longest + 1 > self._kv.buffers.capacity:
            raise ValueError(f"no room behind {longest} tokens")
        step = self._kv.step_for(self._n_bound)
        # A place without a live row runs a token at the prefix's end, where nobody reads.
        step.ids[:] = 0
        step.seqlens[:] = self._prefix
        step.ids[self._places, 0] = tokens
        step.seqlens[self._places] = self._lengths
        step.total[...] = longest + 1
        self._kv.runner.run(step.binding)
        self._lengths = [length + 1 for length in self._lengths]
        logits = step.logits[:, 0].astype(np.float32, copy=False)
        if self._n_bound == self.n_rows:
            return logits
        chosen: Logits = logits[self._places]
        return chosen

    def rewind(self, row: int, n_tokens: int) -> None:
        """Drop a row's last tokens."""
        if not 0 <= n_tokens <= self._lengths[row] - self._prefix:
            raise ValueError(f"row {row} cannot go back {n_tokens} tokens")
        self._lengths[row] -= n_tokens

    def drop(self, row: int) -> None:
        """End a row; the last live row takes its number and, where it can move, its place."""
        last = self.n_rows - 1
        if self._kv.in_place:
            # The prefix is the same everywhere: only what the row has grown by moves.
            self._kv.buffers.move(last, row, self._prefix, self._lengths[last])
            self._n_bound = last
        else:
            self._places[row] = self._places[last]
        self._places.pop()
        self._lengths[row] = self._lengths[last]
        self._lengths.pop()
