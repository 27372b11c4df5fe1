"""What a call of the model costs with more tokens in it, and a batch with more rows.

    .venv/bin/python -m tests.benchmarks.calls [--model DIR] [--context 300] [--calls 60] [--json]

`engine.speculation` and `engine.drafting` decide by these figures how far to run ahead. All are
medians over calls that alternate, as ratios to a call of two tokens in the same run. Buffers are
bound for each call here, so that longer calls look a little cheaper than where that is done once.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from engine.generate import prefill
from engine.jobs import CancelFlag
from engine.model import load_model
from engine.paths import resources

TOKENS, ROWS = (1, 2, 4, 8, 16), (2, 3, 4)
_UNIT = "2 tokens"


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=resources() / "models" / "starter")
    parser.add_argument("--context", type=int, default=300)
    parser.add_argument("--calls", type=int, default=60)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    seconds = measured(args.model, args.context, args.calls)
    unit = seconds[_UNIT]
    ratios = {name: round(value / unit, 2) for name, value in seconds.items()}
    if args.json:
        print(json.dumps({"unit_ms": round(unit * 1000, 3), "ratios": ratios}))
        return
    print(f"{_UNIT}: {unit * 1000:.2f} ms")
    for name, ratio in ratios.items():
        print(f"{name:>10}  {ratio:.2f}")


def measured(folder: Path, context: int, n_calls: int) -> dict[str, float]:
    """Return the median seconds of each kind of call behind a context of so many tokens."""
    model = load_model(folder, "command line")
    session = model.session
    prompt = [5 + at % 1000 for at in range(context)]
    prefill(session, prompt, model.chunk, CancelFlag())
    times: dict[str, list[float]] = {}

    def timed(name: str, call: Callable[[], object]) -> None:
        started = time.perf_counter()
        call()
        times.setdefault(name, []).append(time.perf_counter() - started)

    for _ in range(n_calls):
        for n_tokens in TOKENS:
            session.cache.trim(context)
            tokens = prompt[:n_tokens]
            timed(_named(n_tokens, "token"), lambda tokens=tokens: session.score(tokens))
        session.cache.trim(context)
        for n_rows in ROWS:
            rows = session.fork(n_rows, 4)
            timed(f"{n_rows} rows", lambda rows=rows, n=n_rows: rows.step(prompt[:n]))
    return {name: statistics.median(found) for name, found in times.items()}


def _named(count: int, noun: str) -> str:
    return f"{count} {noun}" if count == 1 else f"{count} {noun}s"


if __name__ == "__main__":
    main()
