"""Keeps the inspector's page true while it shows: asks after every answer, follows the engine."""

from __future__ import annotations

import asyncio
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from ui.engine_types import EngineState, EngineStatus, Inspection
from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.inspector.inspector_panel import InspectorPanel
from ui.language import mark, on_change, tr
from ui.notices import Tasks
from ui.timers import single_shot

# Several answers in a row are one look: what streams shall not be followed by a look each time.
_DELAY_MS = 120
_ABSENT = {
    EngineState.OFF: mark("The engine is off, so there is nothing to see."),
    EngineState.STARTING: mark("The engine is starting."),
    EngineState.DOWN: mark("The engine is coming back; what it saw before is gone."),
    EngineState.UNUSABLE: mark("There is no voice, so there is nothing to see."),
}


class InspectionSource(Protocol):
    """What the inspector needs of an engine client."""

    @property
    def status(self) -> EngineStatus:
        """The engine's state now."""

    async def inspect(self) -> Inspection:
        """Tell what the engine was given for its last answer."""


class Inspector(QObject):
    """One page and what it shows.

    Signals:
        looked(str): the page shows what the engine saw for this task.
    """

    looked = Signal(str)

    def __init__(self, panel: InspectorPanel, source: InspectionSource, tasks: Tasks) -> None:
        super().__init__(panel)
        self._panel, self._source, self._tasks = panel, source, tasks
        self._looking: asyncio.Task[None] | None = None
        self._is_watching = False
        self._delay = single_shot(self, self._look, _DELAY_MS)
        on_change(self, self._say_again)

    def watch(self, is_shown: bool) -> None:
        """Begin with the page's being shown, end with its being hidden."""
        self._is_watching = is_shown
        self._withdraw()
        if is_shown:
            self._follow(self._source.status)

    def on_answered(self) -> None:
        """Look again: the engine has answered something."""
        if self._is_watching:
            self._delay.start()

    def on_engine_status(self, status: EngineStatus) -> None:
        """Follow the engine while the page shows."""
        if self._is_watching:
            self._follow(status)

    def _say_again(self) -> None:
        """Say why there is nothing to see, or look, in another language."""
        if self._is_watching or self._panel.said:
            self._follow(self._source.status)

    def _follow(self, status: EngineStatus) -> None:
        if status.state is EngineState.READY:
            self._look()
        else:
            self._withdraw()
            self._panel.say(tr(_ABSENT[status.state]))

    def _look(self) -> None:
        self._withdraw()
        if self._source.status.state is EngineState.READY:
            self._looking = self._tasks.start(self._read())

    def _withdraw(self) -> None:
        self._delay.stop()
        if self._looking is not None:
            self._looking.cancel()
            self._looking = None

    async def _read(self) -> None:
        try:
            seen = await self._source.inspect()
        except AskRefused as error:
            self._panel.say(str(error))
        except (AskWithdrawn, EngineUnavailable):
            # The next answer, or the engine's return, looks again.
            return
        else:
            self._panel.show_seen(seen)
            self.looked.emit(seen.task)
