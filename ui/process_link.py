"""One engine process and the asks under way in it: plain frames in, awaitable answers out.

States: STARTING --greeted, and made ready--> READY; any of them --process gone--> DOWN
--back-off--> STARTING. When the process goes, every pending ask fails with EngineUnavailable; the
window goes on. A process that lives but says nothing, not even its beat, is taken as hung and
killed. What makes a role ready is its own: see `_make_ready`.
"""

from __future__ import annotations

import asyncio
import dataclasses
import itertools
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from engine import protocol
from engine.errors import EngineError, ProtocolError, from_wire
from engine.version import VERSION
from ui.engine_process import HUNG_MS, EngineProcess
from ui.engine_sentences import in_own_words
from ui.engine_types import EngineState, EngineStatus, Vitals
from ui.errors import EngineUnavailable
from ui.language import tr
from ui.timers import single_shot

logger = logging.getLogger(__name__)
OnPart = Callable[[object], None]
_READY_MS, _LOAD_MS = 30_000, 300_000
_STABLE_MS = 10_000
_FIRST_RETRY_MS, _LAST_RETRY_MS = 250, 30_000


@dataclass(slots=True)
class _Pending:
    answer: asyncio.Future[dict[str, Any]]
    on_part: OnPart


def no_part(_value: object) -> None:
    """Leave a part alone that nobody asked for."""


class ProcessLink(QObject):
    """One engine process of any role.

    Signals:
        status_changed(EngineStatus): the engine started, became ready, went, was refused, or
            goes on in another way, which the status's reason tells.
        notice_given(str): one sentence of the engine's for the writer.
    """

    status_changed = Signal(object)
    notice_given = Signal(str)

    def __init__(
        self, command: Sequence[str], parent: QObject | None = None, hung_ms: int = HUNG_MS
    ) -> None:
        """Prepare a link.

        Args:
            command: starts the engine.
            parent: owns the link.
            hung_ms: silence after which the engine is taken as hung, milliseconds.
        """
        super().__init__(parent)
        self._process = EngineProcess(command, hung_ms, self)
        self._process.started.connect(self._on_started)
        self._process.received.connect(self._on_received)
        self._process.ended.connect(self._on_ended)
        self._status = EngineStatus(EngineState.OFF)
        self._decoder = protocol.LineDecoder()
        self._pending: dict[str, _Pending] = {}
        self._ids = itertools.count(1)
        self._retry_ms = _FIRST_RETRY_MS
        self._stopping = False
        self._failures = 0
        self._restart = single_shot(self, self._start_process)
        self._ready_limit = single_shot(self, self._on_not_ready)
        self._stable = single_shot(self, self._on_stable)
        self._notice = ""
        self.vitals = Vitals()
        self._earlier_sockets = 0

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
        for timer in self._timers():
            timer.stop()
        await self._process.stop()

    async def ask(
        self, method: str, params: dict[str, Any], on_part: OnPart = no_part
    ) -> dict[str, Any]:
        """Ask and wait for the result; cancelling the awaiting task withdraws the ask.

        Raises:
            EngineUnavailable: the process is not running, or went before it answered.
            EngineError: what the engine answered instead.
        """
        if not self._process.is_running:
            raise EngineUnavailable(tr("The engine is not running."))
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

    def withdraw(self, method: str) -> bool:
        """Withdraw the asks of a method, and let them wait until the engine has really stopped.

        Returns:
            Whether there was one; it ends with what the engine answers, as a rule `Cancelled`.
        """
        asked = [id for id in self._pending if id.rsplit("-", 1)[0] == method]
        for ask_id in asked:
            self._send(protocol.cancel(ask_id))
        return bool(asked)

    def _send(self, frame: protocol.Frame) -> None:
        self._process.write(protocol.encode(frame))

    def _start_process(self) -> None:
        self._decoder = protocol.LineDecoder()
        self._notice = ""
        self._earlier_sockets = self.vitals.sockets
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
        if "beat" in frame:
            self._on_beat(frame["beat"])
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
            error = from_wire(frame.get("error"))
            pending.answer.set_exception(type(error)(in_own_words(str(error))))

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
            text = in_own_words(text)
            self._notice = text
            self._set_status(dataclasses.replace(self._status, reason=text))
            self.notice_given.emit(text)

    def _on_beat(self, value: object) -> None:
        vitals = value if isinstance(value, dict) else {}
        memory, sockets = vitals.get("rss_mb"), vitals.get("sockets")
        if isinstance(memory, int) and isinstance(sockets, int):
            self.vitals = Vitals(memory, self._earlier_sockets + sockets)

    def _on_hello(self, frame: protocol.Frame) -> None:
        try:
            details = protocol.check_hello(frame)
        except ProtocolError as error:
            self._refuse(tr("The engine does not fit this window: {error}").format(error=error))
            return
        if "beat_ms" in details:
            self._process.watch()
        # Checking and opening a large model on a slow disk takes its time.
        self._ready_limit.start(_LOAD_MS)
        self._make_ready()

    def _make_ready(self) -> None:
        """Do what the role needs before it can be asked; a role without a need is ready."""
        self._now_ready(EngineStatus(EngineState.READY))

    def _now_ready(self, status: EngineStatus) -> None:
        self._ready_limit.stop()
        self._stable.start(_STABLE_MS)
        self._failures = 0
        self._set_status(status)

    def _refuse(self, reason: str) -> None:
        self._ready_limit.stop()
        self._set_status(EngineStatus(EngineState.UNUSABLE, reason=reason))

    def _on_not_ready(self) -> None:
        self._process.kill(tr("The engine was not ready in time and was ended."))

    def _on_stable(self) -> None:
        self._retry_ms = _FIRST_RETRY_MS

    def _on_ended(self, reason: str) -> None:
        """Fail what waits and plan the next start."""
        for timer in self._timers():
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

    def _timers(self) -> tuple[QTimer, ...]:
        """Return what must not fire once the process is gone or leaves."""
        return (self._restart, self._ready_limit, self._stable)
