"""A small TOML file of what Longhand remembers: changed in order, on a worker thread.

Nothing in it is the writer's text. One that cannot be read counts as empty, and one that cannot be
written costs what was to be remembered; both are logged and nobody is asked.
"""

from __future__ import annotations

import asyncio
import logging
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import tomli_w

from ui.manuscript.text_file import write_atomic
from ui.notices import Tasks

logger = logging.getLogger(__name__)
TomlTree = dict[str, Any]


def read_tree(path: Path) -> TomlTree:
    """Return what a file holds; nothing where it is missing or damaged. May block."""
    try:
        return tomllib.loads(path.read_bytes().decode("utf-8", "surrogateescape"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        logger.warning("%s cannot be read: %s", path, error)
        return {}


def write_tree(path: Path, tree: TomlTree) -> None:
    """Write a file in one step; one that cannot be written stays as it is. May block."""
    # A path may hold bytes that are no UTF-8; they come back as they were.
    data = tomli_w.dumps(tree).encode("utf-8", "surrogateescape")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_atomic(path, data)
    except OSError as error:
        logger.warning("%s cannot be written: %s", path, error)


def tables_of(tree: TomlTree, name: str) -> list[TomlTree]:
    """Return the tables of an array of tables; whatever else stands there is passed over."""
    rows = tree.get(name, [])
    return [row for row in rows if isinstance(row, dict)] if isinstance(rows, list) else []


class KeptFile:
    """One such file."""

    def __init__(self, path: Path, tasks: Tasks) -> None:
        self._path, self._tasks = path, tasks
        self._changing = asyncio.Lock()

    def read(self) -> TomlTree:
        """Return what it holds; may block, so this is for the start."""
        return read_tree(self._path)

    def change(self, how: Callable[[TomlTree], TomlTree]) -> asyncio.Task[None]:
        """Begin a change of what is on the disk then: another process may write it as well.

        Args:
            how: returns the new content; runs on a worker thread.
        """
        return self._tasks.start(self._change(how))

    async def _change(self, how: Callable[[TomlTree], TomlTree]) -> None:
        def work() -> None:
            before = read_tree(self._path)
            after = how(before)
            if after != before:
                write_tree(self._path, after)

        async with self._changing:
            await asyncio.get_running_loop().run_in_executor(None, work)
