import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from engine import cli
from engine.fingerprints import FILE as FINGERPRINTS
from engine.manifest import read_manifest, verify
from engine.paths import resources

ROOT = Path(__file__).resolve().parents[3]


def _run(*args: object, **more) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "engine", "finetune", *map(str, args), "--json"]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=170, **more)


@pytest.fixture(scope="module")
def books(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("books")
    for name in ("general-en.txt", "en.txt"):
        text = (resources() / "evaluation" / name).read_text(encoding="utf-8")
        (folder / name).write_text(text, encoding="utf-8")
    return folder


def _until(stage: str, *args: object) -> subprocess.Popen[str]:
    """Return a fine-tuning process that has just said what it does now."""
    command = [sys.executable, "-m", "engine", "finetune", *map(str, args), "--json"]
    pipe = subprocess.PIPE
    child = subprocess.Popen(command, cwd=ROOT, stdout=pipe, stderr=pipe, text=True)
    told = []
    for line in child.stderr:
        told.append(line)
        if stage in line:
            return child
    raise AssertionError("".join(told))


@pytest.mark.model
def test_books_become_a_voice_that_is_proven_also_where_the_base_went_away(
    tiny_trainable, books, tmp_path
):
    out, base = tmp_path / "mine", tmp_path / "base"
    shutil.copytree(tiny_trainable, base)
    with _until(
        "training", "--base", base, "--data", books, "--out", out, "--method", "full",
        "--max-steps", 12, "--name", "Mine",
    ) as child:  # fmt: skip
        shutil.rmtree(base)
        stdout, stderr = child.communicate(timeout=170)
    assert child.returncode == 0, stderr
    run = _check_voice(out, json.loads(stdout))
    assert not (out / "adapter").exists()
    assert not read_manifest(out).adapter_sha256
    assert len(json.loads((run / "pairs.json").read_text(encoding="utf-8"))) == 20
    assert not {"checkpoints", "best", "base", "tokenizer"} & {path.name for path in run.iterdir()}


@pytest.mark.model
def test_a_run_that_was_killed_goes_on_and_no_half_voice_is_there(tiny_trainable, books, tmp_path):
    out = tmp_path / "mine"
    child = _until(
        "training", "--base", tiny_trainable, "--data", books, "--out", out, "--method", "lora",
        "--max-steps", 20, "--name", "Mine",
    )  # fmt: skip
    with child:
        os.kill(child.pid, signal.SIGKILL)
    assert not out.exists()
    ran = _run("--out", out, "--resume")
    assert ran.returncode == 0, ran.stderr
    _check_voice(out, json.loads(ran.stdout))
    assert (out / "adapter" / "adapter_model.safetensors").is_file()
    assert read_manifest(out).adapter_sha256
    _check_adapter(tiny_trainable, out, tmp_path)


def _check_voice(out: Path, answer: dict[str, Any]) -> Path:
    """Find a complete voice, better than its base, and return its run's folder."""
    assert answer["out"] == str(out)
    assert answer["words"] > 8_000
    assert answer["bits_per_byte"]["after"] < answer["bits_per_byte"]["before"]
    assert set(answer["general_bits_per_byte"]) == {"before", "after"}
    assert answer["curve"][-1]["step"] == answer["steps"]
    manifest = read_manifest(out)
    verify(out, manifest)
    assert manifest.name == "Mine"
    assert manifest.data_sha256
    assert (out / FINGERPRINTS).is_file()
    return Path(answer["run"])


def _check_adapter(base: Path, voice: Path, tmp_path: Path) -> None:
    """Export the base with the voice's adapter, and find the same adapter in the manifest."""
    text = tmp_path / "text.txt"
    text.write_text("She waited by the window, and nobody had lit the lamp. " * 20)
    command = [
        sys.executable, "-m", "engine", "export", str(base), "--adapter", str(voice / "adapter"),
        "--out", str(tmp_path / "merged"), "--precision", "fp32", "--text", str(text), "--json",
    ]  # fmt: skip
    ran = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=170)
    assert ran.returncode == 0, ran.stderr
    assert json.loads(ran.stdout)["parity"]["max_abs_diff"] < 1e-3
    found = read_manifest(tmp_path / "merged").adapter_sha256
    assert found == read_manifest(voice).adapter_sha256


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--base", "starter"], "--data are needed"),
        (["--resume", "--minutes", "3"], "leave --minutes out"),
    ],
)
def test_bad_usage_ends_with_2_before_torch_is_imported(arguments, words, tmp_path, capsys):
    with pytest.raises(SystemExit) as ended:
        cli.main(["finetune", "--out", str(tmp_path / "x"), *arguments])
    assert ended.value.code == 2
    assert words in capsys.readouterr().err


def test_a_name_that_is_taken_and_a_base_that_is_none_are_one_sentence(tmp_path, capsys):
    data = ["--data", str(tmp_path)]
    assert cli.main(["finetune", "--out", str(tmp_path), "--base", "starter", *data]) == 1
    assert "exists already" in capsys.readouterr().err
    out = ["--out", str(tmp_path / "x")]
    assert cli.main(["finetune", *out, "--base", "nobody", *data]) == 1
    assert "no model 'nobody'" in capsys.readouterr().err


def test_books_in_a_script_that_the_base_does_not_know_are_declined_and_leave_nothing(tmp_path):
    text = (resources() / "evaluation" / "general-zh.txt").read_text(encoding="utf-8")
    for number in range(3):
        part = "".join(chr(ord(c) + number) if "\u4e00" <= c < "\u9000" else c for c in text)
        (tmp_path / f"{number}.txt").write_text(part, encoding="utf-8")
    ran = _run("--base", "starter", "--data", tmp_path, "--out", tmp_path / "x")
    assert ran.returncode == 1
    assert "writes English only" in ran.stderr.splitlines()[-1]
    assert not (tmp_path / "x.run").exists()


def test_there_is_nothing_to_resume_where_no_run_was_begun(tmp_path, capsys):
    assert cli.main(["finetune", "--out", str(tmp_path / "x"), "--resume"]) == 1
    assert "no training run in" in capsys.readouterr().err
