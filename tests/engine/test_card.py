"""A model's card is read as it was when the model was opened, or refused in one sentence."""

import os
from dataclasses import replace

import pytest

from engine.card import CARD, MAX_CARD_BYTES, read_card, read_card_file
from engine.errors import BadInput, ModelDamaged, ModelNotFound
from engine.generate_service import GenerateService
from engine.manifest import read_manifest, verify
from engine.messages import CardResult, LoadRequest
from engine.registry import ModelRegistry
from tests.model_cards import TEXT, model_with_card


@pytest.fixture
def folder(starter, tmp_path):
    """Return a model with a card."""
    return model_with_card(starter, tmp_path / "voice")


def refusal(folder):
    """Return the sentence that refuses a folder's card."""
    with pytest.raises(ModelDamaged) as refused:
        read_card(folder, read_manifest(folder))
    sentence = str(refused.value)
    assert str(folder) in sentence
    assert "\n" not in sentence
    return sentence


def test_a_card_is_read_whole(folder):
    manifest = read_manifest(folder)
    verify(folder, manifest)
    assert read_card(folder, manifest) == TEXT


def test_a_mark_before_the_text_is_no_part_of_it(starter, tmp_path):
    folder = model_with_card(starter, tmp_path / "voice", b"\xef\xbb\xbf# Title\r\n")
    assert read_card(folder, read_manifest(folder)) == "# Title\r\n"


def test_only_a_file_that_the_manifest_names_is_a_card(folder):
    manifest = read_manifest(folder)
    others = {name: entry for name, entry in manifest.files.items() if name != CARD}
    assert read_card(folder, replace(manifest, files=others)) == ""


def test_a_card_of_the_largest_size_is_read_and_one_byte_more_is_not(starter, tmp_path):
    largest = model_with_card(starter, tmp_path / "largest", b"a" * MAX_CARD_BYTES)
    larger = model_with_card(starter, tmp_path / "larger", b"a" * (MAX_CARD_BYTES + 1))
    assert len(read_card(largest, read_manifest(largest))) == MAX_CARD_BYTES
    assert "larger than 256 KiB" in refusal(larger)


def test_a_card_in_another_encoding_is_refused(starter, tmp_path):
    folder = model_with_card(starter, tmp_path / "voice", "café".encode("latin-1"))
    assert "not UTF-8" in refusal(folder)


def test_a_card_that_was_changed_after_its_hash_was_checked_is_refused(folder):
    (folder / CARD).write_text("# Other\n", encoding="utf-8")
    assert "was changed" in refusal(folder)


def test_a_card_that_is_gone_is_refused(folder):
    (folder / CARD).unlink()
    assert "missing or unreadable" in refusal(folder)
    (folder / CARD).mkdir()
    assert "missing or unreadable" in refusal(folder)


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs named pipes")
def test_a_pipe_in_the_place_of_a_card_is_not_waited_for(folder):
    (folder / CARD).unlink()
    os.mkfifo(folder / CARD)
    assert "missing or unreadable" in refusal(folder)


def test_a_file_can_become_a_card_only_as_text_of_its_size(tmp_path):
    path = tmp_path / "card.md"
    with pytest.raises(BadInput, match="no file"):
        read_card_file(path)
    path.write_bytes(b"\xef\xbb\xbf# Title\r\n")
    assert read_card_file(path) == "# Title\r\n"
    for data, reason in ((b"\xff", "not UTF-8"), (b"a" * (MAX_CARD_BYTES + 1), "256 KiB")):
        path.write_bytes(data)
        with pytest.raises(BadInput, match=reason):
            read_card_file(path)


@pytest.mark.model
def test_the_service_answers_with_the_loaded_models_card(folder, starter, tmp_path):
    bare = model_with_card(starter, tmp_path / "bare", None)
    service = GenerateService(ModelRegistry(()))
    with pytest.raises(ModelNotFound):
        service.card()
    service.load(LoadRequest(str(folder)))
    assert service.card() == CardResult("harbour", "Harbour", TEXT)
    service.load(LoadRequest(str(bare)))
    assert service.card() == CardResult("harbour", "Harbour", "")
