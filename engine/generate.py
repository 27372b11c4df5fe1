"""Prefill and decode over a session: the only loop that runs the model; yields token ids.

The boundary: token ids in, token ids out. Text, stop rules and guards live in `suggestion`.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.healing import Healing
from engine.jobs import CancelFlag
from engine.kv_cache import KVCache
from engine.messages import Sampling
from engine.sampling import sample

Logits = NDArray[np.float32]
_MIN_CHUNK, _MAX_CHUNK = 16, 128
_CHUNK_BUDGET = 1.5e9


class Session(Protocol):
    """What the loop needs of a model."""

    cache: KVCache

    def step(self, tokens: Sequence[int]) -> Logits:
        """Run tokens behind the cache; float32 [vocab_size] after the last one."""


def chunk_tokens(parameters: int) -> int:
    """Return how many prompt tokens run between two looks at the cancel flag.

    A power of two near 1.5e9 / parameters, which is about 25 ms on one core; a fixed size keeps the
    sums of a prompt, and with them a seeded text, the same on every run.
    """
    wanted = int(_CHUNK_BUDGET / max(1, parameters))
    return max(_MIN_CHUNK, min(_MAX_CHUNK, 1 << max(0, wanted.bit_length() - 1)))


def prefill(
    session: Session, prompt: Sequence[int], chunk: int, cancel: CancelFlag
) -> tuple[Logits, int]:
    """Bring the cache to exactly the prompt.

    Returns:
        The logits after the prompt's last token, float32 [vocab_size], owned by the caller, and
        the number of tokens that the cache already had.

    Raises:
        Cancelled: the flag was raised; what has run stays in the cache.
        ValueError: the prompt is empty.
    """
    if not prompt:
        raise ValueError("a prompt needs at least one token")
    cache = session.cache
    reused = cache.reuse(prompt)
    while True:
        cancel.check()
        logits = session.step(prompt[cache.length : cache.length + chunk])
        if cache.length >= len(prompt):
            return logits.copy(), reused


def decode(
    session: Session,
    logits: Logits,
    sampling: Sampling,
    rng: np.random.Generator,
    max_tokens: int,
    cancel: CancelFlag,
    healing: Healing | None = None,
) -> Iterator[int]:
    """Yield tokens as they are sampled; the step that follows one runs when the next is asked for.

    Args:
        session: its cache holds the prompt.
        logits: float32 [vocab_size] after the prompt.
        sampling: how tokens are chosen.
        rng: the take's own generator.
        max_tokens: how many to yield; the cache's room bounds it too.
        cancel: looked at before every step.
        healing: holds the first tokens to the letters of the last word.

    Raises:
        Cancelled: the flag was raised.
    """
    room = session.cache.capacity - session.cache.length
    for _ in range(min(max_tokens, room + 1)):
        if healing is None or healing.is_done:
            token = sample(logits, sampling, rng)
        else:
            token = sample(healing.restrict(logits), sampling, rng)
            healing.advance(token)
        yield token
        if session.cache.length >= session.cache.capacity:
            return
        cancel.check()
        logits = session.step((token,))
