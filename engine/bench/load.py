"""How much of the machine others had while something was measured: what figures are worth."""

from __future__ import annotations

import os
import time
from collections.abc import Iterable

import psutil


class Watch:
    """Counts processor time from its making on; of the whole machine and of some processes."""

    def __init__(self, pids: Iterable[int]) -> None:
        self._pids = [os.getpid(), *pids]
        self._started_s = time.monotonic()
        self._busy_s = _busy_s()
        self._own_s = {pid: _process_s(pid) for pid in self._pids}

    def others_share(self) -> float:
        """Return the share of the machine's processor time that other processes had, 0 to 1.

        What a process did that has ended meanwhile counts as the others'.
        """
        own_s = sum(max(0.0, _process_s(pid) - self._own_s[pid]) for pid in self._pids)
        elapsed_s = (time.monotonic() - self._started_s) * (psutil.cpu_count() or 1)
        return min(1.0, max(0.0, (_busy_s() - self._busy_s - own_s) / elapsed_s))


def _busy_s() -> float:
    """Return the seconds that the machine's processors were not idle, stolen ones included."""
    times = psutil.cpu_times()._asdict()
    # On Linux a guest's time is within the user's.
    waiting = ("idle", "iowait", "guest", "guest_nice")
    return float(sum(seconds for name, seconds in times.items() if name not in waiting))


def _process_s(pid: int) -> float:
    try:
        times = psutil.Process(pid).cpu_times()
    except psutil.NoSuchProcess:
        return 0.0
    return float(times.user + times.system)
