"""Keeps the outline's panel and its file together, and turns beats into text."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject

from ui.errors import UserError
from ui.filing import in_thread
from ui.manuscript.outline import Beat, Outline
from ui.manuscript.outline_file import OutlineFile, open_outline
from ui.notices import Tasks
from ui.outlining.wishes import line_of
from ui.panels.outline_panel import OutlinePanel
from ui.timers import single_shot
from ui.trace import Trace

_SAVE_DELAY_MS = 500
# Lines of the outline on either side that the engine may read.
_MOST_AROUND = 20


class OutlineDesk(QObject):
    """The outline of the open project."""

    def __init__(
        self, panel: OutlinePanel, tasks: Tasks, trace: Trace, tell: Callable[[str], object]
    ) -> None:
        super().__init__(panel)
        self._panel, self._tasks, self._trace, self._tell = panel, tasks, trace, tell
        self._file: OutlineFile | None = None
        self._saving = asyncio.Lock()
        self._delay = single_shot(self, self._begin_saving, _SAVE_DELAY_MS)
        panel.outline_changed.connect(lambda _: self._delay.start())
        panel.setEnabled(False)

    @property
    def outline(self) -> Outline:
        """The outline as it stands in the panel."""
        return self._panel.outline

    async def read(self, folder: Path) -> OutlineFile:
        """Read a project's outline; raises FileUnusable."""
        return await in_thread(lambda: open_outline(folder))

    def show(self, file: OutlineFile | None) -> None:
        """Show an outline, or none."""
        self._file = file
        self._panel.set_outline(file.outline if file is not None else Outline())
        self._panel.setEnabled(file is not None)
        for sentence in file.told if file is not None else ():
            self._tell(sentence)

    async def settle(self) -> None:
        """Save what is not saved yet."""
        if self._delay.isActive():
            self._delay.stop()
        await self._save()

    def lines_around(self, beat: Beat) -> tuple[tuple[str, ...], int]:
        """Return what the engine is told of the beats around one, and its place among them."""
        order = self.outline.order()
        at = order.index(beat)
        first = max(0, at - _MOST_AROUND)
        lines = tuple(line_of(other) for other in order[first : at + _MOST_AROUND])
        return lines, at - first

    def _begin_saving(self) -> None:
        self._tasks.start(self._save())

    async def _save(self) -> None:
        """Write the outline; where that fails it stays in the panel, and the next change tries."""
        file, outline = self._file, self.outline
        if file is None or outline == file.outline:
            return
        async with self._saving:
            try:
                await in_thread(lambda: file.save(outline))
            except UserError as error:
                self._tell(f"The outline was not saved. {error}")
                return
        self._trace.event("outline_saved", beats=len(outline.beats))
