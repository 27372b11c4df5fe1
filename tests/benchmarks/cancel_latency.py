"""How long a withdrawn ask still holds the engine: from raising the flag to the answer's end.

    .venv/bin/python -m tests.benchmarks.cancel_latency [--model DIR] [--asks N] [--json]

Each ask begins with an empty cache and is withdrawn after a delay drawn evenly over its own full
time, so that prefill, a single take and a batch of takes are all hit. Budget: 50 ms at most.
"""

from __future__ import annotations

import argparse
import json
import threading
import time
from pathlib import Path

import numpy as np

from engine.errors import Cancelled
from engine.generate_service import GenerateService
from engine.jobs import CancelFlag
from engine.messages import Limits, LoadRequest, Sampling, SuggestRequest
from engine.paths import resources
from engine.registry import ModelRegistry

BUDGET_MS = 50
KINDS = {"prefill": (1, 1), "one take": (1, 64), "four takes": (4, 32)}


def ask(service: GenerateService, request: SuggestRequest, delay_s: float | None) -> float | None:
    """Run an ask; return the seconds from withdrawing it to its end, None where it was over."""
    flag = CancelFlag()
    raised: list[float] = []

    def withdraw() -> None:
        raised.append(time.perf_counter())
        flag.set()

    timer = None if delay_s is None else threading.Timer(delay_s, withdraw)
    if timer is not None:
        timer.start()
    try:
        service.suggest(request, lambda _: None, flag)
    except Cancelled:
        return time.perf_counter() - raised[0]
    finally:
        if timer is not None:
            timer.cancel()
    return None


def measure(service: GenerateService, text: str, n_asks: int) -> dict[str, dict[str, float]]:
    """Return the latencies of each kind of ask in milliseconds."""
    rng = np.random.default_rng(1)
    table = {}
    for name, (takes, max_tokens) in KINDS.items():
        request = SuggestRequest(
            text, sampling=Sampling(seed=1), limits=Limits(max_tokens=max_tokens), takes=takes
        )
        model = service._model
        assert model is not None
        model.session.cache.trim(0)
        started = time.perf_counter()
        ask(service, request, None)
        whole = time.perf_counter() - started
        found: list[float] = []
        while len(found) < n_asks:
            model.session.cache.trim(0)
            seconds = ask(service, request, float(rng.uniform(0, whole)))
            if seconds is not None:
                found.append(seconds * 1000)
        table[name] = {
            "ask_ms": round(whole * 1000, 1),
            "p50_ms": round(float(np.percentile(found, 50)), 2),
            "p99_ms": round(float(np.percentile(found, 99)), 2),
            "max_ms": round(max(found), 2),
        }
    return table


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=resources() / "models" / "starter")
    parser.add_argument("--asks", type=int, default=50)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    service = GenerateService(ModelRegistry((args.model.parent,)))
    service.load(LoadRequest(str(args.model)))
    text = (resources() / "evaluation" / "en.txt").read_text(encoding="utf-8")[:9000]
    table = measure(service, text, args.asks)
    if args.json:
        print(json.dumps(table))
        return
    for name, row in table.items():
        verdict = "met" if row["max_ms"] <= BUDGET_MS else "NOT MET"
        print(f"{name:>10}: {row}  budget {BUDGET_MS} ms: {verdict}")


if __name__ == "__main__":
    main()
