"""Story structures, read from data files that each name their source; no widgets."""

from __future__ import annotations

import itertools
import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_SCHEMA = 1
_WHOLE = 100


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a structure."""

    title: str
    act: str
    """The act it belongs to, empty where a structure has none."""
    at: int
    """Where in the text it begins, percent."""
    hint: str


@dataclass(frozen=True, slots=True)
class Structure:
    """A structure with its steps in order."""

    id: str
    name: str
    source: str
    steps: tuple[Step, ...]

    def shares(self) -> tuple[float, ...]:
        """Return how much of the text each step takes; together 1."""
        starts = [step.at for step in self.steps]
        ends = [*starts[1:], _WHOLE]
        return tuple((b - a) / _WHOLE for a, b in zip(starts, ends, strict=True))


def read_structures(folder: Path) -> tuple[Structure, ...]:
    """Read every structure of a folder, in the files' order; raises ValueError for a broken one."""
    return tuple(_read(path) for path in sorted(folder.glob("*.toml")))


def _read(path: Path) -> Structure:
    tree = tomllib.loads(path.read_text(encoding="utf-8"))
    try:
        steps = tuple(
            Step(row["title"], row["act"], row["at"], row["hint"]) for row in tree["beat"]
        )
        found = Structure(path.stem, tree["name"], tree["source"], steps)
    except KeyError as error:
        raise ValueError(f"{path.name} lacks {error}") from error
    if tree.get("schema") != _SCHEMA or not _rises(step.at for step in steps):
        raise ValueError(f"{path.name} is no structure of schema {_SCHEMA}")
    return found


def _rises(places: Iterable[int]) -> bool:
    """Whether the steps begin at 0 and each behind the one before it."""
    row = [*places, _WHOLE]
    return row[0] == 0 and all(a < b for a, b in itertools.pairwise(row))
