"""Finding models by id and by path."""

import json
import shutil

import pytest

from engine.errors import BadInput, ModelNotFound
from engine.manifest import MANIFEST
from engine.registry import DEFAULT_MODEL, ModelRegistry


@pytest.fixture
def roots(starter, tmp_path):
    """Return two roots: `first` holds a good and a broken model, `second` two good ones."""
    first, second = tmp_path / "first", tmp_path / "second"
    for folder in (first / "b-good", second / "b-good", second / "a-good"):
        folder.mkdir(parents=True)
        shutil.copyfile(starter / MANIFEST, folder / MANIFEST)
    (first / "a-broken").mkdir()
    (first / "a-broken" / MANIFEST).write_text("{", encoding="utf-8")
    (first / "no-model").mkdir()
    (first / "file.txt").write_text("x", encoding="utf-8")
    return first, second


def test_every_folder_with_a_manifest_is_found_in_order(roots):
    found = list(ModelRegistry((*roots, roots[0] / "missing")).found())
    assert [model.folder for model in found] == [
        roots[0] / "a-broken",
        roots[0] / "b-good",
        roots[1] / "a-good",
        roots[1] / "b-good",
    ]


def test_a_broken_model_is_listed_with_its_problem(roots):
    broken, good, *_ = ModelRegistry(roots).found()
    assert broken.manifest is None
    assert str(broken.folder) in broken.problem
    assert (good.manifest.id, good.problem) == ("starter", None)


def test_an_id_is_resolved_in_the_earlier_root_first(roots):
    registry = ModelRegistry(roots)
    assert registry.resolve("b-good") == roots[0] / "b-good"
    assert registry.resolve("a-good") == roots[1] / "a-good"


def rename(folder, model_id):
    """Give a model another id."""
    raw = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    (folder / MANIFEST).write_text(json.dumps({**raw, "id": model_id}), encoding="utf-8")


def test_the_id_in_the_manifest_counts_before_the_name_of_a_folder(roots):
    first, second = roots
    rename(first / "b-good", "a-good")
    rename(second / "a-good", "my-voice")
    registry = ModelRegistry(roots)
    assert registry.resolve("a-good") == first / "b-good"
    assert registry.resolve("my-voice") == second / "a-good"
    assert registry.resolve("b-good") == first / "b-good"
    assert registry.resolve("a-broken") == first / "a-broken"


def test_of_several_models_with_one_id_the_one_that_is_named_by_it_is_used(roots):
    _, second = roots
    registry = ModelRegistry((second,))
    with pytest.raises(BadInput, match=r"Several models have the id 'starter'.*: a-good, b-good"):
        registry.resolve("starter")
    (second / "a-good").rename(second / "starter")
    assert registry.resolve("starter") == second / "starter"


def test_a_path_is_resolved_whether_or_not_it_holds_a_model(roots, tmp_path):
    assert ModelRegistry(()).resolve(str(roots[0] / "no-model")) == roots[0] / "no-model"


def test_a_home_path_is_resolved(roots, tmp_path, monkeypatch):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    assert ModelRegistry(()).resolve("~/first") == roots[0]


@pytest.mark.parametrize("name", ["nothing", "no/such/folder", "file.txt", "~nobody-of-that-name"])
def test_what_is_neither_is_not_found_and_named(roots, name):
    with pytest.raises(ModelNotFound, match=name):
        ModelRegistry(roots).resolve(name)


def test_the_starter_is_the_default_and_is_bundled(starter):
    assert ModelRegistry((starter.parent,)).resolve(DEFAULT_MODEL) == starter
