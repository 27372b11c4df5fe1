"""A folder of somebody else's that would reach outside itself, or run code, bounces."""

import json
import os

import pytest

from engine.errors import ExportRefused, ModelForeign, ModelNotFound
from engine.importing.convert import read_source
from engine.importing.safety import refuse_tricks

needs_links = pytest.mark.skipif(os.name == "nt", reason="needs links and pipes")


def test_an_honest_checkpoint_passes(checkpoint):
    refuse_tricks(checkpoint)
    assert read_source(checkpoint).family == "base"


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(ModelNotFound):
        refuse_tricks(tmp_path / "none")


@needs_links
def test_a_link_out_of_the_folder_is_refused(checkpoint, tmp_path):
    (tmp_path / "outside.safetensors").write_bytes(b"x")
    (checkpoint / "more.safetensors").symlink_to(tmp_path / "outside.safetensors")
    with pytest.raises(ModelForeign, match="link to another place"):
        refuse_tricks(checkpoint)


@needs_links
def test_a_link_within_the_folder_passes(checkpoint):
    (checkpoint / "again.json").symlink_to(checkpoint / "config.json")
    refuse_tricks(checkpoint)


@needs_links
def test_a_folder_that_is_a_link_itself_passes(checkpoint, tmp_path):
    (tmp_path / "link").symlink_to(checkpoint, target_is_directory=True)
    refuse_tricks(tmp_path / "link")


@needs_links
def test_a_pipe_is_refused_and_not_waited_for(checkpoint):
    os.mkfifo(checkpoint / "model-2.safetensors")
    with pytest.raises(ModelForeign, match="not a file of bytes"):
        refuse_tricks(checkpoint)


@pytest.mark.parametrize(
    "name",
    [
        "../secret.safetensors",
        "/etc/passwd",
        "..\\secret.safetensors",
        "sub/model.safetensors",
        "pytorch_model.bin",
        "",
        "..",
    ],
)
def test_an_index_that_names_other_places_is_refused(checkpoint, name):
    index = {"weight_map": {"a": "model.safetensors", "b": name}}
    (checkpoint / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(ModelForeign, match="which is no weights"):
        refuse_tricks(checkpoint)


@pytest.mark.parametrize("text", ["[]", "{}", "nonsense", '{"weight_map": 3}', "[" * 100_000])
def test_an_index_of_no_weights_is_refused(checkpoint, text):
    (checkpoint / "model.safetensors.index.json").write_text(text, encoding="utf-8")
    with pytest.raises(ModelForeign):
        refuse_tricks(checkpoint)


def test_an_index_of_weights_that_are_missing_is_refused(checkpoint):
    index = {"weight_map": {"a": "model-00001-of-00002.safetensors"}}
    (checkpoint / "model.safetensors.index.json").write_text(json.dumps(index), encoding="utf-8")
    with pytest.raises(ModelForeign, match="incomplete"):
        refuse_tricks(checkpoint)


@pytest.mark.parametrize("name", ["config.json", "tokenizer_config.json", "generation_config.json"])
def test_settings_that_name_code_are_refused(changed, name):
    with pytest.raises(ModelForeign, match="run code of its own"):
        refuse_tricks(changed(name, auto_map={"AutoModelForCausalLM": "modeling.Small"}))


def test_pickle_weights_alone_are_refused(checkpoint):
    (checkpoint / "model.safetensors").rename(checkpoint / "pytorch_model.bin")
    with pytest.raises(ModelForeign, match="pickle"):
        read_source(checkpoint)


def test_an_encoder_is_refused(changed):
    with pytest.raises(ExportRefused, match="continue a text"):
        read_source(changed(architectures=["BertModel"]))
