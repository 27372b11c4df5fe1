"""The comparison: every engine in a process of its own, measured in turn, round by round.

Rounds are interleaved, so that whatever else the machine does falls on all engines alike; a row
holds medians over the rounds, a ratio is the median of the rounds' own ratios (ours by theirs, so
that above 1 is faster in every one of them).
"""

from __future__ import annotations

import contextlib
import json
import os
import statistics
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

from engine.bench.worker import MODULES

Samples = dict[str, list[float]]
ROOT = Path(__file__).resolve().parents[2]
_SHORT_TOKENS, _PROMPT_TOKENS = 128, 512
_DECODED, _TAKES, _TAKE_TOKENS = 32, 3, 16
_LONGEST_CONTEXT, _SPARE_TOKENS = 1500, 64


@dataclass(frozen=True, slots=True)
class Figure:
    """One column: what is asked, and whether it is a rate or a time."""

    name: str
    ask: Mapping[str, Any]
    tokens: int | None
    """Tokens in it, for a rate per second; None for a time in milliseconds."""
    rounds_share: float = 1.0

    def value(self, seconds: float) -> float:
        """Return the figure of a measured time."""
        return seconds * 1000 if self.tokens is None else self.tokens / seconds


def figures(context_tokens: int) -> tuple[Figure, ...]:
    """Return what is measured of a model with such a context; long means 1,500 tokens at most."""
    long = min(_LONGEST_CONTEXT, (context_tokens - _SPARE_TOKENS) // 100 * 100)
    decode = {"measure": "decode", "n": _DECODED}
    takes = {"measure": "takes", "context": long, "takes": _TAKES, "n": _TAKE_TOKENS}
    return (
        _prefill(min(_PROMPT_TOKENS, long), 1.0),
        _prefill(long, 0.4),
        Figure(f"decode_{_SHORT_TOKENS}", {**decode, "context": _SHORT_TOKENS}, _DECODED),
        Figure(f"decode_{long}", {**decode, "context": long}, _DECODED),
        Figure(f"takes_{_TAKES}", takes, _TAKES * _TAKE_TOKENS),
        Figure("warm_3_tokens_ms", {"measure": "extend", "context": long, "n": 3}, None),
        Figure("cold_first_token_ms", {"measure": "prefill", "tokens": long}, None, 0.4),
    )


def _prefill(tokens: int, share: float) -> Figure:
    return Figure(f"prefill_{tokens}", {"measure": "prefill", "tokens": tokens}, tokens, share)


@dataclass(frozen=True, slots=True)
class Contender:
    """One engine at one precision, and the model in its form."""

    engine: str
    precision: str
    model: str
    python: str = sys.executable

    @property
    def name(self) -> str:
        """The name of its ratios."""
        return f"{self.engine}-{self.precision}"


class Worker:
    """A contender's process."""

    def __init__(self, contender: Contender, threads: int) -> None:
        if contender.engine not in MODULES:
            raise ValueError(f"no engine {contender.engine!r}")
        self.contender = contender
        environment = {**os.environ, "PYTHONPATH": str(ROOT), "HF_HUB_OFFLINE": "1"}
        command = [contender.python, "-W", "ignore", "-m", "engine.bench.worker"]
        self._process = subprocess.Popen(
            [*command, contender.engine, contender.model, str(threads)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
            env=environment,
            text=True,
        )

    def ask(self, **ask: Any) -> float:
        """Send an ask and wait for its value.

        Raises:
            RuntimeError: the process ended; its last words are in it.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            self._process.stdin.write(json.dumps(ask) + "\n")
            self._process.stdin.flush()
            return float(json.loads(self._process.stdout.readline())["value"])
        except (OSError, ValueError) as error:
            _, errors = self._process.communicate()
            last = (errors.strip().splitlines() or ["no word"])[-1]
            raise RuntimeError(f"{self.contender.name} ended: {last}") from error

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._process.kill()
        self._process.communicate()


@dataclass(frozen=True, slots=True)
class Table:
    """What a run has found."""

    rows: list[dict[str, Any]]
    ratios: dict[str, float]
    missing: dict[str, str]
    """Contenders that could not run, and why."""


def compare(
    contenders: Sequence[Contender],
    measured: Sequence[Figure],
    threads: int,
    rounds: int,
    on_progress: Callable[[int, int], None] = lambda done, total: None,
) -> Table:
    """Measure contenders side by side.

    Args:
        contenders: ours among them.
        measured: the figures to take.
        threads: of each engine.
        rounds: how often the short figures are taken; the long ones less often.
        on_progress: told how many of how many measurements are done.
    """
    samples: dict[str, Samples] = {}
    missing: dict[str, str] = {}
    plan = [
        figure
        for i in range(rounds)
        for figure in measured
        if i < max(1, round(rounds * figure.rounds_share))
    ]
    with contextlib.ExitStack() as stack:
        workers = [stack.enter_context(Worker(contender, threads)) for contender in contenders]

        def ask(worker: Worker, name: str, **what: Any) -> float | None:
            """Ask a worker that still runs; one that ends is out of the comparison."""
            if worker.contender.name in missing:
                return None
            try:
                value = worker.ask(**what)
            except RuntimeError as error:
                missing[worker.contender.name] = str(error)
                return None
            samples.setdefault(worker.contender.name, {}).setdefault(name, []).append(value)
            return value

        for worker in workers:
            ask(worker, "load_s", measure="load")
        for done, figure in enumerate(plan, start=1):
            for worker in workers:
                ask(worker, figure.name, **figure.ask)
            on_progress(done, len(plan))
        for worker in workers:
            ask(worker, "peak_mb", measure="memory")
    finished = [c for c in contenders if c.name not in missing]
    for contender in finished:
        found = samples[contender.name]
        for figure in measured:
            found[figure.name] = [figure.value(seconds) for seconds in found[figure.name]]
    rows = [_row(c, samples[c.name], measured) for c in finished]
    return Table(rows, _ratios(finished, samples, measured), missing)


def _row(contender: Contender, samples: Samples, measured: Sequence[Figure]) -> dict[str, Any]:
    medians = {name: round(statistics.median(values), 3) for name, values in samples.items()}
    return {
        "engine": contender.engine,
        "precision": contender.precision,
        # The fixed names: a short prompt, and decode behind a short context.
        "prefill_tokens_per_s": medians[measured[0].name],
        "decode_tokens_per_s": medians[f"decode_{_SHORT_TOKENS}"],
        **medians,
    }


def _ratios(
    contenders: Sequence[Contender], samples: Mapping[str, Samples], measured: Sequence[Figure]
) -> dict[str, float]:
    """Return ours by theirs, "decode_128/int8/optimum-int8"; above 1 is faster in every one."""
    found: dict[str, float] = {}
    ours = [c for c in contenders if c.engine == "longhand"]
    others = [c for c in contenders if c.engine != "longhand"]
    for figure in measured:
        for mine in ours:
            for other in others:
                pairs = zip(
                    samples[mine.name][figure.name], samples[other.name][figure.name], strict=True
                )
                # Of times the smaller is the better one.
                shares = [a / b if figure.tokens is not None else b / a for a, b in pairs]
                key = f"{figure.name}/{mine.precision}/{other.name}"
                found[key] = round(statistics.median(shares), 3)
    return found
