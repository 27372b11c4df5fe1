"""The engine's queue: one job runs at a time, and the newest suggestion replaces older ones.

States of a job: waiting -> running -> answered; a waiting job that is replaced or cancelled is
answered without running.
"""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import Any

from engine.errors import Cancelled


class CancelFlag:
    """Raised by another thread; looked at between tokens and between prefill chunks."""

    def __init__(self) -> None:
        self._event = threading.Event()

    def set(self) -> None:
        """Ask the running job to end at its next look."""
        self._event.set()

    @property
    def is_set(self) -> bool:
        """Whether the flag was raised."""
        return self._event.is_set()

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
    """Whether a newer replaceable job takes its place: suggestions and warm-ups are."""
    cancel: CancelFlag = field(default_factory=CancelFlag)


class JobQueue:
    """Jobs in order of arrival, at most one replaceable one waiting; safe between two threads."""

    def __init__(self) -> None:
        self._condition = threading.Condition()
        self._waiting: deque[Job] = deque()
        self._running: Job | None = None
        self._closed = False

    def put(self, job: Job) -> list[Job]:
        """Add a job and return the waiting ones it replaced; a running one is told to end."""
        with self._condition:
            replaced: list[Job] = []
            if job.replaceable:
                replaced = [other for other in self._waiting if other.replaceable]
                for other in replaced:
                    self._waiting.remove(other)
                if self._running is not None and self._running.replaceable:
                    self._running.cancel.set()
            self._waiting.append(job)
            self._condition.notify()
            return replaced

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
