"""Whose voice is it? Bits per byte of every text under every voice, and how far from the base.

    .venv/bin/python -m tests.benchmarks.voice_matrix --model DIR ... --text PATH ... [--json]

The first model is the base that the others are compared with. A text is a file, or the folder of a
run, of which the chapters that were kept back from training are taken; 60,000 characters of each,
every chapter's beginning. A voice should lower its own author's texts, not another's, and raise
those of nobody in particular by little.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from engine.corpus.corpus import read_corpus
from engine.training.proof import held_text, model_bits_per_byte


def main() -> None:
    """Print the matrix."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, action="append", required=True)
    parser.add_argument("--text", type=Path, action="append", required=True)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    found = {}
    for path in args.text:
        text = text_of(path)
        found[str(path)] = {str(m): model_bits_per_byte(m, text) for m in args.model}
    if args.json:
        print(json.dumps(found))
        return
    for name, row in found.items():
        base = row[str(args.model[0])]
        print(name)
        for model, bits in row.items():
            print(f"  {bits:.4f}  {bits / base - 1:+.2%}  {model}")


def text_of(path: Path) -> str:
    """Return the text of a file, or what a run's folder has kept back."""
    if path.is_dir():
        return held_text([passage.text for passage in read_corpus(path / "data").held])
    return held_text([path.read_text(encoding="utf-8")])


if __name__ == "__main__":
    main()
