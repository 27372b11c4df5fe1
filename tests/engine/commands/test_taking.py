"""The commands by which models come in: folders, checkpoints, the hub, the catalogue."""

import json
import shutil
import sys

import pytest

from engine.importing import convert, probe
from engine.manifest import read_manifest
from tests.command_line import check_refused, check_usage
from tests.engine.importing.conftest import changed, checkpoint, tokenizer
from tests.fake_hub import COMMIT, REPO, serving

__all__ = ["changed", "checkpoint", "tokenizer"]
pytestmark = pytest.mark.model


@pytest.fixture
def hub(checkpoint):
    """Return a hub that serves the checkpoint."""
    with serving() as found:
        for path in checkpoint.iterdir():
            found.files[path.name] = path.read_bytes()
        yield found


@pytest.fixture
def wishes(monkeypatch, starter):
    """Replace the conversion by a copy of the starter, and return what was wished for."""
    found = []

    def copy(checkpoint, out, work, wish, tell, cancel):
        found.append(wish)
        shutil.copytree(starter, out)
        values = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
        named = {"id": out.name, "name": wish.name or checkpoint.folder.name}
        more = {"licence": wish.licence, "languages": list(wish.languages)}
        (out / "manifest.json").write_text(json.dumps(values | named | more), encoding="utf-8")

    monkeypatch.setattr(convert, "_convert", copy)
    return found


@pytest.fixture
def models(longhand_home):
    return longhand_home / "data" / "models"


def test_a_checkpoint_is_taken_in_under_its_folders_name(run, checkpoint, wishes, models):
    code, out, err = run("models", "import", checkpoint, "--precision", "int8", "--json")
    assert (code, err) == (0, "")
    assert json.loads(out)["id"] == "small-llama"
    assert wishes[0].precision == "int8"
    assert read_manifest(models / "small-llama").name == "Small Llama"


def test_what_the_writer_says_of_a_checkpoint_is_kept(run, checkpoint, wishes, models):
    argv = ("--id", "mine", "--name", "Mine", "--languages", "en,zh", "--licence", "mit")
    assert run("models", "import", checkpoint, *argv)[0] == 0
    manifest = read_manifest(models / "mine")
    assert (manifest.name, manifest.languages, manifest.licence) == ("Mine", ("en", "zh"), "mit")


def test_a_folder_that_is_neither_is_refused_with_one_line(run, tmp_path, changed):
    (tmp_path / "empty").mkdir()
    reason = "is not a Longhand model"
    check_refused(run, tmp_path, "models", "import", tmp_path / "empty", reason=reason)
    folder = changed(auto_map={"AutoModel": "x.Y"})
    check_refused(run, tmp_path, "models", "import", folder, reason="run code of its own")
    check_refused(run, tmp_path, "models", "cost", folder, reason="run code of its own")
    check_usage(run, "models", "import", folder, "--precision", "int2", reason="int2")


def test_the_cost_is_a_table_or_an_object(run, checkpoint, monkeypatch):
    monkeypatch.setattr(probe, "BUDGET_S", 0.02)
    row = json.loads(run("models", "cost", checkpoint, "--json")[1])
    assert (row["architecture"], row["problem"]) == ("llama", None)
    assert [found["precision"] for found in row["running"]] == ["int4", "int8"]
    _, out, _ = run("models", "cost", checkpoint)
    assert f"parameters: {row['parameters']}" in out
    assert out.splitlines()[-3].split() == ["precision", "disk", "MB", "memory", "MB", "tokens/s"]


def test_the_catalogue_tells_sizes_and_this_computers_memory(run):
    found = json.loads(run("models", "catalogue", "--json")[1])
    assert found["memory_gb"] > 0
    assert {row["machine_gb"] for row in found["models"]} == {4, 8, 16, 24}
    _, out, _ = run("models", "catalogue")
    assert "HuggingFaceTB/SmolLM2-135M: base, en, apache-2.0, download 270 MB" in out


def test_a_model_of_the_hub_is_described_without_a_download(run, hub, longhand_home):
    argv = ("models", "describe", REPO, "--endpoint", hub.endpoint)
    found = json.loads(run(*argv, "--json")[1])
    assert (found["repo"], found["revision"], found["licence"]) == (REPO, COMMIT, "apache-2.0")
    assert found["size_mb"] > 0
    assert len(hub.asked) == 1
    assert not longhand_home.exists()


def test_a_downloaded_model_is_taken_in_with_its_licence(run, hub, wishes, models, longhand_home):
    argv = ("models", "download", REPO, "--endpoint", hub.endpoint, "--json")
    code, out, err = run(*argv)
    assert (code, err) == (0, "")
    found = json.loads(out)
    assert (found["id"], found["repo"], found["revision"]) == ("small", REPO, COMMIT)
    manifest = read_manifest(models / "small")
    assert (manifest.licence, manifest.languages) == ("apache-2.0", ("en", "zh"))
    assert list((longhand_home / "cache" / "hub").rglob("*.safetensors")) == []


def test_an_id_that_is_taken_is_told_before_the_download(run, hub, wishes):
    argv = ("models", "download", REPO, "--endpoint", hub.endpoint)
    run(*argv)
    hub.asked.clear()
    code, _, err = run(*argv)
    assert (code, "installed already" in err) == (1, True)
    assert len(hub.asked) == 1


def test_a_checkpoint_may_be_downloaded_into_a_folder_of_ones_own(
    run, hub, checkpoint, models, tmp_path
):
    argv = ("models", "download", REPO, "--endpoint", hub.endpoint, "--to", tmp_path / "there")
    assert json.loads(run(*argv, "--json")[1])["folder"] == str(tmp_path / "there")
    assert {p.name for p in (tmp_path / "there").iterdir()} == {
        "LICENSE",
        *(p.name for p in checkpoint.iterdir()),
    }
    assert not models.exists()


def test_a_model_of_the_hub_that_names_code_is_refused_before_its_weights_come(run, hub):
    config = json.loads(hub.files["config.json"])
    hub.files["config.json"] = json.dumps({**config, "auto_map": {"AutoModel": "x.Y"}}).encode()
    code, _, err = run("models", "download", REPO, "--endpoint", hub.endpoint)
    assert (code, "run code of its own" in err) == (1, True)
    assert not any(path.endswith(".safetensors") for path, _ in hub.asked)


def test_a_hub_out_of_reach_is_told_in_one_line(run, tmp_path):
    argv = ("models", "download", REPO, "--endpoint", "http://127.0.0.1:9")
    check_refused(run, tmp_path, *argv, reason="cannot be reached")
    check_refused(run, tmp_path, "models", "describe", "small", reason="owner/model")


def test_without_the_train_extra_the_hub_is_not_asked(run, tmp_path, monkeypatch):
    monkeypatch.setitem(sys.modules, "huggingface_hub", None)
    for name in ("web", "listing", "download"):
        monkeypatch.delitem(sys.modules, f"engine.hub.{name}", raising=False)
    argv = ("models", "describe", REPO)
    check_refused(run, tmp_path, *argv, reason="needs the train extra (huggingface_hub")


def test_without_the_train_extra_a_checkpoint_is_refused(run, tmp_path, checkpoint, monkeypatch):
    monkeypatch.setitem(sys.modules, "safetensors", None)
    reason = "This needs the train extra (safetensors is not installed)"
    check_refused(run, tmp_path, "models", "cost", checkpoint, reason=reason)
    check_refused(run, tmp_path, "models", "import", checkpoint, reason=reason)
