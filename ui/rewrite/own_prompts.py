"""Keeps the writer's prompts: reads them at the start, writes each change, opens their list."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from ui.errors import FileUnusable, SaveFailed
from ui.language import tr
from ui.notices import Tasks
from ui.rewrite.prompts import Prompt, read_prompts, write_prompts
from ui.rewrite.prompts_dialog import PromptsDialog
from ui.timers import single_shot

_DELAY_MS = 300


class OwnPrompts(QObject):
    """The prompts of one user.

    Signals:
        changed(tuple[Prompt, ...]): the prompts as they are now.
        edited(tuple[Prompt, ...]): the writer changed them in this window.
    """

    changed = Signal(object)
    edited = Signal(object)

    def __init__(
        self, path: Path, parent: QWidget, tasks: Tasks, tell: Callable[[str], object]
    ) -> None:
        super().__init__(parent)
        self._path, self._window = path, parent
        self._tasks, self._tell = tasks, tell
        self._prompts: tuple[Prompt, ...] = ()
        self._is_unreadable = False
        self._has_read = self._is_wanted = False
        self._on_disk: tuple[Prompt, ...] = ()
        self._dialog: PromptsDialog | None = None
        self._writing = asyncio.Lock()
        self._delay = single_shot(self, self._begin_writing, _DELAY_MS)

    @property
    def dialog(self) -> PromptsDialog | None:
        """The list, while it is open."""
        return self._dialog

    async def read(self) -> None:
        """Take the prompts of the file; one that cannot be read is told and never overwritten."""
        loop = asyncio.get_running_loop()
        try:
            self._on_disk = await loop.run_in_executor(None, read_prompts, self._path)
        except FileUnusable as error:
            self._is_unreadable = True
            self._tell(str(error))
            return
        finally:
            self._has_read = True
        self._prompts = self._on_disk
        self.changed.emit(self._prompts)
        if self._is_wanted:
            self.open()

    def open(self) -> None:
        """Show the list, as soon as the file was read."""
        if not self._has_read:
            self._is_wanted = True
            return
        if self._is_unreadable:
            self._tell(
                tr("Your prompts in {path} could not be read; mend or move that file.").format(
                    path=self._path
                )
            )
            return
        if self._dialog is None:
            self._dialog = PromptsDialog(self._prompts, self._window)
            self._dialog.prompts_changed.connect(self._on_changed)
            self._dialog.finished.connect(lambda _: self._on_closed())
        self._dialog.show()
        self._dialog.raise_()
        self._dialog.activateWindow()

    def adopt(self, prompts: tuple[Prompt, ...]) -> None:
        """Take the prompts that another window changed, and writes; an open list of others goes."""
        if prompts != self._prompts:
            self._prompts = prompts
            self.changed.emit(prompts)
            if self._dialog is not None:
                self._dialog.close()

    def settle(self) -> None:
        """Begin what is still to be written."""
        if self._delay.isActive():
            self._delay.stop()
            self._begin_writing()

    def _on_closed(self) -> None:
        if self._dialog is not None:
            self._dialog.deleteLater()
            self._dialog = None

    def _on_changed(self, prompts: tuple[Prompt, ...]) -> None:
        if prompts != self._prompts:
            self._prompts = prompts
            self.changed.emit(prompts)
            self.edited.emit(prompts)
            self._delay.start()

    def _begin_writing(self) -> None:
        self._tasks.start(self._write())

    async def _write(self) -> None:
        async with self._writing:
            prompts, known = self._prompts, self._on_disk

            def write() -> tuple[Prompt, ...]:
                whole = _with_theirs(prompts, known, read_prompts(self._path))
                write_prompts(self._path, whole)
                return whole

            try:
                loop = asyncio.get_running_loop()
                self._on_disk = await loop.run_in_executor(None, write)
            except OSError as error:
                raise SaveFailed(
                    tr(
                        "Your prompts were not saved: {fault}. They stay in this window; change "
                        "one to try again."
                    ).format(fault=error.strerror or error)
                ) from error


def _with_theirs(
    ours: tuple[Prompt, ...], known: tuple[Prompt, ...], theirs: tuple[Prompt, ...]
) -> tuple[Prompt, ...]:
    """Return our prompts with those that another window added or changed since we knew the file."""
    return (*ours, *(prompt for prompt in theirs if prompt not in known and prompt not in ours))
