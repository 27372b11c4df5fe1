"""`evaluate` with a corpus to compare with; its other figures are tested with the command line."""

import io
import json

import pytest

from engine.commands.evaluate import COMMANDS
from tests.command_line import check_refused


@pytest.fixture
def text(tmp_path, starter):
    """Return a page of English in a file."""
    path = tmp_path / "text.txt"
    prose = (starter.parents[1] / "evaluation" / "en.txt").read_text(encoding="utf-8")
    path.write_text(prose[:1200], encoding="utf-8")
    return path


@pytest.mark.model
def test_every_text_of_a_folder_is_compared_with(run, tmp_path, text, monkeypatch):
    corpus = tmp_path / "corpus"
    (corpus / "deep").mkdir(parents=True)
    (corpus / "a.txt").write_text("First.", encoding="utf-8")
    (corpus / "deep" / "b.MD").write_text("Second.", encoding="utf-8")
    (corpus / "c.bin").write_bytes(b"\xff")
    read = []

    def overlap(texts, documents):
        read.extend(documents)
        return 0.25

    monkeypatch.setattr("engine.measuring.continuations.overlap", overlap)
    command = ("evaluate", "--text", text, "--sample-words", 50, "--corpus", corpus, "--json")
    code, out, err = run(*command)
    assert (code, err) == (0, "")
    assert json.loads(out)["overlap"] == 0.25
    assert read == ["First.", "Second."]


@pytest.mark.model
def test_a_corpus_without_texts_is_refused_before_anything_is_measured(run, tmp_path, text):
    empty = tmp_path / "empty"
    empty.mkdir()
    for corpus, reason in ((empty, "holds no .txt"), (tmp_path / "gone.txt", "gone.txt")):
        command = ("evaluate", "--text", text, "--corpus", corpus)
        check_refused(run, tmp_path, *command, reason=reason)


def test_each_task_has_a_line_of_its_own():
    tasks = {"rewrite.polish": {"good": 0.5, "answers": 2}, "draft": {"good": 1.0, "answers": 3}}
    out = io.StringIO()
    COMMANDS[0].show({"model": "starter", "tasks": tasks, "chars": 90}, out)
    assert out.getvalue().splitlines() == [
        "model: starter",
        "chars: 90",
        "rewrite.polish: good 0.5, answers 2",
        "draft: good 1, answers 3",
    ]
