"""The engine's queue: one job runs at a time, and the newest suggestion replaces older ones.

States of a job: waiting -> running -> answered; a waiting job that is replaced or cancelled is
answered without running.
"""

from __future__ import annotations

import contextlib
import threading
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from engine.errors import Busy, Cancelled

MAX_WAITING = 64


class CancelFlag:
    """Raised by another thread; looked at between tokens and between prefill chunks."""

    def __init__(self) -> None:
        self._event = threading.Event()
        self._lock = threading.RLock()
        self._callbacks: list[Callable[[], None]] = []

    def set(self) -> None:
        """Ask the running job to end at its next look; listeners hear of it once, in this call."""
        with self._lock:
            if self._event.is_set():
                return
            self._event.set()
            for callback in self._callbacks:
                callback()

    @contextlib.contextmanager
    def on_set(self, callback: Callable[[], None]) -> Iterator[None]:
        """Call `callback` when the flag is raised within the block, or at once if it was before.

        It runs in the thread that raises the flag and must be brief. Leaving the block waits for
        a call under way; none comes afterwards.
        """
        with self._lock:
            if self._event.is_set():
                callback()
            self._callbacks.append(callback)
        try:
            yield
        finally:
            with self._lock:
                self._callbacks.remove(callback)

    @property
    def is_set(self) -> bool:
        """Whether the flag was raised."""
        return self._event.is_set()

    def wait(self, seconds: float) -> bool:
        """Wait this long at most for the flag to be raised; whether it was."""
        return self._event.wait(seconds)

    def check(self) -> None:
        """Raise Cancelled if the flag was raised."""
        if self._event.is_set():
            raise Cancelled("The ask was withdrawn.")


@dataclass(slots=True)
class Job:
    """One ask on its way through the engine."""

    id: str
    method: str
    params: dict[str, Any]
    replaceable: bool
    """Whether a job that replaces takes its place: suggestions, warm-ups and idle work are."""
    replaces: bool = True
    """Whether a replaceable job takes the place of others; idle work does not."""
    cancel: CancelFlag = field(default_factory=CancelFlag)


class JobQueue:
    """Jobs in order of arrival, a bounded number, at most one suggestion; safe between threads."""

    def __init__(self, max_waiting: int = MAX_WAITING) -> None:
        self._max_waiting = max_waiting
        self._condition = threading.Condition()
        self._waiting: deque[Job] = deque()
        self._running: Job | None = None
        self._closed = False

    def put(self, job: Job) -> list[Job]:
        """Add a job and return the waiting ones it replaced; a running one is told to end.

        Raises:
            Busy: as many jobs wait as may; the queue is as it was.
        """
        with self._condition:
            replaces = job.replaceable and job.replaces
            replaced = [other for other in self._waiting if replaces and other.replaceable]
            if len(self._waiting) - len(replaced) >= self._max_waiting:
                raise Busy(f"{len(self._waiting)} asks wait already; ask again later.")
            if replaces:
                for other in replaced:
                    self._waiting.remove(other)
                if self._running is not None and self._running.replaceable:
                    self._running.cancel.set()
            self._waiting.append(job)
            self._condition.notify()
            return replaced

    @property
    def n_waiting(self) -> int:
        """How many jobs wait."""
        with self._condition:
            return len(self._waiting)

    def cancel(self, job_id: str) -> Job | None:
        """Withdraw a job: return it if it was waiting; a running one is told to end."""
        with self._condition:
            if self._running is not None and self._running.id == job_id:
                self._running.cancel.set()
                return None
            for job in self._waiting:
                if job.id == job_id:
                    self._waiting.remove(job)
                    return job
            return None

    def take(self) -> Job | None:
        """Wait for the next job and mark it running; None once the queue is closed."""
        with self._condition:
            self._running = None
            while not self._waiting and not self._closed:
                self._condition.wait()
            if self._closed:
                return None
            self._running = self._waiting.popleft()
            return self._running

    def close(self) -> None:
        """End the queue: waiting jobs are dropped, the running one is told to end."""
        with self._condition:
            self._closed = True
            self._waiting.clear()
            if self._running is not None:
                self._running.cancel.set()
            self._condition.notify_all()
