"""What a checkpoint will cost is told before it is converted; the folder stays as it was."""

import shutil
from dataclasses import replace

import pytest

from engine import memory
from engine.errors import Cancelled
from engine.importing import probe
from engine.importing.convert import read_source
from engine.importing.cost import cost_of
from engine.importing.sizes import sizes_of
from engine.jobs import CancelFlag
from engine.memory import MB, Memory
from tests.command_line import snapshot

pytest.importorskip("onnx")


@pytest.fixture(autouse=True)
def short_probe(monkeypatch):
    """Let the probe take a moment instead of two seconds."""
    monkeypatch.setattr(probe, "BUDGET_S", 0.02)


def test_the_cost_is_told_for_each_precision(checkpoint, tmp_path):
    source, told = snapshot(checkpoint), []
    cost = cost_of(checkpoint, tmp_path / "cache", lambda *args: told.append(args))
    assert (cost.architecture, cost.family, cost.problem) == ("llama", "base", None)
    assert [row.precision for row in cost.running] == ["int4", "int8"]
    assert all(row.tokens_per_s > 0 for row in cost.running)
    assert cost.converting_memory_mb == -(-sizes_of(read_source(checkpoint)).converting_bytes // MB)
    assert told == [("probing", 0, 2), ("probing", 1, 2), ("probing", 2, 2)]
    assert snapshot(checkpoint) == source
    assert not (tmp_path / "cache").exists()


def test_a_machine_with_too_little_memory_is_told_so(checkpoint, tmp_path, monkeypatch):
    machine = Memory(1_000_000_000, 500_000_000)
    monkeypatch.setattr(memory, "machine_memory", lambda: machine)
    problem = cost_of(checkpoint, tmp_path).problem
    assert problem is not None
    assert "of memory and 200 MB can be spared" in problem


def test_a_disk_with_too_little_room_is_told_of(checkpoint, tmp_path, monkeypatch):
    usage = shutil.disk_usage("/")._replace(free=1_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    problem = cost_of(checkpoint, tmp_path).problem
    assert problem is not None
    assert "on the disk" in problem


def test_a_probe_can_be_ended(checkpoint, tmp_path):
    cancel = CancelFlag()
    with pytest.raises(Cancelled):
        cost_of(checkpoint, tmp_path, lambda *args: cancel.set(), cancel)


def test_layers_and_head_are_counted_up_from_the_part_that_is_timed(checkpoint, monkeypatch):
    timed = []

    def a_nanosecond_a_weight(shapes, precision, budget_s, cancel):
        timed.append(sum(rows * width for rows, width in shapes))
        return timed[-1] * 1e-9

    monkeypatch.setattr(probe, "_timed", a_nanosecond_a_weight)
    small = sizes_of(read_source(checkpoint))
    for sizes in (small, replace(small, layers=small.layers * 5000, head=(10**9, 64))):
        timed.clear()
        n_weights = (
            sizes.layers * sum(r * w for r, w in sizes.layer) + sizes.head[0] * sizes.head[1]
        )
        told = probe.tokens_per_s(sizes, "int8", CancelFlag())
        assert 1 / told == pytest.approx(n_weights * 1e-9 * 1.25)
    # Of the large one only a part, which no cache holds.
    assert all(n < 70_000_000 for n in timed)
