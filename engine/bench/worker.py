"""One engine in a process of its own: loads a model, then times what it is asked on one line each.

    python -m engine.bench.worker ENGINE MODEL THREADS

Asks are JSON objects {measure, ...} on stdin, answers {value} on stdout, seconds or megabytes.
Imports nothing of Longhand but the engine asked for, so that it runs in other environments too.
"""

from __future__ import annotations

import importlib
import json
import os
import sys
import time
from collections.abc import Callable
from typing import Any, Protocol

MODULES = {
    "longhand": "engine.bench.run_longhand",
    "transformers": "engine.bench.run_transformers",
    "optimum": "engine.bench.run_optimum",
    "genai": "engine.bench.run_genai",
    "llama.cpp": "engine.bench.run_llamacpp",
}


class Runner(Protocol):
    """An engine that holds one sequence, and what it can do with it."""

    def start(self, tokens: list[int]) -> None:
        """Run a prompt from an empty cache, up to the logits of its last token."""

    def extend(self, tokens: list[int]) -> None:
        """Run tokens behind what is cached."""

    def decode(self, n_tokens: int) -> None:
        """Choose and run the likeliest token n times."""

    def truncate(self, length: int) -> None:
        """Keep the first tokens of the cache."""

    def takes(self, n_takes: int, n_tokens: int) -> None:
        """Let several takes grow from the cache by n tokens each, which then ends."""


def prompt(n_tokens: int) -> list[int]:
    """Return the same pseudo-random tokens everywhere."""
    state, tokens = 12345, []
    for _ in range(n_tokens):
        state = (1103515245 * state + 12345) % 2**31
        tokens.append(2 + state % 4000)
    return tokens


def timed(action: Callable[[], Any]) -> float:
    """Return how long an action takes, in seconds."""
    started = time.perf_counter()
    action()
    return time.perf_counter() - started


def measure(runner: Runner, ask: dict[str, Any]) -> float:
    """Carry out one ask and return its seconds.

    prefill: `tokens` from an empty cache. decode: `n` tokens behind `context`. extend: `n` tokens
    in one call behind `context`. takes: `takes` of `n` tokens each behind `context`.
    """
    kind = ask["measure"]
    if kind == "prefill":
        return timed(lambda: runner.start(prompt(ask["tokens"])))
    context = ask["context"]
    runner.start(prompt(context))
    if kind == "decode":
        runner.decode(2)
        return timed(lambda: runner.decode(ask["n"]))
    if kind == "takes":
        return timed(lambda: runner.takes(ask["takes"], ask["n"]))
    if kind == "extend":
        # Twice, and the second counts: the call's first size costs allocations once.
        for _ in range(2):
            runner.truncate(context)
            seconds = timed(lambda: runner.extend(prompt(ask["n"])))
        return seconds
    raise ValueError(f"no measure {kind!r}")


def peak_mb() -> float:
    """Return the largest resident memory of this process so far, in megabytes."""
    with open("/proc/self/status", encoding="ascii") as status:
        for line in status:
            if line.startswith("VmHWM"):
                return int(line.split()[1]) / 1000
    raise OSError("no VmHWM")


def main(name: str, model: str, threads: int) -> None:
    """Serve asks until the input ends."""
    wire = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Libraries print; the answers go where nobody else writes.
    os.dup2(2, 1)
    module = importlib.import_module(MODULES[name])
    # Imports are paid; what counts is the model.
    runner: Runner | None = None
    for line in sys.stdin:
        ask = json.loads(line)
        if ask["measure"] == "load":
            started = time.perf_counter()
            runner = module.load(model, threads)
            value = time.perf_counter() - started
        elif ask["measure"] == "memory":
            value = peak_mb()
        else:
            assert runner is not None, "load comes first"
            value = measure(runner, ask)
        wire.write(json.dumps({"value": value}) + "\n")
        wire.flush()


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]))
