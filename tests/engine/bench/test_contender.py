"""A contender's process: its answers, its last words, and talk that nobody listens to."""

import sys

import pytest

from engine.bench import contender
from engine.bench.contender import Contender, Worker, last_words
from engine.bench.runner import NotMeasured


@pytest.fixture
def worker(monkeypatch):
    """Return a function that starts a worker whose process is a script."""

    def start(script):
        command = [sys.executable, "-c", f"import json, os, sys\n{script}"]
        monkeypatch.setattr(contender, "module_command", lambda python, module: command)
        return Worker(Contender("genai", "int4", "a model"), 2)

    return start


def test_an_answer_is_a_value_or_a_reason(worker):
    script = """
for line, answer in zip(sys.stdin, [{"value": [1, 2]}, {"not_measured": "no rows"}, {"value": 3}]):
    answer.setdefault("asked", json.loads(line))
    print(json.dumps(answer), flush=True)
"""
    with worker(script) as started:
        assert started.ask(measure="tokens", n=2) == [1, 2]
        with pytest.raises(NotMeasured, match=r"^no rows$"):
            started.ask(measure="takes")
        assert started.ask(measure="memory") == 3


def test_a_process_gets_its_engine_model_and_threads(worker):
    with worker("sys.stdin.readline(); print(json.dumps({'value': sys.argv[1:]}))") as started:
        assert started.ask(measure="x") == ["genai", "a model", "2"]


def test_a_process_that_ends_leaves_its_last_words_and_its_code(worker):
    with worker("print('one', file=sys.stderr); sys.exit('no such model')") as started:
        with pytest.raises(RuntimeError, match=r"^genai-int4 ended with 1: no such model$"):
            started.ask(measure="load")
        with pytest.raises(RuntimeError, match=r"^genai-int4 ended with 1: no such model$"):
            started.ask(measure="load")


def test_an_engine_that_says_much_is_not_stopped_by_it(worker):
    script = """
sys.stdin.readline()
sys.stderr.write("talk\\n" * 200_000)
print('{"value": 1}', flush=True)
sys.stdin.readline()
"""
    with worker(script) as started:
        assert started.ask(measure="load") == 1


def test_no_word_is_a_word_too():
    assert last_words(" \n") == "it gave no reason"
    assert last_words("first\n second \n\n") == "second"


def test_an_engine_that_nobody_knows_is_refused():
    with pytest.raises(ValueError, match="no engine 'x'"):
        Worker(Contender("x", "fp32", ""), 1)
