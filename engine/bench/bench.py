"""The comparison: every engine in a process of its own, measured in turn, round by round.

Rounds are interleaved, so that whatever else the machine does falls on all engines alike; a row
holds medians over the rounds, a ratio is the median of the rounds' own ratios (ours by theirs, so
that above 1 is faster in every one of them).

Before the rounds every engine shows that it computes the same model as a reference, which is
transformers at fp32, or ours where that does not take part: `agrees` is the share of 16 greedy
tokens behind 128 that it chooses as well, `logits_error` the root mean square of its logits'
differences by the deviation of the reference's logits. Rounding costs a millionth at fp32, some
hundredths at 8 bits, up to a half at 4 bits where weights are random; logits of another model
differ by more than 1, and such an engine is not compared.
"""

from __future__ import annotations

import contextlib
import statistics
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from engine.bench.contender import Contender, Worker
from engine.bench.load import Watch
from engine.bench.runner import NotMeasured

Samples = dict[str, list[float]]
_SHORT_TOKENS, _PROMPT_TOKENS = 128, 512
_DECODED, _TAKES, _TAKE_TOKENS = 32, 3, 16
_LONGEST_CONTEXT, _SPARE_TOKENS = 1500, 64
_COMPARED_TOKENS = 16
_MOST_LOGITS_ERROR = 1.0
_REFERENCES = ("transformers-fp32", "longhand-fp32")
LEAST_CONTEXT = 264
"""Tokens of context that a model must have, for a long prompt that is longer than the short one."""


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
        *((_prefill(_PROMPT_TOKENS, 1.0),) if long > _PROMPT_TOKENS else ()),
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
class Table:
    """What a run has found."""

    rows: list[dict[str, Any]]
    ratios: dict[str, float]
    missing: dict[str, str]
    """Contenders that could not run, and why."""
    others_share: float
    """Share of the machine's processor time that other processes had during the rounds.

    More than some hundredths, and engines whose threads wait for each other look slower than they
    are, several times where every core is wanted: the figures are worth little.
    """


class Record:
    """What workers have answered; one that ends is out of the comparison."""

    def __init__(self) -> None:
        self.samples: dict[str, Samples] = {}
        """Seconds, megabytes or shares by contender and figure."""
        self.unmeasured: dict[str, dict[str, str]] = {}
        """Reasons by contender and figure."""
        self.missing: dict[str, str] = {}

    def ask(self, worker: Worker, name: str, **ask: Any) -> None:
        """Ask a worker that still runs for a figure of that name."""
        value = self.value(worker, name, **ask)
        if value is not None:
            self.add(worker, name, value)

    def add(self, worker: Worker, name: str, value: float) -> None:
        """Keep a figure."""
        found = self.samples.setdefault(worker.contender.name, {})
        found.setdefault(name, []).append(value)

    def value(self, worker: Worker, name: str, **ask: Any) -> Any | None:
        """Return an answer, None if there is none."""
        contender = worker.contender.name
        if contender in self.missing or name in self.unmeasured.get(contender, {}):
            return None
        try:
            return worker.ask(**ask)
        except NotMeasured as error:
            self.unmeasured.setdefault(contender, {})[name] = str(error)
        except RuntimeError as error:
            self.missing[contender] = str(error)
        return None


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
    record = Record()
    plan = [
        figure
        for i in range(rounds)
        for figure in measured
        if i < max(1, round(rounds * figure.rounds_share))
    ]
    with contextlib.ExitStack() as stack:
        workers = [stack.enter_context(Worker(contender, threads)) for contender in contenders]
        for worker in workers:
            record.ask(worker, "load_s", measure="load")
        _check_agreement(workers, record)
        watch = Watch(worker.pid for worker in workers)
        for done, figure in enumerate(plan, start=1):
            for worker in workers:
                record.ask(worker, figure.name, **figure.ask)
            on_progress(done, len(plan))
        others_share = watch.others_share()
        for worker in workers:
            record.ask(worker, "peak_mb", measure="memory")
    finished = [c for c in contenders if c.name not in record.missing]
    for contender in finished:
        found = record.samples[contender.name]
        for figure in measured:
            if figure.name in found:
                found[figure.name] = [figure.value(seconds) for seconds in found[figure.name]]
    rows = [
        _row(c, record.samples[c.name], record.unmeasured.get(c.name, {}), measured)
        for c in finished
    ]
    return Table(rows, _ratios(finished, record.samples, measured), record.missing, others_share)


def _check_agreement(workers: Sequence[Worker], record: Record) -> None:
    """Compare everybody's tokens and logits with the reference's."""
    ask = {"context": _SHORT_TOKENS, "n": _COMPARED_TOKENS}
    found = {
        worker: record.value(worker, "logits_error", measure="logits", **ask) for worker in workers
    }
    by_name = {worker.contender.name: worker for worker in workers if found[worker] is not None}
    name = next((name for name in _REFERENCES if name in by_name), None)
    if name is None:
        return
    tokens = record.value(by_name[name], "agrees", measure="tokens", **ask)
    wanted = found[by_name[name]]
    for contender, worker in by_name.items():
        record.ask(worker, "agrees", measure="agreement", reference=tokens, **ask)
        error = logits_error(found[worker], wanted)
        record.add(worker, "logits_error", error)
        if not error <= _MOST_LOGITS_ERROR:
            record.missing[contender] = (
                f"its logits are not those of {name}: they differ by {error:.2g}"
            )


def logits_error(found: Any, wanted: Any) -> float:
    """Return the root mean square of differences by the deviation of what is wanted.

    Args:
        found: rows of logits [positions, tokens].
        wanted: the reference's, of the same shape.
    """
    reference = np.array(wanted, np.float64)
    differences = np.array(found, np.float64) - reference
    deviations = reference - reference.mean(axis=1, keepdims=True)
    return float(np.sqrt((differences**2).mean() / (deviations**2).mean()))


def _row(
    contender: Contender,
    samples: Samples,
    unmeasured: Mapping[str, str],
    measured: Sequence[Figure],
) -> dict[str, Any]:
    medians = {name: float(f"{statistics.median(values):.4g}") for name, values in samples.items()}
    # The fixed names: a short prompt, and decode behind a short context.
    fixed = {
        "prefill_tokens_per_s": measured[0].name,
        "decode_tokens_per_s": f"decode_{_SHORT_TOKENS}",
    }
    return {
        "engine": contender.engine,
        "precision": contender.precision,
        **{name: medians[figure] for name, figure in fixed.items() if figure in medians},
        **medians,
        **({"not_measured": dict(unmeasured)} if unmeasured else {}),
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
                sides = [samples[c.name].get(figure.name) for c in (mine, other)]
                if sides[0] is None or sides[1] is None:
                    continue
                pairs = zip(sides[0], sides[1], strict=True)
                # Of times the smaller is the better one.
                shares = [a / b if figure.tokens is not None else b / a for a, b in pairs]
                key = f"{figure.name}/{mine.precision}/{other.name}"
                found[key] = round(statistics.median(shares), 3)
    return found
