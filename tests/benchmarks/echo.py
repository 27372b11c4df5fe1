"""What it costs to keep training books out of a suggestion.

    .venv/bin/python -m tests.benchmarks.echo [--model DIR] [--megabytes N] [--places N] [--json]

Suggestions of 64 tokens at places of the bundled text, held against N megabytes of books. The text
of each is looked at once more, token by token, as a take does; that is the cost. `share` is of the
time that the suggestion took. `own` is the dearest case, a rewrite: the writer's text is one of the
books and is said again, so that its words have to be read as well.
"""

from __future__ import annotations

import argparse
import json
import random
import statistics
import tempfile
import time
from pathlib import Path

from engine.fingerprints import Books, Fingerprints, read_fingerprints, write_fingerprints
from engine.generate_service import GenerateService
from engine.jobs import CancelFlag
from engine.messages import Limits, LoadRequest, Sampling, SuggestRequest
from engine.paths import resources
from engine.registry import ModelRegistry

N_TOKENS, LEFT_CHARS, TOKEN_CHARS, ROUNDS = 64, 4000, 4, 9


def shuffled_books(text: str, n_bytes: int) -> str:
    """Return a text of so many bytes with the words of another in seeded disorder."""
    words, rng = text.split(), random.Random(1)
    n_words = n_bytes * len(words) // len(text)
    return " ".join(rng.choices(words, k=n_words))


def cost_ms(left: str, text: str, prints: Fingerprints) -> float:
    """Return the milliseconds that the books take of one suggestion: the least of all rounds."""
    costs = []
    for _ in range(ROUNDS):
        started = time.perf_counter()
        watch = Books(prints, left, [left]).watch()
        for at in range(TOKEN_CHARS, len(text) + TOKEN_CHARS, TOKEN_CHARS):
            if watch.limit(text[:at]) is not None:
                break  # a take ends here
        costs.append((time.perf_counter() - started) * 1000)
    return min(costs)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=resources() / "models" / "starter")
    parser.add_argument("--megabytes", type=float, default=1.0)
    parser.add_argument("--places", type=int, default=20)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    text = (resources() / "evaluation" / "en.txt").read_text(encoding="utf-8")
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "prints"
        started = time.perf_counter()
        books = [shuffled_books(text, int(args.megabytes * 1_000_000)), text]
        n_runs = write_fingerprints(books, path)
        build_s = time.perf_counter() - started
        started = time.perf_counter()
        prints = read_fingerprints(path)
        read_ms = (time.perf_counter() - started) * 1000
        n_bytes = path.stat().st_size
    service = GenerateService(ModelRegistry((args.model.parent,)))
    service.load(LoadRequest(str(args.model)))
    others, own, totals = [], [], []
    for place in range(args.places):
        start = (place * 7919 * 13) % max(1, len(text) - LEFT_CHARS - 400)
        left = text[start : start + LEFT_CHARS]
        options = Sampling(seed=place)
        ask = SuggestRequest(left, sampling=options, limits=Limits(max_tokens=N_TOKENS))
        result = service.suggest(ask, lambda _: None, CancelFlag())
        totals.append(result.timings.total_ms)
        others.append(cost_ms(left, result.takes[0].text, prints))
        own.append(cost_ms(left, left[1000:1250], prints))
    table = {
        "runs": n_runs,
        "file_mb": round(n_bytes / 1e6, 2),
        "build_s": round(build_s, 2),
        "read_ms": round(read_ms, 2),
        "suggestion_ms": round(statistics.median(totals), 1),
        "cost_ms": {"median": round(statistics.median(others), 3), "most": round(max(others), 3)},
        "own_ms": {"median": round(statistics.median(own), 3), "most": round(max(own), 3)},
        "share": round(statistics.median(others) / statistics.median(totals), 4),
    }
    if args.json:
        print(json.dumps(table))
        return
    for name, value in table.items():
        print(f"{name}: {value}")


if __name__ == "__main__":
    main()
