"""Where the writer was in each text: caret and scroll place by file; no widgets."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from ui.sessions.kept_file import KeptFile, TomlTree, tables_of

MOST = 500
_TABLE = "place"


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text; positions in UTF-16 units, as Qt counts them."""

    caret: int
    top: int
    """The first letter in view."""
    is_end: bool = False
    """The caret stood behind the last letter, wherever that is now."""


class Places:
    """The places of one user's texts, those noted last in front."""

    def __init__(self, file: KeptFile) -> None:
        self._file = file
        self._places = _places_of(file.read())
        self._unkept: dict[Path, Place] = {}

    def of(self, path: Path) -> Place | None:
        """Return where the writer was in a text; None where that is not known."""
        return self._places.get(path)

    def note(self, path: Path, place: Place) -> None:
        """Remember where the writer is; `keep` brings it to the disk."""
        if self._places.get(path) != place:
            self._places.pop(path, None)
            self._places = {path: place, **self._places}
            self._unkept[path] = place

    def keep(self) -> None:
        """Begin to write what was noted since, if anything was."""
        if self._unkept:
            new, self._unkept = dict(reversed(self._unkept.items())), {}
            # Another process may have noted places of other texts.
            self._file.change(lambda tree: _tree_of({**new, **_without(_places_of(tree), new)}))


def _without(places: Mapping[Path, Place], others: Mapping[Path, Place]) -> dict[Path, Place]:
    return {path: place for path, place in places.items() if path not in others}


def _places_of(tree: TomlTree) -> dict[Path, Place]:
    found: dict[Path, Place] = {}
    for row in tables_of(tree, _TABLE):
        path, caret, top = row.get("path"), row.get("caret"), row.get("top")
        if isinstance(path, str) and type(caret) is int and type(top) is int:
            place = Place(max(0, caret), max(0, top), row.get("end") is True)
            found.setdefault(Path(path), place)
    return dict(list(found.items())[:MOST])


def _tree_of(places: Mapping[Path, Place]) -> TomlTree:
    rows = [
        {"path": str(path), "caret": place.caret, "top": place.top, "end": place.is_end}
        for path, place in list(places.items())[:MOST]
    ]
    return {_TABLE: rows}
