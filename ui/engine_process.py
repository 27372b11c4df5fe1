"""A child process that speaks on its pipes: started, written to, watched for silence, ended.

Knows nothing of what is said; the engine's client does.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Sequence

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from ui.language import tr

logger = logging.getLogger(__name__)
HUNG_MS = 15_000
# Silence is counted in looks, not by the clock: after a sleep of the computer, or of this process,
# one look is late, but only one.
_LOOKS = 5
_STOP_MS = 2_000


class EngineProcess(QObject):
    """One process at a time, which may be started again when it has ended.

    Signals:
        started(): the process runs.
        received(bytes): it wrote.
        ended(str): it is gone, or could not be started; a sentence says how.
    """

    started = Signal()
    received = Signal(bytes)
    ended = Signal(str)

    def __init__(
        self, command: Sequence[str], hung_ms: int = HUNG_MS, parent: QObject | None = None
    ) -> None:
        """Prepare a process.

        Args:
            command: starts it.
            hung_ms: silence after which it is taken as hung, once it is watched; milliseconds.
            parent: owns it.
        """
        super().__init__(parent)
        self._command = tuple(command)
        self._process: QProcess | None = None
        self._silent_looks = 0
        self._killed_for = ""
        self._watch = QTimer(self)
        self._watch.setInterval(max(1, hung_ms // _LOOKS))
        self._watch.timeout.connect(self._on_look)

    @property
    def id(self) -> int:
        """The process's id, 0 while there is none."""
        return self._process.processId() if self._process else 0

    @property
    def is_running(self) -> bool:
        """Whether it can be written to."""
        process = self._process
        return process is not None and process.state() == QProcess.ProcessState.Running

    def start(self) -> None:
        """Start a new process in the place of the last one."""
        process = QProcess(self)
        process.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        process.started.connect(self.started)
        process.readyReadStandardOutput.connect(self._on_output)
        process.finished.connect(self._on_finished)
        process.errorOccurred.connect(self._on_error)
        if self._process is not None:
            self._process.deleteLater()
        self._process = process
        self._killed_for = ""
        process.start(self._command[0], list(self._command[1:]))

    def write(self, data: bytes) -> None:
        """Write to the process, or to nobody if it is gone."""
        # QProcess.write after death reports success; only the state tells.
        if self._process is not None and self.is_running:
            self._process.write(data)

    def watch(self) -> None:
        """From now on take silence as a fault: the process promised to beat."""
        self._silent_looks = 0
        self._watch.start()

    def kill(self, reason: str) -> None:
        """End the process at once; `ended` says the reason."""
        logger.error(reason)
        self._killed_for = reason
        if self._process is not None:
            self._process.kill()

    async def stop(self) -> None:
        """Close the process's input, wait a moment for its end, then kill it."""
        self._watch.stop()
        process = self._process
        if process is None or process.state() == QProcess.ProcessState.NotRunning:
            return
        gone: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def on_gone(*_: object) -> None:
            if not gone.done():
                gone.set_result(None)

        def on_error(error: QProcess.ProcessError) -> None:
            # A process that never started does not finish either.
            if error == QProcess.ProcessError.FailedToStart:
                on_gone()

        process.finished.connect(on_gone)
        process.errorOccurred.connect(on_error)
        process.closeWriteChannel()
        try:
            await asyncio.wait_for(asyncio.shield(gone), _STOP_MS / 1000)
        except TimeoutError:
            process.kill()
            await gone

    def _on_output(self) -> None:
        process = self._process
        if process is None or self.sender() is not process:
            return
        self._silent_looks = 0
        self.received.emit(bytes(process.readAllStandardOutput().data()))

    def _on_look(self) -> None:
        self._silent_looks += 1
        if self._silent_looks > _LOOKS:
            self._watch.stop()
            self.kill(tr("The engine hung and was ended."))

    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error == QProcess.ProcessError.FailedToStart:
            self._end(tr("The engine could not be started."))

    def _on_finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        self._end(self._killed_for or tr("The engine ended (code {code}).").format(code=code))

    def _end(self, reason: str) -> None:
        self._watch.stop()
        self.ended.emit(reason)
