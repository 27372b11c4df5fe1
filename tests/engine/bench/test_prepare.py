"""The forms of a checkpoint: made once, kept apart by checkpoint, refused in one sentence."""

import json
import os
import subprocess
import sys
from types import SimpleNamespace

import pytest

from engine.bench import prepare
from engine.bench.contender import module_command
from engine.bench.peers import NotMade, NotSetUp
from engine.errors import BadInput


@pytest.fixture
def source(tmp_path):
    folder = tmp_path / "checkpoint"
    folder.mkdir()
    (folder / "config.json").write_text("{}")
    (folder / "model.safetensors").write_bytes(b"weights")
    return folder


@pytest.fixture
def made(monkeypatch):
    """Put writers of empty folders in the place of exports; return what they were asked for."""
    asked = []

    def export(source, out, *, precision="plain"):
        asked.append((source.name, precision))
        out.mkdir()

    monkeypatch.setattr(prepare, "_export_ours", export)
    monkeypatch.setattr(prepare, "_export_optimum", export)
    monkeypatch.setattr(prepare, "_quantize_optimum", export)
    monkeypatch.setattr(prepare, "make_checkpoint", lambda folder: folder.mkdir())
    return asked


@pytest.fixture
def manifest(monkeypatch):
    """Return the manifest of every model, which a test may change."""
    found = SimpleNamespace(context_tokens=2048, shape=SimpleNamespace(vocab_size=16384))
    monkeypatch.setattr(prepare, "read_manifest", lambda folder: found)
    return found


def names(found):
    return [f"{row['engine']}-{row['precision']}" for row in found["contenders"]]


def test_every_engine_gets_its_forms_and_they_are_made_once(made, manifest, source, tmp_path):
    work = tmp_path / "work"
    found = prepare.prepare(work, source, ["transformers", "optimum"])
    assert names(found) == [
        *("longhand-fp32", "longhand-int8", "longhand-int4"),
        *("transformers-fp32", "transformers-bf16", "optimum-fp32", "optimum-int8"),
    ]
    assert (found["context_tokens"], found["missing"]) == (2048, {})
    assert [precision for _, precision in made] == ["fp32", "int8", "int4", "plain", "plain"]
    assert prepare.prepare(work, source, ["transformers", "optimum"]) == found
    assert len(made) == 5


def test_ours_alone_needs_no_other_form(made, manifest, source, tmp_path):
    found = prepare.prepare(tmp_path / "work", source, [])
    assert names(found) == ["longhand-fp32", "longhand-int8", "longhand-int4"]


def test_the_random_model_is_made_where_none_is_given(made, manifest, tmp_path):
    found = prepare.prepare(tmp_path, None, [])
    assert found["checkpoint"] == str(tmp_path / "random-42m" / "checkpoint")
    assert (tmp_path / "random-42m" / "longhand-int4").is_dir()


def test_other_weights_at_the_same_place_are_another_checkpoint(made, manifest, source, tmp_path):
    first = prepare.prepare(tmp_path / "work", source, [])
    os.utime(source / "model.safetensors", ns=(1, 1))
    second = prepare.prepare(tmp_path / "work", source, [])
    assert not {r["model"] for r in first["contenders"]} & {
        r["model"] for r in second["contenders"]
    }


def test_an_engine_without_an_environment_is_missing_and_the_others_are_not(
    made, manifest, source, tmp_path, monkeypatch
):
    def environment(name):
        if name == "genai":
            raise NotSetUp("run it first")
        return "python"

    def contender(name, precision, source, folder):
        if precision == "q4_0":
            raise NotMade("no such type")
        return {"engine": name, "precision": precision, "model": str(folder), "python": "python"}

    monkeypatch.setattr(prepare.peers, "environment", environment)
    monkeypatch.setattr(prepare.peers, "contender", contender)
    found = prepare.prepare(tmp_path / "work", source, ["llama.cpp", "genai"])
    assert names(found)[3:] == ["llama.cpp-f32", "llama.cpp-q8_0"]
    assert found["missing"] == {"genai": "run it first", "llama.cpp-q4_0": "no such type"}


@pytest.mark.parametrize(
    ("context_tokens", "vocab_size", "reason"),
    [(263, 16384, "context of fewer than 264"), (264, 4001, "vocabulary of fewer than 4002")],
)
def test_a_model_that_the_measures_do_not_fit_is_refused(
    made, manifest, source, tmp_path, context_tokens, vocab_size, reason
):
    manifest.context_tokens, manifest.shape.vocab_size = context_tokens, vocab_size
    with pytest.raises(BadInput, match=reason):
        prepare.prepare(tmp_path / "work", source, [])


def test_a_model_that_the_measures_just_fit_is_taken(made, manifest, source, tmp_path):
    manifest.context_tokens, manifest.shape.vocab_size = 264, 4002
    assert prepare.prepare(tmp_path / "work", source, [])["context_tokens"] == 264


@pytest.mark.model
def test_a_checkpoint_that_cannot_be_exported_is_one_sentence_of_json(source, tmp_path):
    ran = subprocess.run(
        [*module_command(sys.executable, "engine.bench.prepare"), str(tmp_path / "w"), str(source)],
        capture_output=True,
        text=True,
        timeout=100,
    )
    assert ran.returncode == 0, ran.stderr
    answer = json.loads(ran.stdout)
    assert set(answer) == {"error"}
    assert "\n" not in answer["error"]
    assert not list((tmp_path / "w").rglob("longhand-*"))
