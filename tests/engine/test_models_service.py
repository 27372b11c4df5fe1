import dataclasses
import shutil

import pytest

from engine.errors import BadInput, ModelForeign, ModelNotFound, UserError
from engine.jobs import CancelFlag
from engine.manifest import read_manifest
from engine.model_messages import FolderRequest, ModelRequest, RenameRequest
from engine.models_service import ModelsService
from engine.paths import resources, user_folders
from engine.registry import ModelRegistry


@pytest.fixture
def service(longhand_home) -> ModelsService:
    folders = user_folders()
    return ModelsService(folders, ModelRegistry((folders.models, resources() / "models")))


@pytest.fixture
def voice(starter, longhand_home):
    folder = shutil.copytree(starter, user_folders().models / "mine")
    training = {
        "words": 20_000,
        "bits_per_byte": {"before": 1.5, "after": 1.4},
        "general_bits_per_byte": {"before": 1.5, "after": 1.5},
    }
    manifest = dataclasses.replace(
        read_manifest(folder), id="mine", name="Mine", base_model="starter", training=training
    )
    (folder / "manifest.json").write_text(manifest.to_json(), encoding="utf-8")
    return folder


def _ignore(part: object) -> None:
    pass


def test_models_are_listed_with_what_proves_a_voice(service, voice):
    mine, starter = service.models().models
    assert (mine.id, mine.base, mine.words, mine.included) == ("mine", "starter", 20_000, False)
    assert (mine.held_out.before, mine.held_out.after) == (1.5, 1.4)
    assert mine.size_mb > 5
    assert (starter.id, starter.included, starter.base) == ("starter", True, "")
    assert starter.held_out is None
    assert starter.can_learn


def test_a_damaged_model_is_listed_with_its_problem(service, voice):
    (voice / "manifest.json").write_text("{")
    mine = service.models().models[0]
    assert mine.id == "mine"
    assert "manifest" in mine.problem


def test_a_voice_is_renamed_checked_and_removed(service, voice):
    service.rename(RenameRequest("mine", "夜航"))
    assert service.models().models[0].name == "夜航"
    assert service.verify(ModelRequest("mine")).files > 3
    service.remove(ModelRequest("mine"))
    assert [row.id for row in service.models().models] == ["starter"]
    with pytest.raises(ModelNotFound):
        service.verify(ModelRequest("mine"))


def test_the_included_voice_stays(service):
    with pytest.raises(UserError, match="included"):
        service.remove(ModelRequest("starter"))
    with pytest.raises(UserError, match="included"):
        service.rename(RenameRequest("starter", "Other"))


def test_a_model_folder_is_taken_in_with_progress(service, voice, tmp_path):
    outside = tmp_path / "outside"
    shutil.move(voice, outside)
    told = []
    taken = service.take_in(FolderRequest(str(outside)), told.append, CancelFlag())
    assert (taken.model, taken.name) == ("mine", "Mine")
    assert told[-1].done == told[-1].total
    assert service.models().models[0].id == "mine"


def test_a_folder_that_is_no_model_is_refused_and_nothing_is_listed(service, tmp_path):
    with pytest.raises((ModelForeign, BadInput)):
        service.take_in(FolderRequest(str(tmp_path)), _ignore, CancelFlag())
    assert [row.id for row in service.models().models] == ["starter"]


def test_the_catalogue_names_licences_and_machines(service):
    catalogue = service.catalogue()
    assert catalogue.memory_gb > 0
    assert {row.machine_gb for row in catalogue.models} == {4, 8, 16, 24}
    assert all(row.licence and row.download_mb > 0 for row in catalogue.models)
    assert {code for row in catalogue.models for code in row.languages} >= {"en", "zh"}
