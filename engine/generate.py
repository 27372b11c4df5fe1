"""Prefill and decode over a session: the only loops that run the model.

The boundary: token ids in, token ids out. Text, stop rules and guards live in `takes`.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from engine.jobs import CancelFlag
from engine.kv_cache import KVCache
from engine.messages import Sampling
from engine.rows import DraftingSession, Rows
from engine.sampling import adjust, sample

Logits = NDArray[np.float32]
_MIN_CHUNK, _MAX_CHUNK = 16, 128
_CHUNK_BUDGET = 3e9


class Session(Protocol):
    """What the loop needs of a model."""

    cache: KVCache

    def step(self, tokens: Sequence[int]) -> Logits:
        """Run tokens behind the cache; float32 [vocab_size] after the last one."""

    def fork(self, n_rows: int, room: int) -> Rows:
        """Return rows that each go on from the cache by at most `room` tokens."""

    def interruptible(self, cancel: CancelFlag) -> AbstractContextManager[None]:
        """Let a raised flag stop a step midway; such a step raises Cancelled."""


@dataclass(frozen=True, slots=True)
class Step:
    """What a take wants next: to drop its last `rewind` tokens, then to run one."""

    token: int
    rewind: int = 0


class Writer(Protocol):
    """One take, seen from the loop."""

    def write(self, logits: Logits) -> Step | None:
        """Choose from logits float32 [vocab_size]; None ends the take.

        Only the first ones stay as they are; later ones are valid until it returns.
        """


def chunk_tokens(parameters: int) -> int:
    """Return how many prompt tokens run between two looks at the cancel flag.

    A power of two near 3e9 / parameters, which is about 50 ms on one core (a raised flag stops the
    running chunk midway as well); a fixed size keeps the sums of a prompt, and with them a seeded
    text, the same on every run.
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
    with session.interruptible(cancel):
        while True:
            cancel.check()
            logits = session.step(prompt[cache.length : cache.length + chunk])
            if cache.length >= len(prompt):
                return logits.copy(), reused


def decode_takes(
    session: Session,
    logits: Logits,
    writers: Sequence[Writer],
    room: int,
    cancel: CancelFlag,
    drafts: bool = False,
) -> None:
    """Let takes write from one prefill, all side by side, until each has ended.

    Args:
        session: its cache holds the prompt; with several writers it still does afterwards.
        logits: float32 [vocab_size] after the prompt.
        writers: choose the tokens; one that ends leaves the batch.
        room: tokens that any of them may have run at most.
        cancel: looked at before every step, and stops the one under way.
        drafts: whether the takes copy much of the prompt, so that what it has next may run ahead.

    Raises:
        Cancelled: the flag was raised.
    """
    live = list(writers)
    found: Sequence[Logits] | Logits = [logits] * len(live)
    with session.interruptible(cancel):
        rows = _forked(session, len(writers), room, drafts)
        while True:
            wanted = [writer.write(row) for writer, row in zip(live, found, strict=True)]
            # From the last row down: the one that takes a dropped row's number is done already.
            for row in reversed(range(len(wanted))):
                step = wanted[row]
                if step is not None:
                    rows.rewind(row, step.rewind)
                    continue
                rows.drop(row)
                wanted[row], live[row] = wanted[-1], live[-1]
                wanted.pop()
                live.pop()
            if not live:
                return
            cancel.check()
            found = rows.step([step.token for step in wanted if step is not None])


def _forked(session: Session, n_rows: int, room: int, drafts: bool) -> Rows:
    if drafts and isinstance(session, DraftingSession):
        return session.fork_drafting(n_rows, room)
    return session.fork(n_rows, room)


def decode(
    session: Session,
    logits: Logits,
    sampling: Sampling,
    rng: np.random.Generator,
    max_tokens: int,
    cancel: CancelFlag,
    breakers: Collection[int] = (),
) -> Iterator[int]:
    """Yield tokens as they are sampled; the step that follows one runs when the next is asked for.

    For measuring: one sequence, and nothing that looks at its text.

    Args:
        session: its cache holds the prompt.
        logits: float32 [vocab_size] after the prompt.
        sampling: how tokens are chosen.
        rng: consumed by one draw a token.
        max_tokens: how many to yield; the cache's room bounds it too.
        cancel: looked at before every step.
        breakers: see `engine.sampling.adjust`.

    Raises:
        Cancelled: the flag was raised.
    """
    prompt = session.cache.tokens
    most = min(max_tokens, session.cache.capacity - len(prompt) + 1)
    context = np.empty(len(prompt) + most, np.int64)
    context[: len(prompt)] = prompt
    for n_written in range(len(prompt), len(prompt) + most):
        if sampling.temperature:
            logits = adjust(logits, sampling, context[:n_written], breakers)
        context[n_written] = token = sample(logits, sampling, rng)
        yield token
        if session.cache.length >= session.cache.capacity:
            return
        cancel.check()
        logits = session.step((token,))
