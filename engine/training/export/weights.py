"""The weights of an exported graph, found by the modules that transformers gave them."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import dataclass

import numpy as np
import onnx
from onnx import numpy_helper

from engine.training.export.builder import Array
from engine.training.export.families import NotFusable


@dataclass(frozen=True, slots=True)
class Linear:
    """A linear layer: weight float32 [inputs, outputs], bias float32 [outputs] or None."""

    weight: Array
    bias: Array | None


@dataclass(frozen=True, slots=True)
class Norm:
    """A norm: weight float32 [width] as it is multiplied, bias float32 [width] or None."""

    weight: Array
    bias: Array | None


class ExportedWeights:
    """Looks weights up by a module's path, such as `model.layers.0.self_attn.q_proj`."""

    def __init__(self, model: onnx.ModelProto) -> None:
        self._initializers = {tensor.name: tensor for tensor in model.graph.initializer}
        self._by_output = {name: node for node in model.graph.node for name in node.output}
        self._by_module: dict[str, list[onnx.NodeProto]] = defaultdict(list)
        for node in model.graph.node:
            self._by_module[node.name.rpartition("/")[0]].append(node)

    def linear(self, path: str) -> Linear:
        """Return a linear layer.

        Raises:
            NotFusable: the graph has no such layer, or computes its weight.
        """
        product = self._node(path, ("MatMul", "Gemm"))
        transposed = any(a.name == "transB" and a.i for a in product.attribute)
        name = product.input[1]
        weight = self._constant(name)
        if weight is None:
            # A head tied to the embedding is exported as MatMul(x, Transpose(embedding)).
            source = self._by_output.get(name)
            if source is None or source.op_type != "Transpose":
                raise NotFusable(f"the exported graph computes the weight of {path}")
            weight, transposed = self._constant(source.input[0]), True
            if weight is None:
                raise NotFusable(f"the exported graph computes the weight of {path}")
        return Linear(np.ascontiguousarray(weight.T) if transposed else weight, self._bias_of(path))

    def norm(self, path: str) -> Norm:
        """Return a norm; what a module adds to its weight is in it.

        Raises:
            NotFusable: the graph has no such norm.
        """
        nodes = self._by_module[_scope(path)]
        for node in nodes:
            if node.op_type == "LayerNormalization":
                weight, bias = (self._constant(name) for name in node.input[1:3])
                # A layer norm without a bias is exported with one of zeros.
                if weight is not None and bias is not None:
                    return Norm(weight, bias)
        for node in nodes:
            for name in node.input if node.op_type == "Mul" else ():
                weight = self._constant(name)
                if weight is not None and weight.ndim == 1:
                    return Norm(weight, None)
        raise NotFusable(f"the exported graph has no norm {path}")

    def has(self, path: str) -> bool:
        """Return whether a module computes anything."""
        return bool(self._by_module.get(_scope(path)))

    def embedding(self, path: str) -> Array:
        """Return an embedding, float32 [entries, width].

        Raises:
            NotFusable: the graph has no such embedding.
        """
        table = self._constant(self._node(path, ("Gather",)).input[0])
        if table is None:
            raise NotFusable(f"the exported graph computes the embedding {path}")
        return table

    def _node(self, path: str, kinds: tuple[str, ...]) -> onnx.NodeProto:
        nodes = [n for n in self._by_module[_scope(path)] if n.op_type in kinds]
        if len(nodes) != 1:
            raise NotFusable(f"the exported graph has no layer {path}")
        return nodes[0]

    def _bias_of(self, path: str) -> Array | None:
        return self._constant(f"{path}.bias")

    def _constant(self, name: str) -> Array | None:
        """Return a constant, through the Identity nodes that equal weights are exported as."""
        while name not in self._initializers:
            node = self._by_output.get(name)
            if node is None or node.op_type != "Identity":
                return None
            name = node.input[0]
        array: Array = numpy_helper.to_array(self._initializers[name]).astype(np.float32)
        return array


def _scope(path: str) -> str:
    """Return the scope of a module's nodes: `a.layers.0.b` is `/a/layers.0/b`."""
    return "/" + re.sub(r"\.(?!\d)", "/", path)
