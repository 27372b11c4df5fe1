"""Builds an ONNX graph node by node; knows operators' plumbing, nothing of models."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import helper, numpy_helper

Array = NDArray[np.float32]
CONTRIB = "com.microsoft"
EMBEDDING, HEAD, HEAD_NODE, EMBEDDING_NODE = (
    "embedding",
    "lm_head",
    "lm_head/MatMul",
    "embed/Gather",
)
# As the end of a Slice: to the last position.
ALL = 2**62
_OPSET, _IR_VERSION = 20, 10


class GraphBuilder:
    """Nodes in the order in which they run, and the weights they read."""

    def __init__(self) -> None:
        self._nodes: list[onnx.NodeProto] = []
        self._initializers: dict[str, onnx.TensorProto] = {}

    def tensor(self, name: str, array: NDArray[Any]) -> str:
        """Add a weight and return its name."""
        self._initializers[name] = numpy_helper.from_array(np.ascontiguousarray(array), name)
        return name

    def constant(self, value: float | Sequence[int]) -> str:
        """Add a number as a float32 scalar, or whole numbers as int64 [n]; equal ones are one."""
        if isinstance(value, float):
            return self.tensor(f"constant/{value!r}", np.array(value, np.float32))
        name = "_".join(map(str, value))
        return self.tensor(f"constant/int/{name}", np.array(value, np.int64))

    def node(self, op: str, inputs: Sequence[str], outputs: Sequence[str], **more: Any) -> str:
        """Add a node named after its first output, and return that output."""
        more.setdefault("name", outputs[0])
        self._nodes.append(helper.make_node(op, list(inputs), list(outputs), **more))
        return outputs[0]

    def product(self, at: str, x: str, weight: Array, bias: Array | None) -> str:
        """Add a linear layer; weight is float32 [inputs, outputs], bias float32 [outputs]."""
        weight_name = self.tensor(f"{at}/weight", weight)
        product = self.node("MatMul", [x, weight_name], [f"{at}/product"], name=f"{at}/MatMul")
        if bias is None:
            return product
        return self.node("Add", [product, self.tensor(f"{at}/bias", bias)], [f"{at}/biased"])

    def finish(
        self, inputs: Sequence[onnx.ValueInfoProto], outputs: Sequence[onnx.ValueInfoProto]
    ) -> onnx.ModelProto:
        """Return the whole model."""
        graph = helper.make_graph(
            self._nodes, "longhand", inputs, outputs, list(self._initializers.values())
        )
        opsets = [helper.make_opsetid("", _OPSET), helper.make_opsetid(CONTRIB, 1)]
        return helper.make_model(
            graph, opset_imports=opsets, ir_version=_IR_VERSION, producer_name="longhand"
        )
