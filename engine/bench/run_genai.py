"""onnxruntime-genai, for the benchmark: its generator over a model of its own builder.

The generator runs a chosen token only when the next one is asked for, so that n tokens cost n
calls of the model from the second `decode` on, as everywhere else.
"""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import onnxruntime_genai as og


class GenaiRunner:
    """Runs its model through its generator; greedy."""

    def __init__(self, model: og.Model, max_length: int) -> None:
        self._model = model
        self._max_length = max_length
        self._one = self._generator(1)
        self._many: og.Generator | None = None

    def start(self, tokens: list[int]) -> None:
        """Run a prompt from an empty cache."""
        self._one.rewind_to(0)
        self.extend(tokens)

    def extend(self, tokens: list[int]) -> None:
        """Run tokens behind what is cached."""
        self._one.append_tokens(np.array(tokens, np.int32))

    def decode(self, n_tokens: int) -> list[int]:
        """Choose and run the likeliest token n times."""
        chosen = []
        for _ in range(n_tokens):
            self._one.generate_next_token()
            chosen.append(int(self._one.get_next_tokens()[0]))
        return chosen

    def logits(self, ids: list[int]) -> list[float]:
        """Return the logits of some tokens behind what has run."""
        found: list[float] = self._one.get_logits()[0, -1, ids].tolist()
        return found

    def truncate(self, length: int) -> None:
        """Keep the first tokens of the cache."""
        self._one.rewind_to(length)

    def fork(self, tokens: list[int], n_takes: int) -> None:
        """Run the prompt once for each take: its cache cannot be shared by rows."""
        # The old buffers go first.
        self._many = None
        self._many = self._generator(n_takes)
        self._many.append_tokens(np.array([tokens] * n_takes, np.int32))

    def takes(self, n_takes: int, n_tokens: int) -> None:
        """Let the takes grow side by side; all of them choose alike, which costs the same."""
        assert self._many is not None
        for _ in range(n_tokens):
            self._many.generate_next_token()

    def _generator(self, n_rows: int) -> og.Generator:
        parameters = og.GeneratorParams(self._model)
        parameters.set_search_options(
            do_sample=False, max_length=self._max_length, batch_size=n_rows
        )
        return og.Generator(self._model, parameters)


def load(model: str, threads: int) -> GenaiRunner:
    """Open a folder that its builder wrote, on so many threads."""
    described = json.loads((Path(model) / "genai_config.json").read_text(encoding="utf-8"))
    config = og.Config(model)
    # No token ends a text: a text that ends early would not be measured.
    options = {"intra_op_num_threads": threads}
    changes = {"model": {"eos_token_id": [], "decoder": {"session_options": options}}}
    config.overlay(json.dumps(changes))
    return GenaiRunner(og.Model(config), int(described["model"]["context_length"]))
