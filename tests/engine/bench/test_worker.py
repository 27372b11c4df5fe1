"""One engine's measurements: what is asked of it, what is timed, and what it agrees in."""

import builtins
import sys
import types

import pytest

from engine.bench import worker
from engine.bench.runner import NotMeasured
from engine.bench.worker import Desk, agreement, logits, measure, prompt
from tests.engine.bench.fake_runner import FakeRunner


@pytest.fixture
def runner():
    return FakeRunner()


@pytest.fixture
def timed_calls(monkeypatch, runner):
    """Return the calls that were made while the clock ran."""
    seen = []

    def timed(action):
        before = len(runner.calls)
        action()
        seen.extend(runner.calls[before:])
        return 0.25

    monkeypatch.setattr(worker, "timed", timed)
    return seen


def test_every_engine_gets_the_same_tokens():
    assert prompt(5) == prompt(9)[:5]
    assert all(2 <= token < 4002 for token in prompt(500))
    assert len(set(prompt(500))) > 400


@pytest.mark.parametrize(
    ("ask", "timed"),
    [
        ({"measure": "prefill", "tokens": 40}, [("start", 40)]),
        ({"measure": "decode", "context": 30, "n": 8}, [("decode", 8)]),
        ({"measure": "takes", "context": 30, "takes": 3, "n": 5}, [("takes", 3, 5)]),
        ({"measure": "extend", "context": 30, "n": 3}, [("extend", 3)] * 2),
    ],
)
def test_the_clock_runs_for_what_is_measured_and_for_nothing_else(runner, timed_calls, ask, timed):
    assert measure(runner, ask) == 0.25
    assert timed_calls == timed


def test_new_tokens_run_behind_the_context_both_times(runner):
    measure(runner, {"measure": "extend", "context": 30, "n": 3})
    assert runner.calls == [("start", 30)] + [("truncate", 30), ("extend", 3)] * 2
    assert len(runner.text) == 33


def test_takes_grow_from_a_prompt_that_they_share(runner):
    measure(runner, {"measure": "takes", "context": 30, "takes": 3, "n": 5})
    assert runner.calls == [("fork", 30, 3), ("takes", 3, 5)]


def test_a_measure_that_nobody_knows_is_a_mistake(runner):
    with pytest.raises(ValueError, match="no measure 'x'"):
        measure(runner, {"measure": "x", "context": 4})


@pytest.mark.parametrize("wrong_at", [[], [30], [35, 36], [45], list(range(30, 46))])
def test_each_choice_that_differs_counts_once(wrong_at):
    reference = measure(FakeRunner(), {"measure": "tokens", "context": 30, "n": 16})
    runner = FakeRunner(wrong_at)
    ask = {"measure": "agreement", "context": 30, "reference": reference}
    assert measure(runner, ask) == pytest.approx(1 - len(wrong_at) / 16)
    assert runner.text == prompt(30) + reference


def test_an_engine_that_takes_tokens_back_badly_does_not_agree():
    reference = measure(FakeRunner(), {"measure": "tokens", "context": 30, "n": 16})

    class Forgetful(FakeRunner):
        def truncate(self, length):
            super().truncate(length - 1)

    runner = Forgetful([33])
    runner.start(prompt(30))
    assert agreement(runner, 30, reference) < 0.5


def test_logits_are_taken_behind_a_prompt_each_token_and_three_at_once(runner):
    rows = logits(runner, 30, 4)
    tokens = prompt(34)
    assert [row[0] for row in rows] == [30, 31, 32, 33, 34, 33]
    assert [row[1] for row in rows] == [float(tokens[i - 1]) for i in (30, 31, 32, 33, 34, 33)]
    assert runner.text == tokens[:33]


def test_a_process_tells_its_largest_memory():
    try:
        found = worker.peak_mb()
    except NotMeasured:
        pytest.skip("this system does not tell")
    assert 10 < found < 1e5


@pytest.fixture
def desk(monkeypatch, runner):
    """Return a desk whose engine is the fake one."""
    module = types.SimpleNamespace(load=lambda model, threads: runner)
    monkeypatch.setitem(sys.modules, "fake_engine", module)
    monkeypatch.setitem(worker.MODULES, "fake", "fake_engine")
    return Desk("fake", "a model", 2)


def test_loading_is_timed_and_comes_first(desk, runner):
    assert desk.answer({"measure": "load"})["value"] >= 0
    assert desk.answer({"measure": "tokens", "context": 3, "n": 2}) == {"value": runner.text[3:]}


def test_a_system_that_hides_memory_costs_that_figure_alone(monkeypatch, desk):
    def no_file(*_, **__):
        raise FileNotFoundError("/proc/self/status")

    desk.answer({"measure": "load"})
    with monkeypatch.context() as hidden:
        hidden.setattr(builtins, "open", no_file)
        answer = desk.answer({"measure": "memory"})
    assert answer == {"not_measured": "only Linux tells a process's largest memory"}
    assert len(desk.answer({"measure": "tokens", "context": 3, "n": 2})["value"]) == 2
