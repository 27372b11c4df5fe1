"""Which way of choosing words does each task of a model best: where its defaults come from.

    .venv/bin/python -m tests.benchmarks.decoding --text FILE [--model DIR] [--samples N]
        [--tasks LIST] [--write FILE]

A row of the table is one way of choosing words for one task, on the same seeded passages; the best
row by the task's own criterion is marked. resources/prompts/starter.toml has the marked rows, and a
test holds it to the table that `--write` left in decoding.json.

Criteria:
    continue, infill: hits, hit1 + hit3: the shares of places where the first of three takes, and
        where one of them, begins with the word that the writer wrote next.
    rewrites, outlines, ideas, drafts: good, as engine.measuring.rewrites and outlines define it.
Of the rows within one standard error of the best, continue takes the one that repeats itself least
in 200 tokens; every other task the one with the least copy bias, then the first.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import product
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
SEED, PLACES, LEFT_CHARS = 11, 120, 1500
TABLE = Path(__file__).with_suffix(".json")
GRIDS: dict[str, dict[str, Sequence[float]]] = {
    "continue": {"temperature": (0.6, 0.7, 0.85, 1.0), "top_p": (0.9, 1.0), "min_p": (0.0, 0.05)},
    "rewrite": {"temperature": (0.3, 0.7), "copy_bias": (0.0, 2.0, 4.0, 6.0, 8.0)},
    "otherwise": {"temperature": (0.3, 0.7, 1.0, 1.2), "copy_bias": (0.0, 2.0)},
    "paragraph": {"temperature": (0.55, 0.7, 0.85), "dry_multiplier": (0.8, 1.5)},
    "outline": {"temperature": (0.3, 0.7), "copy_bias": (0.0, 4.0, 6.0, 8.0, 10.0)},
    "ideas": {"temperature": (0.7, 0.85, 1.0, 1.2), "copy_bias": (0.0, 3.0, 5.0, 7.0, 9.0)},
    "draft": {"temperature": (0.7, 0.85), "copy_bias": (0.0, 2.0, 3.0, 4.0, 5.0)},
}
GRID_OF = {
    "continue": "continue",
    "infill": "continue",
    **{f"rewrite.{mode}": "rewrite" for mode in ("polish", "expand")},
    **{f"rewrite.{mode}": "otherwise" for mode in ("shorten", "rephrase")},
    **{f"rewrite.{mode}": "paragraph" for mode in ("describe", "dialogue")},
    "outline.from_text": "outline",
    "outline.from_premise": "outline",
    "outline.next": "ideas",
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
    aim = "hits" if GRID_OF[task] == "continue" else "good"
    top = max(rows, key=lambda row: row["measures"][aim])["measures"]
    near = [row for row in rows if row["measures"][aim] >= top[aim] - top["error"]]
    if task == "continue":
        return min(near, key=lambda row: row["measures"]["repetition"])
    return min(near, key=lambda row: row["sampling"].get("copy_bias", 0.0))


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
            return _with_error(rewrites.summary(rewrites.judge_all(answers)), len(answers))

        return rewritten
    long = sections(text, n_samples, rng)

    def outlined(sampling: Sampling) -> dict[str, float]:
        answers = outlines.outline_sections(model, task, long, SEED, sampling)
        found = outlines.summary([outlines.judge(answer) for answer in answers])
        return _with_error(found, len(answers))

    return outlined


def _with_error(measures: dict[str, float], n_answers: int) -> dict[str, float]:
    """Return the measures with the standard error of `good`."""
    good = measures["good"]
    return {**measures, "error": math.sqrt(good * (1 - good) / n_answers)}


def _continuation(model: LoadedModel, task: str, text: str, sampling: Sampling) -> dict[str, float]:
    """Return hit1 and hit3 at seeded places, and to continue, the repetition of long text."""
    service = GenerateService.holding(model)
    rng = np.random.default_rng(SEED)
    first, any_of = list[bool](), list[bool]()
    for left, wanted, right in _places(text, task, rng):
        seeded = replace(sampling, seed=int(rng.integers(2**31)))
        request = SuggestRequest(left, right, seeded, Limits(max_tokens=6), 3)
        takes = service.suggest(request, lambda part: None, CancelFlag()).takes
        words = [next((word for word, _ in words_of(take.text)), "") for take in takes]
        first.append(words[0] == wanted)
        any_of.append(wanted in words)
    hits = np.add(first, any_of, dtype=float)
    measures = {
        "hits": float(hits.mean()),
        "hit1": float(np.mean(first)),
        "hit3": float(np.mean(any_of)),
        "error": float(hits.std() / math.sqrt(len(hits))),
    }
    if task == "infill":
        return measures
    alone = measure_continuations(model, text, sampling, np.random.default_rng(SEED))
    return {**measures, "repetition": alone.repetition, "distinct_2": alone.distinct_2}


def _places(text: str, task: str, rng: np.random.Generator) -> Iterator[tuple[str, str, str]]:
    """Yield the text before, the word that came next, and the text after a gap if there is one."""
    if task == "infill":
        for gap in passages(text, PLACES, rng):
            yield gap.left, words_of(gap.text)[0][0], gap.after
        return
    for place in rng.integers(LEFT_CHARS, len(text) - LEFT_CHARS, PLACES).tolist():
        at = text.index(" ", place) + 1
        yield text[at - LEFT_CHARS : at].rstrip(), words_of(text[at : at + 80])[0][0], ""


if __name__ == "__main__":
    main()
