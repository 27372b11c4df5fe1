"""One ONNX Runtime session over a plain export: keys and values grow by concatenation.

Inputs of the graph: input_ids int64 [1, k] and past_key_values.* [1, kv_heads, past, head_size];
attention_mask int64 [1, past + k], position_ids int64 [1, k] and n_logits int64 [1] where the graph
has them. A step's present.* are the next step's past, and stay on the device. The way for
architectures that the fused graph does not know; token ids in, logits out, nothing of text.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from engine import memory
from engine.errors import ModelDamaged
from engine.hardware import Provider, Threads
from engine.jobs import CancelFlag
from engine.kv_cache import KVCache
from engine.manifest import Manifest
from engine.rows import Rows, SoloRows
from engine.step import GraphRunner, open_graph

Logits = NDArray[np.float32]
_REQUIRED, _OPTIONAL = {"input_ids"}, {"attention_mask", "position_ids", "n_logits"}


class ConcatSession:
    """A model ready to run, with the one sequence it goes on from."""

    def __init__(
        self,
        path: Path,
        manifest: Manifest,
        provider: Provider,
        threads: int | Threads,
        capacity: int,
    ) -> None:
        """Open the graph.

        Args:
            path: the model.onnx file; external data lies beside it.
            manifest: the checked manifest of the folder.
            provider: where to run; CPU must be able to take over single nodes.
            threads: threads of one step.
            capacity: tokens a sequence may grow to, at most the model's context.

        Raises:
            ModelDamaged: ONNX Runtime cannot open the graph, or it is not the manifest's.
        """
        session, self.provider = open_graph(path, provider, threads)
        _check_graph(session, path, manifest)
        self.vocab_size = manifest.shape.vocab_size
        dtype = np.float16 if manifest.precision == "fp16" else np.float32
        # Only its tokens are used: no layer has a buffer, keys and values are the graph's outputs.
        self.cache = KVCache(0, manifest.shape.kv_heads, manifest.shape.head_size, capacity, dtype)
        self._graph = _Graph(session, manifest, "cuda" if self.provider == "CUDA" else "cpu")
        self._past = self._graph.empty()

    def step(self, tokens: Sequence[int]) -> Logits:
        """Run tokens behind the cache and return the logits that follow the last one.

        Returns:
            float32 [vocab_size]; valid until the next step.

        Raises:
            ValueError: no tokens, or more than the cache has room for.
        """
        last: Logits = self._run(tokens, 1)[-1]
        return last

    def score(self, tokens: Sequence[int]) -> Logits:
        """Run tokens behind the cache and return the logits after each of them.

        Returns:
            float32 [len(tokens), vocab_size], owned by the caller.
        """
        return self._run(tokens, len(tokens))

    def interruptible(self, cancel: CancelFlag) -> AbstractContextManager[None]:
        """Let a raised flag stop a step midway within the block.

        Such a step raises Cancelled; the cache is as it was before it.
        """
        return self._graph.runner.interruptible(cancel)

    def fork(self, n_rows: int, room: int) -> Rows:
        """Return rows that each go on from what the cache holds.

        Args:
            n_rows: how many; one row runs over the session's own cache and leaves it longer.
            room: tokens that a row may grow by at most.

        Raises:
            ValueError: no rows, or the cache has no room for that many tokens.
            MemoryShort: the rows will need more than the machine can spare.
        """
        length = self.cache.length + room
        if n_rows < 1 or length > self.cache.capacity:
            raise ValueError(f"{n_rows} rows of {room} tokens do not fit")
        if n_rows == 1:
            return SoloRows(self)
        # While a step runs, each row has its keys and values before it and after it.
        memory.require_to_spare(2 * n_rows * length * self._graph.token_bytes)
        return _ConcatRows(self._graph, self._trimmed(), n_rows, room)

    def _run(self, tokens: Sequence[int], n_logits: int) -> Logits:
        """Run tokens behind the cache; float32 [n_logits, vocab_size]."""
        past = self.cache.length
        if not tokens or past + len(tokens) > self.cache.capacity:
            raise ValueError(f"{len(tokens)} tokens cannot run behind {past}")
        logits, self._past = self._graph.run(tokens, self._trimmed(), n_logits)
        self.cache.append(tokens)
        return logits

    def _trimmed(self) -> _Past:
        """Return the keys and values of what the cache holds; a dropped tail is cut off here."""
        self._past = self._graph.cut(self._past, self.cache.length)
        return self._past


class _Past:
    """Keys and values of one sequence by graph name; never written to, so rows may share them."""

    __slots__ = ("length", "values")

    def __init__(self, values: dict[str, ort.OrtValue], length: int) -> None:
        self.values = values
        self.length = length


class _Graph:
    """Runs the graph over any past: everything that is the same for all sequences."""

    def __init__(self, session: ort.InferenceSession, manifest: Manifest, device: str) -> None:
        self.runner = GraphRunner(session)
        self._shape = manifest.shape
        self._dtype = np.float16 if manifest.precision == "fp16" else np.float32
        self._device = device
        self._inputs = {i.name for i in session.get_inputs()}
        self._presents = [o.name for o in session.get_outputs() if o.name != "logits"]

    @property
    def token_bytes(self) -> int:
        """What one token's keys and values take, bytes."""
        shape = self._shape
        return 2 * shape.layers * shape.kv_heads * shape.head_size * np.dtype(self._dtype).itemsize

    def empty(self) -> _Past:
        """Return the past of a sequence without tokens."""
        shape = (1, self._shape.kv_heads, 0, self._shape.head_size)
        names = [name.replace("present", "past_key_values") for name in self._presents]
        return _Past({name: self._value(np.zeros(shape, self._dtype)) for name in names}, 0)

    def cut(self, past: _Past, length: int) -> _Past:
        """Return the first tokens of a past; the past itself where nothing is to be cut."""
        if length == past.length:
            return past
        kept = {
            name: self._value(np.ascontiguousarray(value.numpy()[:, :, :length]))
            for name, value in past.values.items()
        }
        return _Past(kept, length)

    def run(self, tokens: Sequence[int], past: _Past, n_logits: int) -> tuple[Logits, _Past]:
        """Run tokens behind a past.

        Returns:
            float32 [n_logits, vocab_size], the logits of the last positions, and the past of the
            sequence with these tokens.
        """
        binding = self.runner.session.io_binding()
        length = past.length + len(tokens)
        feeds: dict[str, NDArray[np.int64]] = {
            "input_ids": np.array([tokens], np.int64),
            "attention_mask": np.ones((1, length), np.int64),
            "position_ids": np.arange(past.length, length, dtype=np.int64)[None],
            "n_logits": np.array([n_logits], np.int64),
        }
        for name in self._inputs & feeds.keys():
            binding.bind_ortvalue_input(name, ort.OrtValue.ortvalue_from_numpy(feeds[name]))
        for name, value in past.values.items():
            binding.bind_ortvalue_input(name, value)
        binding.bind_output("logits", "cpu")
        for name in self._presents:
            binding.bind_output(name, self._device)
        self.runner.run(binding)
        computed, *presents = binding.get_outputs()
        values = {
            name.replace("present", "past_key_values"): value
            for name, value in zip(self._presents, presents, strict=True)
        }
        logits: Logits = computed.numpy()[0, -n_logits:].astype(np.float32, copy=False)
        return logits, _Past(values, length)

    def _value(self, array: NDArray[Any]) -> ort.OrtValue:
        return ort.OrtValue.ortvalue_from_numpy(array, self._device, 0)


class _ConcatRows:
    """Several rows, one call each: a plain export takes no rows of different lengths."""

    def __init__(self, graph: _Graph, past: _Past, n_rows: int, room: int) -> None:
        self._graph = graph
        self._prefix = past.length
        self._room = room
        self._pasts = [past] * n_rows

    @property
    def n_rows(self) -> int:
        """How many rows are live."""
        return len(self._pasts)

    def step(self, tokens: Sequence[int]) -> Logits:
        """Run one token behind each live row; float32 [n_rows, vocab_size]."""
        if len(tokens) != self.n_rows or not tokens:
            raise ValueError(f"{len(tokens)} tokens for {self.n_rows} rows")
        if max(past.length for past in self._pasts) - self._prefix >= self._room:
            raise ValueError(f"rows have room for {self._room} tokens")
        # Rows change together: a step that is cancelled between two of them changes none.
        ran = [
            self._graph.run((token,), past, 1)
            for token, past in zip(tokens, self._pasts, strict=True)
        ]
        self._pasts = [past for _, past in ran]
        return np.concatenate([logits for logits, _ in ran])

    def rewind(self, row: int, n_tokens: int) -> None:
        """Drop a row's last tokens."""
        past = self._pasts[row]
        if not 0 <= n_tokens <= past.length - self._prefix:
            raise ValueError(f"row {row} cannot go back {n_tokens} tokens")
        self._pasts[row] = self._graph.cut(past, past.length - n_tokens)

    def drop(self, row: int) -> None:
        """End a row; the last live row takes its number."""
        self._pasts[row] = self._pasts[-1]
        self._pasts.pop()


def _check_graph(session: ort.InferenceSession, path: Path, manifest: Manifest) -> None:
    shape = manifest.shape
    found = {i.name: tuple(i.shape) for i in session.get_inputs()}
    outputs = {o.name: tuple(o.shape) for o in session.get_outputs()}
    names = [f"{layer}.{kind}" for layer in range(shape.layers) for kind in ("key", "value")]
    pasts = {f"past_key_values.{name}" for name in names}
    others = found.keys() - pasts
    fits = (
        pasts <= found.keys()
        and others >= _REQUIRED
        and others <= _REQUIRED | _OPTIONAL
        and all(
            (found[name][1], found[name][3]) == (shape.kv_heads, shape.head_size) for name in pasts
        )
        and list(outputs) == ["logits", *(f"present.{name}" for name in names)]
        and outputs["logits"][-1] == shape.vocab_size
    )
    if not fits:
        raise ModelDamaged(f"The model {path.parent} has another graph than its manifest says.")
