"""Rewrites optimum's graph of a Llama into fused operators over shared key/value buffers.

Per layer: one packed q/k/v product, GroupQueryAttention with the rotary embedding inside, one
packed gate/up product, and SkipSimplifiedLayerNormalization for residual plus norm. Logits are
computed for the last n positions only. The operators are those of ONNX Runtime's contrib domain
(docs/ContribOperators.md of onnxruntime). Only weights are taken from the exported graph; the
parity report proves that the two graphs agree.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from engine.errors import ExportRefused

Array = NDArray[np.float32]
CONTRIB = "com.microsoft"
EMBEDDING, HEAD, HEAD_NODE, EMBEDDING_NODE = (
    "embedding",
    "lm_head",
    "lm_head/MatMul",
    "embed/Gather",
)
_OPSET, _IR_VERSION = 20, 10
_ALL = 2**62
# GroupQueryAttention runs on the CPU for head sizes that are multiples of this.
_HEAD_STEP = 16


class ExportedWeights:
    """The weights of an exported graph, found by the names that transformers' modules gave them."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._initializers = {tensor.name: tensor for tensor in model.graph.initializer}
        self._by_name = {node.name: node for node in model.graph.node}
        self._by_output = {name: node for node in model.graph.node for name in node.output}

    def linear(self, path: str) -> Array:
        """Return the weight of a linear layer, float32 [inputs, outputs]."""
        node = self._by_name.get(f"{path}/MatMul")
        if node is None:
            raise ExportRefused(f"The exported graph has no layer {path}.")
        name = node.input[1]
        if name in self._initializers:
            return self._array(name)
        # A head tied to the embedding is exported as MatMul(x, Transpose(embedding)).
        source = self._by_output[name]
        if source.op_type != "Transpose":
            raise ExportRefused(f"The exported graph computes the weight of {path}.")
        return np.ascontiguousarray(self._array(source.input[0]).T)

    def vector(self, name: str) -> Array:
        """Return a tensor by its name in the checkpoint; equal tensors are exported as one."""
        found = self.optional(name)
        if found is None:
            raise ExportRefused(f"The exported graph has no weight {name}.")
        return found

    def optional(self, name: str) -> Array | None:
        """Return a tensor by its name in the checkpoint, or None where the model has none."""
        while name not in self._initializers:
            node = self._by_output.get(name)
            if node is None or node.op_type != "Identity":
                return None
            name = node.input[0]
        return self._array(name)

    def _array(self, name: str) -> Array:
        array: Array = numpy_helper.to_array(self._initializers[name]).astype(np.float32)
        return array


def fused_head_size(config: dict[str, Any]) -> int:
    """Return the head size of the fused graph: the checkpoint's, padded to what the operator takes.

    The added places hold zeros in queries, keys and values, so they change no product.
    """
    return -(-_head_size(config) // _HEAD_STEP) * _HEAD_STEP


def fuse(
    exported: onnx.ModelProto, config: dict[str, Any], cos: Array, sin: Array
) -> onnx.ModelProto:
    """Build the fused float32 graph.

    Args:
        exported: optimum's text-generation-with-past graph, weights loaded.
        config: the checkpoint's config.json.
        cos: rotary table, float32 [max_position, head_size / 2].
        sin: the same for the sine.

    Raises:
        ExportRefused: the graph is not laid out as a Llama.
    """
    return _LlamaFusion(ExportedWeights(exported), config).build(cos, sin)


class _LlamaFusion:
    """Builds the graph node by node, in the order in which they run."""

    def __init__(self, weights: ExportedWeights, config: dict[str, Any]) -> None:
        self._weights = weights
        self._layers = int(config["num_hidden_layers"])
        self._heads = int(config["num_attention_heads"])
        self._kv_heads = int(config.get("num_key_value_heads") or self._heads)
        self._head_size = _head_size(config)
        self._padding = fused_head_size(config) - self._head_size
        self._vocab = int(config["vocab_size"])
        self._epsilon = float(config["rms_norm_eps"])
        self._nodes: list[onnx.NodeProto] = []
        self._initializers: list[onnx.TensorProto] = []

    def build(self, cos: Array, sin: Array) -> onnx.ModelProto:
        """Return the whole model."""
        # The rotation turns pairs half a head apart; it leaves the padding's zeros what they are.
        self._tensor("rope/cos", np.pad(cos, ((0, 0), (0, self._padding // 2))))
        self._tensor("rope/sin", np.pad(sin, ((0, 0), (0, self._padding // 2))))
        self._tensor(EMBEDDING, self._weights.vector("model.embed_tokens.weight"))
        residual = self._node(
            "Gather", [EMBEDDING, "input_ids"], ["embed/hidden"], name=EMBEDDING_NODE
        )
        normed = self._node(
            "SimplifiedLayerNormalization",
            [residual, self._norm("model.layers.0.input_layernorm.weight")],
            ["embed/normed"],
            axis=-1,
            epsilon=self._epsilon,
            stash_type=1,
        )
        for layer in range(self._layers):
            residual, normed = self._layer(layer, residual, normed)
        self._head(normed)
        graph = helper.make_graph(
            self._nodes, "longhand", self._inputs(), self._outputs(), self._initializers
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(
            graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="longhand"
        )

    def _layer(self, layer: int, residual: str, normed: str) -> tuple[str, str]:
        """Add one decoder layer; takes and returns the residual stream and its normed form."""
        at, source = f"layer{layer}", f"model.layers.{layer}"
        attended = self._attention(layer, normed)
        residual, normed = self._add_and_norm(
            f"{at}/mid", residual, attended, f"{source}.post_attention_layernorm.weight"
        )
        fed = self._feed_forward(layer, normed)
        last = layer + 1 == self._layers
        norm = "model.norm.weight" if last else f"model.layers.{layer + 1}.input_layernorm.weight"
        return self._add_and_norm(f"{at}/out", residual, fed, norm)

    def _attention(self, layer: int, normed: str) -> str:
        at, source = f"layer{layer}/attention", f"/model/layers.{layer}/self_attn"
        names = ("q_proj", "k_proj", "v_proj")
        packed = np.concatenate(
            [self._padded(self._weights.linear(f"{source}/{name}")) for name in names], 1
        )
        biases = [
            self._weights.optional(f"model.layers.{layer}.self_attn.{name}.bias") for name in names
        ]
        padded = [None if bias is None else self._padded(bias) for bias in biases]
        qkv = self._product(f"{at}/qkv", normed, packed, _joined(padded))
        past = [f"past_key_values.{layer}.{kind}" for kind in ("key", "value")]
        present = [f"present.{layer}.{kind}" for kind in ("key", "value")]
        context = self._node(
            "GroupQueryAttention",
            [qkv, "", "", *past, "seqlens_k", "total_seq_len", "rope/cos", "rope/sin"],
            [f"{at}/context", *present],
            domain=CONTRIB,
            num_heads=self._heads,
            kv_num_heads=self._kv_heads,
            do_rotary=1,
            rotary_interleaved=0,
            scale=float(self._head_size**-0.5),
        )
        bias = self._weights.optional(f"model.layers.{layer}.self_attn.o_proj.bias")
        weight = self._padded(self._weights.linear(f"{source}/o_proj").T).T
        return self._product(f"{at}/out", context, weight, bias)

    def _padded(self, heads: Array) -> Array:
        """Return an array whose last axis holds heads with each half of a head padded by zeros."""
        if not self._padding:
            return heads
        halves = heads.reshape(*heads.shape[:-1], -1, self._head_size // 2)
        widths = [(0, 0)] * (halves.ndim - 1) + [(0, self._padding // 2)]
        return np.pad(halves, widths).reshape(*heads.shape[:-1], -1)

    def _feed_forward(self, layer: int, normed: str) -> str:
        at, source = f"layer{layer}/mlp", f"/model/layers.{layer}/mlp"
        gate, up = (self._weights.linear(f"{source}/{name}") for name in ("gate_proj", "up_proj"))
        biases = [
            self._weights.optional(f"model.layers.{layer}.mlp.{name}.bias")
            for name in ("gate_proj", "up_proj")
        ]
        both = self._product(
            f"{at}/gate_up", normed, np.concatenate([gate, up], 1), _joined(biases)
        )
        self._node("Split", [both], [f"{at}/gate", f"{at}/up"], axis=-1, num_outputs=2)
        # QuickGelu with alpha 1 is x * sigmoid(x): SiLU in one operator.
        silu = self._node("QuickGelu", [f"{at}/gate"], [f"{at}/silu"], domain=CONTRIB, alpha=1.0)
        gated = self._node("Mul", [silu, f"{at}/up"], [f"{at}/gated"])
        bias = self._weights.optional(f"model.layers.{layer}.mlp.down_proj.bias")
        return self._product(f"{at}/down", gated, self._weights.linear(f"{source}/down_proj"), bias)

    def _add_and_norm(self, at: str, residual: str, added: str, norm: str) -> tuple[str, str]:
        """Add to the residual stream and norm the sum; returns the sum and the normed sum."""
        self._node(
            "SkipSimplifiedLayerNormalization",
            [residual, added, self._norm(norm)],
            [f"{at}/normed", "", "", f"{at}/sum"],
            domain=CONTRIB,
            epsilon=self._epsilon,
        )
        return f"{at}/sum", f"{at}/normed"

    def _head(self, normed: str) -> None:
        """Add the logits of the last n_logits positions."""
        self._tensor("head/all", np.array([_ALL], np.int64))
        self._tensor("head/axis", np.array([1], np.int64))
        start = self._node("Neg", ["n_logits"], ["head/start"])
        last = self._node("Slice", [normed, start, "head/all", "head/axis"], ["head/hidden"])
        self._tensor(HEAD, self._weights.linear("/lm_head"))
        self._node("MatMul", [last, HEAD], ["logits"], name=HEAD_NODE)

    def _product(self, at: str, x: str, weight: Array, bias: Array | None) -> str:
        self._tensor(f"{at}/weight", weight)
        product = self._node("MatMul", [x, f"{at}/weight"], [f"{at}/product"], name=f"{at}/MatMul")
        if bias is None:
            return product
        self._tensor(f"{at}/bias", bias)
        return self._node("Add", [product, f"{at}/bias"], [f"{at}/biased"])

    def _norm(self, name: str) -> str:
        self._tensor(name, self._weights.vector(name))
        return name

    def _tensor(self, name: str, array: NDArray[Any]) -> None:
        self._initializers.append(numpy_helper.from_array(np.ascontiguousarray(array), name))

    def _node(
        self, op: str, inputs: Sequence[str], outputs: Sequence[str], **attributes: Any
    ) -> str:
        attributes.setdefault("name", outputs[0])
        self._nodes.append(helper.make_node(op, list(inputs), list(outputs), **attributes))
        return outputs[0]

    def _inputs(self) -> list[onnx.ValueInfoProto]:
        value = helper.make_tensor_value_info
        return [
            value("input_ids", TensorProto.INT64, ["batch", "step"]),
            value("seqlens_k", TensorProto.INT32, ["batch"]),
            value("total_seq_len", TensorProto.INT32, []),
            value("n_logits", TensorProto.INT64, [1]),
            *self._buffers("past_key_values"),
        ]

    def _outputs(self) -> list[onnx.ValueInfoProto]:
        logits = helper.make_tensor_value_info(
            "logits", TensorProto.FLOAT, ["batch", "n_logits", self._vocab]
        )
        return [logits, *self._buffers("present")]

    def _buffers(self, prefix: str) -> list[onnx.ValueInfoProto]:
        size = self._head_size + self._padding
        shape: list[str | int | None] = ["batch", self._kv_heads, "capacity", size]
        return [
            helper.make_tensor_value_info(f"{prefix}.{layer}.{kind}", TensorProto.FLOAT, shape)
            for layer in range(self._layers)
            for kind in ("key", "value")
        ]


def _head_size(config: dict[str, Any]) -> int:
    return int(config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"])


def _joined(biases: list[Array | None]) -> Array | None:
    """Return packed biases, or None where the layers have none."""
    present = [bias for bias in biases if bias is not None]
    if not present:
        return None
    if len(present) != len(biases):
        raise ExportRefused("Some of the packed layers have a bias and some have none.")
    return np.concatenate(present)
