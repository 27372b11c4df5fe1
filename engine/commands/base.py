"""What every command shares: its row, its output, its models, and a bar for long work."""

from __future__ import annotations

import argparse
import contextlib
import json
import sys
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TextIO

from engine import paths
from engine.registry import ModelRegistry

Payload = dict[str, Any]
OnProgress = Callable[[str, int, int], None]
"""Told what is done, how much of it, and how much there is."""
_TICK_S = 0.5


class Usage(Exception):
    """An option's value is out of range: exit 2."""


@dataclass(frozen=True, slots=True)
class Command:
    """One row of the command line."""

    name: str
    """One word, or a group and a word: "models list"."""
    help: str
    add_options: Callable[[argparse.ArgumentParser], None]
    run: Callable[[argparse.Namespace], Payload | None]
    """Returns what to write; None if it has written everything itself."""
    show: Callable[[Payload, TextIO], None]
    """Writes the payload for a reader; `--json` writes it as one JSON object."""


def write_json(payload: Payload, out: TextIO) -> None:
    """Write one JSON object on one line, at once."""
    json.dump(payload, out, ensure_ascii=False)
    out.write("\n")
    out.flush()


def show_values(payload: Payload, out: TextIO) -> None:
    """Write one line a value."""
    for key, value in payload.items():
        out.write(f"{key}: {_plain(value)}\n")


def warn(text: str) -> None:
    """Tell the user one line beside the output."""
    print(f"longhand-engine: {text}", file=sys.stderr)  # noqa: T201  # the command's own voice


def registry() -> ModelRegistry:
    """Return the user's models and the bundled ones."""
    return ModelRegistry((paths.user_folders().models, paths.resources() / "models"))


@contextlib.contextmanager
def progress_bar() -> Iterator[OnProgress]:
    """Show how far long work is, on stderr and only if that is a terminal."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: None
        return
    from tqdm import tqdm

    with contextlib.ExitStack() as stack:
        bars: dict[str, Any] = {}

        def show(what: str, done: int, total: int) -> None:
            if what not in bars:
                bar = tqdm(total=total, desc=what, file=sys.stderr, leave=False, unit_scale=True)
                bars[what] = stack.enter_context(bar)
            bars[what].update(done - bars[what].n)

        yield show


@contextlib.contextmanager
def elapsed_time(what: str) -> Iterator[None]:
    """Show how long work has taken whose end cannot be told; as `progress_bar` otherwise."""
    if not sys.stderr.isatty():
        yield
        return
    from tqdm import tqdm

    done = threading.Event()
    with tqdm(desc=what, file=sys.stderr, leave=False, bar_format="{desc} {elapsed}") as bar:

        def tick() -> None:
            while not done.wait(_TICK_S):
                bar.refresh()

        ticker = threading.Thread(target=tick, name="ticker", daemon=True)
        ticker.start()
        try:
            yield
        finally:
            done.set()
            ticker.join()


def _plain(value: Any) -> str:
    if isinstance(value, list | tuple):
        return "".join(f"\n  {_plain(item)}" for item in value) or "none"
    if isinstance(value, dict):
        return ", ".join(f"{key} {_plain(item)}" for key, item in value.items() if item is not None)
    return f"{value:.5g}" if isinstance(value, float) else str(value)
