"""One ONNX Runtime session over a fused graph: token ids in, logits out; knows nothing of text.

Inputs of the graph: input_ids int64 [batch, k], seqlens_k int32 [batch] (tokens after the step,
minus one), total_seq_len int32 [] (the longest row's tokens after the step) and n_logits int64 [1];
the cache's buffers are bound both as past and as present, so a step writes its keys and values in
place. Everything a one-token step touches is allocated when the session opens, or when it forks.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from engine import memory
from engine.ahead import Ahead
from engine.errors import ModelDamaged
from engine.hardware import Provider, Threads
from engine.jobs import CancelFlag
from engine.kv_cache import KVCache, RowBuffers
from engine.manifest import Manifest
from engine.rows import BatchKV, BatchRows, DraftingSession, Rows, SoloRows
from engine.step import BoundStep, GraphRunner, open_graph

Logits = NDArray[np.float32]
# A writer who asked for several takes may ask again; after so many single ones they are history.
_SINGLES_TO_RELEASE = 8
_STEP_INPUTS = ("input_ids", "seqlens_k", "total_seq_len", "n_logits")


class OnnxSession(DraftingSession):
    """A model ready to run, with the one cache it runs over."""

    def __init__(
        self,
        path: Path,
        manifest: Manifest,
        provider: Provider,
        threads: int | Threads,
        capacity: int,
    ) -> None:
        """Open the graph and allocate the cache.

        Args:
            path: the model.onnx file; external data lies beside it.
            manifest: the checked manifest of the folder.
            provider: where to run; CPU must be able to take over single nodes.
            threads: threads of one step.
            capacity: tokens the cache can hold, at most the model's context.

        Raises:
            ModelDamaged: ONNX Runtime cannot open the graph, or it is not the manifest's.
        """
        session, self.provider = open_graph(path, provider, threads)
        shape = manifest.shape
        self._runner = GraphRunner(session)
        self._check_graph(path, manifest)
        self.vocab_size = shape.vocab_size
        dtype = np.float16 if manifest.precision == "fp16" else np.float32
        self.cache = KVCache(shape.layers, shape.kv_heads, shape.head_size, capacity, dtype)
        self._device = "cuda" if self.provider == "CUDA" else "cpu"
        self._kv = self._wrap_cache()
        self._dtype = dtype
        self._steps: dict[int, BoundStep] = {}
        self._step_for(1)
        self._rows: BatchKV | None = None
        self._n_singles = 0
        self.ahead = Ahead(self._runner, self.cache, self._kv, self.vocab_size, dtype)

    def step(self, tokens: Sequence[int]) -> Logits:
        """Run tokens behind the cache and return the logits that follow the last one.

        Returns:
            float32 [vocab_size]; valid until the next step.

        Raises:
            ValueError: no tokens, or more than the cache has room for.
        """
        last: Logits = self._run(tokens, self._step_for(len(tokens)))[-1]
        return last

    def score(self, tokens: Sequence[int]) -> Logits:
        """Run tokens behind the cache and return the logits after each of them.

        Returns:
            float32 [len(tokens), vocab_size], owned by the caller.
        """
        return self._run(tokens, self._bind(len(tokens), len(tokens))).copy()

    def interruptible(self, cancel: CancelFlag) -> AbstractContextManager[None]:
        """Let a raised flag stop a step midway within the block.

        Such a step raises Cancelled; the cache is as it was before it.
        """
        return self._runner.interruptible(cancel)

    def fork(self, n_rows: int, room: int) -> Rows:
        """Return rows that each go on from what the cache holds.

        Args:
            n_rows: how many; one row runs over the session's own cache and leaves it longer.
            room: tokens that a row may grow by at most.

        Raises:
            ValueError: no rows, or the cache has no room for that many tokens.
            MemoryShort: the rows' buffers are more than the machine can spare.
        """
        needed = self.cache.length + room
        if n_rows < 1 or needed > self.cache.capacity:
            raise ValueError(f"{n_rows} rows of {room} tokens do not fit")
        self._count(n_rows)
        if n_rows == 1:
            return SoloRows(self)
        return BatchRows(self._filled(n_rows, needed), n_rows, self.cache.length)

    def fork_drafting(self, n_rows: int, room: int) -> Rows:
        """Return rows that run ahead of takes which copy much of the prompt, else those of `fork`.

        A row draws its drafts from the cached tokens. What it computes does not depend on them; the
        rows of `fork` compute the same but for the last bits of the sums.

        Args:
            n_rows: as `fork` takes it.
            room: as `fork` takes it.

        Raises:
            ValueError, MemoryShort: as `fork` does.
            Cancelled: a first trial of such calls was stopped; the cache is as it was.
        """
        if self._device != "cpu" or n_rows < 1 or not self.ahead.serves(room):
            return self.fork(n_rows, room)
        self._count(n_rows)
        if n_rows == 1:
            return self.ahead.one_row(self)
        return self.ahead.several_rows(self._filled(n_rows, self.cache.length + room + 1), n_rows)

    def _count(self, n_rows: int) -> None:
        """Note how many rows were asked for; buffers of several are let go when out of use."""
        self._n_singles = self._n_singles + 1 if n_rows == 1 else 0
        if self._n_singles >= _SINGLES_TO_RELEASE:
            self._rows = None

    def _filled(self, n_rows: int, needed: int) -> BatchKV:
        """Return buffers of rows with room for so many tokens, filled from the cache."""
        if self._rows is None or not self._rows.fits(n_rows, needed):
            # The old buffers go first: both at once could be more memory than there is.
            self._rows = None
            self._rows = self._allocated(n_rows, needed)
        self._rows.fill(self._on_host(), n_rows)
        return self._rows

    def _allocated(self, n_rows: int, capacity: int) -> BatchKV:
        """Return buffers for rows of that many tokens; raises MemoryShort."""
        n_bytes = RowBuffers.n_bytes(self.cache, n_rows, capacity)
        memory.require_to_spare(n_bytes)
        try:
            buffers = RowBuffers(self.cache, n_rows, capacity)
        except MemoryError as error:
            raise memory.takes_too_large(n_bytes) from error
        in_place = self._device == "cpu"
        return BatchKV(self._runner, buffers, self.vocab_size, self._device, in_place)

    def _on_host(self) -> KVCache:
        """Return the cache with its keys and values in the arrays, where copying can reach them."""
        if self._device != "cpu":
            for kind, arrays in (("key", self.cache.keys), ("value", self.cache.values)):
                for layer, array in enumerate(arrays):
                    array[...] = self._kv[f"{layer}.{kind}"].numpy()
        return self.cache

    def _run(self, tokens: Sequence[int], step: BoundStep) -> Logits:
        """Run a bound step; float32 [n_logits, vocab_size], valid until its next run."""
        past = self.cache.length
        if not tokens or past + len(tokens) > self.cache.capacity:
            raise ValueError(f"{len(tokens)} tokens cannot run behind {past}")
        step.ids[0, :] = tokens
        step.seqlens[0] = past + len(tokens) - 1
        step.total[...] = past + len(tokens)
        # A failed step leaves unknown values from `past` on; the cache's length never covers them.
        self._runner.run(step.binding)
        self.cache.append(tokens)
        logits: Logits = step.logits[0].astype(np.float32, copy=False)
        return logits

    def _step_for(self, k: int) -> BoundStep:
        """Return the bound step of k tokens; only sizes that come back are kept."""
        step = self._steps.get(k)
        if step is None:
            step = self._bind(k, 1)
            if k == 1 or k & (k - 1) == 0:
                self._steps[k] = step
        return step

    def _bind(self, k: int, n_logits: int) -> BoundStep:
        return BoundStep(
            self._runner.session, self._kv, (1, k), n_logits, self.vocab_size, self._dtype
        )

    def _wrap_cache(self) -> dict[str, ort.OrtValue]:
        """Return the cache's buffers by graph name; on the CPU they share the arrays' memory."""
        wrapped: dict[str, ort.OrtValue] = {}
        for kind, buffers in (("key", self.cache.keys), ("value", self.cache.values)):
            for layer, buffer in enumerate(buffers):
                wrapped[f"{layer}.{kind}"] = ort.OrtValue.ortvalue_from_numpy(
                    buffer, self._device, 0
                )
        return wrapped

    def _check_graph(self, path: Path, manifest: Manifest) -> None:
        found = {i.name: tuple(i.shape) for i in self._runner.session.get_inputs()}
        buffer = ("batch", manifest.shape.kv_heads, "capacity", manifest.shape.head_size)
        buffers = {
            f"past_key_values.{layer}.{kind}": buffer
            for layer in range(manifest.shape.layers)
            for kind in ("key", "value")
        }
        steps = {name: found.get(name) for name in _STEP_INPUTS}
        outputs = {o.name: tuple(o.shape) for o in self._runner.session.get_outputs()}
        width = outputs.get("logits", (None,))[-1]
        fits = found == steps | buffers and width == manifest.shape.vocab_size
        if not fits:
            raise ModelDamaged(f"The model {path.parent} has another graph than its manifest says.")
