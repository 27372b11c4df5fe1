"""Which voice writes: changes it, keeps the wish, and falls back where the chosen one is gone."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Protocol

from ui.engine_types import EngineState, EngineStatus
from ui.errors import EngineUnavailable
from ui.language import mark, tr
from ui.notices import Tasks, Tell
from ui.settings import Settings
from ui.voices.faults import told_plainly

INCLUDED = "starter"
_KEY = "engine.model"


class Writing(Protocol):
    """What writes with a voice: the engine client, or a test's stand-in."""

    @property
    def status(self) -> EngineStatus:
        """The engine's state now."""

    def use(self, model: str) -> Awaitable[None]:
        """Change to another voice."""

    def note_name(self, model: str, name: str) -> None:
        """Show a voice under another name from now on."""


class VoiceInUse:
    """The voice that writes, and the wish which one it shall be."""

    def __init__(self, writing: Writing, settings: Settings, tasks: Tasks, tell: Tell) -> None:
        self._writing, self._settings = writing, settings
        self._tasks, self._tell = tasks, tell
        self._fell_back = False

    @property
    def id(self) -> str:
        """The id of the voice that writes, or shall write once the engine is there."""
        voice = self._writing.status.voice
        return voice.id if voice is not None else self._settings.choice(_KEY)

    def on_engine_status(self, status: EngineStatus) -> bool:
        """Follow the engine; return whether the writer will hear of it from here.

        A voice of the writer's choice that vanished or is damaged gives way to the included one.
        """
        chosen = self._settings.choice(_KEY)
        is_refused = status.state is EngineState.UNUSABLE and chosen != INCLUDED
        if not is_refused or self._fell_back:
            return False
        self._fell_back = True
        self._tasks.start(self._fall_back(chosen, status.reason))
        return True

    def renamed(self, id: str, name: str) -> None:
        """Show the voice that writes under its new name; of another voice nothing is shown."""
        self._writing.note_name(id, name)

    async def use(self, id: str) -> None:
        """Change to another voice and keep that as a wish.

        Raises:
            AskRefused: it cannot be used, and why; the voice before goes on.
            EngineUnavailable: the engine met a fault; the voice before goes on.
        """
        try:
            with told_plainly(mark("This voice could not be opened; the log has the details.")):
                await self._writing.use(id)
        except EngineUnavailable:
            if self._writing.status.state in (EngineState.READY, EngineState.UNUSABLE):
                raise
            # It is loaded when the engine is back.
        self._settings.set(_KEY, id)

    async def _fall_back(self, chosen: str, reason: str) -> None:
        self._tell(
            tr("The voice {name} cannot be used, so the included one writes. {reason}").format(
                name=chosen, reason=reason
            )
        )
        await self.use(INCLUDED)
