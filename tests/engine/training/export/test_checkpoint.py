"""What may be exported, and one sentence for everything that may not."""

import json
import shutil

import pytest

from engine.errors import ExportRefused, ModelForeign
from engine.training.export.checkpoint import read_checkpoint
from tests import tokenizer_kinds

CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "hidden_size": 64,
    "num_hidden_layers": 2,
    "num_attention_heads": 4,
    "vocab_size": 16384,
    "intermediate_size": 96,
    "max_position_embeddings": 512,
    "rms_norm_eps": 1e-5,
}


@pytest.fixture
def folder(tmp_path, starter):
    """Return a checkpoint folder that would be accepted; its weights are never opened."""
    source = tmp_path / "checkpoint"
    source.mkdir()
    (source / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    (source / "model.safetensors").write_bytes(b"weights")
    shutil.copyfile(starter / "tokenizer.json", source / "tokenizer.json")
    return source


def configure(folder, **changes):
    config = {**CONFIG, **changes}
    config = {key: value for key, value in config.items() if value is not ...}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")


def check_refused(folder, kind, reason):
    names = sorted(path.name for path in folder.iterdir()) if folder.is_dir() else None
    with pytest.raises(kind, match=reason) as refused:
        read_checkpoint(folder)
    assert type(refused.value) is kind
    assert "\n" not in str(refused.value)
    assert names == (sorted(path.name for path in folder.iterdir()) if folder.is_dir() else None)


def test_a_llama_is_accepted(folder):
    checkpoint = read_checkpoint(folder)
    assert (checkpoint.architecture, checkpoint.context_tokens) == ("llama", 512)
    assert len(checkpoint.source_sha256) == 64


@pytest.mark.parametrize(
    "changes",
    [
        {"architectures": ["MistralForCausalLM"], "sliding_window": 128},
        {"architectures": ["Qwen2ForCausalLM"]},
        {"architectures": ["GPT2LMHeadModel"], "model_type": "gpt2"},
        {"rope_scaling": None},
        {"rope_scaling": {"rope_type": "default"}},
        {"rope_scaling": {"type": "linear", "factor": 2.0}},
        {"rope_scaling": {"rope_type": "dynamic", "factor": 2.0}},
        {"head_dim": 8, "attention_bias": True},
        {"hidden_act": "gelu_10"},
        {"intermediate_size": ..., "rms_norm_eps": ..., "num_attention_heads": ...},
    ],
    ids=str,
)
def test_any_model_that_continues_a_text_is_accepted(folder, changes):
    configure(folder, **changes)
    assert read_checkpoint(folder).context_tokens == 512


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, 512),
        ({"max_position_embeddings": ..., "n_positions": 300}, 300),
        ({"max_position_embeddings": ..., "seq_length": 700}, 700),
        ({"max_position_embeddings": ...}, 2048),
        ({"max_position_embeddings": None}, 2048),
    ],
    ids=str,
)
def test_the_context_is_what_the_configuration_states(folder, changes, expected):
    configure(folder, **changes)
    checkpoint = read_checkpoint(folder)
    assert (checkpoint.context_tokens, checkpoint.context_note) == (expected, None)


@pytest.mark.parametrize("kind", ["longrope", "su"])
@pytest.mark.parametrize("inside", [True, False])
def test_a_rope_that_changes_with_the_length_is_used_up_to_where_it_changes(folder, kind, inside):
    original = {"original_max_position_embeddings": 64}
    scaling = {"type": kind, "short_factor": [1.0], "long_factor": [2.0]}
    if inside:
        configure(folder, rope_scaling={**scaling, **original})
    else:
        configure(folder, rope_scaling=scaling, **original)
    checkpoint = read_checkpoint(folder)
    assert checkpoint.context_tokens == 64
    assert checkpoint.context_note.startswith("The context is 64 of 512 tokens: ")


def test_a_static_rope_is_used_for_the_whole_context(folder):
    scaling = {"rope_type": "yarn", "factor": 4.0, "original_max_position_embeddings": 128}
    configure(folder, rope_scaling=scaling)
    checkpoint = read_checkpoint(folder)
    assert (checkpoint.context_tokens, checkpoint.context_note) == (512, None)


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"architectures": ["BertForMaskedLM"]}, "BertForMaskedLM cannot be exported"),
        ({"architectures": ["T5ForConditionalGeneration"]}, "continue a text"),
        ({"architectures": []}, "none"),
        ({"architectures": ...}, "none"),
        ({"auto_map": {"AutoModel": "code.Model"}}, "run code of its own"),
        ({"hidden_size": ...}, "lacks hidden_size"),
        ({"model_type": ...}, "lacks model_type"),
        ({"rope_scaling": "yarn"}, "malformed"),
        ({"rope_scaling": {"type": ["yarn"]}}, "malformed"),
        ({"architectures": [["x"]]}, "cannot be exported"),
        ({"architectures": 3}, "malformed"),
        ({"max_position_embeddings": "x"}, "max_position_embeddings is no number"),
        ({"max_position_embeddings": -3}, "allows a context of -3 tokens"),
        ({"vocab_size": "many"}, "vocab_size is no number"),
        ({"vocab_size": ..., "num_hidden_layers": ...}, "lacks num_hidden_layers, vocab_size"),
    ],
    ids=str,
)
def test_a_configuration_that_cannot_be_exported_is_refused(folder, changes, reason):
    configure(folder, **changes)
    check_refused(folder, ExportRefused, reason)


@pytest.mark.parametrize("kind", list(tokenizer_kinds.UNUSABLE))
def test_a_tokenizer_that_cannot_write_every_text_is_refused_by_its_kind(folder, kind):
    tokenizer_kinds.save(tokenizer_kinds.UNUSABLE[kind](), folder)
    check_refused(folder, ExportRefused, kind)


@pytest.mark.parametrize("kind", list(tokenizer_kinds.USABLE))
def test_every_tokenizer_that_can_write_every_text_is_accepted(folder, kind):
    tokenizer_kinds.save(tokenizer_kinds.USABLE[kind](), folder)
    assert read_checkpoint(folder).family == "base"


def test_remote_code_is_refused_before_anything_else_is_looked_at(folder):
    configure(folder, auto_map={"AutoConfig": "code.Config"}, architectures=["Odd"])
    (folder / "code.py").write_text("raise SystemExit('it ran')", encoding="utf-8")
    (folder / "model.safetensors").unlink()
    check_refused(folder, ExportRefused, "run code of its own")


def test_pickle_weights_alone_are_refused_by_name(folder):
    (folder / "model.safetensors").rename(folder / "pytorch_model.bin")
    check_refused(folder, ModelForeign, r"pytorch_model\.bin")


def test_pickle_weights_beside_safetensors_are_left_alone(folder):
    (folder / "pytorch_model.bin").write_bytes(b"\x80\x04")
    read_checkpoint(folder)


@pytest.mark.parametrize(
    ("missing", "reason"),
    [
        ("config.json", "holds no model that can be added"),
        ("model.safetensors", "no safetensors"),
        ("tokenizer.json", r"no tokenizer\.json"),
    ],
)
def test_a_missing_file_is_named(folder, missing, reason):
    (folder / missing).unlink()
    check_refused(folder, ExportRefused, reason)


@pytest.mark.parametrize("name", ["config.json", "tokenizer.json"])
@pytest.mark.parametrize("content", [b"", b"garbage", b"[]", b"\xff\xfe", b"9" * 5000])
def test_an_unreadable_file_is_named(folder, name, content):
    (folder / name).write_bytes(content)
    check_refused(folder, ExportRefused, name)


def test_no_folder_and_a_file_are_refused(tmp_path):
    check_refused(tmp_path / "nothing", ExportRefused, "no folder")
    (tmp_path / "file").write_text("x", encoding="utf-8")
    check_refused(tmp_path / "file", ExportRefused, "no folder")


def test_an_adapter_names_the_way_to_use_it(folder):
    (folder / "config.json").rename(folder / "adapter_config.json")
    check_refused(folder, ExportRefused, "--adapter")


def test_the_family_is_read_from_the_tokenizer(folder):
    assert read_checkpoint(folder).family == "starter"
    tokenizer_kinds.byte_level().save(str(folder / "tokenizer.json"))
    assert read_checkpoint(folder).family == "base"
    (folder / "chat_template.jinja").write_text("{{ messages }}", encoding="utf-8")
    assert read_checkpoint(folder).family == "chat"
    (folder / "chat_template.jinja").unlink()
    settings = json.dumps({"chat_template": "{{ messages }}"})
    (folder / "tokenizer_config.json").write_text(settings, encoding="utf-8")
    assert read_checkpoint(folder).family == "chat"


def test_the_hash_names_the_weights_and_the_configuration(folder):
    first = read_checkpoint(folder).source_sha256
    assert read_checkpoint(folder).source_sha256 == first
    (folder / "model.safetensors").write_bytes(b"other")
    second = read_checkpoint(folder).source_sha256
    configure(folder, rope_theta=5.0)
    assert len({first, second, read_checkpoint(folder).source_sha256}) == 3
