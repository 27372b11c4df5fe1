"""LONGHAND_TRACE=FILE: one JSON line per event, for tests and benchmarks; silent without it.

Every line has `event` and `t` (monotonic seconds). The file may be a FIFO.
"""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import IO, Any

from PySide6.QtCore import QObject, Qt, QTimer

STALL_MS = 16.0
_HEARTBEAT_MS = 5


class Trace:
    """Appends events to a file, or does nothing where there is none."""

    def __init__(self, path: Path | None = None) -> None:
        self._file: IO[str] | None = None
        if path is not None:
            # Line buffering: each event is one write, also into a FIFO.
            self._file = path.open("a", buffering=1, encoding="utf-8")

    @property
    def is_on(self) -> bool:
        """Whether events are kept."""
        return self._file is not None

    def event(self, name: str, **details: Any) -> None:
        """Append one event."""
        if self._file is None:
            return
        line = {"event": name, "t": round(time.monotonic(), 6), **details}
        try:
            self._file.write(json.dumps(line, ensure_ascii=False) + "\n")
        except (OSError, ValueError):
            # Nobody reads any more; a trace must never disturb the writer.
            self._file = None

    def close(self) -> None:
        """End the trace."""
        if self._file is not None:
            self._file.close()
            self._file = None


class StallWatch(QObject):
    """Reports every time the event loop was blocked for over 16 ms; runs only while tracing."""

    def __init__(self, trace: Trace, parent: QObject) -> None:
        super().__init__(parent)
        self._trace = trace
        self._last = time.monotonic()
        self._timer = QTimer(self)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.setInterval(_HEARTBEAT_MS)
        self._timer.timeout.connect(self._on_beat)
        if trace.is_on:
            self._timer.start()

    def _on_beat(self) -> None:
        now = time.monotonic()
        blocked_ms = (now - self._last) * 1000 - _HEARTBEAT_MS
        self._last = now
        if blocked_ms > STALL_MS:
            self._trace.event("stall", blocked_ms=round(blocked_ms, 2))
