"""Completing on the command line: text as it comes, and every way of choosing words."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from engine.commands import generating
from engine.messages import TokenBias
from tests.command_line import OPENING, check_refused, check_usage

pytestmark = pytest.mark.model
ROOT = Path(__file__).resolve().parents[3]
ARGV = ("--seed", 1, "--max-tokens", 24)


@pytest.fixture
def take(run, before):
    """Return a function that completes with options and returns the text."""

    def call(*options):
        code, out, err = run("complete", "--before", before, *ARGV, *options, "--json")
        assert (code, err) == (0, "")
        return json.loads(out)["takes"][0]["text"]

    return call


def test_a_streamed_text_is_the_text(run, before, take):
    code, out, err = run("complete", "--before", before, *ARGV, "--stream")
    assert (code, out, err) == (0, take() + "\n", "")


def test_streamed_text_is_written_piece_by_piece(run, before, monkeypatch, capsys):
    pieces = []
    real = generating._write_text

    def watched(part):
        real(part)
        pieces.append(capsys.readouterr().out)

    monkeypatch.setattr(generating, "_write_text", watched)
    assert run("complete", "--before", before, *ARGV, "--stream")[0] == 0
    assert len(pieces) > 3
    assert all(pieces)


def test_a_reader_of_the_stream_has_its_beginning_before_its_end(
    before, fixed_threads, monkeypatch
):
    monkeypatch.delenv("PYTHONUNBUFFERED", raising=False)
    argv = [sys.executable, "-m", "engine", "complete", "--before", str(before), "--stream"]
    with subprocess.Popen([*argv, "--seed", "1"], cwd=ROOT, stdout=subprocess.PIPE) as process:
        reads = list(iter(lambda: os.read(process.stdout.fileno(), 65_536), b""))
    assert process.returncode == 0
    assert len(reads) > 3


def test_streamed_json_is_one_object_a_line_and_the_result_comes_last(run, before):
    argv = ("complete", "--before", before, *ARGV, "--takes", 2, "--json")
    whole = json.loads(run(*argv)[1])
    *parts, last = [json.loads(line) for line in run(*argv, "--stream")[1].splitlines()]
    assert last["takes"] == whole["takes"]
    assert set(last) == set(whole)
    for found in last["takes"]:
        text = "".join(p["part"]["text"] for p in parts if p["part"]["take"] == found["index"])
        assert text == found["text"]


def test_several_takes_are_not_streamed_as_text(run, before):
    argv = ("complete", "--before", before, "--takes", 2, "--stream")
    check_usage(run, *argv, reason="--stream")


def test_a_banned_phrase_is_not_written(take):
    free = take("--temperature", 0.7)
    word = next(word for word in free.split() if word.isalpha() and len(word) > 2)
    banned = take("--temperature", 0.7, "--ban", word, "--ban", "zebra crossing")
    assert word.lower() not in banned.lower().split()
    assert banned != free


def test_a_bias_reaches_the_logits(take, starter):
    from engine.tokens import TextTokenizer

    token = TextTokenizer(starter / "tokenizer.json").encode(" sea")[0]
    assert take("--bias", f"{token}=100").count(" sea") > take().count(" sea")


@pytest.mark.parametrize(
    "options",
    [
        ("--min-p", 0.9),
        ("--typical-p", 0.2),
        ("--repetition-penalty", 1.9),
        ("--top-k", 1),
    ],
)
def test_an_option_changes_the_text(take, options):
    # Hot, so that what an option leaves out would have been taken.
    hot = ("--temperature", 2, "--top-k", 0, "--top-p", 1)
    assert take(*hot, *options) != take(*hot)


def test_the_penalty_on_verbatim_repeats_breaks_a_refrain(take, before):
    before.write_text("The old clock struck one. " * 8 + "The old clock", encoding="utf-8")
    sure = ("--temperature", 0.05, "--max-tokens", 6)
    assert take(*sure, "--dry-multiplier", 0).startswith(" struck one")
    assert not take(*sure, "--dry-multiplier", 10, "--dry-base", 4).startswith(" struck one")


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--min-p", "2"), "min-p"),
        (("--repetition-penalty", "0.5"), "repetition-penalty"),
        (("--bias", "5"), "TOKEN=VALUE"),
        (("--bias", "a=1"), "TOKEN=VALUE"),
        (("--bias", "5=1000"), "TOKEN=VALUE"),
        (("--bias", "-5=1"), "--bias"),
        (("--ban", " "), "banned phrase"),
        (("--ending", "word"), "--ending"),
        (("--max-ms", "0"), "max-ms"),
    ],
)
def test_a_value_that_no_option_takes_is_bad_usage(run, before, options, reason):
    check_usage(run, "complete", "--before", before, *options, reason=reason)


def test_a_bias_is_a_token_and_a_value():
    assert generating._bias("13=-2.5") == TokenBias(13, -2.5)


def test_too_little_memory_is_refused_in_one_line(run, before, tmp_path, monkeypatch):
    monkeypatch.setenv("LONGHAND_MEMORY_MB", "1")
    check_refused(run, tmp_path, "complete", "--before", before, reason="exceeds the limit of 1 MB")


def test_a_limit_that_is_no_number_is_refused_in_one_line(run, before, tmp_path, monkeypatch):
    monkeypatch.setenv("LONGHAND_MEMORY_MB", "plenty")
    argv = ("complete", "--before", before)
    check_refused(run, tmp_path, *argv, reason="LONGHAND_MEMORY_MB")


def test_letters_of_every_script_are_written_as_utf_8(before, longhand_home):
    before.write_text(OPENING.replace("Anna", "\u201cAnna\u201d"), encoding="utf-8")
    argv = [sys.executable, "-m", "engine", "complete", "--before", str(before), "--json"]
    environment = {**os.environ, "PYTHONIOENCODING": "ascii", "LONGHAND_THREADS": "1"}
    ran = subprocess.run(
        [*argv, "--ban", "\u4f60"], cwd=ROOT, env=environment, capture_output=True, timeout=60
    )
    assert ran.returncode == 0, ran.stderr
    assert "\u4f60" in ran.stdout.decode("utf-8")
