"""Writes the starter's model card from measured figures and fresh samples.

  python packaging/starter/make_card.py --text held-out.txt --out card.md [--model DIR]

figures.json holds the facts of the run and, under `measures`, a row for each model: what
`python -m tests.benchmarks.baseline --json` printed, under the name that the card gives it.
"""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from string import Template
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

from samples import Sample, samples_of

from engine.model import load_model
from engine.paths import resources

HERE = Path(__file__).parent
NAMES = {
    "bits_per_byte": "bits per byte of held-out prose",
    "next_word_top1": "next word foreseen, first guess",
    "next_word_top3": "next word foreseen, three guesses",
    "keystrokes_saved": "keystrokes saved, word by word",
    "keystrokes_saved_whole": "keystrokes saved, whole suggestions",
    "repetition": "repetition in 200 tokens",
    "distinct_1": "different words",
    "distinct_2": "different pairs of words",
    "distinct_3": "different runs of three",
    "sentence_ends": "200 tokens that end at a sentence",
    "overlap": "words in runs of 8 or more of the training text",
}


def main() -> None:
    """Write the card."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--figures", type=Path, default=HERE / "figures.json")
    parser.add_argument("--model", type=Path, default=resources() / "models" / "starter")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    figures = json.loads(args.figures.read_text(encoding="utf-8"))
    model = load_model(args.model, "command line")
    template = Template((HERE / "card.template.md").read_text(encoding="utf-8"))
    found = samples_of(model, args.text.read_text(encoding="utf-8"))
    size = sum(entry.n_bytes for entry in model.manifest.files.values()) / 1e6
    card = template.substitute(
        figures["facts"],
        size_mb=f"{size:.1f}",
        parameters=f"{model.manifest.parameters / 1e6:.1f} million",
        parity=parity_row(model.manifest.parity),
        quality=quality_table(figures["measures"]),
        tasks=task_table(figures["measures"]),
        sampling=sampling_table(model.templates),
        samples="\n".join(section(task, rows) for task, rows in found.items()),
    )
    args.out.write_text(card, encoding="utf-8")


def parity_row(parity: dict[str, Any]) -> str:
    """Return what the export measured, as a sentence."""
    bits = parity["bits_per_byte"]
    return (
        f"{bits['torch']:.4f} bits per byte in float32, {bits['onnx']:.4f} as shipped "
        f"({bits['onnx'] / bits['torch'] - 1:+.2%})"
    )


def quality_table(measures: dict[str, dict[str, Any]]) -> str:
    """Return the table of what models foresee and write alone."""
    models = {name: row for name, row in measures.items() if "bits_per_byte" in row}
    rows = [
        [words, *(_cell(row.get(name)) for row in models.values())] for name, words in NAMES.items()
    ]
    return table(["measure", *models], rows)


def task_table(measures: dict[str, dict[str, Any]]) -> str:
    """Return the table of every task's measures."""
    first = next(iter(measures.values()))["tasks"]
    rows = [
        [f"{task}: {name.replace('_', ' ')}", *cells]
        for task, numbers in first.items()
        for name in numbers
        if any(cells := [_cell(row["tasks"].get(task, {}).get(name)) for row in measures.values()])
    ]
    return table(["task and measure", *measures], rows)


def sampling_table(templates: dict[str, Any]) -> str:
    """Return how each task chooses words."""
    shown = ("temperature", "top_p", "min_p", "dry_multiplier", "copy_bias")
    rows = [
        [task, *(f"{getattr(templates[task].sampling, name):g}" for name in shown)]
        for task in sorted(templates)
    ]
    return table(["task", *shown], rows)


def table(head: list[str], rows: list[list[str]]) -> str:
    """Return a Markdown table."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def section(task: str, rows: list[Sample]) -> str:
    """Return a task's samples as Markdown; what the model wrote is a quotation."""
    parts = [f"### {task}\n"]
    for number, row in enumerate(rows, start=1):
        given, written = _line(row.given), _line(row.written)
        parts.append(f"{number}. {given}\n\n    > {written}\n")
    return "\n".join(parts)


def _line(text: str) -> str:
    """Return text on one line that Markdown leaves as it is."""
    one = " ".join(text.split())
    for mark in "\\*_#<>[]`|":
        one = one.replace(mark, f"\\{mark}")
    return one or "(nothing)"


def _cell(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if value % 1 else f"{value:.0f}"


if __name__ == "__main__":
    main()
