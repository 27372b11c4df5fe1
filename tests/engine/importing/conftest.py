"""Small random checkpoints, made without torch."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from tests import tokenizer_kinds

HIDDEN, LAYERS, MIDDLE, KV = 64, 2, 96, 32
CONFIG = {
    "architectures": ["LlamaForCausalLM"],
    "model_type": "llama",
    "vocab_size": tokenizer_kinds.VOCAB_SIZE,
    "hidden_size": HIDDEN,
    "intermediate_size": MIDDLE,
    "num_hidden_layers": LAYERS,
    "num_attention_heads": 4,
    "num_key_value_heads": 2,
    "head_dim": 16,
    "max_position_embeddings": 512,
    "rms_norm_eps": 1e-6,
    "hidden_act": "silu",
    "tie_word_embeddings": True,
    "bos_token_id": 1,
    "eos_token_id": 2,
    "torch_dtype": "float32",
}


def weights() -> dict[str, np.ndarray]:
    """Return the tensors of a random Llama."""
    rng = np.random.default_rng(1)
    shapes = {
        "self_attn.q_proj": (HIDDEN, HIDDEN),
        "self_attn.k_proj": (KV, HIDDEN),
        "self_attn.v_proj": (KV, HIDDEN),
        "self_attn.o_proj": (HIDDEN, HIDDEN),
        "mlp.gate_proj": (MIDDLE, HIDDEN),
        "mlp.up_proj": (MIDDLE, HIDDEN),
        "mlp.down_proj": (HIDDEN, MIDDLE),
    }
    vocab = tokenizer_kinds.VOCAB_SIZE
    tensors = {"model.embed_tokens.weight": rng.normal(0, 0.25, (vocab, HIDDEN))}
    for layer in range(LAYERS):
        for name, shape in shapes.items():
            tensors[f"model.layers.{layer}.{name}.weight"] = rng.normal(0, 0.25, shape)
        for name in ("input_layernorm", "post_attention_layernorm"):
            tensors[f"model.layers.{layer}.{name}.weight"] = rng.uniform(0.5, 1.5, HIDDEN)
    tensors["model.norm.weight"] = rng.uniform(0.5, 1.5, HIDDEN)
    return {name: tensor.astype(np.float32) for name, tensor in tensors.items()}


@pytest.fixture(scope="session")
def tokenizer(tmp_path_factory) -> Path:
    """Return a folder with the files of a tokenizer."""
    made = tmp_path_factory.mktemp("tokenizer") / "bytes"
    return tokenizer_kinds.save(tokenizer_kinds.byte_level(), made)


@pytest.fixture
def checkpoint(tmp_path, tokenizer) -> Path:
    """Return the folder of a random Llama that may be taken in."""
    save_file = pytest.importorskip("safetensors.numpy").save_file
    folder = shutil.copytree(tokenizer, tmp_path / "Small Llama")
    save_file(weights(), folder / "model.safetensors", metadata={"format": "pt"})
    (folder / "config.json").write_text(json.dumps(CONFIG), encoding="utf-8")
    return folder


@pytest.fixture
def changed(checkpoint) -> Callable[..., Path]:
    """Return a function that changes settings of the checkpoint."""

    def call(name: str = "config.json", **values: object) -> Path:
        path = checkpoint / name
        before = json.loads(path.read_text(encoding="utf-8")) if path.exists() else {}
        path.write_text(json.dumps({**before, **values}), encoding="utf-8")
        return checkpoint

    return call
