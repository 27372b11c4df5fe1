"""Chooses threads and spinning for a model by timing one-token steps, and remembers the choice.

Where the command line loads a model, the probe comes first; beside a writer it waits until nobody
has typed for a while. What was measured is kept in one JSON file of the user's cache folder.
"""

from __future__ import annotations

import json
import logging
import os
import statistics
import time
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any, Protocol

from engine.errors import BadInput
from engine.hardware import Role, Threads, engine_threads
from engine.jobs import CancelFlag
from engine.kv_cache import KVCache

logger = logging.getLogger(__name__)
ENVIRONMENT = "LONGHAND_THREADS"
# More threads than cores wait for one another: thousands never end a step.
MAX_THREADS = 64
SCHEMA = 1
# Measuring takes this long for all candidates together; opening their sessions comes on top.
BUDGET_S, OPENING_LIMIT_S = 1.0, 4.0
_CONTEXT_TOKENS, _WARM_STEPS, _LEAST_STEPS = 64, 2, 5
# A candidate must be clearly faster: fewer threads and sleeping ones leave more to everybody else.
_GAIN, _SPINNING_GAIN = 0.95, 0.90


class StepSession(Protocol):
    """What the probe needs of a session."""

    cache: KVCache

    def step(self, tokens: Sequence[int]) -> Any:
        """Run tokens behind the cache."""

    def interruptible(self, cancel: CancelFlag) -> AbstractContextManager[None]:
        """Let a raised flag stop a step midway; such a step raises Cancelled."""


def candidates(role: Role) -> tuple[Threads, ...]:
    """Return what a role may run on, the default first."""
    limit = engine_threads(role)
    counts = range(1, limit + 1) if limit <= 4 else (1, 2, 4, limit)
    found = [Threads(n, spin) for n in counts for spin in ((False, True) if n > 1 else (False,))]
    default = Threads(limit)
    return (default, *(threads for threads in found if threads != default))


def probe(
    open_session: Callable[[Threads], StepSession],
    among: Sequence[Threads],
    cancel: CancelFlag,
    clock: Callable[[], float] = time.perf_counter,
) -> tuple[Threads, dict[Threads, float]]:
    """Time one-token steps of every candidate and choose.

    Args:
        open_session: opens the model; one session lives at a time.
        among: the candidates, the default first.
        cancel: ends the probe, and the step under way; an opening is waited for.
        clock: seconds.

    Returns:
        The choice, and the median step of each candidate that was tried, milliseconds.

    Raises:
        Cancelled: the flag was raised.
    """
    steps_ms: dict[Threads, float] = {}
    started = clock()
    for threads in among:
        cancel.check()
        # A model that opens slowly is not tried on everything.
        if steps_ms and clock() - started > OPENING_LIMIT_S + BUDGET_S:
            break
        session = open_session(threads)
        with session.interruptible(cancel):
            steps_ms[threads] = _median_step_ms(session, BUDGET_S / len(among), cancel, clock)
        del session
    return choose(steps_ms), steps_ms


def choose(steps_ms: dict[Threads, float]) -> Threads:
    """Return the fastest candidate; another than the first must be clearly faster than the best."""
    best, *others = steps_ms
    for threads in others:
        gain = _SPINNING_GAIN if threads.spinning else _GAIN
        if steps_ms[threads] < steps_ms[best] * gain:
            best = threads
    return best


def _median_step_ms(
    session: StepSession, budget_s: float, cancel: CancelFlag, clock: Callable[[], float]
) -> float:
    context = min(_CONTEXT_TOKENS, session.cache.capacity // 2)
    session.step([0] * context)
    times: list[float] = []
    started = clock()
    while len(times) < _WARM_STEPS + _LEAST_STEPS or clock() - started < budget_s:
        cancel.check()
        session.cache.trim(context)
        before = clock()
        session.step([0])
        times.append(clock() - before)
    return statistics.median(times[_WARM_STEPS:]) * 1000


class TuningStore:
    """What earlier probes chose: one JSON file, which may be lost or damaged without harm."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def get(self, key: str) -> Threads | None:
        """Return what was chosen for a key, None where nothing usable is stored."""
        row = self._rows().get(key)
        if not isinstance(row, dict):
            return None
        count, spinning = row.get("threads"), row.get("spinning")
        if type(count) is not int or not 1 <= count <= MAX_THREADS or type(spinning) is not bool:
            return None
        return Threads(count, spinning)

    def put(self, key: str, threads: Threads, steps_ms: dict[Threads, float]) -> None:
        """Store a choice and what it was made from; a folder that takes no files is no error."""
        measured = [
            {"threads": t.count, "spinning": t.spinning, "step_ms": round(ms, 3)}
            for t, ms in steps_ms.items()
        ]
        row = {"threads": threads.count, "spinning": threads.spinning, "measured": measured}
        content = {"schema": SCHEMA, "rows": {**self._rows(), key: row}}
        # Two processes may write at once: each has a file of its own, and the last one stays.
        beside = self._path.with_name(f"{self._path.name}.{os.getpid()}")
        try:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            beside.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
            os.replace(beside, self._path)
        except OSError as error:
            logger.warning("the tuning cannot be stored: %s", error)

    def _rows(self) -> dict[str, Any]:
        try:
            content = json.loads(self._path.read_text(encoding="utf-8"))
        except (OSError, ValueError, RecursionError):
            return {}
        if not isinstance(content, dict) or content.get("schema") != SCHEMA:
            return {}
        rows = content.get("rows")
        return rows if isinstance(rows, dict) else {}


def threads_from_environment() -> Threads | None:
    """Return the threads that LONGHAND_THREADS fixes; None where it fixes none.

    Raises:
        BadInput: the variable is no whole number from 1 to 64.
    """
    text = os.environ.get(ENVIRONMENT, "")
    if not text:
        return None
    is_number = text.isascii() and text.isdigit() and len(text) <= 4
    if not is_number or not 1 <= int(text) <= MAX_THREADS:
        raise BadInput(
            f"{ENVIRONMENT} must be a whole number from 1 to {MAX_THREADS}, not {text[:40]!r}."
        )
    return Threads(int(text))
