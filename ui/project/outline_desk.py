"""Keeps the outline's panel and its file together."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMessageBox

from ui.errors import ChangedOnDisk, UserError
from ui.filing import AskUser, in_thread
from ui.language import tr
from ui.manuscript.outline import Beat, Outline
from ui.manuscript.outline_file import OutlineFile, open_outline
from ui.notices import Choice, Tasks, Tell, ask
from ui.outlining.wishes import line_of
from ui.panels.outline_panel import OutlinePanel
from ui.timers import single_shot
from ui.trace import Trace

_SAVE_DELAY_MS = 500
# Lines of the outline on either side that the engine may read.
_MOST_AROUND = 20
_ROLE = QMessageBox.ButtonRole


class OutlineDesk(QObject):
    """The outline of the open project; what the panel shows is saved half a second behind it."""

    def __init__(
        self,
        panel: OutlinePanel,
        tasks: Tasks,
        trace: Trace,
        tell: Tell,
        ask_user: AskUser = ask,
    ) -> None:
        super().__init__(panel)
        self._panel, self._tasks, self._trace, self._tell = panel, tasks, trace, tell
        self._ask = ask_user
        self._folder = Path()
        self._file: OutlineFile | None = None
        self._is_put_off = False
        self._given_up: Outline | None = None
        self._saving = asyncio.Lock()
        self._delay = single_shot(self, self._begin_saving, _SAVE_DELAY_MS)
        panel.outline_changed.connect(lambda _: self._save_soon())
        panel.setEnabled(False)

    @property
    def outline(self) -> Outline:
        """The outline as it stands in the panel."""
        return self._panel.outline

    @property
    def is_settled(self) -> bool:
        """Whether the outline is saved as it stands, or was given up as it stands."""
        outline = self.outline
        return self._file is None or outline in (self._file.outline, self._given_up)

    async def read(self, folder: Path) -> OutlineFile:
        """Read a project's outline; raises FileUnusable."""
        return await in_thread(lambda: open_outline(folder))

    def show(self, folder: Path, file: OutlineFile | None) -> None:
        """Show a project's outline, or none."""
        self._folder, self._file = folder, file
        self._is_put_off, self._given_up = False, None
        self._panel.set_outline(file.outline if file is not None else Outline())
        self._panel.setEnabled(file is not None)
        if file is None:
            return
        if file.fault:
            self._tell(file.fault, is_error=True)
        for sentence in file.told:
            self._tell(sentence)

    async def settle(self) -> bool:
        """Save what is not saved yet; returns whether the outline may be let go of."""
        self._delay.stop()
        self._is_put_off, self._given_up = False, None
        if await self._save():
            return True
        outline = self.outline
        answer = await self._ask(
            self._panel,
            tr("The outline is not saved. Let go of it?"),
            tr("What you changed in it since it was saved last would be gone."),
            (
                Choice("keep", tr("Keep writing"), _ROLE.RejectRole),
                Choice("discard", tr("Let it go"), _ROLE.DestructiveRole),
            ),
        )
        if answer == "discard":
            self._given_up = outline
        return answer == "discard"

    def lines_around(self, beat: Beat) -> tuple[tuple[str, ...], int]:
        """Return what the engine is told of the beats around one, and its place among them."""
        order = self.outline.order()
        at = order.index(beat)
        first = max(0, at - _MOST_AROUND)
        lines = tuple(line_of(other) for other in order[first : at + _MOST_AROUND])
        return lines, at - first

    def _save_soon(self) -> None:
        # A timer that runs is left alone: a writer who types on is saved all the same.
        if not self._delay.isActive():
            self._delay.start()

    def _begin_saving(self) -> None:
        self._tasks.start(self._save())

    async def _save(self) -> bool:
        """Write the outline; where that fails it stays in the panel, and the next change tries."""
        async with self._saving:
            file, outline = self._file, self.outline
            if file is None or outline == file.outline:
                return True
            try:
                await in_thread(lambda: file.save(outline))
            except ChangedOnDisk as error:
                return await self._resolve(str(error))
            except UserError as error:
                self._tell(
                    tr("The outline was not saved. {error}").format(error=error), is_error=True
                )
                return False
        self._trace.event("outline_saved", beats=len(outline.beats))
        return True

    async def _resolve(self, reason: str) -> bool:
        """Ask what to do about an outline that another program changed."""
        if self._is_put_off:
            return False
        answer = await self._ask(
            self._panel,
            reason,
            tr("Your beats stay in this window; nothing is overwritten until you decide."),
            (
                # The first is what Return means: it must lose nothing.
                Choice("later", tr("Decide later"), _ROLE.RejectRole),
                Choice("mine", tr("Write mine"), _ROLE.DestructiveRole),
                Choice("theirs", tr("Take the other one"), _ROLE.DestructiveRole),
            ),
        )
        if answer == "later":
            self._is_put_off = True
            return False
        fresh = await self.read(self._folder)
        if answer == "theirs":
            self.show(self._folder, fresh)
            return True
        outline = self.outline
        await in_thread(lambda: fresh.save(outline))
        self._file = fresh
        self._trace.event("outline_saved", beats=len(outline.beats))
        return True
