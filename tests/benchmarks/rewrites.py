"""How long a rewrite takes, and what drafts from the passage save of it.

    .venv/bin/python -m tests.benchmarks.rewrites [--model DIR] [--passages N] [--rounds N] [--json]

Passages of about 100 words, in a cold cache, are rewritten in every mode that replaces text, as 1
and as 4 takes, with drafts and without, alternating. A row is one mode and number of takes:

    first, whole: milliseconds to the first words and to the end, with / without drafts; medians.
    tokens/s: of all takes that were begun, with drafts; median.
    drafted, accepted, rate: tokens that ran ahead, and those of them that were chosen.
    ratio: time a token with drafts over that without, behind the prefill; median, least and most.

Without drafts the takes run as they do in a task that copies nothing: one token a call, all takes
as one batch. That sums in another order in the last bits, so that a sensitive word may differ; a
token is compared with a token. Budgets: first words within 250 ms, four takes within 4 s.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from unittest.mock import patch

from engine.drafting import Tally
from engine.generate_service import GenerateService
from engine.jobs import CancelFlag
from engine.measuring.passages import in_paragraphs
from engine.messages import SuggestPart
from engine.model import LoadedModel, load_model
from engine.paths import resources
from engine.session import OnnxSession
from engine.task_messages import RewriteMode, RewriteRequest

MODES: tuple[RewriteMode, ...] = ("polish", "shorten", "rephrase", "expand")
TAKES = (1, 4)
LEAST_WORDS, MOST_WORDS, LEFT_CHARS = 90, 115, 600
FIRST_BUDGET_MS, WHOLE_BUDGET_MS = 250, 4000


@dataclass(frozen=True, slots=True)
class Asked:
    """One rewrite: milliseconds to its first words and to its end, and behind the prefill."""

    first_ms: float
    whole_ms: float
    tokens_per_s: float


@dataclass(frozen=True, slots=True)
class Row:
    """One mode and number of takes; medians over passages and rounds."""

    mode: str
    takes: int
    first_ms: float
    first_without_ms: float
    whole_ms: float
    whole_without_ms: float
    tokens_per_s: float
    drafted: int
    accepted: int
    rate: float
    ratio: float
    least_ratio: float
    most_ratio: float
    is_met: bool


def passages(text: str, n: int) -> Iterator[tuple[str, str]]:
    """Yield paragraphs of about 100 words, with what stands before them."""
    text = in_paragraphs(text)
    found = [p for p in text.split("\n\n") if LEAST_WORDS <= len(p.split()) <= MOST_WORDS]
    for paragraph in found[:n]:
        at = text.index(paragraph)
        yield text[max(0, at - LEFT_CHARS) : at], paragraph


def ask(model: LoadedModel, request: RewriteRequest) -> Asked:
    """Rewrite once in a cold cache."""
    heard: list[float] = []

    def hear(part: SuggestPart) -> None:
        heard.append(time.perf_counter())

    model.session.cache.trim(0)
    started = time.perf_counter()
    found = GenerateService.holding(model).rewrite(request, hear, CancelFlag())
    whole = time.perf_counter() - started
    first = heard[0] - started if heard else whole
    return Asked(first * 1000, whole * 1000, found.timings.tokens_per_s)


def ask_without(model: LoadedModel, request: RewriteRequest) -> Asked:
    """Rewrite once in a cold cache, without drafts."""
    with patch.object(model.session, "fork_drafting", model.session.fork):
        return ask(model, request)


def measure(
    model: LoadedModel, mode: RewriteMode, takes: int, chosen: list[tuple[str, str]], rounds: int
) -> Row:
    """Rewrite every passage with drafts and without, and return what it took."""
    session = model.session
    assert isinstance(session, OnnxSession)
    sampling = model.templates[f"rewrite.{mode}"].sampling
    asks = [
        RewriteRequest(mode, text, before, sampling=replace(sampling, seed=seed), takes=takes)
        for seed in range(rounds)
        for before, text in chosen
    ]
    ask_without(model, asks[0])
    ask(model, asks[0])
    session.ahead.tally = tally = Tally()
    pairs: list[tuple[Asked, Asked]] = []
    for number, request in enumerate(asks):
        if number % 2:
            without = ask_without(model, request)
            pairs.append((ask(model, request), without))
        else:
            pairs.append((ask(model, request), ask_without(model, request)))
    ratios = [without.tokens_per_s / drafted.tokens_per_s for drafted, without in pairs]
    first = statistics.median(drafted.first_ms for drafted, _ in pairs)
    whole = statistics.median(drafted.whole_ms for drafted, _ in pairs)
    return Row(
        mode=mode,
        takes=takes,
        first_ms=round(first, 1),
        first_without_ms=round(statistics.median(w.first_ms for _, w in pairs), 1),
        whole_ms=round(whole, 1),
        whole_without_ms=round(statistics.median(w.whole_ms for _, w in pairs), 1),
        tokens_per_s=round(statistics.median(drafted.tokens_per_s for drafted, _ in pairs), 1),
        drafted=tally.drafted,
        accepted=tally.accepted,
        rate=round(tally.accepted / max(1, tally.drafted), 3),
        ratio=round(statistics.median(ratios), 2),
        least_ratio=round(min(ratios), 2),
        most_ratio=round(max(ratios), 2),
        is_met=first <= FIRST_BUDGET_MS and whole <= WHOLE_BUDGET_MS,
    )


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, default=resources() / "models" / "starter")
    parser.add_argument("--passages", type=int, default=5)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    model = load_model(args.model, "command line")
    text = (resources() / "evaluation" / "en.txt").read_text(encoding="utf-8")
    chosen = list(passages(text, args.passages))
    rows: list[Row] = []
    for mode in MODES:
        for takes in TAKES:
            row = measure(model, mode, takes, chosen, args.rounds)
            rows.append(row)
            if not args.json:
                print(line(row), flush=True)
    if args.json:
        print(json.dumps({"model": model.manifest.id, "rows": [asdict(row) for row in rows]}))


def line(row: Row) -> str:
    """Return a row as it is printed."""
    verdict = "met" if row.is_met else "NOT MET"
    return (
        f"{row.mode:>8} x{row.takes}: first {row.first_ms:.0f} / {row.first_without_ms:.0f} ms"
        f"  whole {row.whole_ms:.0f} / {row.whole_without_ms:.0f} ms"
        f"  {row.tokens_per_s:.0f} tokens/s  drafted {row.drafted}"
        f" accepted {row.accepted} ({row.rate:.0%})"
        f"  ratio {row.ratio} ({row.least_ratio} to {row.most_ratio})  budgets {verdict}"
    )


if __name__ == "__main__":
    main()
