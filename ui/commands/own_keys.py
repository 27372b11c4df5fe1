"""The writer's own keys: read from a file at the start, given to actions, written as they change.

Ids that no action has are kept in the file: they may be a later version's.
"""

from __future__ import annotations

import asyncio
import contextlib
import shutil
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import tomli_w
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QKeySequence

from ui.actions import ACTIONS, key_text
from ui.commands.keymap import Keymap, keymap_of, native, rules_here
from ui.errors import SaveFailed
from ui.key_words import use_own
from ui.language import tr
from ui.main_window import MainWindow
from ui.manuscript.text_file import write_atomic
from ui.notices import Tasks
from ui.timers import single_shot

_DELAY_MS = 300
_TABLE = "keys"
_IDS = frozenset(row.id for row in ACTIONS)


@dataclass(frozen=True, slots=True)
class KeysFile:
    """What a file holds."""

    keymap: Keymap
    tree: Mapping[str, Any]
    """All of it."""
    problems: tuple[str, ...]


def read_keys(path: Path) -> KeysFile:
    """Read the keys of a file; what cannot be used is told and leaves the rows' keys. May block."""
    try:
        tree = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return KeysFile(Keymap(), {}, ())
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        # The next change writes the file anew; what it held is kept beside it.
        beside = path.with_name(path.name + ".unreadable")
        try:
            shutil.copyfile(path, beside)
        except OSError:
            with contextlib.suppress(OSError):
                # What cannot be read can still be moved.
                path.replace(beside)
        problem = tr(
            "Your keys in {path} could not be read, so every key is the usual one ({error})."
        ).format(path=path, error=error)
        return KeysFile(Keymap(), {}, (problem,))
    table = tree.get(_TABLE, {})
    found = table if isinstance(table, dict) else {}
    usable = {
        id: names
        for id, names in found.items()
        if id in _IDS and isinstance(names, list) and all(isinstance(each, str) for each in names)
    }
    odd = [id for id in found if id in _IDS and id not in usable]
    keymap, problems = keymap_of(usable, rules_here())
    told = [
        tr("The keys of “{id}” in {path} are no list of keys and are not used.").format(
            id=id, path=path
        )
        for id in odd
    ]
    return KeysFile(keymap, tree, (*told, *problems))


def keys_bytes(keymap: Keymap, tree: Mapping[str, Any]) -> bytes:
    """Return a file's bytes: the writer's own keys, and what else the file held."""
    table = tree.get(_TABLE, {})
    others = table.items() if isinstance(table, dict) else ()
    portable = QKeySequence.SequenceFormat.PortableText
    kept = {id: names for id, names in others if id not in _IDS}
    own = {id: [key.toString(portable) for key in keys] for id, keys in keymap.own.items()}
    return tomli_w.dumps({**tree, _TABLE: {**kept, **own}}).encode("utf-8")


class OwnKeys(QObject):
    """The keys of one window.

    Signals:
        changed(Keymap): the writer changed the keys here.
        adopted(Keymap): another window's keys count here as well.
    """

    changed = Signal(object)
    adopted = Signal(object)

    def __init__(
        self, path: Path, window: MainWindow, tasks: Tasks, tell: Callable[[str], object]
    ) -> None:
        """Read the file and give the actions their keys; problems are told."""
        super().__init__(window)
        self._path, self._window, self._tasks = path, window, tasks
        read = read_keys(path)
        self._keymap, self._tree = read.keymap, read.tree
        self._delay = single_shot(self, self._begin_writing, _DELAY_MS)
        self._writing = asyncio.Lock()
        for problem in read.problems:
            tell(problem)
        if self._keymap.own:
            self._apply()

    @property
    def keymap(self) -> Keymap:
        """The keys as they are."""
        return self._keymap

    def change(self, keymap: Keymap) -> None:
        """Let other keys count from now on."""
        if keymap.own != self._keymap.own:
            self._keymap = keymap
            self._apply()
            self._delay.start()
            self.changed.emit(keymap)

    def adopt(self, keymap: Keymap) -> None:
        """Let keys count that another window changed, and writes."""
        if keymap.own != self._keymap.own:
            self._keymap = keymap
            self._apply()
            self.adopted.emit(keymap)

    def settle(self) -> None:
        """Begin what is still to be written."""
        if self._delay.isActive():
            self._delay.stop()
            self._begin_writing()

    def _apply(self) -> None:
        built = self._window.actions_by_id
        for id, action in built.items():
            action.setShortcuts(list(self._keymap.keys(id)))
        ghost = {row.id: list(self._keymap.keys(row.id)) for row in ACTIONS if row.needs_ghost}
        self._window.editor.set_ghost_keys(ghost)
        own = self._keymap.own.items()
        use_own({id: native(keys[0]) if keys else "" for id, keys in own})
        self._window.notices.set_key(key_text(built["help.notice"]))

    def _begin_writing(self) -> None:
        self._tasks.start(self._write())

    async def _write(self) -> None:
        async with self._writing:
            data = keys_bytes(self._keymap, self._tree)

            def write() -> None:
                self._path.parent.mkdir(parents=True, exist_ok=True)
                write_atomic(self._path, data)

            try:
                await asyncio.get_running_loop().run_in_executor(None, write)
            except OSError as error:
                raise SaveFailed(
                    tr(
                        "Your keys were not saved: {fault}. They count until you quit; change one "
                        "to try again."
                    ).format(fault=error.strerror or error)
                ) from error
