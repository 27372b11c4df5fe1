"""The parts of a fused decoder layer: attention, feed-forward, norms; knows nothing of their order.

Values are named by their place, such as layer0/attention/context.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from engine.training.export.builder import CONTRIB, Array, GraphBuilder
from engine.training.export.families import NO_WINDOW, Design, NotFusable
from engine.training.export.heads import HeadLayout
from engine.training.export.weights import ExportedWeights, Linear, Norm


class Blocks:
    """Adds parts of layers to a graph."""

    def __init__(
        self,
        graph: GraphBuilder,
        weights: ExportedWeights,
        design: Design,
        layout: HeadLayout,
        tables: tuple[str, str],
    ) -> None:
        """Take what every layer shares.

        Args:
            graph: where nodes and weights are added.
            weights: the exported graph's.
            design: the checkpoint's sizes and its family's modules.
            layout: how the places of a head are laid out.
            tables: the rotary cosines and sines by name; two empty names for none.
        """
        self._graph = graph
        self._weights = weights
        self._design = design
        self._family = design.family
        self._layout = layout
        self._tables = tables

    def attention(self, layer: int, normed: str) -> str:
        """Add a layer's attention over its buffers; takes and returns [batch, step, hidden]."""
        at, source = f"layer{layer}/attention", self._path(layer, self._family.attention)
        qkv = self._query_key_value(at, source, normed)
        past = [f"past_key_values.{layer}.{kind}" for kind in ("key", "value")]
        present = [f"present.{layer}.{kind}" for kind in ("key", "value")]
        options: dict[str, Any] = {}
        if self._design.windows[layer] != NO_WINDOW:
            options["local_window_size"] = self._design.windows[layer]
        if self._design.softcap:
            options["softcap"] = self._design.softcap
        context = self._graph.node(
            "GroupQueryAttention",
            [*qkv, *past, "seqlens_k", "total_seq_len", *self._tables],
            [f"{at}/context", *present],
            domain=CONTRIB,
            num_heads=self._design.heads,
            kv_num_heads=self._design.kv_heads,
            do_rotary=int(bool(self._tables[0])),
            rotary_interleaved=0,
            scale=self._design.scale,
            **options,
        )
        out = self._weights.linear(f"{source}.{self._family.out}")
        weight = self._layout.spread(out.weight.T).T
        return self._graph.product(f"{at}/out", context, weight, out.bias)

    def feed_forward(self, layer: int, normed: str) -> str:
        """Add a layer's MLP; takes and returns [batch, step, hidden]."""
        at, source = f"layer{layer}/mlp", self._path(layer, self._family.mlp)
        up = _packed([self._weights.linear(f"{source}.{name}") for name in self._family.up])
        product = self._graph.product(f"{at}/up", normed, up.weight, up.bias)
        if self._family.gated:
            halves = [f"{at}/gate", f"{at}/ungated"]
            self._graph.node("Split", [product], halves, axis=-1, num_outputs=2)
            active = self._activated(at, halves[0])
            product = self._graph.node("Mul", [active, halves[1]], [f"{at}/gated"])
        else:
            product = self._activated(at, product)
        down = self._weights.linear(f"{source}.{self._family.down}")
        return self._graph.product(f"{at}/down", product, down.weight, down.bias)

    def add_and_norm(self, at: str, residual: str, added: str, norm: Norm) -> tuple[str, str]:
        """Add to the residual stream and norm the sum; returns the sum and the normed sum."""
        simple = self._family.norm == "rms"
        self._graph.node(
            "SkipSimplifiedLayerNormalization" if simple else "SkipLayerNormalization",
            [residual, added, *self._norm_tensors(at, norm)],
            [f"{at}/normed", "", "", f"{at}/sum"],
            domain=CONTRIB,
            epsilon=self._design.epsilon,
        )
        return f"{at}/sum", f"{at}/normed"

    def normed(self, at: str, x: str, norm: Norm) -> str:
        """Add a norm of the family's kind."""
        simple = self._family.norm == "rms"
        return self._graph.node(
            "SimplifiedLayerNormalization" if simple else "LayerNormalization",
            [x, *self._norm_tensors(at, norm)],
            [f"{at}/normed"],
            axis=-1,
            epsilon=self._design.epsilon,
            stash_type=1,
        )

    def after(self, layer: int, which: str, x: str) -> str:
        """Norm what a part of the layer has computed, where the family does."""
        if getattr(self._family, which) is None:
            return x
        return self.normed(f"layer{layer}/{which}", x, self.layer_norm(layer, which))

    def layer_norm(self, layer: int, which: str) -> Norm:
        """Return a layer's norm, named as Family names it.

        Raises:
            NotFusable: the exported graph has no such norm.
        """
        return self._weights.norm(self._path(layer, getattr(self._family, which)))

    def _query_key_value(self, at: str, source: str, normed: str) -> tuple[str, str, str]:
        """Add the packed product; returns the operator's three inputs, packed as one or apart."""
        linears = [self._weights.linear(f"{source}.{name}") for name in self._family.qkv]
        packed = _packed(linears)
        if self._family.qkv_by_head:
            packed = self._from_by_head(packed)
        bias = None if packed.bias is None else self._layout.spread(packed.bias)
        weight = self._layout.spread(packed.weight)
        qkv = self._graph.product(f"{at}/qkv", normed, weight, bias)
        if self._family.qk_norms is None:
            return qkv, "", ""
        heads, kv_heads, size = self._design.heads, self._design.kv_heads, self._layout.size
        sizes = self._graph.constant([heads * size, kv_heads * size, kv_heads * size])
        parts = [f"{at}/{name}" for name in ("query", "key", "value")]
        self._graph.node("Split", [qkv, sizes], parts, axis=-1)
        query, key = (
            self._normed_heads(part, n_heads, f"{source}.{name}")
            for part, n_heads, name in zip(
                parts, (heads, kv_heads), self._family.qk_norms, strict=False
            )
        )
        return query, key, parts[2]

    def _from_by_head(self, packed: Linear) -> Linear:
        """Return a product of q, k and v whose layer holds all three of a head side by side."""
        order = np.arange(packed.weight.shape[1]).reshape(self._design.heads, 3, -1)
        columns = order.transpose(1, 0, 2).reshape(-1)
        bias = None if packed.bias is None else packed.bias[columns]
        return Linear(packed.weight[:, columns], bias)

    def _normed_heads(self, at: str, n_heads: int, path: str) -> str:
        """Norm each head of a part of the packed product."""
        norm = self._weights.norm(path)
        weight, epsilon = self._layout.norm(norm.weight, self._design.epsilon)
        apart, together = ([0, 0, n_heads, -1], [0, 0, n_heads * self._layout.size])
        heads = self._graph.node("Reshape", [at, self._graph.constant(apart)], [f"{at}/heads"])
        normed = self._graph.node(
            "SimplifiedLayerNormalization",
            [heads, self._graph.tensor(f"{at}/norm", weight)],
            [f"{at}/normed_heads"],
            axis=-1,
            epsilon=epsilon,
            stash_type=1,
        )
        return self._graph.node(
            "Reshape", [normed, self._graph.constant(together)], [f"{at}/normed"]
        )

    def _activated(self, at: str, x: str) -> str:
        output = [f"{at}/active"]
        match self._design.activation:
            case "silu":
                # QuickGelu with alpha 1 is x * sigmoid(x): SiLU in one operator.
                return self._graph.node("QuickGelu", [x], output, domain=CONTRIB, alpha=1.0)
            case "gelu":
                return self._graph.node("Gelu", [x], output)
            case "gelu_tanh":
                return self._graph.node("Gelu", [x], output, approximate="tanh")
            case _:
                return self._graph.node("Relu", [x], output)

    def _norm_tensors(self, at: str, norm: Norm) -> list[str]:
        names = [self._graph.tensor(f"{at}/norm", norm.weight)]
        if norm.bias is not None:
            names.append(self._graph.tensor(f"{at}/norm_bias", norm.bias))
        return names

    def _path(self, layer: int, module: str) -> str:
        return f"{self._family.layers}.{layer}.{module}"


def _packed(linears: list[Linear]) -> Linear:
    """Return layers over the same input as one."""
    weight: Array = np.concatenate([linear.weight for linear in linears], axis=1)
    biases = [linear.bias for linear in linears if linear.bias is not None]
    if biases and len(biases) != len(linears):
        raise NotFusable("some of its packed layers have a bias and some have none")
    return Linear(weight, np.concatenate(biases) if biases else None)
