"""Which way of choosing words does each task of a model best: where its defaults come from.

    .venv/bin/python -m tests.benchmarks.decoding --text FILE [--model DIR] [--samples N]
        [--tasks LIST] [--write FILE]

A row of the table is one way of choosing words for one task, on the same seeded passages; the best
row by the task's own criterion is marked. resources/prompts/starter.toml has the marked rows, and a
test holds it to the table that `--write` left in decoding.json.

Criteria:
    continue, infill: hit1 + hit3, the shares of places where the first of three takes, and where
        one of them, begins with the word that the writer wrote next. Of rows within a standard
        error of the best the one that repeats itself least in 200 tokens is taken.
    rewrites, outlines, drafts: good, as engine.measuring.rewrites and outlines define it; ties go
        to the row whose answers are more various in describe, dialogue and draft, else to the
        first.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, product
from pathlib import Path
from typing import Any

import numpy as np

from engine.generate_service import GenerateService
from engine.guards import words_of
from engine.jobs import CancelFlag
from engine.measuring import outlines, rewrites
from engine.measuring.continuations import measure_continuations
from engine.measuring.passages import passages, sections
from engine.messages import Limits, Sampling, SuggestRequest
from engine.model import LoadedModel, load_model
from engine.paths import resources

Row = dict[str, Any]
Measure = Callable[[Sampling], dict[str, float]]
SEED, PLACES, LEFT_CHARS = 11, 150, 1500
TABLE = Path(__file__).with_suffix(".json")
GRIDS: dict[str, dict[str, Sequence[float]]] = {
    "continue": {"temperature": (0.6, 0.7, 0.85, 1.0), "top_p": (0.9, 1.0), "min_p": (0.0, 0.05)},
    "rewrite": {"temperature": (0.3, 0.7), "copy_bias": (0.0, 2.0, 4.0, 6.0, 8.0)},
    "paragraph": {"temperature": (0.55, 0.7, 0.85), "dry_multiplier": (0.8, 1.5)},
    "outline": {"temperature": (0.3, 0.7), "copy_bias": (0.0, 4.0, 6.0, 8.0, 10.0)},
    "draft": {"temperature": (0.7, 0.85), "copy_bias": (0.0, 2.0, 3.0, 4.0, 5.0)},
}
GRID_OF = {
    "continue": "continue",
    "infill": "continue",
    **{f"rewrite.{mode}": "rewrite" for mode in ("polish", "expand", "shorten", "rephrase")},
    **{f"rewrite.{mode}": "paragraph" for mode in ("describe", "dialogue")},
    "outline.from_text": "outline",
    "outline.from_premise": "outline",
    "draft": "draft",
}


def main() -> None:
    """Print, and if asked write, a table for each task."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=resources() / "models" / "starter")
    parser.add_argument("--samples", type=int, default=40)
    parser.add_argument("--tasks", default=",".join(GRID_OF))
    parser.add_argument("--write", type=Path, help="a table to write, or to bring up to date")
    args = parser.parse_args()
    model = load_model(args.model, "command line")
    text = args.text.read_text(encoding="utf-8")
    found: dict[str, list[Row]] = {}
    if args.write and args.write.exists():
        found = json.loads(args.write.read_text(encoding="utf-8"))["tasks"]
    for task in args.tasks.split(","):
        found[task] = table(task, measure_of(model, task, text, args.samples))
        print(task)
        for row in found[task]:
            mark = "*" if row["best"] else " "
            numbers = "  ".join(f"{k} {v:.3f}" for k, v in row["measures"].items())
            print(f"  {mark} {row['sampling']}: {numbers}", flush=True)
        if args.write:
            content = {"model": model.manifest.id, "samples": args.samples, "tasks": found}
            args.write.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")


def table(task: str, measure: Measure) -> list[Row]:
    """Return a row for each way of choosing words, the best one marked."""
    rows = [
        {"sampling": options, "measures": measure(Sampling(**options)), "best": False}
        for options in settings(task)
    ]
    best_of(task, rows)["best"] = True
    return rows


def settings(task: str) -> Iterator[dict[str, float]]:
    """Yield what is tried for a task, without what is the engine's own default."""
    grid = GRIDS[GRID_OF[task]]
    for values in product(*grid.values()):
        options = dict(zip(grid, values, strict=True))
        if "min_p" in options and (options["min_p"] == 0) != (options["top_p"] < 1):
            continue  # one way of cutting the tail at a time
        if "copy_bias" in options and task != "draft":
            options["dry_multiplier"] = 0.0  # copying is the task, not a fault
        own = Sampling()
        yield {name: v for name, v in options.items() if v != getattr(own, name)}


def best_of(task: str, rows: Sequence[Row]) -> Row:
    """Return the row that is best by the task's criterion."""
    if GRID_OF[task] == "continue":
        hits = [row["measures"]["hit1"] + row["measures"]["hit3"] for row in rows]
        share = max(row["measures"]["hit3"] for row in rows)
        error = math.sqrt(share * (1 - share) / PLACES)
        near = [row for row, hit in zip(rows, hits, strict=True) if hit >= max(hits) - error]
        return min(near, key=lambda row: row["measures"]["repetition"])
    spread = "diversity" if "diversity" in rows[0]["measures"] else "good"
    return max(rows, key=lambda row: (row["measures"]["good"], row["measures"][spread]))


def measure_of(model: LoadedModel, task: str, text: str, n_samples: int) -> Measure:
    """Return the function that measures one way of choosing words."""
    if GRID_OF[task] == "continue":
        return lambda sampling: _continuation(model, task, text, sampling)
    rng = np.random.default_rng(SEED)
    if task.startswith("rewrite."):
        mode = rewrites.mode_of(task)
        short = passages(text, n_samples, rng)

        def rewritten(sampling: Sampling) -> dict[str, float]:
            answers = rewrites.rewrite_passages(model, mode, short, SEED, sampling)
            found = rewrites.summary([rewrites.judge(answer) for answer in answers])
            return found | _spread([answer.answer for answer in answers], GRID_OF[task])

        return rewritten
    long = sections(text, n_samples, rng)

    def outlined(sampling: Sampling) -> dict[str, float]:
        answers = outlines.outline_sections(model, task, long, SEED, sampling)
        found = outlines.summary([outlines.judge(answer) for answer in answers])
        return found | _spread([answer.beats[0] for answer in answers], GRID_OF[task])

    return outlined


def _spread(texts: Sequence[str], grid: str) -> dict[str, float]:
    """Return how various the answers to different passages are, where that counts."""
    if grid not in ("paragraph", "draft"):
        return {}
    words = [word.lower() for text in texts for word, _ in words_of(text)]
    pairs = list(pairwise(words))
    return {"diversity": len(set(pairs)) / max(1, len(pairs))}


def _continuation(model: LoadedModel, task: str, text: str, sampling: Sampling) -> dict[str, float]:
    """Return hit1 and hit3 at seeded places between words, and the repetition of long text."""
    service = GenerateService.holding(model)
    rng = np.random.default_rng(SEED)
    hits1 = hits3 = 0
    for place in rng.integers(LEFT_CHARS, len(text) - LEFT_CHARS, PLACES).tolist():
        at = _start(text, place, task)
        wanted = next((word for word, _ in words_of(text[at : at + 60])), "")
        left, right = text[at - LEFT_CHARS : at].rstrip(), ""
        if task == "infill":
            right = text[text.find(". ", at) + 1 :][:LEFT_CHARS]
        request = SuggestRequest(
            left, right, replace(sampling, seed=int(rng.integers(2**31))), Limits(max_tokens=6), 3
        )
        takes = service.suggest(request, lambda part: None, CancelFlag()).takes
        first = [next((word for word, _ in words_of(take.text)), "") for take in takes]
        hits1 += first[0].lower() == wanted.lower()
        hits3 += wanted.lower() in {word.lower() for word in first}
    measures = {"hit1": hits1 / PLACES, "hit3": hits3 / PLACES}
    alone = measure_continuations(model, text, sampling, np.random.default_rng(SEED))
    return {**measures, "repetition": alone.repetition, "distinct_2": alone.distinct_2}


def _start(text: str, place: int, task: str) -> int:
    """Return where the next word begins; to fill in, the next sentence of the paragraph."""
    if task == "infill":
        return text.index(". ", place) + 2
    return text.index(" ", place) + 1


if __name__ == "__main__":
    main()
