"""The commands for models: in whole or not at all, checked, listed, removed."""

import json
import os
import shutil

import pytest

from engine.manifest import MANIFEST
from tests.command_line import check_refused, check_usage, snapshot

pytestmark = pytest.mark.model


@pytest.fixture
def voice(tmp_path, starter):
    """Return a copy of the starter under another id."""
    folder = shutil.copytree(starter, tmp_path / "exported")
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest.update(id="my-voice", name="My Voice")
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return folder


@pytest.fixture
def models(longhand_home):
    return longhand_home / "data" / "models"


def test_an_imported_model_is_listed_verified_used_and_removed(run, voice, models, before):
    source = snapshot(voice)
    code, out, err = run("models", "import", voice, "--json")
    assert (code, err, json.loads(out)["folder"]) == (0, "", str(models / "my-voice"))
    assert snapshot(voice) == source
    assert sorted(p.name for p in (models / "my-voice").iterdir()) == sorted(
        p.name for p in voice.iterdir()
    )

    rows = {row["id"]: row for row in json.loads(run("models", "list", "--json")[1])["models"]}
    assert (rows["my-voice"]["included"], rows["starter"]["included"]) == (False, True)
    assert rows["my-voice"]["problem"] is None
    assert "my-voice: My Voice, int8" in run("models", "list")[1]

    found = json.loads(run("models", "verify", "my-voice", "--json")[1])
    assert {file["name"] for file in found["files"]} >= {"model.onnx", "tokenizer.json"}
    assert found["provider"] == "CPU"
    assert run("models", "verify", "my-voice")[1].startswith("my-voice: 6 files are as they were")

    argv = ("complete", "--before", before, "--seed", 1, "--max-tokens", 4, "--json")
    assert json.loads(run(*argv, "--model", "my-voice")[1])["model"] == "my-voice"

    assert json.loads(run("models", "remove", "my-voice", "--json")[1])["removed"] == "my-voice"
    assert list(models.iterdir()) == []
    assert voice.exists()


def test_a_damaged_model_is_not_verified_and_can_be_removed(run, voice, models, tmp_path):
    run("models", "import", voice)
    with (models / "my-voice" / "model.onnx.data").open("r+b") as file:
        file.write(b"\xff\x00")
    argv = ("models", "verify", "my-voice")
    check_refused(run, tmp_path, *argv, reason="model.onnx.data was changed")
    (models / "my-voice" / MANIFEST).write_text("garbage", encoding="utf-8")
    assert "my-voice: The model in" in run("models", "list")[1]
    assert run("models", "remove", "my-voice")[0] == 0
    assert not (models / "my-voice").exists()


def test_a_model_whose_graph_does_not_open_is_not_taken_in(run, voice, models, tmp_path):
    from engine.manifest import entry_of

    (voice / "model.onnx").write_bytes(b"no graph")
    manifest = json.loads((voice / MANIFEST).read_text(encoding="utf-8"))
    entry = entry_of(voice / "model.onnx")
    manifest["files"]["model.onnx"] = {"sha256": entry.sha256, "n_bytes": entry.n_bytes}
    (voice / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    check_refused(run, tmp_path, "models", "import", voice, reason="cannot be opened")
    assert list(models.iterdir()) == []


def test_an_included_voice_is_neither_removed_nor_replaced(run, starter, tmp_path):
    check_refused(run, tmp_path, "models", "remove", "starter", reason="included")
    check_refused(run, tmp_path, "models", "import", starter, reason="included")
    assert (starter / MANIFEST).exists()


def test_an_import_times_the_threads_of_both_who_may_run_it(run, voice, longhand_home, monkeypatch):
    from engine import hardware, tuning

    monkeypatch.delenv("LONGHAND_THREADS")
    monkeypatch.setattr(hardware, "usable_cores", lambda: 3)
    monkeypatch.setattr(tuning, "BUDGET_S", 0.02)
    assert run("models", "import", voice)[0] == 0
    rows = json.loads((longhand_home / "cache" / "tuning.json").read_text())["rows"]
    assert [key.rpartition(" | ")[2] for key in rows] == ["window", "command line"]
    assert all("my-voice int8" in key for key in rows)


@pytest.mark.parametrize(
    "argv", [("models",), ("models", "dance"), ("models", "import"), ("models", "remove")]
)
def test_an_unfinished_command_is_bad_usage(run, argv):
    check_usage(run, *argv, reason="usage: longhand-engine models")


@pytest.mark.parametrize("name", ["nobody", "../data", "."])
def test_a_model_that_is_not_there_is_named(run, tmp_path, name):
    check_refused(run, tmp_path, "models", "remove", name, reason=name)


def test_a_model_whose_folder_has_another_name_is_used_by_the_id_that_is_listed(
    run, voice, models, before
):
    models.mkdir(parents=True)
    shutil.copytree(voice, models / "some-folder")
    assert "my-voice: My Voice, int8" in run("models", "list")[1]
    argv = ("complete", "--before", before, "--seed", 1, "--max-tokens", 4, "--json")
    assert json.loads(run(*argv, "--model", "my-voice")[1])["model"] == "my-voice"
    assert run("models", "verify", "my-voice")[1].startswith("my-voice: 6 files")
    shutil.copytree(voice, models / "my-voice")
    rows = json.loads(run("models", "list", "--json")[1])["models"]
    problems = {row["folder"]: row["problem"] for row in rows}
    assert problems[str(models / "my-voice")] is None
    assert str(models / "my-voice") in problems[str(models / "some-folder")]
    removed = json.loads(run("models", "remove", "my-voice", "--json")[1])
    assert removed["folder"] == str(models / "my-voice")
    assert (models / "some-folder").exists()


def test_two_models_with_one_id_are_told_apart_by_their_folders(run, voice, models, tmp_path):
    models.mkdir(parents=True)
    for name in ("one", "two"):
        shutil.copytree(voice, models / name)
    argv = ("models", "verify", "my-voice")
    check_refused(run, tmp_path, *argv, reason="name one by its folder: one, two")
    assert "Several models have the id 'my-voice'" in run("models", "list")[1]
    assert run("models", "verify", "two")[0] == 0


def test_a_model_that_leaves_a_gpu_idle_says_so_where_models_are_looked_at(run, monkeypatch):
    from engine import hardware

    told = "int8 runs on the processor; export it at fp16 to use CUDA"
    monkeypatch.setattr(hardware, "passed_over", lambda precision: told)
    assert f"{told}." not in run("models", "list")[1]
    assert told in run("models", "verify", "starter")[1]
    (row,) = json.loads(run("info", "--json")[1])["models"]
    assert row["passed_over"] == told


def test_what_an_import_cannot_remove_is_told_on_stderr(run, voice, models, monkeypatch):
    from engine import library

    left = models / ".longhand-dead"
    left.mkdir(parents=True)
    os.utime(left, (0, 0))
    monkeypatch.setattr(library.shutil, "rmtree", lambda folder, ignore_errors: None)
    code, _, err = run("models", "import", voice, "--json")
    assert code == 0
    assert f"{left} is of no use any more" in err


def test_a_renamed_model_is_listed_by_its_new_name_and_still_opens(run, voice, models, tmp_path):
    run("models", "import", voice)
    found = json.loads(run("models", "rename", "my-voice", "Sea  Stories", "--json")[1])
    assert (found["renamed"], found["name"]) == ("my-voice", "Sea Stories")
    assert "my-voice: Sea Stories, int8" in run("models", "list")[1]
    assert run("models", "verify", "my-voice")[0] == 0
    check_refused(run, tmp_path, "models", "rename", "starter", "New", reason="included")


def test_the_list_tells_what_each_model_takes_on_the_disk(run, starter):
    (row,) = json.loads(run("models", "list", "--json")[1])["models"]
    size = sum(path.stat().st_size for path in starter.iterdir())
    assert row["disk_mb"] == pytest.approx(size / 1e6, abs=0.06)
