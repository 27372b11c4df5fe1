"""Prepares optimum's own graph for the plain path: logits where wanted, products to quantize.

The graph keeps what it computes. Its head becomes a product with a weight of its own, after a slice
to the last n positions; Gemm becomes MatMul and Add, which the quantizer knows.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import onnx
from numpy.typing import NDArray
from onnx import TensorProto, helper, numpy_helper

from engine.errors import ExportRefused
from engine.manifest import Shape
from engine.training.export.builder import ALL, EMBEDDING, EMBEDDING_NODE, HEAD, HEAD_NODE

# What may stand between the head's product and the logits: scaling and soft caps.
_ELEMENTWISE = {"Mul", "Div", "Add", "Sub", "Tanh", "Cast", "Identity"}


def prepare(model: onnx.ModelProto) -> onnx.ModelProto:
    """Return the graph, changed in place, with a head that the quantizer and n_logits can reach.

    A graph whose head is laid out in another way is left as it is, and computes the logits of
    every position.
    """
    graph = model.graph
    _gemm_to_matmul(graph)
    head = _head_of(graph)
    if head is not None:
        _own_head_weight(graph, head)
        _slice_before(graph, head)
    _drop_unused(graph)
    return model


def shape_of(model: onnx.ModelProto) -> Shape:
    """Return the sizes of a plain graph's keys, values and logits.

    Raises:
        ExportRefused: its layers differ, or are not [batch, heads, tokens, size].
    """
    pasts = [i for i in model.graph.input if i.name.startswith("past_key_values.")]
    sizes = {tuple(_dim(value, axis) for axis in (1, 3)) for value in pasts if _rank(value) == 4}
    logits = next(o for o in model.graph.output if o.name == "logits")
    if len(sizes) != 1 or len(pasts) % 2 or any(_rank(value) != 4 for value in pasts):
        raise ExportRefused("The exported graph's keys and values are not laid out alike.")
    ((kv_heads, head_size),) = sizes
    width = _dim(logits, 2)
    if not (kv_heads and head_size and width):
        raise ExportRefused("The exported graph does not say how large its keys and values are.")
    return Shape(len(pasts) // 2, kv_heads, head_size, width)


def _rank(value: onnx.ValueInfoProto) -> int:
    return len(value.type.tensor_type.shape.dim)


def _dim(value: onnx.ValueInfoProto, axis: int) -> int:
    """Return a fixed size; 0 where the graph leaves it open."""
    return int(value.type.tensor_type.shape.dim[axis].dim_value)


def _gemm_to_matmul(graph: onnx.GraphProto) -> None:
    """Turn Gemm over a constant weight into MatMul and Add."""
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    for index in reversed(range(len(graph.node))):
        node = graph.node[index]
        attributes = {a.name: helper.get_attribute_value(a) for a in node.attribute}
        unscaled = attributes.get("alpha", 1.0) == attributes.get("beta", 1.0) == 1.0
        fits = unscaled and not attributes.get("transA", 0) and len(node.input) == 3
        if node.op_type != "Gemm" or not fits or node.input[1] not in tensors:
            continue
        x, weight, bias = node.input
        if attributes.get("transB", 0):
            array = numpy_helper.to_array(tensors[weight]).T
            weight = f"{node.name}/weight"
            graph.initializer.append(_tensor(weight, array))
        name, output, product = node.name, node.output[0], f"{node.name}/product"
        del graph.node[index]
        add = helper.make_node("Add", [product, bias], [output], name=f"{name}/Add")
        graph.node.insert(index, add)
        matmul = helper.make_node("MatMul", [x, weight], [product], name=f"{name}/MatMul")
        graph.node.insert(index, matmul)


def _head_of(graph: onnx.GraphProto) -> onnx.NodeProto | None:
    """Return the product that the logits come from, or None where there is none to be sure of."""
    makers = {name: node for node in graph.node for name in node.output}
    tensors = {tensor.name for tensor in graph.initializer}
    node = makers.get("logits")
    while node is not None and node.op_type in _ELEMENTWISE:
        node = next((makers[name] for name in node.input if _is_computed(makers, name)), None)
    if node is None or node.op_type != "MatMul":
        return None
    source = makers.get(node.input[1])
    tied = source is not None and source.op_type == "Transpose" and source.input[0] in tensors
    return node if tied or node.input[1] in tensors else None


def _is_computed(makers: dict[str, onnx.NodeProto], name: str) -> bool:
    return name in makers and makers[name].op_type != "Constant"


def _own_head_weight(graph: onnx.GraphProto, head: onnx.NodeProto) -> None:
    """Give the head a constant [hidden, vocabulary] and name it and the embedding it is tied to."""
    tensors = {tensor.name: tensor for tensor in graph.initializer}
    makers = {name: node for node in graph.node for name in node.output}
    source = makers.get(head.input[1])
    if source is None:
        weight = numpy_helper.to_array(tensors[head.input[1]])
    else:
        embedding = source.input[0]
        weight = numpy_helper.to_array(tensors[embedding]).T
        _name_embedding(graph, embedding)
    graph.initializer.append(_tensor(HEAD, weight))
    head.input[1], head.name = HEAD, HEAD_NODE


def _name_embedding(graph: onnx.GraphProto, name: str) -> None:
    """Rename the embedding where one Gather is all that reads it, beside the head."""
    users = [node for node in graph.node if name in node.input and node.op_type != "Transpose"]
    if [node.op_type for node in users] != ["Gather"] or users[0].input[0] != name:
        return
    next(t for t in graph.initializer if t.name == name).name = EMBEDDING
    for node in graph.node:
        for at, read in enumerate(node.input):
            if read == name:
                node.input[at] = EMBEDDING
    users[0].name = EMBEDDING_NODE


def _slice_before(graph: onnx.GraphProto, head: onnx.NodeProto) -> None:
    """Compute the head for the last n_logits positions only."""
    graph.initializer.append(_tensor("head/all", np.array([ALL], np.int64)))
    graph.initializer.append(_tensor("head/axis", np.array([1], np.int64)))
    graph.input.append(helper.make_tensor_value_info("n_logits", TensorProto.INT64, [1]))
    hidden = head.input[0]
    inputs = [hidden, "head/start", "head/all", "head/axis"]
    added = [
        helper.make_node("Neg", ["n_logits"], ["head/start"], name="head/start"),
        helper.make_node("Slice", inputs, ["head/hidden"], name="head/hidden"),
    ]
    head.input[0] = "head/hidden"
    at = [node.name for node in graph.node].index(head.name)
    for offset, node in enumerate(added):
        graph.node.insert(at + offset, node)
    logits = next(o for o in graph.output if o.name == "logits")
    logits.type.tensor_type.shape.dim[1].Clear()
    logits.type.tensor_type.shape.dim[1].dim_param = "n_logits"
    # Sizes that were inferred before the slice are no longer true.
    del graph.value_info[:]


def _drop_unused(graph: onnx.GraphProto) -> None:
    """Remove the nodes and weights that nothing reads any more."""
    outputs = {output.name for output in graph.output}
    dropped = True
    while dropped:
        used = outputs.union(*(node.input for node in graph.node))
        unread = [i for i, node in enumerate(graph.node) if used.isdisjoint(node.output)]
        for index in reversed(unread):
            del graph.node[index]
        dropped = bool(unread)
    for index in reversed(range(len(graph.initializer))):
        if graph.initializer[index].name not in used:
            del graph.initializer[index]


def _tensor(name: str, array: NDArray[Any]) -> onnx.TensorProto:
    return numpy_helper.from_array(np.ascontiguousarray(array), name)
