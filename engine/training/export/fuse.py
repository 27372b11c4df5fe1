"""Rewrites optimum's graph into fused operators over shared key/value buffers.

Per layer: one packed q/k/v product, GroupQueryAttention with the rotary embedding inside, one
packed gate/up product, and the residual sum fused with the norm behind it (see `blocks`). Logits
are computed for the last n positions only. The operators are those of ONNX Runtime's contrib domain
(docs/ContribOperators.md of onnxruntime). Only weights are taken from the exported graph; the
parity report proves that the two graphs agree.
"""

from __future__ import annotations

import numpy as np
import onnx
from onnx import TensorProto, helper

from engine.training.export.blocks import Blocks
from engine.training.export.builder import (
    ALL,
    EMBEDDING,
    EMBEDDING_NODE,
    HEAD,
    HEAD_NODE,
    GraphBuilder,
)
from engine.training.export.families import Design
from engine.training.export.heads import HeadLayout
from engine.training.export.rope import RotaryTables
from engine.training.export.weights import ExportedWeights


def fuse(exported: onnx.ModelProto, design: Design, rotary: RotaryTables | None) -> onnx.ModelProto:
    """Build the fused float32 graph.

    Args:
        exported: optimum's text-generation-with-past graph, weights loaded.
        design: the checkpoint's sizes and its family's modules.
        rotary: tables for every position of the context; None for learned positions.

    Raises:
        NotFusable: the graph is not laid out as the design says.
    """
    return _Fusion(ExportedWeights(exported), design, rotary).build()


class _Fusion:
    """Adds the graph's parts in the order in which they run."""

    def __init__(
        self, weights: ExportedWeights, design: Design, rotary: RotaryTables | None
    ) -> None:
        self._weights = weights
        self._design = design
        self._family = design.family
        layout = self._layout = HeadLayout.of(
            design.head_size, rotary.rotary_size if rotary is not None else 0
        )
        self._graph = GraphBuilder()
        # What the attention operator reads of positions: two tables, or nothing.
        tables = ("", "")
        if rotary is not None:
            tables = (
                self._graph.tensor("rope/cos", layout.table(rotary.cos, 1.0)),
                self._graph.tensor("rope/sin", layout.table(rotary.sin, 0.0)),
            )
        self._blocks = Blocks(self._graph, weights, design, layout, tables)

    def build(self) -> onnx.ModelProto:
        """Return the whole model."""
        residual = self._embedded()
        normed = self._blocks.normed(
            "embed", residual, self._blocks.layer_norm(0, "before_attention")
        )
        for layer in range(self._design.layers):
            residual, normed = self._layer(layer, residual, normed)
        vocab_size = self._head(normed)
        return self._graph.finish(self._inputs(), self._outputs(vocab_size))

    def _embedded(self) -> str:
        self._graph.tensor(EMBEDDING, self._weights.embedding(self._family.embedding))
        hidden = self._graph.node(
            "Gather", [EMBEDDING, "input_ids"], ["embed/hidden"], name=EMBEDDING_NODE
        )
        if self._design.embedding_scale != 1.0:
            scale = self._graph.constant(self._design.embedding_scale)
            hidden = self._graph.node("Mul", [hidden, scale], ["embed/scaled"])
        if self._family.positions is None:
            return hidden
        table = self._graph.tensor("positions", self._weights.embedding(self._family.positions))
        places = self._graph.node("Gather", [table, self._positions()], ["positions/hidden"])
        return self._graph.node("Add", [hidden, places], ["embed/placed"])

    def _positions(self) -> str:
        """Add each token's position, int64 [batch, step]: a row's last is its length minus one."""
        graph = self._graph
        one = graph.tensor("positions/one", np.array(1, np.int64))
        step = graph.node("Shape", ["input_ids"], ["positions/step"], start=1, end=2)
        count = graph.node("Squeeze", [step], ["positions/count"])
        last = graph.node("Cast", ["seqlens_k"], ["positions/last"], to=TensorProto.INT64)
        ends = graph.node("Unsqueeze", [last, graph.constant([1])], ["positions/ends"])
        # From 1 - step to 0 behind each row's last position.
        start = graph.node("Sub", [one, count], ["positions/start"])
        offsets = graph.node("Range", [start, one, one], ["positions/offsets"])
        return graph.node("Add", [ends, offsets], ["positions/ids"])

    def _layer(self, layer: int, residual: str, normed: str) -> tuple[str, str]:
        """Add one decoder layer; takes and returns the residual stream and its normed form."""
        at, last = f"layer{layer}", layer + 1 == self._design.layers
        after = (
            self._weights.norm(self._family.final_norm)
            if last
            else self._blocks.layer_norm(layer + 1, "before_attention")
        )
        attended = self._blocks.after(
            layer, "after_attention", self._blocks.attention(layer, normed)
        )
        if self._design.parallel:
            if not self._family.parallel_shares_norm:
                norm = self._blocks.layer_norm(layer, "before_mlp")
                normed = self._blocks.normed(f"{at}/mid", residual, norm)
            fed = self._blocks.after(layer, "after_mlp", self._blocks.feed_forward(layer, normed))
            both = self._graph.node("Add", [attended, fed], [f"{at}/both"])
            return self._blocks.add_and_norm(f"{at}/out", residual, both, after)
        norm = self._blocks.layer_norm(layer, "before_mlp")
        residual, normed = self._blocks.add_and_norm(f"{at}/mid", residual, attended, norm)
        fed = self._blocks.after(layer, "after_mlp", self._blocks.feed_forward(layer, normed))
        return self._blocks.add_and_norm(f"{at}/out", residual, fed, after)

    def _head(self, normed: str) -> int:
        """Add the logits of the last n_logits positions; returns how many a position has."""
        graph, cap = self._graph, self._design.final_softcap
        start = graph.node("Neg", ["n_logits"], ["head/start"])
        ends, axes = graph.constant([ALL]), graph.constant([1])
        last = graph.node("Slice", [normed, start, ends, axes], ["head/hidden"])
        head = self._weights.linear(self._family.head)
        graph.tensor(HEAD, head.weight)
        product = "head/product" if cap else "logits"
        graph.node("MatMul", [last, HEAD], [product], name=HEAD_NODE)
        if cap:
            bound = graph.constant(cap)
            small = graph.node("Div", [product, bound], ["head/small"])
            graph.node("Mul", [graph.node("Tanh", [small], ["head/tanh"]), bound], ["logits"])
        return int(head.weight.shape[1])

    def _inputs(self) -> list[onnx.ValueInfoProto]:
        value = helper.make_tensor_value_info
        return [
            value("input_ids", TensorProto.INT64, ["batch", "step"]),
            value("seqlens_k", TensorProto.INT32, ["batch"]),
            value("total_seq_len", TensorProto.INT32, []),
            value("n_logits", TensorProto.INT64, [1]),
            *self._buffers("past_key_values"),
        ]

    def _outputs(self, vocab_size: int) -> list[onnx.ValueInfoProto]:
        logits = helper.make_tensor_value_info(
            "logits", TensorProto.FLOAT, ["batch", "n_logits", vocab_size]
        )
        return [logits, *self._buffers("present")]

    def _buffers(self, prefix: str) -> list[onnx.ValueInfoProto]:
        size, kv_heads = self._layout.size, self._design.kv_heads
        shape: list[str | int | None] = ["batch", kv_heads, "capacity", size]
        return [
            helper.make_tensor_value_info(f"{prefix}.{layer}.{kind}", TensorProto.FLOAT, shape)
            for layer in range(self._design.layers)
            for kind in ("key", "value")
        ]
