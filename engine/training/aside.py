"""Keeps training out of the writer's way: the lowest priority, and a rest while keys arrive."""

from __future__ import annotations

import logging
import os
import threading
import time
from collections.abc import Callable

import psutil

from engine.jobs import CancelFlag

logger = logging.getLogger(__name__)
_LOOK_S = 0.05
MOST_REST_S = 10.0
"""The longest rest that one call can ask for, seconds."""


class Aside:
    """Holds training between two forward passes for as long as it was asked to rest.

    `rest` is called by the thread that hears of the writer, `wait` by the one that trains.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._until = 0.0
        self._lock = threading.Lock()

    def rest(self, seconds: float) -> None:
        """Rest for this long from now; a longer rest asked for before stands."""
        with self._lock:
            self._until = max(self._until, self._clock() + min(seconds, MOST_REST_S))

    def wait(self, cancel: CancelFlag) -> float:
        """Return once the rest is over or the flag was raised; the seconds that took."""
        began = self._clock()
        while (left := self._left()) > 0 and not cancel.wait(min(left, _LOOK_S)):
            pass  # the rest may have been made longer meanwhile
        return self._clock() - began

    def _left(self) -> float:
        with self._lock:
            return self._until - self._clock()


def yield_to_others() -> None:
    """Give this process the least claim on cores and disks; what a system lacks is left out."""
    process = psutil.Process()
    try:
        if os.name == "nt":
            process.nice(psutil.IDLE_PRIORITY_CLASS)
            return
        process.nice(19)
        if hasattr(os, "SCHED_IDLE"):
            # Below every niceness: runs only where a core would idle. See sched(7).
            os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
        if hasattr(psutil, "IOPRIO_CLASS_IDLE"):
            process.ionice(psutil.IOPRIO_CLASS_IDLE)
    except (psutil.Error, OSError) as error:
        logger.info("the priority of training stays as it is: %s", error)
