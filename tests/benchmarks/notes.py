"""Do story notes before a text cost a model anything? Bits per byte of the text that follows.

    .venv/bin/python -m tests.benchmarks.notes --text FILE [--model DIR] [--samples N] [--json]

FILE holds books parted by a scene break (packaging/starter/held_out.py writes such files). At
seeded places two or three notes are made: for a name in the text before the place, the first
sentence of the book that has it. The next 64 tokens are measured behind the text alone, behind the
notes and the text, and behind the notes of another place and the text; with a short text before the
place, and with one that fills the window.
"""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from engine.generate import prefill
from engine.jobs import CancelFlag
from engine.meaning import names_of
from engine.model import LoadedModel, load_model
from engine.paths import resources
from engine.prompt import build
from engine.stopping import sentences_of
from engine.templates import SlotPart

SEED, TARGET_TOKENS, RESERVED_TOKENS = 11, 64, 128
LEFT_CHARS = {"short": 500, "full": 6000}
MOST_NOTES, MOST_NOTE_WORDS = 3, 32
BREAK = "\n\n***\n\n"


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--text", type=Path, required=True)
    parser.add_argument("--model", type=Path, default=resources() / "models" / "starter")
    parser.add_argument("--samples", type=int, default=40)
    parser.add_argument("--json", action="store_true")
    args = parser.parse_args()
    model = load_model(args.model, "command line")
    books = args.text.read_text(encoding="utf-8").split(BREAK)
    found = {
        length: measure(model, books, chars, args.samples) for length, chars in LEFT_CHARS.items()
    }
    if args.json:
        print(json.dumps(found))
        return
    for length, row in found.items():
        print(length, "  ".join(f"{name} {value:.4f}" for name, value in row.items()))


def measure(
    model: LoadedModel, books: Sequence[str], left_chars: int, n_samples: int
) -> dict[str, Any]:
    """Return bits per byte without notes, with the book's own, and with another's."""
    rng = np.random.default_rng(SEED)
    bits: dict[str, float] = {"without": 0.0, "notes": 0.0, "others": 0.0}
    n_bytes = n_notes = n_places = 0
    other: tuple[str, ...] = ()
    while n_places < n_samples:
        book = books[int(rng.integers(len(books)))]
        spaces = [at for at in range(1000, len(book) - 500) if book[at] == " "]
        if not spaces:
            continue
        at = int(rng.choice(spaces))
        left, notes = book[max(0, at - left_chars) : at], notes_at(book, at)
        if len(notes) < 2:
            continue
        if not other:
            other = notes
            continue
        target = model.tokenizer.encode(book[at : at + 500])[:TARGET_TOKENS]
        for name, given in (("without", ()), ("notes", notes), ("others", other)):
            bits[name] += bits_of(model, left, given, target)
        n_bytes += len(model.tokenizer.decode(target).encode())
        n_notes += len(notes)
        n_places, other = n_places + 1, notes
    found: dict[str, Any] = {name: value / n_bytes for name, value in bits.items()}
    for name in ("notes", "others"):
        found[f"{name}_change"] = found[name] / found["without"] - 1
    return {**found, "notes_a_place": n_notes / n_places}


def notes_at(book: str, at: int) -> tuple[str, ...]:
    """Return notes on the names before a place, the nearest first."""
    names = [name for name, _ in names_of(book[max(0, at - 500) : at])][::-1]
    sentences = sentences_of(" ".join(book[: max(0, at - 600)].split()))
    notes = []
    for name in dict.fromkeys(names):
        first = next((s for s in sentences if name in s.split()), None)
        if first is not None:
            notes.append(f"{name}: {' '.join(first.split()[:MOST_NOTE_WORDS])}")
    return tuple(notes[:MOST_NOTES])


def bits_of(model: LoadedModel, left: str, notes: tuple[str, ...], target: Sequence[int]) -> float:
    """Return the bits of some tokens behind a text."""
    template = model.templates["continue"]
    if not any(isinstance(p, SlotPart) and p.name == "notes" for p in template.parts):
        raise SystemExit("The model has no place for notes.")
    room = model.session.cache.capacity - RESERVED_TOKENS
    prompt = build(template, {"left": left, "notes": notes}, model.tokenizer, room)
    model.session.cache.trim(0)
    logits, _ = prefill(model.session, prompt.ids, model.chunk, CancelFlag())
    total = 0.0
    for token in target:
        top = logits.max()
        total -= float(logits[token] - top - np.log(np.exp(logits - top).sum()))
        logits = model.session.step((token,))
    return total / math.log(2)


if __name__ == "__main__":
    main()
