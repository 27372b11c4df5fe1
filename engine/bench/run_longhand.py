"""Longhand's own engine, for the benchmark: a session over an exported model folder."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from engine import hardware
from engine.bench.checkpoint import CONTEXT_TOKENS
from engine.generate import chunk_tokens, prefill
from engine.jobs import CancelFlag
from engine.manifest import read_manifest
from engine.sessions import AnySession, open_session


class LonghandRunner:
    """Runs as the app does: prefill in chunks, bound steps, rows for takes."""

    def __init__(self, session: AnySession, chunk: int) -> None:
        self._session = session
        self._chunk = chunk
        self._logits = np.zeros(0, np.float32)

    def start(self, tokens: list[int]) -> None:
        """Run a prompt from an empty cache."""
        self._session.cache.trim(0)
        self._logits, _ = prefill(self._session, tokens, self._chunk, CancelFlag())

    def extend(self, tokens: list[int]) -> None:
        """Run tokens behind what is cached."""
        self._logits = self._session.step(tokens)

    def decode(self, n_tokens: int) -> list[int]:
        """Choose and run the likeliest token n times."""
        chosen = []
        for _ in range(n_tokens):
            chosen.append(int(self._logits.argmax()))
            self._logits = self._session.step(chosen[-1:])
        return chosen

    def logits(self, ids: list[int]) -> list[float]:
        """Return the logits of some tokens behind what has run."""
        found: list[float] = self._logits[ids].tolist()
        return found

    def truncate(self, length: int) -> None:
        """Keep the first tokens of the cache."""
        self._session.cache.trim(length)

    def fork(self, tokens: list[int], n_takes: int) -> None:
        """Run the prompt of takes; the rows are made, and timed, with them."""
        self.start(tokens)

    def takes(self, n_takes: int, n_tokens: int) -> None:
        """Let takes grow side by side."""
        rows = self._session.fork(n_takes, n_tokens)
        tokens = np.argsort(-self._logits)[:n_takes].tolist()
        for _ in range(n_tokens):
            tokens = rows.step(tokens).argmax(1).tolist()


def load(model: str, threads: int) -> LonghandRunner:
    """Open a model folder on so many threads."""
    folder = Path(model)
    manifest = read_manifest(folder)
    session = open_session(
        folder / "model.onnx",
        manifest,
        hardware.choose_provider(manifest.precision),
        threads,
        min(manifest.context_tokens, CONTEXT_TOKENS),
    )
    return LonghandRunner(session, chunk_tokens(manifest.parameters))
