"""What several takes cost as one batch, and how alike they are.

    .venv/bin/python -m tests.benchmarks.takes [--model DIR] [--rounds N] [--json]

Batch: 1, 2, 4 and 8 takes of 32 tokens behind one prompt, against as many asks of one take, in one
run, alternating. Likeness: pairs of takes of a sentence at two temperatures, by tenths, with those
just above and below the threshold at which a take is written again.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from itertools import combinations
from pathlib import Path

import engine.generate_service as service_module
from engine.diversity import NEAR, likeness
from engine.generate_service import GenerateService
from engine.jobs import CancelFlag
from engine.messages import Limits, LoadRequest, Sampling, SuggestRequest, SuggestResult
from engine.paths import resources
from engine.registry import ModelRegistry

SIZES, N_TOKENS = (2, 4, 8), 32
PLACES, STEP_CHARS, LEFT_CHARS = 40, 800, 1500


def ask(
    service: GenerateService, text: str, takes: int, seed: int, temperature: float, limits: Limits
) -> SuggestResult:
    """Ask for takes."""
    request = SuggestRequest(
        text, sampling=Sampling(temperature=temperature, seed=seed), limits=limits, takes=takes
    )
    return service.suggest(request, lambda _: None, CancelFlag())


def batch_table(service: GenerateService, text: str, rounds: int) -> dict[str, float]:
    """Return how many times faster a batch is than its takes one by one; medians."""
    limits = Limits(max_tokens=N_TOKENS)
    ask(service, text, max(SIZES), 0, 0.9, limits)
    table = {}
    for size in SIZES:
        ratios = []
        for seed in range(rounds):
            started = time.perf_counter()
            ask(service, text, size, seed, 0.9, limits)
            middle = time.perf_counter()
            for alone in range(size):
                ask(service, text, 1, seed * 10 + alone, 0.9, limits)
            ratios.append((time.perf_counter() - middle) / (middle - started))
        table[f"{size} takes, one by one / batch"] = round(statistics.median(ratios), 2)
    return table


def likeness_table(service: GenerateService, text: str) -> dict[str, object]:
    """Return the likeness of pairs of takes by tenths, and examples at the threshold."""
    service_module.NEAR = 2.0
    limits = Limits(stop="sentence", max_tokens=24)
    pairs: list[tuple[float, str, str]] = []
    tenths: dict[str, list[int]] = {}
    for temperature in (0.3, 0.7):
        counts = [0] * 10
        for place in range(PLACES):
            left = text[place * STEP_CHARS : place * STEP_CHARS + LEFT_CHARS].rpartition(" ")[0]
            found = ask(service, left, 6, place, temperature, limits)
            for a, b in combinations([take.text for take in found.takes], 2):
                alike = likeness(a, b)
                counts[min(9, int(alike * 10))] += 1
                pairs.append((alike, a, b))
        tenths[str(temperature)] = counts
    service_module.NEAR = NEAR
    pairs.sort()
    at = next((i for i, pair in enumerate(pairs) if pair[0] > NEAR), len(pairs))
    return {"pairs by tenths": tenths, "below": pairs[at - 4 : at], "above": pairs[at : at + 4]}


def main() -> None:
    """Print both tables."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=resources() / "models" / "starter")
    parser.add_argument("--rounds", type=int, default=9)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    service = GenerateService(ModelRegistry((args.model.parent,)))
    service.load(LoadRequest(str(args.model)))
    text = (resources() / "evaluation" / "en.txt").read_text(encoding="utf-8")
    batch = batch_table(service, text[:3000], args.rounds)
    alike = likeness_table(service, text)
    if args.json:
        print(json.dumps({"batch": batch, "likeness": alike}, ensure_ascii=False))
        return
    for name, value in [*batch.items(), *alike.items()]:
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
