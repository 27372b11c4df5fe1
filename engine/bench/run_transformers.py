"""transformers on torch, for the benchmark: its model called in a loop with its dynamic cache.

A bare loop is faster than its `generate`, so the comparison is with the best it can do.
"""

from __future__ import annotations

import copy
from typing import Any

import torch
from transformers import AutoModelForCausalLM, DynamicCache


class TransformersRunner:
    """Runs a causal language model with past keys and values."""

    def __init__(self, model: Any) -> None:
        self._model = model
        self._past: Any = None
        self._logits: Any = None

    def start(self, tokens: list[int]) -> None:
        """Run a prompt from an empty cache."""
        self._past = DynamicCache(config=self._model.config)
        self.extend(tokens)

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
        self._past.crop(length)

    def fork(self, tokens: list[int], n_takes: int) -> None:
        """Run the prompt of takes; the rows are made, and timed, with them."""
        self.start(tokens)

    def takes(self, n_takes: int, n_tokens: int) -> None:
        """Let takes grow side by side."""
        self._past = copy.deepcopy(self._past)
        self._past.batch_repeat_interleave(n_takes)
        tokens = self._logits[0, -1].topk(n_takes).indices[:, None]
        for _ in range(n_tokens):
            self._step(tokens)
            tokens = self._logits[:, -1].argmax(-1, keepdim=True)

    def _step(self, ids: Any) -> None:
        with torch.inference_mode():
            # Logits of the last position only: all that decoding needs.
            out = self._model(
                input_ids=ids, past_key_values=self._past, use_cache=True, logits_to_keep=1
            )
        self._logits = out.logits


def load(model: str, threads: int) -> TransformersRunner:
    """Open a checkpoint; a suffix #bf16 runs it in bfloat16."""
    folder, _, precision = model.partition("#")
    torch.set_num_threads(threads)
    dtype = torch.bfloat16 if precision == "bf16" else torch.float32
    found = AutoModelForCausalLM.from_pretrained(folder, dtype=dtype, local_files_only=True)
    found.eval()  # type: ignore[no-untyped-call]  # torch leaves it unannotated
    return TransformersRunner(found)
