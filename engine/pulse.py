"""The engine's sign of life: a thread that beats, watches its memory and ends with its parent."""

from __future__ import annotations

import logging
import os
import sys
import threading
from collections.abc import Callable

import psutil

from engine import memory
from engine.errors import MemoryShort

logger = logging.getLogger(__name__)
BEAT_MS = 2000


class Parent:
    """The process that started this one.

    The end of the input tells of its death too, unless another process holds the pipe open.
    """

    def __init__(self, *, keeps_number: bool = sys.platform == "win32") -> None:
        """Remember the parent.

        Args:
            keeps_number: whether the system goes on naming a parent that has ended, as Windows
                does; POSIX hands an orphan to another parent.
        """
        self._keeps_number = keeps_number
        self._pid = os.getppid()
        self._process = process_of(self._pid) if keeps_number else None

    @property
    def is_gone(self) -> bool:
        """Whether it has ended."""
        if self._keeps_number:
            # psutil compares the start time as well: the number may belong to another by now.
            return self._process is None or not self._process.is_running()
        return os.getppid() != self._pid


def process_of(pid: int) -> psutil.Process | None:
    """Return a process, or None if it has ended."""
    try:
        return psutil.Process(pid)
    except psutil.NoSuchProcess:
        return None


class Pulse:
    """Beats until it is stopped, or until the parent is gone."""

    def __init__(
        self,
        on_beat: Callable[[int], None],
        on_orphaned: Callable[[], None],
        ceiling: int | None = None,
        beat_ms: int = BEAT_MS,
        own_bytes: Callable[[], int] = memory.own_bytes,
        machine: Callable[[], memory.Memory] | None = None,
    ) -> None:
        """Prepare to beat.

        Args:
            on_beat: called with the process's memory in bytes; must not wait.
            on_orphaned: called once when the parent is gone.
            ceiling: bytes that the process may have; None without a limit.
            beat_ms: milliseconds between two beats.
            own_bytes: tells the process's memory in bytes.
            machine: tells what is left of the machine's memory; None where nobody need care.
        """
        self._on_beat = on_beat
        self._on_orphaned = on_orphaned
        self._ceiling = ceiling
        self._beat_ms = beat_ms
        self._own_bytes = own_bytes
        self._machine = machine
        self._parent = Parent()
        self._stopped = threading.Event()
        self._shortage: MemoryShort | None = None
        self._thread = threading.Thread(target=self._beat, name="pulse", daemon=True)

    @property
    def beat_ms(self) -> int:
        """Milliseconds between two beats."""
        return self._beat_ms

    def start(self) -> None:
        """Look at the memory once, then beat in a thread of its own."""
        self._measure()
        self._thread.start()

    def stop(self) -> None:
        """Beat no more."""
        self._stopped.set()

    def require_memory(self) -> None:
        """Refuse new work if memory was short at the last beat: the engine's or the machine's.

        Raises:
            MemoryShort: it was.
        """
        shortage = self._shortage
        if shortage is not None:
            raise MemoryShort(str(shortage))

    def _beat(self) -> None:
        while not self._stopped.wait(self._beat_ms / 1000):
            if self._parent.is_gone:
                logger.info("the parent is gone")
                self._on_orphaned()
                return
            self._on_beat(self._measure())

    def _measure(self) -> int:
        own = self._own_bytes()
        shortage = None
        try:
            if self._ceiling is not None:
                memory.require_below(own, self._ceiling)
            if self._machine is not None:
                memory.require_some_left(self._machine())
        except MemoryShort as error:
            shortage = error
            if self._shortage is None:
                logger.warning("%s", error)
        self._shortage = shortage
        return own
