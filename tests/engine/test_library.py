"""Models taken in and given up: complete or not at all, and nothing outside is touched."""

import json
import os
import time

import pytest

from engine import library
from engine.errors import BadInput, ModelDamaged, ModelForeign, ModelNotFound, UserError
from engine.library import disk_bytes, import_model, remove_model, rename_model
from engine.manifest import MANIFEST, entry_of
from engine.registry import ModelRegistry

FILES = ("model.onnx", "tokenizer.json", "generation_config.json", "prompts.toml")


@pytest.fixture
def source(tmp_path):
    """Return a function that makes a model folder of a few bytes."""

    def make(name="voice", **changes):
        folder = tmp_path / f"from-{len(list(tmp_path.iterdir()))}"
        folder.mkdir()
        for file in FILES:
            (folder / file).write_text(f"the {file} of {name}", encoding="utf-8")
        entries = {file: entry_of(folder / file) for file in FILES}
        manifest = {
            "schema": 1,
            "id": name,
            "name": name,
            "family": "base",
            "licence": "x",
            "languages": [],
            "architecture": "llama",
            "graph": "fused-gqa",
            "precision": "fp32",
            "context_tokens": 64,
            "parameters": 1,
            "shape": {"layers": 1, "kv_heads": 1, "head_size": 1, "vocab_size": 1},
            "bos_id": None,
            "eos_ids": [],
            "files": {f: {"sha256": e.sha256, "n_bytes": e.n_bytes} for f, e in entries.items()},
            **changes,
        }
        (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
        return folder

    return make


@pytest.fixture
def models(tmp_path):
    return tmp_path / "data" / "models"


@pytest.fixture
def bundled(tmp_path):
    return tmp_path / "bundled"


def accept(folder):
    """Find nothing wrong with a copy."""


def refuse(folder):
    raise ModelDamaged("It does not open.")


def test_a_model_appears_under_its_id_with_the_files_that_it_names(source, models, bundled):
    folder = source()
    (folder / "notes.txt").write_text("mine", encoding="utf-8")
    seen, checked = [], []
    target = import_model(
        folder, models, bundled, checked.append, lambda *progress: seen.append(progress)
    )
    assert target == models / "voice"
    assert sorted(p.name for p in target.iterdir()) == sorted([*FILES, MANIFEST])
    assert (target / "model.onnx").read_text() == "the model.onnx of voice"
    assert [p.name for p in models.iterdir()] == ["voice"]
    total = sum((folder / file).stat().st_size for file in FILES)
    assert seen[-1] == ("copied bytes", total, total)
    assert checked != [target]


def test_while_it_is_checked_nobody_finds_it(source, models, bundled):
    found = []

    def look(folder):
        assert (folder / MANIFEST).exists()
        found.extend(ModelRegistry((models,)).found())

    import_model(source(), models, bundled, look)
    assert found == []
    assert [model.folder.name for model in ModelRegistry((models,)).found()] == ["voice"]


def test_a_copy_that_fails_its_check_leaves_nothing(source, models, bundled):
    with pytest.raises(ModelDamaged, match="does not open"):
        import_model(source(), models, bundled, refuse)
    assert list(models.iterdir()) == []


@pytest.mark.parametrize(
    ("harm", "reason"),
    [
        (lambda folder: (folder / "model.onnx").write_text("another"), "was changed"),
        (lambda folder: (folder / "model.onnx").write_text("THE model.onnx of voice"), "changed"),
        (lambda folder: (folder / "model.onnx").write_text("longer" * 99), "was changed"),
        (lambda folder: (folder / "tokenizer.json").unlink(), "is missing"),
    ],
)
def test_a_source_that_is_damaged_leaves_nothing(source, models, bundled, harm, reason):
    folder = source()
    harm(folder)
    with pytest.raises(ModelDamaged, match=reason):
        import_model(folder, models, bundled, accept)
    assert list(models.iterdir()) == []


@pytest.mark.parametrize(
    "name", ["", ".", "..", ".hidden", "a/b", "a\\b", "con", "NUL.txt", "a b", "\u4f60", "x" * 101]
)
def test_an_id_that_cannot_name_a_folder_is_refused(source, models, bundled, name):
    with pytest.raises(ModelForeign, match="cannot name a folder"):
        import_model(source(name), models, bundled, accept)
    assert not models.exists()


def test_pickle_and_folders_that_are_no_model_are_refused(source, models, bundled, tmp_path):
    folder = source()
    (folder / "weights.bin").write_bytes(b"")
    with pytest.raises(ModelForeign, match="pickle"):
        import_model(folder, models, bundled, accept)
    with pytest.raises(ModelNotFound, match="no folder"):
        import_model(tmp_path / "nowhere", models, bundled, accept)
    with pytest.raises(ModelForeign, match="not a Longhand model"):
        import_model(tmp_path, models, bundled, accept)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_a_source_is_not_opened(source, models, bundled):
    folder = source()
    (folder / "model.onnx").unlink()
    os.mkfifo(folder / "model.onnx")
    with pytest.raises(ModelDamaged, match=r"model\.onnx is missing or no file"):
        import_model(folder, models, bundled, accept)
    assert list(models.iterdir()) == []


def left_behind(models, name, age_s):
    """Make what an import leaves that was killed some time ago."""
    folder = models / name
    folder.mkdir(parents=True)
    (folder / "model.onnx").write_text("half", encoding="utf-8")
    then = time.time() - age_s
    for path in (folder / "model.onnx", folder):
        os.utime(path, (then, then))
    return folder


def test_what_a_killed_import_left_goes_with_the_next_one(source, models, bundled):
    left_behind(models, ".longhand-dead", 4000)
    alive = left_behind(models, ".longhand-alive", 10)
    written_to = left_behind(models, ".longhand-slow", 4000)
    os.utime(written_to / "model.onnx")
    import_model(source(), models, bundled, accept)
    assert sorted(p.name for p in models.iterdir()) == sorted(
        [alive.name, written_to.name, "voice"]
    )


def test_what_cannot_be_removed_is_told(source, models, bundled, monkeypatch):
    dead, told = left_behind(models, ".longhand-dead", 4000), []
    monkeypatch.setattr(library.shutil, "rmtree", lambda folder, ignore_errors: None)
    import_model(source(), models, bundled, accept, on_left=told.append)
    assert told == [dead]
    told.clear()
    remove_model("voice", models, bundled, told.append)
    assert [(folder / "voice" / MANIFEST).exists() for folder in told] == [True]


def test_a_model_is_removed_by_its_id_and_by_its_folder(source, models, bundled):
    models.mkdir(parents=True)
    for name, model_id in (("one", "voice"), ("two", "other"), ("three", "third")):
        source(model_id).rename(models / name)
    assert remove_model("voice", models, bundled) == models / "one"
    assert remove_model("two", models, bundled) == models / "two"
    assert [p.name for p in models.iterdir()] == ["three"]


def test_of_several_models_with_one_id_none_is_removed(source, models, bundled):
    models.mkdir(parents=True)
    for name in ("one", "two"):
        source("voice").rename(models / name)
    with pytest.raises(BadInput, match=r"Several models have the id 'voice'.*: one, two"):
        remove_model("voice", models, bundled)
    assert len(list(models.iterdir())) == 2


def test_an_id_that_is_taken_is_refused_and_the_first_one_stays(source, models, bundled):
    import_model(source(), models, bundled, accept)
    with pytest.raises(UserError, match="installed already"):
        import_model(source(languages=["en"]), models, bundled, accept)
    assert json.loads((models / "voice" / MANIFEST).read_text())["languages"] == []
    (bundled / "other").mkdir(parents=True)
    (bundled / "other" / MANIFEST).write_text("{}", encoding="utf-8")
    with pytest.raises(UserError, match="included"):
        import_model(source("other"), models, bundled, accept)


def test_of_two_imports_at_once_one_wins_and_the_other_leaves_nothing(source, models, bundled):
    slow, fast = source(), source()

    def meanwhile(folder):
        import_model(fast, models, bundled, accept)

    with pytest.raises(UserError, match="installed already"):
        import_model(slow, models, bundled, meanwhile)
    assert [p.name for p in models.iterdir()] == ["voice"]


def test_a_removed_model_is_gone_and_its_neighbour_is_not(source, models, bundled):
    for name in ("one", "two"):
        import_model(source(name), models, bundled, accept)
    assert remove_model("one", models, bundled) == models / "one"
    assert [p.name for p in models.iterdir()] == ["two"]
    with pytest.raises(ModelNotFound):
        remove_model("one", models, bundled)


@pytest.mark.skipif(not hasattr(os, "symlink") or os.name == "nt", reason="needs symbolic links")
def test_of_a_linked_model_the_link_alone_is_removed(source, models, bundled):
    folder = source()
    models.mkdir(parents=True)
    (models / "voice").symlink_to(folder, target_is_directory=True)
    remove_model("voice", models, bundled)
    assert list(models.iterdir()) == []
    assert (folder / "model.onnx").exists()


def test_a_path_is_no_id(source, models, bundled):
    folder = source()
    with pytest.raises(ModelNotFound):
        remove_model(str(folder), models, bundled)
    with pytest.raises(ModelNotFound):
        remove_model(f"../../{folder.name}", models, bundled)
    assert (folder / MANIFEST).exists()


def test_a_model_that_cannot_be_moved_stays_whole(source, models, bundled, monkeypatch):
    import_model(source(), models, bundled, accept)

    def locked(self, target):
        raise PermissionError(13, "in use", str(self))

    monkeypatch.setattr(type(models), "rename", locked)
    with pytest.raises(PermissionError):
        remove_model("voice", models, bundled)
    assert sorted(p.name for p in (models / "voice").iterdir()) == sorted([*FILES, MANIFEST])
    assert [p.name for p in models.iterdir()] == ["voice"]


def test_a_renamed_model_shows_another_name_and_is_the_same_otherwise(source, models, bundled):
    folder = import_model(source(extra="kept"), models, bundled, accept)
    before = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert rename_model("voice", "  Mein  \u00c4rger \u5199\u6d77 ", models, bundled) == folder
    after = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    assert after == {**before, "name": "Mein \u00c4rger \u5199\u6d77"}
    assert [p.name for p in models.iterdir()] == ["voice"]
    assert sorted(p.name for p in folder.iterdir()) == sorted([*FILES, MANIFEST])


@pytest.mark.parametrize("name", ["", "  ", "x" * 101, "a\x00b", "a\u202eb"])
def test_what_cannot_be_shown_is_no_name(source, models, bundled, name):
    folder = import_model(source(), models, bundled, accept)
    before = (folder / MANIFEST).read_bytes()
    with pytest.raises(BadInput, match="A name has 1 to 100"):
        rename_model("voice", name, models, bundled)
    assert (folder / MANIFEST).read_bytes() == before


def test_an_included_voice_and_one_that_is_not_there_are_not_renamed(source, models, bundled):
    import_model(source(), bundled, models, accept)
    with pytest.raises(UserError, match="included voice and cannot be renamed"):
        rename_model("voice", "New", models, bundled)
    with pytest.raises(ModelNotFound):
        rename_model("other", "New", models, bundled)


def test_a_name_that_cannot_be_written_leaves_the_old_one(source, models, bundled, monkeypatch):
    folder = import_model(source(), models, bundled, accept)
    before = (folder / MANIFEST).read_bytes()

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(library.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        rename_model("voice", "New", models, bundled)
    assert (folder / MANIFEST).read_bytes() == before
    assert [p.name for p in models.iterdir()] == ["voice"]


def test_the_size_on_the_disk_is_that_of_all_files(source):
    folder = source()
    assert disk_bytes(folder) == sum(p.stat().st_size for p in folder.iterdir())
