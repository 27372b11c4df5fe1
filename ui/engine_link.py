"""The link to the generate role: loads a voice, changes to another, times its threads when idle.

States beside those of `process_link`: STARTING --model refused--> UNUSABLE (the process lives, the
reason is for the writer); READY --another voice--> READY, or READY with the old voice and the
reason.
"""

from __future__ import annotations

import asyncio
import dataclasses
import logging
from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer

from engine.errors import Cancelled, EngineError, UserError
from engine.messages import LoadRequest, ModelInfo, from_dict, to_dict
from ui import engine_asks
from ui.engine_process import HUNG_MS
from ui.engine_types import EngineState, EngineStatus, Voice
from ui.errors import EngineUnavailable
from ui.language import tr
from ui.process_link import OnPart, ProcessLink, no_part
from ui.timers import single_shot

logger = logging.getLogger(__name__)
# After this long without an ask the engine may time its threads; a suggestion ends that, and waits
# for about a tenth of a second where a session is being opened.
_IDLE_MS = 60_000


class EngineLink(ProcessLink):
    """The process that writes suggestions, and the voice in it; signals as in `ProcessLink`."""

    def __init__(
        self,
        command: Sequence[str],
        model: str,
        parent: QObject | None = None,
        hung_ms: int = HUNG_MS,
        idle_ms: int = _IDLE_MS,
    ) -> None:
        """Prepare a client.

        Args:
            command: starts the engine.
            model: the id or folder to load.
            parent: owns the client.
            hung_ms: silence after which the engine is taken as hung, milliseconds.
            idle_ms: time without an ask after which the engine may time its threads, milliseconds.
        """
        super().__init__(command, parent, hung_ms)
        self._model = model
        self._load: asyncio.Task[None] | None = None
        self._idle = single_shot(self, self._on_idle, idle_ms)
        self._tuning: asyncio.Task[None] | None = None

    def note_provider(self, provider: str) -> None:
        """Follow an engine that had to go on elsewhere."""
        voice = self._status.voice
        if voice is not None and voice.provider != provider:
            voice = dataclasses.replace(voice, provider=provider)
            self._set_status(dataclasses.replace(self._status, voice=voice))

    def note_name(self, model: str, name: str) -> None:
        """Follow a voice that got another name while it writes; another voice changes nothing."""
        voice = self._status.voice
        if voice is not None and voice.id == model and voice.name != name:
            voice = dataclasses.replace(voice, name=name)
            self._set_status(dataclasses.replace(self._status, voice=voice))

    async def use(self, model: str) -> None:
        """Change to another voice while the process runs; the old one goes on if that fails.

        Args:
            model: its id.

        Raises:
            UserError: the voice cannot be used, and why.
            EngineUnavailable: the process is not running; the voice is loaded when it is back.
        """
        before = self._model
        self._model = model
        try:
            voice = await self._loaded_voice(model)
        except UserError:
            self._model = before
            raise
        self._now_ready(EngineStatus(EngineState.READY, voice, self._notice))

    async def ask(
        self, method: str, params: dict[str, Any], on_part: OnPart = no_part
    ) -> dict[str, Any]:
        """Ask as `ProcessLink` does; what counts as idle begins anew."""
        if self._idle.isActive():
            self._idle.start()
        return await super().ask(method, params, on_part)

    def _make_ready(self) -> None:
        self._load = asyncio.ensure_future(self._load_model())

    async def _loaded_voice(self, model: str) -> Voice:
        value = await self.ask("load", to_dict(LoadRequest(model)))
        return engine_asks.voice(from_dict(ModelInfo, value))

    async def _load_model(self) -> None:
        try:
            voice = await self._loaded_voice(self._model)
        except UserError as error:
            self._refuse(str(error))
        except EngineUnavailable:
            pass  # the process went; `_on_ended` deals with that
        except (EngineError, ValueError) as error:
            logger.error("the model could not be loaded: %s", error)
            self._refuse(tr("The voice could not be loaded; the log has the details."))
        else:
            self._idle.start()
            self._now_ready(EngineStatus(EngineState.READY, voice, self._notice))

    def _on_idle(self) -> None:
        self._tuning = asyncio.ensure_future(self._tune())

    async def _tune(self) -> None:
        """Let the engine time its threads once; the result counts from its next start."""
        try:
            await self.ask("tune", {})
        except Cancelled:
            self._idle.start()
        except (EngineUnavailable, EngineError) as error:
            logger.info("the engine's threads were not timed: %s", error)

    def _timers(self) -> tuple[QTimer, ...]:
        return (*super()._timers(), self._idle)
