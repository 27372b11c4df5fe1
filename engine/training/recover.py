"""Recovers a Hugging Face checkpoint from an exported model folder, so that it can be trained on.

The inverse of the fused export for plain Llama: packed products are taken apart, quantized blocks
become float32 again. Any other graph is refused; nothing is guessed.
"""

from __future__ import annotations

import json
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import numpy_helper
from onnx.external_data_helper import ExternalDataInfo
from safetensors.numpy import save_file

from engine.disk import sync_folder, sync_tree
from engine.errors import ExportRefused
from engine.manifest import Manifest, read_manifest, refuse_pickle, verify
from engine.training.export.builder import EMBEDDING_NODE, HEAD_NODE, Array
from engine.training.export.graphs import first_line
from engine.training.recoverable import ARCHITECTURE, require_recoverable

_GRAPH = "model.onnx"
_HALF_RANGE = 128
_TABLE_TOLERANCE = 1e-3


@dataclass(frozen=True, slots=True)
class _Sizes:
    """What a Llama configuration states beside its vocabulary."""

    hidden: int
    intermediate: int
    heads: int
    kv_heads: int
    head: int
    epsilon: float
    rope_theta: float


def recover_checkpoint(folder: Path, out: Path) -> Path:
    """Write the checkpoint of an exported model.

    Args:
        folder: a model folder with a fused Llama graph in fp32, fp16 or int8; it is only read.
        out: the checkpoint's folder, which must not exist; it appears complete or not at all.

    Returns:
        `out`, with float32 safetensors, the configuration and the tokenizer.

    Raises:
        ModelForeign, ModelTooNew, ModelDamaged: the folder is no sound model.
        ExportRefused: its weights cannot be recovered, and why.
        OSError: the checkpoint cannot be written.
    """
    refuse_pickle(folder)
    manifest = read_manifest(folder)
    verify(folder, manifest)
    require_recoverable(manifest)
    try:
        model = _load(folder, manifest)
        tensors, config = _Recovery(model, manifest).checkpoint()
    except (KeyError, ValueError, StopIteration, IndexError) as error:
        raise ExportRefused(
            f"The weights of {manifest.name} cannot be recovered: its graph is laid out in another "
            f"way ({first_line(error)})."
        ) from error
    out.parent.mkdir(parents=True, exist_ok=True)
    scratch = out.with_name(f".{out.name}.new")
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir()
    save_file(tensors, str(scratch / "model.safetensors"), metadata={"format": "pt"})
    _write_json(scratch / "config.json", config)
    _write_json(scratch / "tokenizer_config.json", _tokenizer_settings(folder, manifest))
    for name in ("tokenizer.json", "generation_config.json"):
        shutil.copyfile(folder / name, scratch / name)
    sync_tree(scratch)
    scratch.rename(out)
    sync_folder(out.parent)
    return out


class _Recovery:
    """Reads one fused graph back into the names that transformers uses."""

    def __init__(self, model: onnx.ModelProto, manifest: Manifest) -> None:
        self._tensors = {tensor.name: tensor for tensor in model.graph.initializer}
        self._nodes = {node.name: node for node in model.graph.node}
        self._manifest = manifest

    def checkpoint(self) -> tuple[dict[str, Array], dict[str, Any]]:
        """Return float32 tensors by their transformers names, and the configuration."""
        sizes = self._sizes()
        tensors: dict[str, Array] = {}
        for layer in range(self._manifest.shape.layers):
            tensors |= self._layer(layer, sizes)
        last = f"layer{self._manifest.shape.layers - 1}/out/norm"
        tensors["model.norm.weight"] = self._array(last)
        head = self._product(HEAD_NODE).T
        embedding = self._embedding(head)
        tensors["model.embed_tokens.weight"] = embedding
        tied = bool(np.array_equal(head, embedding))
        if not tied:
            tensors["lm_head.weight"] = head
        whole = {name: np.ascontiguousarray(array) for name, array in tensors.items()}
        return whole, self._config(sizes, tied)

    def _layer(self, layer: int, sizes: _Sizes) -> dict[str, Array]:
        """Return one layer's tensors; products are [outputs, inputs] as torch has them."""
        at, to = f"layer{layer}", f"model.layers.{layer}"
        before = "embed/norm" if layer == 0 else f"layer{layer - 1}/out/norm"
        ends = np.cumsum([sizes.heads, sizes.kv_heads])[:2] * sizes.head
        query, key, value = np.split(self._product(f"{at}/attention/qkv/MatMul").T, ends)
        gate, up = np.split(self._product(f"{at}/mlp/up/MatMul").T, 2)
        return {
            f"{to}.input_layernorm.weight": self._array(before),
            f"{to}.post_attention_layernorm.weight": self._array(f"{at}/mid/norm"),
            f"{to}.self_attn.q_proj.weight": query,
            f"{to}.self_attn.k_proj.weight": key,
            f"{to}.self_attn.v_proj.weight": value,
            f"{to}.self_attn.o_proj.weight": self._product(f"{at}/attention/out/MatMul").T,
            f"{to}.mlp.gate_proj.weight": gate,
            f"{to}.mlp.up_proj.weight": up,
            f"{to}.mlp.down_proj.weight": self._product(f"{at}/mlp/down/MatMul").T,
        }

    def _sizes(self) -> _Sizes:
        attention = _attributes(self._nodes["layer0/attention/context"])
        norm = _attributes(self._nodes["embed/normed"])
        hidden = len(self._array("embed/norm"))
        head = self._manifest.shape.head_size
        return _Sizes(
            hidden=hidden,
            intermediate=self._product("layer0/mlp/down/MatMul").shape[0],
            heads=int(attention["num_heads"]),
            kv_heads=int(attention["kv_num_heads"]),
            head=head,
            # Attributes are float32: 1e-05 comes back as 9.999999747378752e-06.
            epsilon=float(np.format_float_positional(np.float32(norm["epsilon"]))),
            rope_theta=self._rope_theta(head),
        )

    def _rope_theta(self, head_size: int) -> float:
        """Return the base of the rotary angles; position p turns pair i by p * theta^(-2i/size).

        Su et al., RoFormer, arXiv:2104.09864, section 3.2.2.
        """
        cos, sin = self._array("rope/cos"), self._array("rope/sin")
        if cos.shape[1] * 2 != head_size:
            raise ValueError("padded heads")
        pairs = np.arange(1, cos.shape[1])
        angles = np.arctan2(sin[1, 1:], cos[1, 1:]).astype(np.float64)
        estimate = float(np.median(angles ** (-head_size / (2 * pairs))))
        theta = float(f"{estimate:.4g}")
        positions = np.arange(len(cos))[:, None]
        turned = positions * theta ** (-2 * np.arange(cos.shape[1]) / head_size)
        if np.abs(np.cos(turned) - cos).max() > _TABLE_TOLERANCE:
            raise ValueError("a rotary embedding of another kind")
        return theta

    def _embedding(self, head: Array) -> Array:
        """Return the embedding [vocab, hidden]; gathered from the head's blocks where shared."""
        node = self._nodes[EMBEDDING_NODE]
        return head if node.op_type == "GatherBlockQuantized" else self._array(node.input[0])

    def _product(self, name: str) -> Array:
        """Return a product's weight as float32 [inputs, outputs]."""
        node = next(
            node for key, node in self._nodes.items() if key == name or key.startswith(f"{name}_")
        )
        if len(node.input) > 3 and node.input[3]:
            raise ValueError("unsymmetric blocks")
        if node.op_type == "MatMul":
            return self._array(node.input[1])
        facts = _attributes(node)
        blocks = numpy_helper.to_array(self._tensors[node.input[1]])
        scales = self._array(node.input[2]).reshape(int(facts["N"]), -1, 1)
        if node.op_type != "MatMulNBits" or int(facts["bits"]) != 8:
            raise ValueError(f"{node.op_type} of {facts.get('bits')} bits")
        # onnxruntime, ContribOperators.md: without zero points the middle is 2^(bits - 1).
        weight = (blocks.astype(np.float32) - _HALF_RANGE) * scales
        return weight.reshape(int(facts["N"]), -1)[:, : int(facts["K"])].T

    def _array(self, name: str) -> Array:
        array: NDArray[Any] = numpy_helper.to_array(self._tensors[name])
        return array.astype(np.float32)

    def _config(self, sizes: _Sizes, tied: bool) -> dict[str, Any]:
        eos = self._manifest.eos_ids
        return {
            "architectures": ["LlamaForCausalLM"],
            "model_type": ARCHITECTURE,
            "vocab_size": self._manifest.shape.vocab_size,
            "hidden_size": sizes.hidden,
            "intermediate_size": sizes.intermediate,
            "num_hidden_layers": self._manifest.shape.layers,
            "num_attention_heads": sizes.heads,
            "num_key_value_heads": sizes.kv_heads,
            "head_dim": sizes.head,
            "hidden_act": "silu",
            "max_position_embeddings": self._manifest.context_tokens,
            "rms_norm_eps": sizes.epsilon,
            "rope_theta": sizes.rope_theta,
            "attention_bias": False,
            "mlp_bias": False,
            "tie_word_embeddings": tied,
            "bos_token_id": self._manifest.bos_id,
            "eos_token_id": eos[0] if len(eos) == 1 else list(eos),
            "dtype": "float32",
        }


def _load(folder: Path, manifest: Manifest) -> onnx.ModelProto:
    """Return the graph with its weights.

    The library refuses data files with several hard links, which deduplicating file systems and
    package stores make; here every file is one whose hash was just checked.
    """
    model = onnx.load(str(folder / _GRAPH), load_external_data=False)
    for tensor in model.graph.initializer:
        if tensor.data_location != onnx.TensorProto.EXTERNAL:
            continue
        place = ExternalDataInfo(tensor)
        if place.location not in manifest.files:
            raise ValueError(f"weights in {place.location}")
        with (folder / place.location).open("rb") as file:
            file.seek(place.offset or 0)
            tensor.raw_data = file.read(-1 if place.length is None else place.length)
        tensor.data_location = onnx.TensorProto.DEFAULT
    return model


def _attributes(node: onnx.NodeProto) -> dict[str, Any]:
    return {item.name: onnx.helper.get_attribute_value(item) for item in node.attribute}


def _tokenizer_settings(folder: Path, manifest: Manifest) -> dict[str, Any]:
    """Return what transformers needs beside tokenizer.json; a chat template comes along."""
    from engine.chat_template import FILE
    from engine.tokens import TextTokenizer

    tokenizer = TextTokenizer(folder / "tokenizer.json")
    settings: dict[str, Any] = {
        "tokenizer_class": "PreTrainedTokenizerFast",
        "clean_up_tokenization_spaces": False,
        "model_max_length": manifest.context_tokens,
    }
    if manifest.bos_id is not None:
        settings["bos_token"] = tokenizer.spell([manifest.bos_id])
    if manifest.eos_ids:
        settings["eos_token"] = tokenizer.spell([manifest.eos_ids[0]])
    if (folder / FILE).is_file():
        settings["chat_template"] = (folder / FILE).read_text(encoding="utf-8")
    return settings


def _write_json(path: Path, value: dict[str, Any]) -> None:
    path.write_text(json.dumps(value, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
