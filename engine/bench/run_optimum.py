"""optimum's ORTModelForCausalLM, for the benchmark: its own export, called in a loop."""

from __future__ import annotations

from typing import Any

import onnxruntime as ort
import torch
from optimum.onnxruntime import ORTModelForCausalLM


class OptimumRunner:
    """Runs optimum's model with the past keys and values that it returns."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._past: Any = None
        self._length = 0
        self._logits: Any = None

    def start(self, tokens: list[int]) -> None:
        """Run a prompt from an empty cache."""
        self._past, self._length = None, 0
        self._step(torch.tensor([tokens]))

    def extend(self, tokens: list[int]) -> None:
        """Run tokens behind what is cached."""
        self._step(torch.tensor([tokens]))

    def decode(self, n_tokens: int) -> list[int]:
        """Choose and run the likeliest token n times."""
        chosen = []
        for _ in range(n_tokens):
            token = self._logits[:, -1].argmax(-1, keepdim=True)
            chosen.append(int(token))
            self._step(token)
        return chosen

    def logits(self, ids: list[int]) -> list[float]:
        """Return the logits of some tokens behind what has run."""
        found: list[float] = self._logits[0, -1, ids].tolist()
        return found

    def truncate(self, length: int) -> None:
        """Keep the first tokens of the cache."""
        self._past = tuple(tuple(t[:, :, :length] for t in layer) for layer in self._past)
        self._length = length

    def fork(self, tokens: list[int], n_takes: int) -> None:
        """Run the prompt of takes; the rows are made, and timed, with them."""
        self.start(tokens)

    def takes(self, n_takes: int, n_tokens: int) -> None:
        """Let takes grow side by side."""
        self._past = tuple(
            tuple(t.repeat_interleave(n_takes, 0) for t in layer) for layer in self._past
        )
        tokens = self._logits[0, -1].topk(n_takes).indices[:, None]
        for _ in range(n_tokens):
            self._step(tokens)
            tokens = self._logits[:, -1].argmax(-1, keepdim=True)

    def _step(self, ids: Any) -> None:
        batch, k = ids.shape
        total = self._length + k
        positions = torch.arange(self._length, total)[None].expand(batch, -1)
        with torch.inference_mode():
            out = self._model(
                input_ids=ids,
                attention_mask=torch.ones(batch, total, dtype=torch.int64),
                position_ids=positions,
                past_key_values=self._past,
                use_cache=True,
            )
        self._past, self._length, self._logits = out.past_key_values, total, out.logits


def load(model: str, threads: int) -> OptimumRunner:
    """Open a folder that optimum exported."""
    torch.set_num_threads(threads)
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    found = ORTModelForCausalLM.from_pretrained(
        model, session_options=options, provider="CPUExecutionProvider", local_files_only=True
    )
    return OptimumRunner(found)
