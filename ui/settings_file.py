"""Writes the settings a moment after they change; the disk work runs on a worker thread."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import QObject

from ui.manuscript.text_file import write_atomic
from ui.notices import Tasks
from ui.settings import Settings
from ui.timers import single_shot

_DELAY_MS = 300


class SettingsFile:
    """The settings' file of one user."""

    def __init__(self, path: Path, settings: Settings, tasks: Tasks, parent: QObject) -> None:
        self._path, self._settings, self._tasks = path, settings, tasks
        self._delay = single_shot(parent, self._write, _DELAY_MS)
        settings.changed.connect(lambda _: self._delay.start())

    def settle(self) -> None:
        """Begin what is still to be written."""
        if self._delay.isActive():
            self._delay.stop()
            self._write()

    def _write(self) -> None:
        path, data = self._path, self._settings.to_toml()

        def write() -> None:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, data)

        async def save() -> None:
            await asyncio.get_running_loop().run_in_executor(None, write)

        self._tasks.start(save())
