"""Gathers the figures of one window, and shows them once a second while somebody looks."""

from __future__ import annotations

import os
from collections.abc import Callable, Sequence
from typing import Protocol

import psutil
from PySide6.QtCore import QDateTime, QObject, QTimer, Signal

from engine import sockets
from ui.document import Document
from ui.engine_types import Vitals
from ui.filing import in_thread
from ui.latency.latency_page import Figures, LatencyPage
from ui.latency.meter import Meter
from ui.notices import Tasks

_BEAT_MS = 1000
_MB = 1024**2


class Engine(Protocol):
    """A process that tells how it is."""

    @property
    def process_id(self) -> int:
        """Its id, 0 while there is none."""

    @property
    def vitals(self) -> Vitals:
        """What it told last."""


class LatencyWatch(QObject):
    """The figures of one window.

    Signals:
        shown(str): the page shows other figures, as text.
    """

    shown = Signal(str)

    def __init__(
        self,
        page: LatencyPage,
        document: Document,
        tasks: Tasks,
        engines: Callable[[], Sequence[Engine]],
    ) -> None:
        """Measure from now on.

        Args:
            page: shows the figures.
            document: tells when it was saved.
            tasks: run what may wait.
            engines: the processes that belong to Longhand, the one that writes suggestions first.
        """
        super().__init__(page)
        self._page, self._tasks, self._engines = page, tasks, engines
        self.keys, self.ghosts = Meter(), Meter()
        self._saved_at: QDateTime | None = None
        self._most_open = 0
        self._is_looking = False
        self._beat = QTimer(self)
        self._beat.setInterval(_BEAT_MS)
        self._beat.timeout.connect(self._begin_look)
        document.written.connect(self._on_written)

    def watch(self, is_seen: bool) -> None:
        """Keep the page up to date, or leave it alone while nobody looks."""
        if is_seen:
            self._begin_look()
            self._beat.start()
        else:
            self._beat.stop()

    def _on_written(self) -> None:
        self._saved_at = QDateTime.currentDateTime()

    def _begin_look(self) -> None:
        if not self._is_looking:
            self._tasks.start(self._look())

    async def _look(self) -> None:
        self._is_looking = True
        try:
            engines = list(self._engines())
            pids = [os.getpid(), *(each.process_id for each in engines if each.process_id)]
            size, n_open = await in_thread(lambda: _memory_and_sockets(pids))
        finally:
            self._is_looking = False
        # What native code opened past Python is seen only while it is open.
        self._most_open = max(self._most_open, n_open)
        made = sockets.made() + sum(each.vitals.sockets for each in engines)
        figures = Figures(
            keys=self.keys.spread(),
            ghosts=self.ghosts.spread(),
            engine_mb=engines[0].vitals.memory_mb if engines else 0,
            window_mb=size // _MB,
            saved_at=self._saved_at,
            sockets=max(made, self._most_open),
        )
        self._page.show_figures(figures)
        self.shown.emit(self._page.as_text())


def _memory_and_sockets(pids: Sequence[int]) -> tuple[int, int]:
    """Return this process's memory in bytes, and how many sockets all of them have open."""
    return psutil.Process().memory_info().rss, sum(map(sockets.open_in, pids))
