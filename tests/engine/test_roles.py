"""The train role over real pipes; torch only where a run is trained."""

import subprocess
import sys

import pytest

from engine import protocol
from engine.paths import resources, user_folders
from engine.roles import methods_of
from tests.wire import ROOT, Wire

COMMAND = [sys.executable, "-m", "engine", "host", "--role", "train"]
READS_ONLY = ("runs", "pairs", "models", "catalogue", "rest")


@pytest.fixture
def workshop(longhand_home):
    """Return the wire to a real process of the train role."""
    with subprocess.Popen(
        COMMAND, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as process:
        wire = Wire(process.stdin, process.stdout)
        assert wire.read()["hello"]["role"] == "train"
        wire.send(protocol.hello())
        yield wire
        wire.close()
        process.wait(30)


@pytest.fixture
def books(tmp_path):
    """Return a folder of books that are long enough."""
    folder = tmp_path / "books"
    folder.mkdir()
    for name in ("general-en.txt", "en.txt"):
        text = (resources() / "evaluation" / name).read_text(encoding="utf-8")
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _prepare(wire: Wire, base, books, minutes: float = 60) -> str:
    params = {"sources": [str(books)], "base": str(base), "name": "Mine", "minutes": minutes}
    wire.send(protocol.ask("prepare", "prepare", params))
    end = wire.answer("prepare")[1]
    assert end["result"]["train_words"] > 10_000, end
    return end["result"]["run"]


def test_what_only_reads_is_answered_while_a_run_is_trained(longhand_home):
    methods = methods_of("train", user_folders(), lambda text: None)
    assert {name for name in READS_ONLY if not methods[name].at_once} == set()
    assert not methods["train"].at_once


def test_each_role_has_its_own_methods(longhand_home):
    train = methods_of("train", user_folders(), lambda text: None)
    generate = methods_of("generate", user_folders(), lambda text: None)
    assert not train.keys() & generate.keys()
    assert "suggest" in generate


@pytest.mark.e2e
def test_models_and_the_catalogue_are_told_without_torch(workshop):
    workshop.send(protocol.ask("1", "models", {}), protocol.ask("2", "catalogue", {}))
    assert [row["id"] for row in workshop.answer("1")[1]["result"]["models"]] == ["starter"]
    assert len(workshop.answer("2")[1]["result"]["models"]) > 4


@pytest.mark.e2e
def test_refusals_are_sentences_and_the_process_lives_on(workshop, tmp_path):
    (tmp_path / "short.txt").write_text("It was late. " * 90)
    short = {"sources": [str(tmp_path / "short.txt")], "base": "starter", "name": "Short"}
    for ask_id, method, params, words in (
        ("1", "prepare", short, "at least 10,000"),
        ("2", "prepare", {**short, "base": "nobody"}, "no model 'nobody'"),
        ("3", "train", {"run": "nowhere"}, "gone"),
        ("4", "train", {"run": "../x"}, "name of a run"),
        ("5", "suggest", {"before": "a"}, "no method"),
        ("6", "remove_model", {"model": "starter"}, "included"),
    ):
        workshop.send(protocol.ask(ask_id, method, params))
        assert words in workshop.answer(ask_id)[1]["error"]["message"], ask_id
    workshop.send(protocol.ask("7", "runs", {}))
    assert workshop.answer("7")[1]["result"]["runs"] == []


@pytest.mark.e2e
@pytest.mark.model
def test_a_run_is_paused_told_of_meanwhile_and_gone_on_with(workshop, tiny_trainable, books):
    run = _prepare(workshop, tiny_trainable, books)
    workshop.send(protocol.ask("train", "train", {"run": run}))
    seen: list[int] = []
    while len(seen) < 3:
        frame = workshop.read()
        seen += [frame["part"]["step"]] if frame.get("part", {}).get("train_loss") else []
    workshop.send(protocol.ask("runs", "runs", {}), protocol.ask("rest", "rest", {"seconds": 0.1}))
    (row,) = workshop.answer("runs")[1]["result"]["runs"]
    assert (row["run"], row["stage"]) == (run, "training")
    workshop.send(protocol.cancel("train"))
    assert workshop.answer("train")[1]["error"]["code"] == "cancelled"
    workshop.send(protocol.ask("again", "train", {"run": run}))
    while not (frame := workshop.read()).get("part", {}).get("train_loss"):
        assert "error" not in frame
    assert frame["part"]["step"] > seen[-1]
    assert not list(user_folders().models.glob("*"))
