"""How much better a neural model foresees than counting does: an n-gram model beside it.

    .venv/bin/python -m tests.benchmarks.baseline --books FILE --text FILE [--model DIR]
        [--model DIR] [--sample-words N] [--task-samples N] [--json]

The n-gram model (`tests.benchmarks.ngram`, order 5) is counted over the first model's tokens on the
books that the model was trained on; the same books are searched for what the models repeat of them.
The measures are those of `longhand-engine evaluate`. A column `lead` is no model: its outlines are
the first twelve words of evenly spaced sentences.
"""

from __future__ import annotations

import argparse
import json
import lzma
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.commands.base import progress_bar
from engine.manifest import Manifest, read_manifest
from engine.measuring import outlines
from engine.measuring.evaluate import evaluate
from engine.measuring.passages import sections
from engine.model import LoadedModel, load_model
from engine.paths import resources
from engine.texts import read_text
from engine.tokens import TextTokenizer
from tests.benchmarks.ngram import NgramModel, as_loaded

Row = dict[str, Any]
N_LEAD = 4


def books(file: Path) -> Iterator[str]:
    """Yield the text of every book of a file of JSON lines, one at a time."""
    opened = lzma.open if file.suffix == ".xz" else open
    with opened(file, "rt", encoding="utf-8") as lines:
        for line in lines:
            yield json.loads(line)["text"]


def counted(
    file: Path, tokenizer: TextTokenizer, manifest: Manifest
) -> tuple[NgramModel, dict[str, Any]]:
    """Count the books between the model's first and last token; and say what was counted."""
    started = time.perf_counter()
    lead = [manifest.bos_id] if manifest.bos_id is not None else []
    read, tokens = 0, list[NDArray[np.uint16]]()
    with progress_bar() as on_progress:
        for text in books(file):
            ids = [*lead, *tokenizer.encode(text), *manifest.eos_ids[:1]]
            tokens.append(np.array(ids, np.uint16))
            read += len(text.encode("utf-8"))
            on_progress("bytes read", read, file.stat().st_size)
    middle = time.perf_counter()
    model = NgramModel.train(tokens, manifest.shape.vocab_size)
    facts = {
        "books": len(tokens),
        "megabytes": round(read / 1e6, 1),
        "tokens": sum(map(len, tokens)),
        "ngrams": model.sizes,
        "discounts": [round(discount, 3) for discount in model.discounts],
        "reading_s": round(middle - started, 1),
        "counting_s": round(time.perf_counter() - middle, 1),
    }
    return model, facts


def measured(
    model: LoadedModel, text: str, sample_words: int, task_samples: int, corpus: Path
) -> Row:
    """Return every measure of a model on a text."""
    with progress_bar() as on_progress:
        found = evaluate(
            model,
            text,
            sample_words,
            corpus=books(corpus),
            task_samples=task_samples,
            on_progress=on_progress,
        )
    return found.as_row()


def lead(text: str, n_samples: int) -> dict[str, float]:
    """Return the measures of outlines that are the beginnings of evenly spaced sentences."""
    found = sections(text, n_samples, np.random.default_rng(1))
    return outlines.summary(
        [
            outlines.judge(
                outlines.Outlining(
                    "outline.from_text", section.text, outlines.lead_outline(section.text, N_LEAD)
                )
            )
            for section in found
        ]
    )


def show(facts: dict[str, Any], table: dict[str, Row]) -> None:
    """Print what was counted, then one line a measure, one column a model."""
    for name, value in facts.items():
        print(f"{name}: {value}")
    print("\n" + " " * 42 + "".join(f"{name:>16}" for name in table))
    flat = {name: dict(numbers(row)) for name, row in table.items()}
    for measure in next(iter(flat.values())):
        cells = (f"{row.get(measure, float('nan')):>16.5g}" for row in flat.values())
        print(f"{measure:>42}" + "".join(cells))


def numbers(row: Row, lead: str = "") -> Iterator[tuple[str, float]]:
    """Yield every number of a row under its name, a task's behind the task's."""
    for name, value in row.items():
        if isinstance(value, dict):
            yield from numbers(value, f"{lead}{name} ".removeprefix("tasks "))
        elif value is not None:
            yield lead + name, value


def main() -> None:
    """Count, measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--books", type=Path, required=True, help="JSON lines {text}, or .xz")
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--model", type=Path, action="append", dest="models")
    parser.add_argument("--sample-words", type=int, default=2000)
    parser.add_argument("--task-samples", type=int, default=24)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    folders: list[Path] = args.models or [resources() / "models" / "starter"]
    text = read_text(args.text).text
    manifest = read_manifest(folders[0])
    tokenizer = TextTokenizer(folders[0] / "tokenizer.json")
    ngrams, facts = counted(args.books, tokenizer, manifest)
    baseline = as_loaded(ngrams, folders[0])
    samples = (args.sample_words, args.task_samples, args.books)
    table = {baseline.manifest.id: measured(baseline, text, *samples)}
    for folder in folders:
        # Two exports of one checkpoint may have the same id.
        name = folder.name if folder.name not in table else str(folder)
        table[name] = measured(load_model(folder), text, *samples)
    table["lead"] = {"tasks": {"outline.from_text": lead(text, args.task_samples)}}
    if args.json:
        print(json.dumps({"counted": facts, "measures": table}))
    else:
        show(facts, table)


if __name__ == "__main__":
    main()
