"""How much of the machine others had: the arithmetic, and that this system tells its times."""

from types import SimpleNamespace

import psutil
import pytest

from engine.bench import load
from engine.bench.load import Watch


@pytest.fixture
def machine(monkeypatch):
    """Return a machine of four cores and its clock: total busy seconds and those of processes."""
    found = SimpleNamespace(now=100.0, busy=50.0, processes={7: 5.0, 8: 1.0})
    monkeypatch.setattr(load, "_busy_s", lambda: found.busy)
    monkeypatch.setattr(load, "_process_s", lambda pid: found.processes.get(pid, 0.0))
    monkeypatch.setattr(load.time, "monotonic", lambda: found.now)
    monkeypatch.setattr(load.psutil, "cpu_count", lambda: 4)
    monkeypatch.setattr(load.os, "getpid", lambda: 9)
    return found


@pytest.mark.parametrize(
    ("busy_s", "own_s", "share"),
    [
        (20.0, {7: 12.0, 8: 8.0}, 0.0),
        (24.0, {7: 12.0, 8: 8.0}, 0.1),
        (40.0, {}, 1.0),
        (40.0, {9: 10.0}, 0.75),
    ],
)
def test_what_the_measured_processes_had_is_not_the_others(machine, busy_s, own_s, share):
    watch = Watch([7, 8])
    machine.now += 10
    machine.busy += busy_s
    for pid, seconds in own_s.items():
        machine.processes[pid] = machine.processes.get(pid, 0.0) + seconds
    assert watch.others_share() == pytest.approx(share)


def test_a_process_that_ends_takes_nothing_from_the_others(machine):
    watch = Watch([7, 8])
    machine.now += 10
    machine.busy += 8
    del machine.processes[7]
    assert watch.others_share() == pytest.approx(0.2)


def test_clocks_that_disagree_a_little_give_no_negative_share(machine):
    watch = Watch([7])
    machine.now += 1
    machine.processes[7] += 2
    assert watch.others_share() == 0


def test_idle_time_is_not_busy(monkeypatch):
    times = psutil.cpu_times()._replace(user=3.0, system=2.0, idle=100.0)
    rest = {name: 0.0 for name in times._fields if name not in ("user", "system", "idle")}
    monkeypatch.setattr(load.psutil, "cpu_times", lambda: times._replace(**rest))
    assert load._busy_s() == 5.0


def test_a_process_that_is_gone_had_nothing(monkeypatch):
    def gone(pid):
        raise psutil.NoSuchProcess(pid)

    monkeypatch.setattr(load.psutil, "Process", gone)
    assert load._process_s(1) == 0.0
