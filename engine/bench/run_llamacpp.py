"""llama.cpp through its C interface, for the benchmark: batches of token ids over one cache."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import llama_cpp
import numpy as np
from numpy.typing import NDArray

MODEL = "model.gguf"
_MOST_TAKES = 8


class LlamaCppRunner:
    """Runs batches; sequence 0 is the text, the others are takes of it."""

    def __init__(self, model: Any, context: Any) -> None:
        # The model must live as long as its context.
        self._model = model
        self._context = context
        self._memory = llama_cpp.llama_get_memory(context)
        self._n_vocab = llama_cpp.llama_vocab_n_tokens(llama_cpp.llama_model_get_vocab(model))
        self._length = 0
        self._batch = llama_cpp.llama_batch_init(llama_cpp.llama_n_batch(context), 0, 1)

    def start(self, tokens: list[int]) -> None:
        """Run a prompt from an empty cache."""
        llama_cpp.llama_memory_clear(self._memory, False)
        self._length = 0
        self.extend(tokens)

    def extend(self, tokens: list[int]) -> None:
        """Run tokens behind what is cached."""
        n = len(tokens)
        self._run(tokens, range(self._length, self._length + n), [0] * n, [*[0] * (n - 1), 1])
        self._length += n

    def decode(self, n_tokens: int) -> list[int]:
        """Choose and run the likeliest token n times."""
        chosen = []
        for _ in range(n_tokens):
            chosen.append(int(self._last_logits(-1).argmax()))
            self.extend(chosen[-1:])
        return chosen

    def logits(self, ids: list[int]) -> list[float]:
        """Return the logits of some tokens behind what has run."""
        found: list[float] = self._last_logits(-1)[ids].tolist()
        return found

    def truncate(self, length: int) -> None:
        """Keep the first tokens of the cache."""
        llama_cpp.llama_memory_seq_rm(self._memory, 0, length, -1)
        self._length = length

    def fork(self, tokens: list[int], n_takes: int) -> None:
        """Run the prompt of takes; the sequences are made, and timed, with them."""
        self.start(tokens)

    def takes(self, n_takes: int, n_tokens: int) -> None:
        """Let takes grow side by side."""
        for sequence in range(1, n_takes):
            llama_cpp.llama_memory_seq_cp(self._memory, 0, sequence, -1, -1)
        tokens = np.argsort(-self._last_logits(-1))[:n_takes].tolist()
        for place in range(self._length, self._length + n_tokens):
            self._run(tokens, [place] * n_takes, range(n_takes), [1] * n_takes)
            tokens = [int(self._last_logits(row).argmax()) for row in range(n_takes)]

    def _run(
        self,
        tokens: Sequence[int],
        places: Sequence[int],
        sequences: Sequence[int],
        wanted: Sequence[int],
    ) -> None:
        batch = self._batch
        batch.n_tokens = len(tokens)
        for i, token in enumerate(tokens):
            batch.token[i] = token
            batch.pos[i] = places[i]
            batch.n_seq_id[i] = 1
            batch.seq_id[i][0] = sequences[i]
            batch.logits[i] = wanted[i]
        if llama_cpp.llama_decode(self._context, batch):
            raise RuntimeError("llama.cpp could not run a batch")

    def _last_logits(self, row: int) -> NDArray[np.float32]:
        """Return the logits of a batch's row, -1 for the last one; valid until the next batch."""
        found = llama_cpp.llama_get_logits_ith(self._context, row)
        return np.ctypeslib.as_array(found, (self._n_vocab,))


def load(model: str, threads: int) -> LlamaCppRunner:
    """Open a folder that `make_llamacpp` wrote, on so many threads."""
    llama_cpp.llama_backend_init()
    settings = llama_cpp.llama_model_default_params()
    settings.n_gpu_layers = 0
    path = Path(model) / MODEL
    found = llama_cpp.llama_model_load_from_file(str(path).encode(), settings)
    parameters = llama_cpp.llama_context_default_params()
    parameters.n_ctx = parameters.n_batch = llama_cpp.llama_model_n_ctx_train(found)
    parameters.n_threads = parameters.n_threads_batch = threads
    parameters.n_seq_max = _MOST_TAKES
    # One cache for all sequences, so that takes share the prompt's part of it.
    parameters.kv_unified = True
    return LlamaCppRunner(found, llama_cpp.llama_init_from_model(found, parameters))
