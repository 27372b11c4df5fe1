"""Unsaved text on disk, at most a second behind the keys; found again after a crash.

A draft is one document's unsaved text. Its entries are a full text now and then, and between them
the one changed stretch from text to text (start, removed, inserted; code points), found by
comparing both ends. Replaying the entries gives the last text recorded, whatever happened after it.

States of a draft: recording -> (saved or given up: its rows are gone) | orphaned, once the process
that wrote it is no longer there -> taken over by another process, or given up.

SQLite with WAL and synchronous=FULL: an entry that was committed survives a power cut. Pure Python;
may block, so the window calls it from a worker thread.
"""

from __future__ import annotations

import os
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from ui.language import tr

_SCHEMA_VERSION = 1
_FULL_EVERY = 200
_BUSY_MS = 5000
_SCHEMA = """
CREATE TABLE IF NOT EXISTS draft (
    id TEXT PRIMARY KEY, path TEXT, base_sha256 TEXT,
    pid INTEGER NOT NULL, process_started REAL NOT NULL, changed_at REAL NOT NULL);
CREATE TABLE IF NOT EXISTS entry (
    draft TEXT NOT NULL REFERENCES draft(id) ON DELETE CASCADE, seq INTEGER NOT NULL,
    start INTEGER, removed INTEGER, inserted TEXT NOT NULL,
    PRIMARY KEY (draft, seq)) WITHOUT ROWID;
"""


@dataclass(frozen=True, slots=True)
class Owner:
    """The process that records a draft: its id and its start, seconds since the epoch."""

    pid: int
    started: float


@dataclass(frozen=True, slots=True)
class Draft:
    """An orphaned draft: text that was never saved."""

    id: str
    path: Path | None
    base_sha256: str | None
    text: str
    changed_at: float


@dataclass(frozen=True, slots=True)
class Change:
    """The one stretch in which two texts differ; code points."""

    start: int
    removed: int
    inserted: str

    def apply(self, text: str) -> str:
        """Return the changed text."""
        return text[: self.start] + self.inserted + text[self.start + self.removed :]


def change_between(old: str, new: str) -> Change:
    """Return the stretch that turns `old` into `new`, as short as its two ends allow."""
    head = _shared(lambda n: old[:n] == new[:n], min(len(old), len(new)))
    rest = min(len(old), len(new)) - head
    tail = _shared(lambda n: n == 0 or old[-n:] == new[-n:], rest)
    return Change(head, len(old) - head - tail, new[head : len(new) - tail])


class Journal:
    """The journal file of one user; used by one thread of each process."""

    def __init__(self, path: Path, owner: Owner) -> None:
        """Open or create the journal.

        Raises:
            sqlite3.Error, OSError: it cannot be opened.
        """
        path.parent.mkdir(parents=True, exist_ok=True)
        self._owner = owner
        self._texts: dict[str, str] = {}
        self._next_seq: dict[str, int] = {}
        self._db = sqlite3.connect(path, timeout=_BUSY_MS / 1000, check_same_thread=False)
        # The writer's unsaved words are for the writer's eyes.
        if os.name != "nt":
            path.chmod(0o600)
        self._db.execute("PRAGMA journal_mode=WAL")
        self._db.execute("PRAGMA synchronous=FULL")
        self._db.execute("PRAGMA foreign_keys=ON")
        self._db.execute("PRAGMA secure_delete=ON")
        found = self._db.execute("PRAGMA user_version").fetchone()[0]
        if found > _SCHEMA_VERSION:
            raise sqlite3.DatabaseError(
                tr("the journal was written by a later version of Longhand")
            )
        with self._db:
            self._db.executescript(_SCHEMA)
            self._db.execute(f"PRAGMA user_version={_SCHEMA_VERSION}")

    def record(
        self, draft: str, text: str, path: Path | None = None, base_sha256: str | None = None
    ) -> None:
        """Bring a draft to a text; the first call begins it.

        Args:
            draft: the draft's id.
            text: the whole text.
            path: the file it belongs to, if it has one.
            base_sha256: the file's hash when it was last read or written.
        """
        old = self._texts.get(draft)
        seq = self._next_seq.get(draft, 0)
        if old == text:
            return
        with self._db:
            self._db.execute(
                "INSERT INTO draft VALUES (?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET "
                "path=excluded.path, base_sha256=excluded.base_sha256, "
                "changed_at=excluded.changed_at",
                (
                    draft,
                    None if path is None else str(path),
                    base_sha256,
                    self._owner.pid,
                    self._owner.started,
                    time.time(),
                ),
            )
            # Another process may have taken this draft for an orphan and removed it.
            has_base = self._db.execute(
                "SELECT 1 FROM entry WHERE draft=? AND seq=?", (draft, seq - 1)
            ).fetchone()
            if old is None or has_base is None or seq % _FULL_EVERY == 0:
                self._db.execute("DELETE FROM entry WHERE draft=?", (draft,))
                row: tuple[str, int, int | None, int | None, str] = (draft, seq, None, None, text)
            else:
                change = change_between(old, text)
                row = (draft, seq, change.start, change.removed, change.inserted)
            self._db.execute("INSERT INTO entry VALUES (?,?,?,?,?)", row)
        self._texts[draft] = text
        self._next_seq[draft] = seq + 1

    def forget(self, draft: str) -> None:
        """Remove a draft: its text was saved, or the writer gave it up."""
        with self._db:
            self._db.execute("DELETE FROM draft WHERE id=?", (draft,))
        self._texts.pop(draft, None)
        self._next_seq.pop(draft, None)

    def orphans(self, is_alive: Callable[[Owner], bool]) -> list[Draft]:
        """Return the drafts whose process is gone, the latest first; nothing is changed."""
        rows = self._db.execute(
            "SELECT id, path, base_sha256, pid, process_started, changed_at FROM draft "
            "ORDER BY changed_at DESC"
        ).fetchall()
        return [
            Draft(draft, Path(path) if path else None, base, self._replay(draft), changed_at)
            for draft, path, base, pid, started, changed_at in rows
            if draft not in self._texts and not is_alive(Owner(pid, started))
        ]

    def close(self) -> None:
        """Close the file; drafts stay."""
        self._db.close()

    def _replay(self, draft: str) -> str:
        text = ""
        for start, removed, inserted in self._db.execute(
            "SELECT start, removed, inserted FROM entry WHERE draft=? ORDER BY seq", (draft,)
        ):
            text = inserted if start is None else Change(start, removed, inserted).apply(text)
        return text


def _shared(equal: Callable[[int], bool], most: int) -> int:
    """Return the largest n up to `most` for which the first (or last) n characters are equal.

    Binary search over slices: twenty comparisons of memory instead of a loop over characters.
    """
    low, high = 0, most
    while low < high:
        middle = (low + high + 1) // 2
        if equal(middle):
            low = middle
        else:
            high = middle - 1
    return low
