import dataclasses
import shutil

import pytest

from engine.errors import ExportRefused
from engine.fingerprints import FILE as FINGERPRINTS
from engine.manifest import read_manifest, verify
from engine.model import load_model
from engine.training.config import TrainConfig
from engine.training.run_folder import RunState
from engine.training.voice_folder import VoiceFacts, complete, place

BOOKS = ["The lamp went out before anybody had thought of the stairs, and nobody laughed. " * 3]


@pytest.fixture
def facts() -> VoiceFacts:
    state = RunState(
        base="starter",
        base_sha256="ab",
        name="Mine",
        config=TrainConfig(),
        data_sha256="cd",
        words=20_000,
        before={"held_out": 1.5, "general": 1.4},
        after={"held_out": 1.35, "general": 1.41},
        seconds=600.0,
        kept=0.85,
    )
    return VoiceFacts(state, "starter", ("The Lamp", "灯"), steps=120, verbatim=0.01)


@pytest.fixture
def folder(starter, tmp_path):
    return shutil.copytree(starter, tmp_path / "voice")


def test_a_completed_voice_opens_and_its_manifest_tells_where_it_comes_from(folder, facts):
    complete(folder, facts, BOOKS)
    manifest = read_manifest(folder)
    verify(folder, manifest)
    assert (manifest.base_model, manifest.data_sha256) == ("starter", "cd")
    assert manifest.training["bits_per_byte"] == {"before": 1.5, "after": 1.35}
    assert FINGERPRINTS in manifest.files
    assert load_model(folder).books is not None


def test_its_card_tells_the_books_and_the_proof(folder, facts):
    complete(folder, facts, BOOKS)
    card = (folder / "card.md").read_text(encoding="utf-8")
    assert "- 灯" in card
    assert "1.500 | 1.350 | -10.0%" in card
    assert "85% of what was learned" in card


def test_an_adapter_is_hashed_into_the_manifest(folder, facts):
    (folder / "adapter").mkdir()
    (folder / "adapter" / "adapter_model.safetensors").write_bytes(b"weights")
    complete(folder, facts, BOOKS)
    assert len(read_manifest(folder).adapter_sha256) == 64


def test_a_voice_gets_its_name_in_one_step_and_takes_none_that_is_taken(folder, facts, tmp_path):
    complete(folder, facts, BOOKS)
    target = tmp_path / "models" / "mine"
    place(folder, target)
    assert not folder.exists()
    verify(target, read_manifest(target))
    again = shutil.copytree(target, tmp_path / "again")
    with pytest.raises(ExportRefused, match="exists already"):
        place(again, target)


def test_on_another_file_system_it_is_copied_beside_its_name_first(
    folder, facts, tmp_path, monkeypatch
):
    complete(folder, facts, BOOKS)
    real = type(folder).rename

    def rename(self, target):
        if self == folder:
            raise OSError(18, "Invalid cross-device link")
        return real(self, target)

    monkeypatch.setattr(type(folder), "rename", rename)
    place(folder, tmp_path / "models" / "mine")
    verify(tmp_path / "models" / "mine", read_manifest(tmp_path / "models" / "mine"))
    assert [p.name for p in (tmp_path / "models").iterdir()] == ["mine"]


def test_a_card_without_figures_cannot_be_written(facts):
    with pytest.raises(KeyError):
        _ = dataclasses.replace(facts, state=dataclasses.replace(facts.state, after={})).training
