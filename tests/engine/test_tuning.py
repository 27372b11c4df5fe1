"""Threads chosen by timing steps, kept in a file that may be lost."""

import contextlib
import json

import numpy as np
import pytest

from engine import hardware, tuning
from engine.errors import BadInput, Cancelled
from engine.hardware import Threads
from engine.jobs import CancelFlag
from engine.kv_cache import KVCache
from engine.tuning import TuningStore

ONE, TWO, TWO_SPIN = Threads(1), Threads(2), Threads(2, spinning=True)


class Bench:
    """Sessions whose steps take set times on a clock that only they move; one lives at a time."""

    def __init__(self, step_s, opening_s=0.0):
        self.now, self.step_s, self.opening_s = 0.0, step_s, opening_s
        self.opened, self.steps = [], 0
        self.on_step = lambda: None

    def clock(self):
        return self.now

    def open(self, threads):
        self.now += self.opening_s
        self.opened.append(threads)
        return _Session(self, threads)


class _Session:
    def __init__(self, bench, threads):
        self.cache = KVCache(1, 1, 1, 128, np.float32)
        self._bench, self._threads = bench, threads

    @contextlib.contextmanager
    def interruptible(self, cancel):
        self._bench.interruptible_by = cancel
        try:
            yield
        finally:
            self._bench.interruptible_by = None

    def step(self, tokens):
        self.cache.append(tokens)
        self._bench.now += self._bench.step_s[self._threads]
        self._bench.steps += 1
        self._bench.on_step()


@pytest.mark.parametrize(
    ("cores", "role", "expected"),
    [
        (1, "window", [ONE]),
        (2, "window", [ONE]),
        (1, "command line", [ONE]),
        (2, "command line", [TWO, ONE, TWO_SPIN]),
        (3, "window", [TWO, ONE, TWO_SPIN]),
    ],
)
def test_the_candidates_leave_a_core_to_the_writer(monkeypatch, cores, role, expected):
    monkeypatch.setattr(hardware, "usable_cores", lambda: cores)
    assert list(tuning.candidates(role)) == expected


def test_many_cores_are_tried_in_doublings(monkeypatch):
    monkeypatch.setattr(hardware, "usable_cores", lambda: 7)
    found = tuning.candidates("window")
    assert found[0] == Threads(6)
    assert sorted({threads.count for threads in found}) == [1, 2, 4, 6]
    assert len(found) == len(set(found)) == 7


def test_the_fastest_candidate_is_chosen_and_every_one_was_opened():
    bench = Bench({TWO: 0.010, ONE: 0.006, TWO_SPIN: 0.012})
    best, steps_ms = tuning.probe(bench.open, (TWO, ONE, TWO_SPIN), CancelFlag(), bench.clock)
    assert best == ONE
    assert bench.opened == [TWO, ONE, TWO_SPIN]
    assert steps_ms == pytest.approx({TWO: 10, ONE: 6, TWO_SPIN: 12})


def test_measuring_takes_about_a_second_in_all():
    bench = Bench(dict.fromkeys((TWO, ONE, TWO_SPIN), 0.002))
    tuning.probe(bench.open, (TWO, ONE, TWO_SPIN), CancelFlag(), bench.clock)
    assert 1.0 <= bench.now < 1.1


def test_a_model_that_opens_slowly_is_not_tried_on_everything():
    bench = Bench({TWO: 0.01, ONE: 0.001, TWO_SPIN: 0.001}, opening_s=3.0)
    best, steps_ms = tuning.probe(bench.open, (TWO, ONE, TWO_SPIN), CancelFlag(), bench.clock)
    assert bench.opened == [TWO, ONE]
    assert (best, list(steps_ms)) == (ONE, [TWO, ONE])


def test_a_raised_flag_stops_a_step_of_the_probe_midway():
    bench, flag, found = Bench({ONE: 0.5}), CancelFlag(), []
    bench.on_step = lambda: found.append(bench.interruptible_by)
    tuning.probe(bench.open, (ONE,), flag, bench.clock)
    assert set(found) == {flag}
    assert bench.interruptible_by is None


def test_a_raised_flag_ends_the_probe_at_the_next_step():
    bench, flag = Bench({TWO: 0.01, ONE: 0.01}), CancelFlag()
    bench.on_step = flag.set
    with pytest.raises(Cancelled):
        tuning.probe(bench.open, (TWO, ONE), flag, bench.clock)
    assert bench.steps == 1


def test_a_flag_that_was_raised_before_opens_nothing():
    bench, flag = Bench({ONE: 0.01}), CancelFlag()
    flag.set()
    with pytest.raises(Cancelled):
        tuning.probe(bench.open, (ONE,), flag, bench.clock)
    assert bench.opened == []


@pytest.mark.parametrize(
    ("steps_ms", "best"),
    [
        ({TWO: 10.0, ONE: 9.6}, TWO),
        ({TWO: 10.0, ONE: 9.4}, ONE),
        ({TWO: 10.0, TWO_SPIN: 9.4}, TWO),
        ({TWO: 10.0, TWO_SPIN: 8.9}, TWO_SPIN),
        ({TWO: 10.0, ONE: 9.0, TWO_SPIN: 8.5}, ONE),
    ],
)
def test_another_than_the_default_must_be_clearly_faster(steps_ms, best):
    assert tuning.choose(steps_ms) == best


@pytest.fixture
def path(tmp_path):
    return tmp_path / "cache" / "tuning.json"


def test_a_choice_is_found_again_beside_others(path):
    store = TuningStore(path)
    assert store.get("a") is None
    store.put("a", TWO_SPIN, {TWO: 2.0, TWO_SPIN: 1.0})
    store.put("b", ONE, {ONE: 1.0})
    again = TuningStore(path)
    assert (again.get("a"), again.get("b"), again.get("c")) == (TWO_SPIN, ONE, None)
    assert [p.name for p in path.parent.iterdir()] == ["tuning.json"]


@pytest.mark.parametrize(
    "content",
    [
        "",
        "garbage",
        "[]",
        "\ud800".encode("utf-8", "surrogatepass"),
        '{"schema": 99, "rows": {"a": {"threads": 1, "spinning": false}}}',
        '{"schema": 1, "rows": []}',
        '{"schema": 1, "rows": {"a": 7}}',
        '{"schema": 1, "rows": {"a": {"threads": 0, "spinning": false}}}',
        '{"schema": 1, "rows": {"a": {"threads": 65, "spinning": false}}}',
        '{"schema": 1, "rows": {"a": {"threads": true, "spinning": false}}}',
        '{"schema": 1, "rows": {"a": {"threads": 1}}}',
        "[" * 100_000,
    ],
)
def test_a_damaged_file_is_ignored_and_written_anew(path, content):
    path.parent.mkdir()
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    store = TuningStore(path)
    assert store.get("a") is None
    store.put("a", TWO, {TWO: 1.0})
    assert TuningStore(path).get("a") == TWO
    assert json.loads(path.read_text())["schema"] == 1


def test_a_folder_that_takes_no_file_is_no_error(tmp_path, caplog):
    (tmp_path / "file").write_text("")
    TuningStore(tmp_path / "file" / "tuning.json").put("a", ONE, {})
    assert "cannot be stored" in caplog.text


def test_the_environment_fixes_the_threads(monkeypatch):
    monkeypatch.delenv(tuning.ENVIRONMENT, raising=False)
    assert tuning.threads_from_environment() is None
    for count in (3, 64):
        monkeypatch.setenv(tuning.ENVIRONMENT, str(count))
        assert tuning.threads_from_environment() == Threads(count)


@pytest.mark.parametrize("value", ["0", "-2", "all", "²", "65", "9999", "9" * 5000])
def test_threads_that_are_no_number_are_refused(monkeypatch, value):
    monkeypatch.setenv(tuning.ENVIRONMENT, value)
    with pytest.raises(BadInput, match=tuning.ENVIRONMENT):
        tuning.threads_from_environment()
