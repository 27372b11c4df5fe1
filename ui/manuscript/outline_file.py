"""outline.toml: the beats on disk; read and written, nothing else.

The rules are those of project.toml: what is not understood is told, kept and not written over.
"""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from ui.language import tr
from ui.manuscript import nesting
from ui.manuscript.outline import COLORS, STATUSES, Beat, Outline
from ui.manuscript.toml_rows import (
    ParsedText,
    RowEdit,
    TomlSource,
    Value,
    count_field,
    plain_values,
    read_source,
    rewrite,
    text_field,
    write_source,
)

FILE_NAME = "outline.toml"
SCHEMA = 1
_ROWS = "beat"
_FIELDS = ("parent", "title", "synopsis", "scene", "status", "target", "color")


class OutlineFile:
    """One project's outline.toml; `save` may be called from any thread, one save runs at a time."""

    def __init__(self, source: TomlSource, outline: Outline, told: tuple[str, ...]) -> None:
        self.told = told
        self._fault = source.fault and (
            tr(
                "{fault} Every scene is safe. Mend {file} and open the project again, or "
                "begin a new outline: the old file is then kept beside it."
            ).format(fault=source.fault, file=FILE_NAME)
        )
        self._source = source
        self._outline = outline
        self._lock = threading.Lock()
        self._parsed = ParsedText()

    @property
    def outline(self) -> Outline:
        """The outline, as it was read or saved last."""
        return self._outline

    @property
    def fault(self) -> str:
        """Why nothing in the file could be read, and what to do; empty where it was read."""
        return self._fault

    def save(self, outline: Outline) -> None:
        """Write the file, where anything changed.

        Raises:
            ChangedOnDisk: another program changed it; open it again to see how.
            SaveFailed: it cannot be written; one sentence says why.
        """
        with self._lock:
            values = plain_values(self._source)
            before, places, _ = _read_beats(values)
            old = {beat.id: beat for beat in before.beats}
            rows = [
                RowEdit(beat.id, places.get(beat.id), _changes(beat, old.get(beat.id)))
                for beat in outline.order()
            ]
            set_aside = set(range(len(values.get(_ROWS, [])))) - set(places.values())
            head = {} if values else {"schema": SCHEMA}
            text = rewrite(self._source.text, _ROWS, head, rows, set_aside, self._parsed)
            if text != self._source.text and (outline.beats or values):
                self._source = write_source(self._source, text)
            self._outline = outline


def open_outline(folder: Path) -> OutlineFile:
    """Read a project's outline; a missing or broken file gives an empty one, nothing is written.

    Raises:
        FileUnusable: it cannot be read, or a later version of Longhand wrote it.
    """
    source = read_source(folder / FILE_NAME, _ROWS, SCHEMA)
    outline, _, told = _read_beats(plain_values(source))
    return OutlineFile(source, outline, tuple(told))


def _changes(new: Beat, old: Beat | None) -> dict[str, Value]:
    before = old or Beat(new.id)
    return {
        name: getattr(new, name) for name in _FIELDS if getattr(new, name) != getattr(before, name)
    }


def _read_beats(values: Mapping[str, Any]) -> tuple[Outline, dict[str, int], list[str]]:
    """Return the good beats, their places in the file, and what is wrong with the others."""
    beats: dict[str, Beat] = {}
    places: dict[str, int] = {}
    scenes: set[str] = set()
    told: list[str] = []
    for at, row in enumerate(values.get(_ROWS, [])):
        id = text_field(row, "id")
        name = text_field(row, "title") or id or tr("number {number}").format(number=at + 1)
        if not id or id in beats:
            fault = tr("has an id that another beat has") if id else tr("has no id")
            told.append(
                tr("A beat of {file} ({name}) {fault}; it is kept there and not shown.").format(
                    file=FILE_NAME, name=name, fault=fault
                )
            )
            continue
        beat = _read_beat(id, row)
        if beat.scene and beat.scene in scenes:
            told.append(
                tr(
                    "The beat “{name}” names a scene that another beat has; it stays without."
                ).format(name=name)
            )
            beat = replace(beat, scene="")
        if _unread(beat, row):
            told.append(
                tr(
                    "The beat “{name}” holds a value that Longhand does not know; it is kept."
                ).format(name=name)
            )
        scenes.add(beat.scene)
        beats[id], places[id] = beat, at
    ordered, freed = nesting.repair(list(beats.values()))
    told += [
        tr("The beat “{title}” lies in nothing that {file} knows; it is shown at the top.").format(
            title=beats[id].title or id, file=FILE_NAME
        )
        for id in freed
    ]
    return Outline(ordered), places, told


def _read_beat(id: str, row: Mapping[str, Any]) -> Beat:
    status, color = text_field(row, "status"), text_field(row, "color")
    return Beat(
        id,
        text_field(row, "parent"),
        text_field(row, "title"),
        text_field(row, "synopsis"),
        text_field(row, "scene"),
        status if status in STATUSES else "",
        count_field(row, "target"),
        color if color in COLORS else "",
    )


def _unread(beat: Beat, row: Mapping[str, Any]) -> bool:
    """Tell whether the row holds a value that the beat does not show."""
    names = [name for name in _FIELDS if name not in ("scene", "parent") and name in row]
    return any(row[name] != getattr(beat, name) for name in names)
