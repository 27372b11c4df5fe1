"""The command line: one JSON object, one line of stderr where it fails, exit codes 0, 1 and 2."""

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from engine.manifest import MANIFEST
from engine.version import VERSION
from tests.command_line import OPENING, check_refused, check_usage

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.usefixtures("fixed_threads")


@pytest.mark.model
def test_a_seeded_command_gives_the_same_takes_twice(run, before):
    argv = ("complete", "--before", before, "--seed", 1, "--takes", 2, "--max-tokens", 24, "--json")
    first, second = (json.loads(run(*argv)[1]) for _ in range(2))
    assert set(first) >= {"model", "provider", "takes", "timings"}
    assert set(first["timings"]) == {"prefill_ms", "first_token_ms", "total_ms", "tokens_per_s"}
    assert [set(take) for take in first["takes"]] == [
        {"text", "finish", "tokens", "index", "lost"}
    ] * 2
    for answer in (first, second):
        del answer["timings"]
    assert json.dumps(first) == json.dumps(second)
    assert first["takes"][0] != first["takes"][1]
    assert all(take["text"].strip() for take in first["takes"])


@pytest.mark.model
def test_another_seed_gives_another_text(run, before):
    texts = {
        run("complete", "--before", before, "--seed", seed, "--max-tokens", 24)[1]
        for seed in (1, 2)
    }
    assert len(texts) == 2


@pytest.mark.model
def test_a_drawn_seed_is_named_and_gives_the_text_again(run, before):
    argv = ("complete", "--before", before, "--max-tokens", 16, "--json")
    first = json.loads(run(*argv)[1])
    again = json.loads(run(*argv, "--seed", first["seed"])[1])
    assert first["takes"] == again["takes"]


@pytest.mark.model
def test_a_stop_rule_ends_the_text(run, before):
    argv = ("complete", "--before", before, "--seed", 1, "--stop", "sentence", "--json")
    take = json.loads(run(*argv)[1])["takes"][0]
    assert take["finish"] in ("stop", "eos", "guard")
    assert take["text"].rstrip()[-1] in ".!?\u201d\"'\u2026"


@pytest.mark.model
def test_the_longest_answer_that_may_be_asked_for_is_given(run, before):
    argv = ("complete", "--before", before, "--seed", 1, "--temperature", 0, "--json")
    take = json.loads(run(*argv, "--max-tokens", 4096)[1])["takes"][0]
    assert take["finish"] in ("eos", "context")
    assert take["tokens"] > 128 or take["finish"] == "eos"


@pytest.mark.model
def test_text_comes_from_standard_input_too(run, before, monkeypatch):
    argv = ("--seed", 1, "--max-tokens", 8)
    expected = run("complete", "--before", before, *argv)
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(OPENING.encode())))
    assert run("complete", "--before", "-", *argv) == expected
    assert expected[0] == 0


@pytest.mark.model
def test_the_text_after_the_caret_changes_the_answer(run, before, tmp_path):
    after = tmp_path / "after.txt"
    after.write_text(" The captain never came back.", encoding="utf-8")
    before.write_text("The rain had stopped.", encoding="utf-8")
    argv = ("complete", "--before", before, "--seed", 1, "--max-tokens", 24, "--json")
    with_after = json.loads(run(*argv, "--after", after)[1])
    assert with_after["prompt_tokens"] > json.loads(run(*argv)[1])["prompt_tokens"]


@pytest.mark.model
def test_a_model_may_be_given_as_a_folder(run, before, starter):
    argv = ("complete", "--before", before, "--seed", 1, "--max-tokens", 8)
    assert run(*argv, "--model", starter)[1] == run(*argv)[1]


@pytest.mark.model
def test_chinese_is_refused_by_an_english_voice(run, before, tmp_path):
    before.write_text("他走到窗前，看着外面的雨。", encoding="utf-8")
    check_refused(run, tmp_path, "complete", "--before", before, reason="English only")


@pytest.mark.model
def test_evaluate_prints_its_five_numbers(run, tmp_path):
    text = tmp_path / "text.txt"
    text.write_text((OPENING + ". ") * 4, encoding="utf-8")
    code, out, _ = run("evaluate", "--text", text, "--sample-words", 50, "--json")
    assert code == 0
    assert set(json.loads(out)) >= {
        "bits_per_byte",
        "next_word_top1",
        "keystrokes_saved",
        "repetition",
        "chars",
    }


def test_info_names_versions_providers_and_models(run, longhand_home):
    broken = longhand_home / "data" / "models" / "broken"
    broken.mkdir(parents=True)
    (broken / MANIFEST).write_text("{", encoding="utf-8")
    code, out, err = run("info", "--json")
    found = json.loads(out)
    assert (code, err, found["version"]) == (0, "", VERSION)
    assert {"name", "available", "reason"} == set(found["providers"][0])
    problems = {model["id"]: model["problem"] for model in found["models"]}
    assert problems["starter"] is None
    assert str(broken) in problems["broken"]
    assert run("info")[1].startswith(f"version: {VERSION}\n")


def test_a_missing_file_is_named(run, tmp_path):
    path = tmp_path / "missing.txt"
    check_refused(run, tmp_path, "complete", "--before", path, reason=str(path))


def test_a_folder_is_no_text(run, tmp_path):
    check_refused(run, tmp_path, "complete", "--before", tmp_path, reason="is a folder")


@pytest.mark.parametrize(
    ("data", "reason"),
    [
        (b"", "is empty"),
        (b" \n\t\n", "is empty"),
        (b"\x00\x01\x02\xff", "binary"),
        (b"caf\xe9", "not UTF-8"),
    ],
)
def test_an_unusable_text_is_refused(run, tmp_path, before, data, reason):
    before.write_bytes(data)
    check_refused(run, tmp_path, "complete", "--before", before, reason=reason)


def test_an_unusable_text_after_the_caret_is_refused(run, tmp_path, before):
    after = tmp_path / "after.txt"
    after.write_bytes(b"\x00")
    argv = ("complete", "--before", before, "--after", after)
    check_refused(run, tmp_path, *argv, reason=str(after))


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads every file")
def test_an_unreadable_file_is_refused(run, tmp_path, before):
    before.chmod(0)
    code, _, err = run("complete", "--before", before)
    before.chmod(0o600)
    assert code == 1
    assert "permission denied" in err


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (("--temperature", "-1"), "temperature"),
        (("--temperature", "2.5"), "temperature"),
        (("--temperature", "nan"), "temperature"),
        (("--temperature", "hot"), "--temperature"),
        (("--top-k", "-1"), "top-k"),
        (("--top-p", "0"), "top-p"),
        (("--top-p", "1.5"), "top-p"),
        (("--seed", "-1"), "seed"),
        (("--seed", str(2**63)), "seed"),
        (("--max-tokens", "0"), "max-tokens"),
        (("--max-tokens", "5000"), "max-tokens"),
        (("--takes", "0"), "takes"),
        (("--takes", "9"), "takes"),
        (("--stop", "word"), "--stop"),
        (("--mood", "calm"), "--mood"),
    ],
)
def test_an_option_out_of_its_range_is_bad_usage(run, before, options, reason):
    check_usage(run, "complete", "--before", before, *options, reason=reason)


@pytest.mark.parametrize(
    ("argv", "reason"),
    [
        ((), "COMMAND"),
        (("dance",), "dance"),
        (("complete",), "--before"),
        (("host",), "--role"),
        (("host", "--role", "dance"), "dance"),
        (("export", "x"), "--out"),
        (("export", "x", "--out", "y", "--precision", "int2"), "int2"),
        (("evaluate",), "--text"),
    ],
)
def test_an_unknown_or_unfinished_command_is_bad_usage(run, argv, reason):
    check_usage(run, *argv, reason=reason)


def test_a_sample_of_no_words_is_bad_usage(run, before):
    check_usage(run, "evaluate", "--text", before, "--sample-words", 0, reason="--sample-words")


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_need_no_command(run, option):
    code, out, err = run(option)
    assert (code, err) == (0, "")
    assert out


def no_tokenizer(folder: Path) -> None:
    (folder / "tokenizer.json").unlink()


def pickle_weights(folder: Path) -> None:
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04")


def wrong_hash(folder: Path) -> None:
    with (folder / "model.onnx.data").open("r+b") as file:
        file.write(b"\xff\x00\xff\x00")


def newer_schema(folder: Path) -> None:
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**raw, "schema": 99}), encoding="utf-8")


def checkpoint(folder: Path) -> None:
    for path in list(folder.iterdir()):
        if path.name != "tokenizer.json":
            path.unlink()
    (folder / "config.json").write_text('{"architectures": ["LlamaForCausalLM"]}', encoding="utf-8")
    (folder / "model.safetensors").write_bytes(b"\0" * 16)


def pickle_checkpoint(folder: Path) -> None:
    checkpoint(folder)
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")


def garbage_manifest(folder: Path) -> None:
    (folder / MANIFEST).write_text("garbage", encoding="utf-8")


def empty(folder: Path) -> None:
    for path in list(folder.iterdir()):
        path.unlink()


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (no_tokenizer, "tokenizer.json is missing"),
        (pickle_weights, "pickle weights"),
        (wrong_hash, "model.onnx.data was changed"),
        (newer_schema, "later version"),
        (checkpoint, "longhand-engine export"),
        (pickle_checkpoint, "pickle weights"),
        (garbage_manifest, "unreadable manifest"),
        (empty, "not a Longhand model"),
    ],
)
@pytest.mark.parametrize("command", ["complete --before", "evaluate --text"])
def test_an_unusable_model_is_refused_by_name(
    run, tmp_path, before, starter, harm, reason, command
):
    folder = shutil.copytree(starter, tmp_path / "voice")
    harm(folder)
    before.write_text((OPENING + ". ") * 3, encoding="utf-8")
    argv = (*command.split(), before, "--model", folder, "--json")
    check_refused(run, tmp_path, *argv, reason=reason)


def test_an_unknown_model_is_named(run, tmp_path, before):
    argv = ("complete", "--before", before, "--model", "no-such-voice")
    check_refused(run, tmp_path, *argv, reason="no-such-voice")


@pytest.mark.e2e
@pytest.mark.model
def test_python_m_engine_is_the_same_command_and_prints_json_alone(before):
    argv = [sys.executable, "-m", "engine", "complete", "--before", str(before), "--json"]
    ran = subprocess.run(
        [*argv, "--seed", "1", "--max-tokens", "8"], cwd=ROOT, capture_output=True, timeout=60
    )
    assert (ran.returncode, ran.stderr) == (0, b"")
    assert ran.stdout.count(b"\n") == 1
    assert json.loads(ran.stdout)["takes"][0]["text"]


@pytest.mark.e2e
def test_python_m_engine_fails_in_one_line(tmp_path):
    argv = [sys.executable, "-m", "engine", "complete", "--before", str(tmp_path / "missing.txt")]
    ran = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, timeout=60)
    assert (ran.returncode, ran.stdout) == (1, "")
    assert ran.stderr.count("\n") == 1
    assert "missing.txt" in ran.stderr


def test_an_export_that_cannot_be_is_refused_before_torch_is_imported(tmp_path):
    (tmp_path / "there").mkdir()
    script = (
        "import sys; from engine.cli import main; "
        "code = main(['export', sys.argv[1], '--out', sys.argv[2]]); "
        "assert 'torch' not in sys.modules; sys.exit(code)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", script, str(tmp_path / "there"), str(tmp_path / "out")],
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert ran.returncode == 1
    assert "config.json" in ran.stderr
    assert not (tmp_path / "out").exists()


def test_a_card_that_is_no_text_is_refused_before_anything_is_exported(run, tmp_path):
    (tmp_path / "card.md").write_bytes(b"\xff\xfe")
    out = tmp_path / "out"
    code, _, err = run("export", tmp_path, "--out", out, "--card", tmp_path / "card.md")
    assert code == 1
    assert "not UTF-8" in err
    assert not out.exists()


def test_a_name_no_file_system_takes_is_refused_in_one_line(run, before):
    code, _, err = run("complete", "--before", before, "--model", "x" * 300)
    assert code == 1
    assert len(err.strip().splitlines()) == 1


def test_standard_input_cannot_be_both_texts(run):
    code, _, err = run("complete", "--before", "-", "--after", "-")
    assert code == 2
    assert "standard input" in err


def test_a_reader_that_went_away_ends_the_command_quietly(before):
    command = [sys.executable, "-m", "engine", "complete", "--before", str(before), "--json"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    process.stdout.close()
    assert process.stderr.read() == ""
    assert process.wait(timeout=60) == 1
    process.stderr.close()
