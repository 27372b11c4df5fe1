"""A corpus in its folder: train.jsonl, held.jsonl and report.json, all of them or none.

The report is written last and removed first, and names the hash of the other two: a folder without
a report holds no corpus, whenever the process was killed.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.corpus.report import CorpusReport
from engine.corpus.splitting import Passage
from engine.disk import sync_folder, write_synced
from engine.errors import BadInput

TRAIN, HELD, REPORT = "train.jsonl", "held.jsonl", "report.json"
_PART = ".part"
_MAX_BYTES = 1024 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Corpus:
    """What to train on, what to measure with, and where both come from."""

    train: tuple[Passage, ...]
    held: tuple[Passage, ...]
    report: CorpusReport


def encoded(passages: Iterable[Passage]) -> bytes:
    """Return passages as lines of JSON."""
    rows = ({"book": p.book, "title": p.title, "text": p.text} for p in passages)
    lines = (json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    return "".join(lines).encode("utf-8", "replace")


def sha256_of(train: bytes, held: bytes) -> str:
    """Return the hash of both files, in hex."""
    whole = hashlib.sha256(train)
    whole.update(b"\0")
    whole.update(held)
    return whole.hexdigest()


def write_corpus(folder: Path, train: bytes, held: bytes, report: CorpusReport) -> None:
    """Write a corpus in the place of one that may be there.

    Raises:
        OSError: it cannot be written; there is none in the folder then, and no part of one.
    """
    is_new = not folder.exists()
    folder.mkdir(parents=True, exist_ok=True)
    parts = {TRAIN: train, HELD: held, REPORT: report.to_json().encode()}
    try:
        for name, data in parts.items():
            write_synced(folder / f"{name}{_PART}", data)
        (folder / REPORT).unlink(missing_ok=True)
        for name in parts:
            (folder / f"{name}{_PART}").replace(folder / name)
        sync_folder(folder)
    except BaseException:
        _remove(folder, is_new)
        raise


def read_corpus(folder: Path) -> Corpus:
    """Read a corpus.

    Raises:
        BadInput: there is none, or it is not the one that was written.
    """
    report = CorpusReport.from_json(_read(folder / REPORT).decode("utf-8", "replace"))
    train, held = _read(folder / TRAIN), _read(folder / HELD)
    if sha256_of(train, held) != report.data_sha256:
        raise BadInput(f"The corpus in {folder} was changed since it was made; make it anew.")
    try:
        return Corpus(_decoded(train), _decoded(held), report)
    except (ValueError, KeyError, TypeError) as error:
        raise BadInput(f"The corpus in {folder} is damaged; make it anew.") from error


def _decoded(data: bytes) -> tuple[Passage, ...]:
    # Only the line feed ends a row: texts may hold other characters that split lines.
    rows: Sequence[dict[str, str]] = [json.loads(line) for line in data.split(b"\n") if line]
    return tuple(Passage(row["book"], row["title"], row["text"]) for row in rows)


def _read(path: Path) -> bytes:
    try:
        if path.stat().st_size > _MAX_BYTES:
            raise BadInput(f"{path} is larger than any corpus.")
        return path.read_bytes()
    except FileNotFoundError as error:
        raise BadInput(f"There is no corpus in {path.parent}.") from error
    except OSError as error:
        raise BadInput(f"{path} cannot be read: {error.strerror or error}.") from error


def _remove(folder: Path, is_new: bool) -> None:
    with contextlib.suppress(OSError):
        for name in (REPORT, TRAIN, HELD):
            (folder / name).unlink(missing_ok=True)
            (folder / f"{name}{_PART}").unlink(missing_ok=True)
        if is_new:
            folder.rmdir()
