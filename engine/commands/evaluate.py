"""`evaluate`: measures a model on a text."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TextIO

from engine import texts
from engine.commands.base import Command, Payload, Usage, progress_bar, registry, show_values
from engine.errors import BadInput
from engine.registry import DEFAULT_MODEL

_TEXT_SUFFIXES = frozenset({".txt", ".md"})


def _add_options(command: argparse.ArgumentParser) -> None:
    command.add_argument("--model", default=DEFAULT_MODEL, metavar="ID|DIR")
    command.add_argument("--text", type=Path, required=True, metavar="PATH")
    command.add_argument("--sample-words", type=int, default=2000, metavar="N")
    command.add_argument(
        "--task-samples",
        type=int,
        default=24,
        metavar="N",
        help="rewrites, outlines and drafts of each kind to measure; 0 for none",
    )
    command.add_argument(
        "--corpus",
        type=Path,
        metavar="PATH",
        help="a text, or a folder of .txt and .md files, to find what the model repeats of it",
    )


def _run(args: argparse.Namespace) -> Payload:
    if args.sample_words < 1:
        raise Usage("--sample-words must be at least 1.")
    if args.task_samples < 0:
        raise Usage("--task-samples must not be negative.")
    text = texts.read_text(args.text).text
    files = None if args.corpus is None else _corpus_files(args.corpus)
    from engine.measuring.evaluate import evaluate
    from engine.model import load_model

    model = load_model(registry().resolve(args.model), "command line")
    with progress_bar() as on_progress:
        # Read one after another: a corpus may be larger than the memory.
        corpus = None if files is None else (texts.read_text(file).text for file in files)
        measured = evaluate(
            model,
            text,
            args.sample_words,
            corpus=corpus,
            task_samples=args.task_samples,
            on_progress=on_progress,
        )
    return {"model": model.manifest.id, **measured.as_row()}


def _show(payload: Payload, out: TextIO) -> None:
    """Write one line a value, and one a task."""
    values = {name: value for name, value in payload.items() if name != "tasks"}
    show_values(values | payload["tasks"], out)


def _corpus_files(path: Path) -> list[Path]:
    if not path.is_dir():
        texts.read_text(path)  # what cannot be read is said before anything is measured
        return [path]
    files = sorted(p for p in path.rglob("*") if p.suffix.lower() in _TEXT_SUFFIXES)
    if not files:
        raise BadInput(f"{path} holds no .txt and no .md file.")
    return files


COMMANDS = (Command("evaluate", "measure a model on a text", _add_options, _run, _show),)
