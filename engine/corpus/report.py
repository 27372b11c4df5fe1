"""What a corpus tells of itself: plain values, as JSON both ways."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from engine.errors import BadInput

SCHEMA = 1
EXAMPLE_CHARS = 80
_Row = TypeVar("_Row")


@dataclass(frozen=True, slots=True)
class FileRow:
    """One file, or one project, that was chosen."""

    name: str
    words: int
    """As it was read, before anything was dropped."""
    chapters: int
    problem: str | None = None
    """Why it could not be read, one sentence."""


@dataclass(frozen=True, slots=True)
class DroppedRow:
    """What one rule dropped or mended over all files."""

    reason: str
    paragraphs: int
    """How many it touched."""
    words: int
    """How many were dropped; 0 where letters were mended only."""
    example: str
    """The beginning of one of them, at most 80 characters."""


@dataclass(frozen=True, slots=True)
class ScriptRow:
    """How much of the letters is in one script."""

    script: str
    share: float
    """0 to 1."""


@dataclass(frozen=True, slots=True)
class ScrubRow:
    """How many places of one kind got a stand-in."""

    kind: str
    places: int


@dataclass(frozen=True, slots=True)
class CorpusReport:
    """What the corpus was made of and what became of it; a Chinese character is a word."""

    files: tuple[FileRow, ...]
    train_words: int
    held_words: int
    train_chars: int
    held_chars: int
    train_chapters: int
    held_chapters: int
    dropped: tuple[DroppedRow, ...]
    scripts: tuple[ScriptRow, ...]
    scrubbed: tuple[ScrubRow, ...]
    data_sha256: str
    """Over train.jsonl, a zero byte, and held.jsonl."""

    def to_json(self) -> str:
        """Return the report as an indented JSON object."""
        return json.dumps({"schema": SCHEMA, **asdict(self)}, ensure_ascii=False, indent=1) + "\n"

    @classmethod
    def from_json(cls, text: str) -> CorpusReport:
        """Read a report.

        Raises:
            BadInput: it is none, or of another schema.
        """
        try:
            values = json.loads(text)
            if values.pop("schema") != SCHEMA:
                raise BadInput("The corpus was made by another version of Longhand; make it anew.")
            return cls(
                files=_rows(FileRow, values.pop("files")),
                dropped=_rows(DroppedRow, values.pop("dropped")),
                scripts=_rows(ScriptRow, values.pop("scripts")),
                scrubbed=_rows(ScrubRow, values.pop("scrubbed")),
                **values,
            )
        except (ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
            raise BadInput("The report of the corpus is damaged; make the corpus anew.") from error


def example_of(text: str) -> str:
    """Return the beginning of a paragraph, on one line."""
    line = " ".join(text.split())
    return line if len(line) <= EXAMPLE_CHARS else line[: EXAMPLE_CHARS - 1] + "…"


def _rows(kind: type[_Row], values: list[Mapping[str, Any]]) -> tuple[_Row, ...]:
    return tuple(kind(**row) for row in values)
