"""One engine in a process of its own: loads a model, then times what it is asked on one line each.

    worker ENGINE MODEL THREADS

Asks are JSON objects {measure, ...} on stdin, answers on stdout: {value}, in seconds, megabytes,
tokens, logits or a share, or {not_measured}, a reason. Imports nothing of Longhand but the engine
asked for, so that it runs in other environments too.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from typing import Any

from engine.bench.runner import NotMeasured, Runner

MODULES = {
    "longhand": "engine.bench.run_longhand",
    "transformers": "engine.bench.run_transformers",
    "optimum": "engine.bench.run_optimum",
    "genai": "engine.bench.run_genai",
    "llama.cpp": "engine.bench.run_llamacpp",
}
PROMPT_IDS = range(2, 4002)
"""The tokens of prompts: what has no such ids in its vocabulary cannot be compared."""


def prompt(n_tokens: int) -> list[int]:
    """Return the same pseudo-random tokens everywhere."""
    state, tokens = 12345, []
    for _ in range(n_tokens):
        state = (1103515245 * state + 12345) % 2**31
        tokens.append(PROMPT_IDS[state % len(PROMPT_IDS)])
    return tokens


def timed(action: Callable[[], Any]) -> float:
    """Return how long an action takes, in seconds."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


Value = float | list[int] | list[list[float]]


def measure(runner: Runner, ask: dict[str, Any]) -> Value:
    """Carry out one ask.

    prefill: `tokens` from an empty cache. decode: `n` tokens behind `context`. extend: `n` tokens
    in one call behind `context`. takes: `takes` of `n` tokens each behind `context`. These return
    seconds. tokens: the likeliest `n` tokens behind `context`. agreement: see `agreement`. logits:
    see `logits`.

    Raises:
        NotMeasured: this engine cannot do it.
    """
    kind = ask["measure"]
    if kind == "prefill":
        return timed(lambda: runner.start(prompt(ask["tokens"])))
    context = prompt(ask["context"])
    if kind == "takes":
        runner.fork(context, ask["takes"])
        return timed(lambda: runner.takes(ask["takes"], ask["n"]))
    if kind == "logits":
        return logits(runner, ask["context"], ask["n"])
    runner.start(context)
    if kind == "tokens":
        return runner.decode(ask["n"])
    if kind == "agreement":
        return agreement(runner, len(context), ask["reference"])
    if kind == "decode":
        runner.decode(2)
        return timed(lambda: runner.decode(ask["n"]))
    if kind == "extend":
        # Twice, and the second counts: the call's first size costs allocations once.
        for _ in range(2):
            runner.truncate(len(context))
            seconds = timed(lambda: runner.extend(prompt(ask["n"])))
        return seconds
    raise ValueError(f"no measure {kind!r}")


def agreement(runner: Runner, n_context: int, reference: Sequence[int]) -> float:
    """Return the share of tokens that an engine chooses as the reference did, given those before.

    Args:
        runner: its cache holds the prompt.
        n_context: tokens of the prompt.
        reference: the tokens behind it. Where the engine chooses another one, that one is taken
            back and the reference's put in its place, so that one difference counts once.
    """
    agreed = at = 0
    while at < len(reference):
        chosen = runner.decode(len(reference) - at)
        same = 0
        while at < len(reference) and chosen[same] == reference[at]:
            same, at = same + 1, at + 1
        agreed += same
        if at < len(reference):
            runner.truncate(n_context + at)
            runner.extend([reference[at]])
            at += 1
    return agreed / len(reference)


def logits(runner: Runner, n_context: int, n_tokens: int) -> list[list[float]]:
    """Return logits of every eighth token of prompts, by all the ways that are measured.

    Those behind a prompt, behind each of n tokens that run one by one, and behind three tokens
    that run at once after the others have been taken back.
    """
    ids = list(PROMPT_IDS[::8])
    tokens = prompt(n_context + n_tokens)
    runner.start(tokens[:n_context])
    rows = [runner.logits(ids)]
    for token in tokens[n_context:]:
        runner.extend([token])
        rows.append(runner.logits(ids))
    runner.truncate(n_context)
    runner.extend(tokens[n_context:][:3])
    rows.append(runner.logits(ids))
    return rows


def peak_mb() -> float:
    """Return the largest resident memory of this process so far, in megabytes.

    Raises:
        NotMeasured: the system does not tell.
    """
    try:
        with open("/proc/self/status", encoding="ascii") as status:
            lines = dict(line.split(":", 1) for line in status)
    except OSError as error:
        raise NotMeasured("only Linux tells a process's largest memory") from error
    return int(lines["VmHWM"].split()[0]) * 1024 / 1e6


class Desk:
    """Answers asks one after the other."""

    def __init__(self, name: str, model: str, threads: int) -> None:
        # Imports are paid before the first ask; what counts is the model.
        self._module = importlib.import_module(MODULES[name])
        self._model = model
        self._threads = threads
        self._runner: Runner | None = None

    def answer(self, ask: dict[str, Any]) -> dict[str, Any]:
        """Return the answer to an ask; `load` comes first."""
        try:
            return {"value": self._value(ask)}
        except NotMeasured as error:
            return {"not_measured": str(error)}

    def _value(self, ask: dict[str, Any]) -> Value:
        if ask["measure"] == "load":
            started = time.perf_counter()
            self._runner = self._module.load(self._model, self._threads)
            return time.perf_counter() - started
        if ask["measure"] == "memory":
            return peak_mb()
        assert self._runner is not None, "load comes first"
        return measure(self._runner, ask)


def main(name: str, model: str, threads: int) -> None:
    """Serve asks until the input ends."""
    wire = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Libraries print; the answers go where nobody else writes.
    os.dup2(2, 1)
    desk = Desk(name, model, threads)
    for line in sys.stdin:
        wire.write(json.dumps(desk.answer(json.loads(line))) + "\n")
        wire.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
