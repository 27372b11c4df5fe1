"""One ONNX Runtime session over a fused graph: token ids in, logits out; knows nothing of text.

Inputs of the graph: input_ids int64 [1, k], seqlens_k int32 [1] (tokens after the step, minus one),
total_seq_len int32 [] and n_logits int64 [1]; the cache's buffers are bound both as past and as
present, so a step writes its keys and values in place. Everything a one-token step touches is
allocated when the session opens.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from engine.errors import InternalError, ModelDamaged
from engine.hardware import PROVIDERS, Provider, session_options
from engine.kv_cache import KVCache
from engine.manifest import Manifest

Logits = NDArray[np.float32]
_STEP_INPUTS = ("input_ids", "seqlens_k", "total_seq_len", "n_logits")


class OnnxSession:
    """A model ready to run, with the one cache it runs over."""

    def __init__(
        self, path: Path, manifest: Manifest, provider: Provider, threads: int, capacity: int
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
        wanted = list(dict.fromkeys((provider.ort_name, "CPUExecutionProvider")))
        try:
            self._session = ort.InferenceSession(path, session_options(threads), providers=wanted)
        except Exception as error:  # onnxruntime has no public base class of its errors
            raise ModelDamaged(
                f"The model {path.parent} cannot be opened by ONNX Runtime."
            ) from error
        shape = manifest.shape
        self._check_graph(path, manifest)
        self.vocab_size = shape.vocab_size
        # ONNX Runtime may have fallen back: what runs is what is shown.
        ran_on = self._session.get_providers()[0]
        self.provider = next((name for name, ort_name in PROVIDERS if ort_name == ran_on), ran_on)
        dtype = np.float16 if manifest.precision == "fp16" else np.float32
        self.cache = KVCache(shape.layers, shape.kv_heads, shape.head_size, capacity, dtype)
        self._device = "cuda" if self.provider == "CUDA" else "cpu"
        self._kv = self._wrap_cache()
        self._dtype = dtype
        self._steps: dict[int, _Step] = {}
        self._step_for(1)

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
        step = _Step(
            self._session, self._kv, len(tokens), len(tokens), self.vocab_size, self._dtype
        )
        return self._run(tokens, step)

    def _run(self, tokens: Sequence[int], step: _Step) -> Logits:
        past = self.cache.length
        if not tokens or past + len(tokens) > self.cache.capacity:
            raise ValueError(f"{len(tokens)} tokens cannot run behind {past}")
        # A failed step leaves unknown values from `past` on; the cache's length never covers them.
        try:
            logits = step.run(tokens, past)
        except Exception as error:  # the same: RuntimeErrors of many kinds
            raise InternalError("The model failed while it was running.") from error
        self.cache.append(tokens)
        return logits

    def _step_for(self, k: int) -> _Step:
        """Return the bound step of k tokens; only sizes that come back are kept."""
        step = self._steps.get(k)
        if step is None:
            step = _Step(self._session, self._kv, k, 1, self.vocab_size, self._dtype)
            if k == 1 or k & (k - 1) == 0:
                self._steps[k] = step
        return step

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
        found = {i.name: tuple(i.shape) for i in self._session.get_inputs()}
        buffer = ("batch", manifest.shape.kv_heads, "capacity", manifest.shape.head_size)
        buffers = {
            f"past_key_values.{layer}.{kind}": buffer
            for layer in range(manifest.shape.layers)
            for kind in ("key", "value")
        }
        steps = {name: found.get(name) for name in _STEP_INPUTS}
        outputs = {o.name: tuple(o.shape) for o in self._session.get_outputs()}
        width = outputs.get("logits", (None,))[-1]
        fits = found == steps | buffers and width == manifest.shape.vocab_size
        if not fits:
            raise ModelDamaged(f"The model {path.parent} has another graph than its manifest says.")


class _Step:
    """A run of k tokens with everything bound: fill two arrays, call, read the logits."""

    def __init__(
        self,
        session: ort.InferenceSession,
        kv: dict[str, ort.OrtValue],
        k: int,
        n_logits: int,
        vocab_size: int,
        dtype: Any,
    ) -> None:
        self._session = session
        self._ids = np.zeros((1, k), np.int64)
        self._seqlens = np.zeros(1, np.int32)
        self._total = np.zeros((), np.int32)
        self._count = np.array([n_logits], np.int64)
        self._logits = np.zeros((1, n_logits, vocab_size), dtype)
        self._binding = session.io_binding()
        for name, array in (
            ("input_ids", self._ids),
            ("seqlens_k", self._seqlens),
            ("total_seq_len", self._total),
            ("n_logits", self._count),
        ):
            # The values share the arrays' memory: writing the array is feeding the graph.
            self._binding.bind_ortvalue_input(name, ort.OrtValue.ortvalue_from_numpy(array))
        self._binding.bind_ortvalue_output("logits", ort.OrtValue.ortvalue_from_numpy(self._logits))
        for name, value in kv.items():
            self._binding.bind_ortvalue_input(f"past_key_values.{name}", value)
            self._binding.bind_ortvalue_output(f"present.{name}", value)

    def run(self, tokens: Sequence[int], past: int) -> Logits:
        """Run the tokens at positions past, past+1, ...; float32 [n_logits, vocab_size]."""
        self._ids[0, :] = tokens
        self._seqlens[0] = past + len(tokens) - 1
        self._total[...] = past + len(tokens)
        self._session.run_with_iobinding(self._binding)
        logits: Logits = self._logits[0].astype(np.float32, copy=False)
        return logits
