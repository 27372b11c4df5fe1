"""The texts and projects that were open last: which, in what order, under what name; no widgets."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from ui.language import tr
from ui.notices import Tasks
from ui.sessions.kept_file import KeptFile, TomlTree, tables_of

MOST = 12
_TABLE, _PROJECT, _TEXT = "recent", "project", "text"


@dataclass(frozen=True, slots=True)
class Recent:
    """One of them."""

    path: Path
    is_project: bool = False


def with_newest(entries: Sequence[Recent], newest: Recent) -> tuple[Recent, ...]:
    """Return the entries with one of them, or a new one, in front; the oldest give way."""
    return (newest, *(each for each in entries if each.path != newest.path))[:MOST]


def names_of(paths: Sequence[Path]) -> list[str]:
    """Return a name for each path; equal ones are told apart by as much of their folders as needed.

    Args:
        paths: absolute, none of them twice.
    """
    n_folders = [0] * len(paths)
    while True:
        names = [_name(path, n) for path, n in zip(paths, n_folders, strict=True)]
        count = Counter(names)
        longer = [
            n + 1 if count[name] > 1 and n < len(path.parents) - 1 else n
            for path, n, name in zip(paths, n_folders, names, strict=True)
        ]
        if longer == n_folders:
            return names
        n_folders = longer


def _name(path: Path, n_folders: int) -> str:
    if not n_folders:
        return path.name
    folder = str(Path(*path.parent.parts[-n_folders:]))
    return tr("{name} — {folder}").format(name=path.name, folder=folder)


class RecentFiles(QObject):
    """The list of one user, newest first.

    Signals:
        changed(): the list, or what of it is there, is another one now.
    """

    changed = Signal()

    def __init__(self, file: KeptFile, tasks: Tasks, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file, self._tasks = file, tasks
        self._entries = _entries_of(file.read())
        self._gone: frozenset[Path] = frozenset()

    @property
    def entries(self) -> tuple[Recent, ...]:
        """All that is remembered, also what is gone at this moment."""
        return self._entries

    @property
    def shown(self) -> tuple[Recent, ...]:
        """What was there when it was looked for last."""
        return tuple(each for each in self._entries if each.path not in self._gone)

    def add(self, path: Path, *, is_project: bool = False) -> None:
        """Put a text or a project in front."""
        newest = Recent(path.absolute(), is_project)
        self._gone -= {newest.path}
        if self._entries[:1] == (newest,):
            return
        self._entries = with_newest(self._entries, newest)
        self._file.change(lambda tree: _tree_of(with_newest(_entries_of(tree), newest)))
        self.changed.emit()

    def forget(self) -> None:
        """Forget all of them."""
        self._entries, self._gone = (), frozenset()
        self._file.change(lambda _: _tree_of(()))
        self.changed.emit()

    def look(self) -> asyncio.Task[None]:
        """Begin to look which of them are there."""
        return self._tasks.start(self._look())

    async def _look(self) -> None:
        entries = self._entries

        def find() -> frozenset[Path]:
            return frozenset(each.path for each in entries if not _is_there(each))

        gone = await asyncio.get_running_loop().run_in_executor(None, find)
        if entries == self._entries and gone != self._gone:
            self._gone = gone
            self.changed.emit()


def _is_there(entry: Recent) -> bool:
    try:
        return entry.path.is_dir() if entry.is_project else entry.path.is_file()
    except OSError:
        # It may not be looked at, or its disk is away.
        return False


def _entries_of(tree: TomlTree) -> tuple[Recent, ...]:
    found = [
        Recent(Path(row["path"]), row.get("kind") == _PROJECT)
        for row in tables_of(tree, _TABLE)
        if isinstance(row.get("path"), str) and Path(row["path"]).is_absolute()
    ]
    return tuple({each.path: each for each in found}.values())[:MOST]


def _tree_of(entries: Sequence[Recent]) -> TomlTree:
    return {
        _TABLE: [
            {"path": str(each.path), "kind": _PROJECT if each.is_project else _TEXT}
            for each in entries
        ]
    }
