"""Frames on their way out: a bounded queue and the one thread that writes; knows no method.

A pipe that nobody reads stops the writer, never the thread that posts: `post` does not wait. An
answer that finds no room is owed: its ask is told so when there is room again, and only an other
side that is owed very many is read no further (`wait_until_told`). `put` waits, and a raised flag
wakes it. Parts of one ask that have to wait are joined, so a slow other side gets the same text in
fewer frames.
"""

from __future__ import annotations

import logging
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import BinaryIO

from engine import protocol
from engine.errors import Busy, EngineError, from_wire
from engine.jobs import CancelFlag

logger = logging.getLogger(__name__)
# What waits for the pipe at most: beyond it `put` waits.
MAX_WAITING_BYTES = 256 * 1024
MAX_WAITING_FRAMES = 1000
# Beyond these `post` gives up: it must find room where a job has just filled what `put` may.
MAX_POSTED_BYTES = 1024 * 1024
MAX_OWED = 4096


@dataclass(slots=True)
class _Waiting:
    """A frame and its line, which is made anew where the frame has grown."""

    frame: protocol.Frame
    line: bytes | None
    n_bytes: int


class Outbox:
    """Owns the writing end of the wire."""

    def __init__(
        self,
        sink: BinaryIO,
        on_broken: Callable[[], None],
        max_bytes: int = MAX_WAITING_BYTES,
        max_frames: int = MAX_WAITING_FRAMES,
        max_posted_bytes: int = MAX_POSTED_BYTES,
        max_owed: int = MAX_OWED,
    ) -> None:
        """Prepare to write.

        Args:
            sink: where lines go; blocking.
            on_broken: called once, from the writer, when nobody listens any more.
            max_bytes: lines of asks that may wait, together.
            max_frames: frames that may wait.
            max_posted_bytes: lines of any kind that may wait where one more is posted, together.
            max_owed: asks without room for their answer that `wait_until_told` lets pass.
        """
        self._sink = sink
        self._on_broken = on_broken
        self._max_bytes = max_bytes
        self._max_frames = max_frames
        self._max_posted_bytes = max_posted_bytes
        self._max_owed = max_owed
        self._changed = threading.Condition()
        self._waiting: deque[_Waiting] = deque()
        self._n_bytes = 0
        self._n_dropped = 0
        # Ids of asks whose answer found no room, and the code of what it would have said.
        self._owed: deque[tuple[str, str]] = deque()
        self._is_broken = False
        self._is_closed = False
        self._writer = threading.Thread(target=self._write, name="writer", daemon=True)

    def start(self) -> None:
        """Start the writer."""
        self._writer.start()

    def close(self, timeout_s: float) -> None:
        """Write what waits and end the writer; gives up after a time on a pipe nobody reads."""
        with self._changed:
            self._is_closed = True
            self._changed.notify_all()
        self._writer.join(timeout_s)

    def post(self, frame: protocol.Frame, line: bytes) -> None:
        """Add a frame without waiting; for one too many the other side is told later.

        An answer becomes a failure of its ask then; of everything else the number is told. A beat
        takes the place of the one that still waits.
        """
        with self._changed:
            if "beat" in frame:
                for other in self._waiting:
                    if "beat" in other.frame:
                        self._n_bytes += len(line) - other.n_bytes
                        other.frame, other.line, other.n_bytes = frame, line, len(line)
                        return
            n_bytes = self._n_bytes + len(line)
            if len(self._waiting) >= self._max_frames or n_bytes > self._max_posted_bytes:
                self._owe(frame)
                return
            self._add(frame, line)

    def wait_until_told(self) -> None:
        """Wait while the other side is owed more answers than may be kept in mind."""
        with self._changed:
            while len(self._owed) > self._max_owed and not (self._is_broken or self._is_closed):
                self._changed.wait()

    def put(self, frame: protocol.Frame, line: bytes, cancel: CancelFlag) -> None:
        """Add a frame of a running ask; waits for room.

        Raises:
            Cancelled: the flag was raised while there was no room.
        """
        with self._changed:
            if self._try_add(frame, line):
                return
        # The flag's lock is taken before ours, here and by the thread that raises it.
        with cancel.on_set(self._wake), self._changed:
            while not self._try_add(frame, line):
                cancel.check()
                self._changed.wait()

    def forget(self, ask_id: str) -> None:
        """Drop the parts of an ask that nobody wants any more."""
        with self._changed:
            for entry in [e for e in self._waiting if _is_part_of(e.frame, ask_id)]:
                self._waiting.remove(entry)
                self._n_bytes -= entry.n_bytes
            self._changed.notify_all()

    def _wake(self) -> None:
        with self._changed:
            self._changed.notify_all()

    def _owe(self, frame: protocol.Frame) -> None:
        """Keep of a frame that found no room what is needed to end its ask."""
        # A beat that finds no room is no answer; the next one says the same.
        if self._is_broken or "beat" in frame:
            return
        ask_id = frame.get("id")
        if isinstance(ask_id, str):
            self._owed.append((ask_id, frame.get("error", {}).get("code", Busy.code)))
        else:
            self._n_dropped += 1

    def _tell(self) -> None:
        """Say what found no room, as far as there is room by now."""
        if self._n_dropped and self._is_half_empty():
            logger.warning("%d frames found no room in the pipe", self._n_dropped)
            told = f"{self._n_dropped} answers found no room in the pipe."
            self._n_dropped = 0
            self._add_failure(None, Busy(told))
        while self._owed and self._is_half_empty():
            ask_id, code = self._owed.popleft()
            told = "The answer found no room in the pipe."
            self._add_failure(ask_id, from_wire({"code": code, "message": told}))

    def _is_half_empty(self) -> bool:
        n_frames, n_bytes = len(self._waiting), self._n_bytes
        return n_frames < max(1, self._max_frames // 2) and n_bytes < self._max_posted_bytes // 2

    def _add_failure(self, ask_id: str | None, error: EngineError) -> None:
        frame = protocol.failure(ask_id, error)
        self._add(frame, protocol.encode(frame))

    def _try_add(self, frame: protocol.Frame, line: bytes) -> bool:
        if self._is_broken:
            return True
        if self._n_bytes >= self._max_bytes or len(self._waiting) >= self._max_frames:
            return False
        if "part" not in frame or not self._join(frame, line):
            self._add(frame, line)
        return True

    def _add(self, frame: protocol.Frame, line: bytes) -> None:
        if not self._is_broken:
            self._waiting.append(_Waiting(frame, line, len(line)))
            self._n_bytes += len(line)
            self._changed.notify_all()

    def _join(self, frame: protocol.Frame, line: bytes) -> bool:
        """Append a part's text to the waiting part of the same ask and take, if there is one."""
        for entry in reversed(self._waiting):
            if not _is_part_of(entry.frame, frame["id"]):
                continue
            joined = protocol.join_parts(entry.frame["part"], frame["part"])
            if joined is not None:
                entry.frame, entry.line = {**entry.frame, "part": joined}, None
                # An upper bound: a joined part is shorter than its two lines.
                entry.n_bytes += len(line)
                self._n_bytes += len(line)
                return True
            if not protocol.is_text_part(entry.frame["part"]):
                return False
        return False

    def _write(self) -> None:
        while (line := self._next_line()) is not None:
            try:
                write_all(self._sink, line)
            except (OSError, ValueError):  # a broken pipe, or a closed stream
                break
        else:
            return
        with self._changed:
            self._is_broken = True
            self._waiting.clear()
            self._changed.notify_all()
        self._on_broken()

    def _next_line(self) -> bytes | None:
        """Wait for the next line; None once the outbox is closed and empty."""
        with self._changed:
            while not self._waiting and not self._is_closed:
                self._changed.wait()
            if not self._waiting:
                return None
            entry = self._waiting.popleft()
            self._n_bytes -= entry.n_bytes
            self._tell()
            self._changed.notify_all()
        return entry.line or protocol.encode(entry.frame)


def write_all(sink: BinaryIO, data: bytes) -> None:
    """Write every byte to a buffered or a raw stream."""
    view = memoryview(data)
    while view:
        view = view[sink.write(view) :]
    sink.flush()


def _is_part_of(frame: protocol.Frame, ask_id: object) -> bool:
    return "part" in frame and frame.get("id") == ask_id
