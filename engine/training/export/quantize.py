"""Brings a float32 graph to its precision: block-wise int8 or int4 weights, or float16.

Weights are quantized symmetrically in blocks of 32 by ONNX Runtime's own MatMulNBits quantizer. A
head tied to the embedding is kept once: the embedding is gathered from the head's blocks.
"""

from __future__ import annotations

import logging
from typing import Literal

import numpy as np
import onnx
from onnx import helper, numpy_helper
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer
from onnxruntime.transformers.float16 import convert_float_to_float16

from engine.training.export.builder import (
    CONTRIB,
    EMBEDDING,
    EMBEDDING_NODE,
    HEAD,
    HEAD_NODE,
)

Precision = Literal["fp32", "fp16", "int8", "int4"]
PRECISIONS: tuple[Precision, ...] = ("fp32", "fp16", "int8", "int4")
BLOCK = 32
# MatMulNBits computes int8 x int8 products at this level, the fastest on a CPU.
_ACCURACY_LEVEL = 4
_BITS = {"int8": 8, "int4": 4}


def to_precision(model: onnx.ModelProto, precision: Precision) -> onnx.ModelProto:
    """Return the graph at a precision; the graph given may be used up."""
    if precision == "fp32":
        return model
    if precision == "fp16":
        converted: onnx.ModelProto = convert_float_to_float16(model, disable_shape_infer=True)
        return converted
    tied = _is_tied(model)
    logging.getLogger("onnxruntime.quantization.matmul_nbits_quantizer").setLevel(logging.WARNING)
    quantizer = MatMulNBitsQuantizer(
        model,
        block_size=BLOCK,
        is_symmetric=True,
        accuracy_level=_ACCURACY_LEVEL,
        bits=_BITS[precision],
    )
    quantizer.process()
    quantized: onnx.ModelProto = quantizer.model.model
    if tied:
        _share_embedding(quantized, _BITS[precision])
    return quantized


def _is_tied(model: onnx.ModelProto) -> bool:
    tensors = {t.name: t for t in model.graph.initializer if t.name in (EMBEDDING, HEAD)}
    if len(tensors) < 2:
        return False
    embedding, head = (numpy_helper.to_array(tensors[name]) for name in (EMBEDDING, HEAD))
    return embedding.shape[1] % BLOCK == 0 and bool(np.array_equal(embedding, head.T))


def _share_embedding(model: onnx.ModelProto, bits: int) -> None:
    """Gather the embedding from the head's quantized blocks and drop its float copy."""
    graph = model.graph
    head = next(node for node in graph.node if node.name.startswith(HEAD_NODE))
    gather = next(node for node in graph.node if node.name == EMBEDDING_NODE)
    blocks, scales = head.input[1], head.input[2]
    rows = next(t for t in graph.initializer if t.name == blocks).dims[0]
    for tensor in [t for t in graph.initializer if t.name in (EMBEDDING, HEAD)]:
        graph.initializer.remove(tensor)
    # The head holds [rows, blocks, bytes]; gathering wants [rows, bytes]. Reshape makes a view.
    graph.initializer.append(numpy_helper.from_array(np.array([rows, -1], np.int64), "embed/shape"))
    at = list(graph.node).index(gather)
    graph.node.remove(gather)
    shared = [
        helper.make_node("Reshape", [blocks, "embed/shape"], ["embed/blocks"], name="embed/blocks"),
        helper.make_node("Reshape", [scales, "embed/shape"], ["embed/scales"], name="embed/scales"),
        helper.make_node(
            "GatherBlockQuantized",
            ["embed/blocks", gather.input[1], "embed/scales"],
            [gather.output[0]],
            name=EMBEDDING_NODE,
            domain=CONTRIB,
            gather_axis=0,
            quantize_axis=1,
            block_size=BLOCK,
            bits=bits,
        ),
    ]
    for offset, node in enumerate(shared):
        graph.node.insert(at + offset, node)
