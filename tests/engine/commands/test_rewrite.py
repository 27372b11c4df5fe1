"""Rewriting on the command line: exit codes, texts from files and standard input, the answer."""

import io
import json

import pytest

from engine.task_messages import MODES
from tests.command_line import check_refused, check_usage

pytestmark = pytest.mark.model
PASSAGE = "The room was quite empty, looking as if no one had ever lived there."
HAN = "他走到窗前，看着外面的雨。"


@pytest.fixture
def passage(tmp_path):
    """Return a file with a passage."""
    path = tmp_path / "passage.txt"
    path.write_text(f"{PASSAGE}\n", encoding="utf-8")
    return path


@pytest.fixture
def before(tmp_path):
    """Return a file with the text before it."""
    path = tmp_path / "before.txt"
    path.write_text("He lit the lamp.\n", encoding="utf-8")
    return path


@pytest.fixture
def answer(run, passage):
    """Return a function that rewrites the passage and returns the JSON object."""

    def call(*options, mode="polish"):
        argv = ("rewrite", "--mode", mode, "--text", passage, "--json", *options)
        code, out, err = run(*argv)
        assert (code, err) == (0, "")
        assert out.count("\n") == 1
        return json.loads(out)

    return call


@pytest.fixture
def stdin(monkeypatch):
    """Return a function that puts bytes in the place of standard input."""

    def put(data):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(data)))

    return put


def test_the_answer_has_what_readers_of_it_rely_on(answer):
    found = answer("--seed", 1)
    assert {"model", "provider", "takes", "timings"} <= set(found)
    assert (found["model"], found["provider"]) == ("starter", "CPU")
    assert {"text", "finish", "tokens"} <= set(found["takes"][0])
    assert set(found["timings"]) == {"prefill_ms", "first_token_ms", "total_ms", "tokens_per_s"}
    assert found["origin"]["task"] == "rewrite.polish"


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode != "instruct"])
def test_every_mode_that_the_bundled_model_knows_writes_the_same_twice(answer, mode):
    first, second = (answer("--seed", 7, mode=mode) for _ in range(2))
    assert first["takes"] == second["takes"]
    assert first["takes"][0]["text"].strip()
    assert first["seed"] == 7


def test_a_seed_leaves_the_rest_as_the_model_does_it_best(answer):
    sampling = answer("--seed", 7)["origin"]["sampling"]
    assert sampling == {**answer()["origin"]["sampling"], "seed": 7}
    hot = answer("--seed", 7, "--temperature", 1.1)["origin"]["sampling"]
    assert hot == {**sampling, "temperature": 1.1}


def test_several_takes_come_and_their_number_of_tokens_is_bounded(answer):
    found = answer("--takes", 3, "--max-tokens", 8, "--temperature", 1.5, mode="describe")
    assert len(found["takes"]) == 3
    # A sentence gets some tokens more to end in.
    assert all(take["tokens"] <= 8 + 48 for take in found["takes"])
    assert found["origin"]["limits"]["max_tokens"] == 8


def test_the_texts_around_the_passage_reach_the_model(answer, before):
    alone, behind = answer("--seed", 1), answer("--seed", 1, "--before", before)
    left = {"slot": "left", "kept_chars": 16, "cut_chars": 0, "tokens": 5, "reason": ""}
    assert behind["slots"][0] == left
    assert behind["prompt_tokens"] == alone["prompt_tokens"] + 5
    hashes = {
        answer(*options, mode="describe")["origin"]["context_sha256"]
        for options in ((), ("--after", before))
    }
    assert len(hashes) == 2


@pytest.mark.parametrize("option", ["--text", "--before", "--after"])
def test_each_text_can_be_standard_input(run, passage, before, stdin, option):
    files = {"--text": passage, "--before": before, "--after": before}
    argv = ["rewrite", "--mode", "polish", "--seed", 1, "--json"]
    named = [part for pair in files.items() for part in pair]
    expected = json.loads(run(*argv, *named)[1])
    stdin(files[option].read_bytes())
    piped = [part for pair in {**files, option: "-"}.items() for part in pair]
    code, out, _ = run(*argv, *piped)
    assert code == 0
    assert json.loads(out)["takes"] == expected["takes"]


def test_the_text_is_written_for_a_reader_and_takes_are_parted_by_a_line(run, passage, answer):
    argv = ("rewrite", "--mode", "describe", "--text", passage, "--seed", 1)
    takes = answer("--takes", 2, "--seed", 1, mode="describe")["takes"]
    code, out, err = run(*argv, "--takes", 2)
    assert (code, err) == (0, "")
    assert out == f"{takes[0]['text']}\n\n{takes[1]['text']}\n"


def test_a_streamed_rewrite_is_the_rewrite(run, passage, answer):
    argv = ("rewrite", "--mode", "describe", "--text", passage, "--seed", 1, "--stream")
    text = answer("--seed", 1, mode="describe")["takes"][0]["text"]
    assert run(*argv) == (0, f"{text}\n", "")
    *parts, last = [json.loads(line) for line in run(*argv, "--json")[1].splitlines()]
    assert "".join(part["part"]["text"] for part in parts) == last["takes"][0]["text"] == text


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ((), "--mode"),
        (("--mode", "improve"), "--mode"),
        (("--mode", "polish", "--instruction", "Rhyme."), "need each other"),
        (("--mode", "instruct"), "need each other"),
        (("--mode", "polish", "--takes", 0), "takes"),
        (("--mode", "polish", "--takes", 9), "takes"),
        (("--mode", "polish", "--takes", 2, "--stream"), "--stream"),
        (("--mode", "polish", "--max-tokens", 0), "max-tokens"),
        (("--mode", "polish", "--max-tokens", 2049), "max-tokens"),
        (("--mode", "polish", "--temperature", 3), "temperature"),
        (("--mode", "polish", "--top-p", 0), "top-p"),
        (("--mode", "polish", "--seed", -1), "seed"),
        (("--mode", "polish", "--before", "-", "--after", "-"), "standard input"),
    ],
)
def test_bad_usage_is_told_before_a_model_is_loaded(run, passage, monkeypatch, options, reason):
    monkeypatch.setattr("engine.commands.generating.open_service", None)
    check_usage(run, "rewrite", "--text", passage, *options, reason=reason)


def test_a_passage_is_needed(run):
    check_usage(run, "rewrite", "--mode", "polish", reason="--text")


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "is empty"),
        (b" \n", "is empty"),
        (b"\xff\xfe\x00", "binary"),
        (HAN.encode(), "English only"),
        (b"word " * 900, "too long to be rewritten"),
        (None, "no file"),
    ],
)
def test_a_passage_that_cannot_be_rewritten_is_refused_in_one_line(
    run, passage, tmp_path, content, reason
):
    if content is None:
        passage.unlink()
    else:
        passage.write_bytes(content)
    check_refused(run, tmp_path, "rewrite", "--mode", "polish", "--text", passage, reason=reason)


def test_what_the_model_cannot_do_or_a_model_that_is_not_there_is_refused(run, passage, tmp_path):
    argv = ("rewrite", "--mode", "instruct", "--instruction", "Rhyme.", "--text", passage)
    check_refused(run, tmp_path, *argv, reason="The model Starter cannot follow an instruction.")
    argv = ("rewrite", "--mode", "polish", "--text", passage, "--model", "no-such-voice")
    check_refused(run, tmp_path, *argv, reason="no-such-voice")
    argv = ("rewrite", "--mode", "polish", "--text", passage, "--before", tmp_path / "none.txt")
    check_refused(run, tmp_path, *argv, reason="none.txt")
