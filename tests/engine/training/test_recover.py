import dataclasses
import json
import shutil

import pytest
import torch
from transformers import AutoModelForCausalLM

from engine.errors import ExportRefused, ModelDamaged
from engine.manifest import read_manifest
from engine.measuring.evaluate import bits_per_byte, token_bits
from engine.model import load_model
from engine.paths import resources
from engine.training.export.folder import write_manifest
from engine.training.recover import recover_checkpoint

MOST_CHANGE = 0.005


@pytest.fixture(scope="module")
def recovered(tmp_path_factory, starter):
    return recover_checkpoint(starter, tmp_path_factory.mktemp("recovered") / "base")


def test_the_recovered_starter_foresees_a_text_as_the_shipped_one_does(recovered, starter):
    text = (resources() / "evaluation" / "general-en.txt").read_text(encoding="utf-8")[:8000]
    model = load_model(starter)
    torch_model = AutoModelForCausalLM.from_pretrained(str(recovered)).eval()

    def score(tokens):
        with torch.inference_mode():
            return torch_model(torch.tensor([list(tokens)])).logits[0].numpy()

    ids = model.tokenizer.encode(text)
    own = sum(token_bits(score, ids, model.manifest.bos_id, 1024)) / len(text.encode())
    shipped = bits_per_byte(model, text, lambda what, done, total: None)
    assert own == pytest.approx(shipped, rel=MOST_CHANGE)


def test_the_configuration_states_the_shape_and_the_rotary_base(recovered):
    config = json.loads((recovered / "config.json").read_text())
    assert config["rope_theta"] == 10000.0
    assert config["rms_norm_eps"] == 1e-5
    assert (config["num_attention_heads"], config["num_key_value_heads"]) == (4, 2)
    assert config["tie_word_embeddings"] is True


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"precision": "int4"}, "too coarse"),
        ({"graph": "plain-concat"}, "cannot be recovered"),
        ({"architecture": "qwen3"}, "cannot be recovered"),
    ],
)
def test_other_graphs_are_refused_with_the_reason(starter, tmp_path, change, words):
    copy = shutil.copytree(starter, tmp_path / "copy")
    write_manifest(copy, dataclasses.replace(read_manifest(copy), **change))
    with pytest.raises(ExportRefused, match=words):
        recover_checkpoint(copy, tmp_path / "out")
    assert not (tmp_path / "out").exists()


def test_a_damaged_model_is_not_trained_on(starter, tmp_path):
    copy = shutil.copytree(starter, tmp_path / "copy")
    with (copy / "model.onnx.data").open("r+b") as file:
        file.write(b"\x01\x02")
    with pytest.raises(ModelDamaged, match="damaged"):
        recover_checkpoint(copy, tmp_path / "out")
    assert not (tmp_path / "out").exists()
