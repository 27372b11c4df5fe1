"""The pulse: beats, the parent's end, and work refused while memory is short."""

import os
import subprocess
import sys
import threading

import psutil
import pytest

from engine import pulse
from engine.errors import MemoryShort
from engine.memory import MB, Memory
from engine.pulse import Parent, Pulse

WAIT_S = 20


@pytest.fixture
def child():
    """Start a process that lives until its input ends."""
    with subprocess.Popen(
        [sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE
    ) as started:
        yield started


def test_the_parent_of_this_process_is_there():
    assert not Parent(keeps_number=False).is_gone
    assert not Parent(keeps_number=True).is_gone


def test_an_orphan_has_another_parent_on_posix(monkeypatch):
    parent = Parent(keeps_number=False)
    monkeypatch.setattr(os, "getppid", lambda: 1)
    assert parent.is_gone == (os.getpid() != 1)


def test_where_the_number_is_kept_the_process_itself_is_looked_at(monkeypatch, child):
    monkeypatch.setattr(os, "getppid", lambda: child.pid)
    parent = Parent(keeps_number=True)
    assert not parent.is_gone
    child.stdin.close()
    child.wait(WAIT_S)
    assert parent.is_gone


def test_a_parent_that_ended_before_it_was_looked_at_is_gone(monkeypatch):
    monkeypatch.setattr(os, "getppid", lambda: 999_999_999)
    assert Parent(keeps_number=True).is_gone
    assert pulse.process_of(os.getpid()) == psutil.Process()


def test_the_end_of_the_parent_is_told_once_and_ends_the_beat(monkeypatch):
    beats, orphaned = [], threading.Semaphore(0)
    beat = Pulse(beats.append, orphaned.release, beat_ms=1)
    monkeypatch.setattr(Parent, "is_gone", property(lambda self: len(beats) == 3))
    beat.start()
    assert orphaned.acquire(timeout=WAIT_S)
    beat._thread.join(WAIT_S)
    assert not orphaned.acquire(blocking=False)
    assert len(beats) == 3
    assert all(own > 1_000_000 for own in beats)


def test_a_stopped_pulse_beats_no_more():
    first = threading.Event()
    beat = Pulse(lambda own: first.set(), lambda: None, beat_ms=1)
    beat.start()
    assert first.wait(WAIT_S)
    beat.stop()
    beat._thread.join(WAIT_S)
    assert not beat._thread.is_alive()


def test_memory_is_looked_at_before_the_first_beat():
    beat = Pulse(lambda own: None, lambda: None, ceiling=1, beat_ms=60_000)
    beat.require_memory()
    beat.start()
    with pytest.raises(MemoryShort):
        beat.require_memory()
    beat.stop()


def test_without_a_ceiling_nothing_is_refused():
    beat = Pulse(lambda own: None, lambda: None, beat_ms=60_000, own_bytes=lambda: 10**15)
    beat.start()
    beat.require_memory()
    beat.stop()


def test_a_machine_that_others_filled_is_noticed_and_so_is_its_end():
    left = [Memory(8000 * MB, 1 * MB)]
    beats = threading.Semaphore(0)
    beat = Pulse(lambda own: beats.release(), lambda: None, beat_ms=1, machine=lambda: left[0])
    beat.start()
    with pytest.raises(MemoryShort, match="only 1 MB"):
        beat.require_memory()
    left[0] = Memory(8000 * MB, 7000 * MB)
    while beats.acquire(blocking=False):
        pass
    # The first new beat may have looked before; the second has not.
    for _ in range(2):
        assert beats.acquire(timeout=WAIT_S)
    beat.require_memory()
    beat.stop()
