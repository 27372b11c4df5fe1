"""Owns the engine process: plain arguments in, awaitable answers out; restarts it when it dies.

States: STARTING --model loaded--> READY; any of them --process gone--> DOWN --back-off--> STARTING;
STARTING --model refused--> UNUSABLE (the process lives, the reason is for the writer).
When the process goes, every pending ask fails with EngineUnavailable; the window goes on. A process
that lives but says nothing, not even its beat, is taken as hung and killed.
"""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from engine import protocol
from engine.errors import Cancelled, EngineError, ProtocolError, UserError, from_wire
from engine.messages import (
    LoadRequest,
    ModelInfo,
    from_dict,
    to_dict,
)
from engine.version import VERSION
from ui import engine_asks
from ui.engine_process import HUNG_MS, EngineProcess
from ui.engine_types import (
    EngineState,
    EngineStatus,
)
from ui.errors import EngineUnavailable
from ui.timers import single_shot

logger = logging.getLogger(__name__)
OnPart = Callable[[object], None]
_READY_MS, _LOAD_MS = 30_000, 300_000
_STABLE_MS = 10_000
_FIRST_RETRY_MS, _LAST_RETRY_MS = 250, 30_000
# After this long without an ask the engine may time its threads; a suggestion ends that, and waits
# for about a tenth of a second where a session is being opened.
_IDLE_MS = 60_000


@dataclass(slots=True)
class _Pending:
    answer: asyncio.Future[dict[str, Any]]
    on_part: OnPart


def no_part(_value: object) -> None:
    """Leave a part alone that nobody asked for."""


class EngineLink(QObject):
    """One engine process and the asks under way in it.

    Signals:
        status_changed(EngineStatus): the engine started, became ready, went, was refused, or
            goes on in another way, which the status's reason tells.
        notice_given(str): one sentence of the engine's for the writer.
    """

    status_changed = Signal(object)
    notice_given = Signal(str)

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
        super().__init__(parent)
        self._process = EngineProcess(command, hung_ms, self)
        self._process.started.connect(self._on_started)
        self._process.received.connect(self._on_received)
        self._process.ended.connect(self._on_ended)
        self._model = model
        self._status = EngineStatus(EngineState.OFF)
        self._decoder = protocol.LineDecoder()
        self._pending: dict[str, _Pending] = {}
        self._ids = itertools.count(1)
        self._retry_ms = _FIRST_RETRY_MS
        self._stopping = False
        self._failures = 0
        self._load: asyncio.Task[None] | None = None
        self._restart = single_shot(self, self._start_process)
        self._ready_limit = single_shot(self, self._on_not_ready)
        self._stable = single_shot(self, self._on_stable)
        self._idle = single_shot(self, self._on_idle, idle_ms)
        self._tuning: asyncio.Task[None] | None = None
        self._notice = ""

    @property
    def status(self) -> EngineStatus:
        """The engine's state now."""
        return self._status

    @property
    def is_ready(self) -> bool:
        """Whether an ask can be answered."""
        return self._status.state is EngineState.READY

    @property
    def process_id(self) -> int:
        """The process's id, 0 while there is none."""
        return self._process.id

    def start(self) -> None:
        """Start the process; needs a running event loop."""
        self._stopping = False
        self._start_process()

    async def stop(self) -> None:
        """End the process: close its input, wait a moment, then kill it."""
        self._stopping = True
        for timer in (self._restart, self._ready_limit, self._stable, self._idle):
            timer.stop()
        await self._process.stop()

    def note_provider(self, provider: str) -> None:
        """Follow an engine that had to go on elsewhere."""
        voice = self._status.voice
        if voice is not None and voice.provider != provider:
            voice = dataclasses.replace(voice, provider=provider)
            self._set_status(dataclasses.replace(self._status, voice=voice))

    async def ask(
        self, method: str, params: dict[str, Any], on_part: OnPart = no_part
    ) -> dict[str, Any]:
        """Ask and wait for the result; cancelling the awaiting task withdraws the ask.

        Raises:
            EngineUnavailable: the process is not running, or went before it answered.
            EngineError: what the engine answered instead.
        """
        if not self._process.is_running:
            raise EngineUnavailable("The engine is not running.")
        if self._idle.isActive():
            self._idle.start()
        ask_id = f"{method}-{next(self._ids)}"
        answer: asyncio.Future[dict[str, Any]] = asyncio.get_running_loop().create_future()
        self._pending[ask_id] = _Pending(answer, on_part)
        try:
            self._send(protocol.ask(ask_id, method, params))
            return await answer
        except asyncio.CancelledError:
            self._send(protocol.cancel(ask_id))
            raise
        finally:
            self._pending.pop(ask_id, None)

    def _send(self, frame: protocol.Frame) -> None:
        self._process.write(protocol.encode(frame))

    def _start_process(self) -> None:
        self._decoder = protocol.LineDecoder()
        self._notice = ""
        self._set_status(EngineStatus(EngineState.STARTING))
        self._ready_limit.start(_READY_MS)
        self._process.start()

    def _on_started(self) -> None:
        self._send(protocol.hello(version=VERSION))

    def _on_received(self, data: bytes) -> None:
        for item in self._decoder.feed(data):
            if isinstance(item, EngineError):
                logger.warning("the engine wrote a line that is none: %s", item)
            else:
                self._on_frame(item)

    def _on_frame(self, frame: protocol.Frame) -> None:
        if "hello" in frame:
            self._on_hello(frame)
            return
        if "notice" in frame:
            self._on_notice(frame["notice"])
            return
        pending = self._pending.get(str(frame.get("id")))
        if pending is None or pending.answer.done():
            # The ask was withdrawn; its last words come late.
            return
        if "part" in frame:
            self._hand_on(pending, frame["part"])
        elif "result" in frame:
            pending.answer.set_result(frame["result"])
        else:
            pending.answer.set_exception(from_wire(frame.get("error")))

    def _hand_on(self, pending: _Pending, part: object) -> None:
        """Hand on a part; whoever cannot take it must not cost the frames behind it."""
        try:
            pending.on_part(part)
        except Exception as error:  # the boundary to whoever asked: the fault is theirs
            logger.exception("a part of an answer could not be shown")
            pending.answer.set_exception(error)

    def _on_notice(self, value: object) -> None:
        text = value.get("text") if isinstance(value, dict) else None
        if isinstance(text, str):
            logger.warning("the engine says: %s", text)
            self._notice = text
            self._set_status(dataclasses.replace(self._status, reason=text))
            self.notice_given.emit(text)

    def _on_hello(self, frame: protocol.Frame) -> None:
        try:
            details = protocol.check_hello(frame)
        except ProtocolError as error:
            self._refuse(f"The engine does not fit this window: {error}")
            return
        if "beat_ms" in details:
            self._process.watch()
        # Checking and opening a large model on a slow disk takes its time.
        self._ready_limit.start(_LOAD_MS)
        self._load = asyncio.ensure_future(self._load_model())

    async def _load_model(self) -> None:
        try:
            value = await self.ask("load", to_dict(LoadRequest(self._model)))
            model = from_dict(ModelInfo, value)
        except UserError as error:
            self._refuse(str(error))
        except EngineUnavailable:
            pass  # the process went; `_on_ended` deals with that
        except (EngineError, ValueError) as error:
            logger.error("the model could not be loaded: %s", error)
            self._refuse("The voice could not be loaded; the log has the details.")
        else:
            self._ready_limit.stop()
            self._stable.start(_STABLE_MS)
            self._failures = 0
            self._idle.start()
            self._set_status(
                EngineStatus(EngineState.READY, engine_asks.voice(model), self._notice)
            )

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

    def _refuse(self, reason: str) -> None:
        self._ready_limit.stop()
        self._set_status(EngineStatus(EngineState.UNUSABLE, reason=reason))

    def _on_not_ready(self) -> None:
        self._process.kill("The engine was not ready in time and was ended.")

    def _on_stable(self) -> None:
        self._retry_ms = _FIRST_RETRY_MS

    def _on_ended(self, reason: str) -> None:
        """Fail what waits and plan the next start."""
        for timer in (self._ready_limit, self._stable, self._idle):
            timer.stop()
        for pending in list(self._pending.values()):
            if not pending.answer.done():
                pending.answer.set_exception(EngineUnavailable(reason))
        if self._stopping:
            self._set_status(EngineStatus(EngineState.OFF))
            return
        logger.warning("%s It is started again in %d ms.", reason, self._retry_ms)
        self._restart.start(self._retry_ms)
        self._retry_ms = min(self._retry_ms * 2, _LAST_RETRY_MS)
        self._failures += 1
        self._set_status(EngineStatus(EngineState.DOWN, reason=reason, failures=self._failures))

    def _set_status(self, status: EngineStatus) -> None:
        self._status = status
        self.status_changed.emit(status)
