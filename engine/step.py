"""Opens graphs, and calls them with everything bound: fill three arrays, call, read the logits.

The one place that runs a graph. Knows shapes and devices, nothing of caches' contents or text.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime as ort
from numpy.typing import NDArray

from engine.errors import Cancelled, InternalError, ModelDamaged
from engine.hardware import PROVIDERS, Provider, Threads, session_options
from engine.jobs import CancelFlag

Logits = NDArray[np.float32]


def open_graph(
    path: Path, provider: Provider, threads: int | Threads
) -> tuple[ort.InferenceSession, str]:
    """Open a graph and return it with the name of the provider that it really runs on.

    Raises:
        ModelDamaged: ONNX Runtime cannot open it.
    """
    wanted = list(dict.fromkeys((provider.ort_name, "CPUExecutionProvider")))
    try:
        session = ort.InferenceSession(path, session_options(threads), providers=wanted)
    except Exception as error:  # onnxruntime has no public base class of its errors
        raise ModelDamaged(f"The model {path.parent} cannot be opened by ONNX Runtime.") from error
    # ONNX Runtime may have fallen back: what runs is what is shown.
    ran_on = session.get_providers()[0]
    return session, next((name for name, ort_name in PROVIDERS if ort_name == ran_on), ran_on)


class BoundStep:
    """A call of k tokens a row whose inputs and outputs are bound.

    `ids` is int64 [batch, k]; `seqlens` int32 [batch], each row's tokens after the step minus one;
    `total` int32 [], the longest row's tokens after the step. Writing them is feeding the graph:
    the bound values share the arrays' memory.
    """

    def __init__(
        self,
        session: ort.InferenceSession,
        kv: Mapping[str, ort.OrtValue],
        shape: tuple[int, int],
        n_logits: int,
        vocab_size: int,
        dtype: Any,
    ) -> None:
        """Bind a call.

        Args:
            session: the open graph.
            kv: the key/value buffers by "layer.key" and "layer.value", bound as past and present.
            shape: rows and tokens a row.
            n_logits: positions at the end whose logits are wanted.
            vocab_size: width of the logits.
            dtype: of the logits, float32 or float16.
        """
        batch, k = shape
        self.ids = np.zeros((batch, k), np.int64)
        self.seqlens = np.zeros(batch, np.int32)
        self.total = np.zeros((), np.int32)
        self.logits = np.zeros((batch, n_logits, vocab_size), dtype)
        self.binding = session.io_binding()
        for name, array in (
            ("input_ids", self.ids),
            ("seqlens_k", self.seqlens),
            ("total_seq_len", self.total),
            ("n_logits", np.array([n_logits], np.int64)),
        ):
            self.binding.bind_ortvalue_input(name, ort.OrtValue.ortvalue_from_numpy(array))
        self.binding.bind_ortvalue_output("logits", ort.OrtValue.ortvalue_from_numpy(self.logits))
        for name, value in kv.items():
            self.binding.bind_ortvalue_input(f"past_key_values.{name}", value)
            self.binding.bind_ortvalue_output(f"present.{name}", value)


class GraphRunner:
    """Runs bound calls of one session, which a raised cancel flag stops between two nodes."""

    def __init__(self, session: ort.InferenceSession) -> None:
        self.session = session
        self._options = ort.RunOptions()

    def run(self, binding: ort.IOBinding) -> None:
        """Run a filled call.

        Raises:
            Cancelled: the flag of `interruptible` was raised; the outputs hold unknown values.
            InternalError: ONNX Runtime failed.
        """
        try:
            self.session.run_with_iobinding(binding, self._options)
        except Exception as error:  # onnxruntime raises RuntimeErrors of many kinds
            if self._options.terminate:
                raise Cancelled("The ask was withdrawn.") from error
            raise InternalError("The model failed while it was running.") from error

    @contextmanager
    def interruptible(self, cancel: CancelFlag) -> Iterator[None]:
        """Let a raised flag stop calls made within the block, the one under way included."""
        try:
            with cancel.on_set(self._interrupt):
                yield
        finally:
            self._options.terminate = False

    def _interrupt(self) -> None:
        self._options.terminate = True
