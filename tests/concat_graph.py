"""A small plain graph as optimum lays one out, made without torch: one layer of real attention."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import onnx
from onnx import TensorProto, helper, numpy_helper

from engine.manifest import PLAIN_GRAPH, Manifest, Shape

VOCAB, HEADS, SIZE = 23, 2, 4
_WIDTH = HEADS * SIZE


def weights(seed: int = 3) -> dict[str, np.ndarray]:
    """Return the model's weights by name."""
    rng = np.random.default_rng(seed)
    shapes = {
        "wte": (VOCAB, _WIDTH),
        "wpe": (64, _WIDTH),
        "q": (_WIDTH, _WIDTH),
        "k": (_WIDTH, _WIDTH),
        "v": (_WIDTH, _WIDTH),
        "out": (_WIDTH, _WIDTH),
        "bias": (_WIDTH,),
    }
    return {name: rng.normal(size=shape).astype(np.float32) for name, shape in shapes.items()}


def expected_logits(tokens: list[int]) -> np.ndarray:
    """Return what the model computes for a whole text, in numpy: float32 [tokens, VOCAB]."""
    w, n = weights(), len(tokens)
    hidden = w["wte"][tokens] + w["wpe"][:n]
    query, key, value = (
        (hidden @ w[name]).reshape(n, HEADS, SIZE).transpose(1, 0, 2) for name in "qkv"
    )
    scores = query @ key.transpose(0, 2, 1)
    scores = np.where(np.tri(n, dtype=bool), scores, -np.inf)
    shares = np.exp(scores - scores.max(-1, keepdims=True))
    context = (shares / shares.sum(-1, keepdims=True)) @ value
    attended = context.transpose(1, 0, 2).reshape(n, _WIDTH) @ w["out"] + w["bias"]
    return ((hidden + attended) @ w["wte"].T).astype(np.float32)


def plain_graph() -> onnx.ModelProto:
    """Return the graph: a Gemm, a head tied by Transpose, logits of every position."""
    nodes: list[onnx.NodeProto] = []

    def node(op: str, inputs: list[str], output: str, **more: object) -> str:
        nodes.append(helper.make_node(op, inputs, [output], name=f"/{output}", **more))
        return output

    tokens = node("Gather", ["wte", "input_ids"], "tokens")
    places = node("Gather", ["wpe", "position_ids"], "places")
    hidden = node("Add", [tokens, places], "hidden")
    heads = {}
    for name in "qkv":
        product = node("MatMul", [hidden, name], f"{name}_product")
        apart = node("Reshape", [product, "apart"], f"{name}_apart")
        heads[name] = node("Transpose", [apart], f"{name}_heads", perm=[0, 2, 1, 3])
    key = node("Concat", ["past_key_values.0.key", heads["k"]], "present.0.key", axis=2)
    value = node("Concat", ["past_key_values.0.value", heads["v"]], "present.0.value", axis=2)
    turned = node("Transpose", [key], "turned", perm=[0, 1, 3, 2])
    scores = node("MatMul", [heads["q"], turned], "scores")
    # A key at place p is seen from place i where p <= i: the mask's places are its running sum.
    node("CumSum", ["attention_mask", "one"], "counted")
    node("Sub", ["counted", "one"], "key_places")
    node("Unsqueeze", ["key_places", "rows"], "keys_of_rows")
    node("Unsqueeze", ["position_ids", "columns"], "queries_of_rows")
    node("LessOrEqual", ["keys_of_rows", "queries_of_rows"], "seen")
    node("Unsqueeze", ["seen", "rows"], "seen_by_heads")
    masked = node("Where", ["seen_by_heads", scores, "low"], "masked")
    shares = node("Softmax", [masked], "shares", axis=-1)
    context = node("MatMul", [shares, value], "context")
    flat = node("Transpose", [context], "flat", perm=[0, 2, 1, 3])
    rows = node("Reshape", [flat, "as_rows"], "rows_of_context")
    projected = node("Gemm", [rows, "out_transposed", "bias"], "projected", transB=1)
    node("Shape", [hidden], "hidden_shape")
    attended = node("Reshape", [projected, "hidden_shape"], "attended")
    final = node("Add", [hidden, attended], "final")
    node("Transpose", ["wte"], "head_weight", perm=[1, 0])
    node("MatMul", [final, "head_weight"], "logits")
    constants = {
        "apart": np.array([0, 0, HEADS, SIZE], np.int64),
        "as_rows": np.array([-1, _WIDTH], np.int64),
        "one": np.array(1, np.int64),
        "rows": np.array([1], np.int64),
        "columns": np.array([2], np.int64),
        "low": np.array(-1e9, np.float32),
    }
    named = {**weights(), **constants}
    named["out_transposed"] = np.ascontiguousarray(named.pop("out").T)
    value_of = helper.make_tensor_value_info
    buffer = ["batch", HEADS, "past", SIZE]
    grown = ["batch", HEADS, "past + step", SIZE]
    kinds = ("key", "value")
    graph = helper.make_graph(
        nodes,
        "plain",
        [
            value_of("input_ids", TensorProto.INT64, ["batch", "step"]),
            value_of("attention_mask", TensorProto.INT64, ["batch", "past + step"]),
            value_of("position_ids", TensorProto.INT64, ["batch", "step"]),
            *(value_of(f"past_key_values.0.{k}", TensorProto.FLOAT, buffer) for k in kinds),
        ],
        [
            value_of("logits", TensorProto.FLOAT, ["batch", "step", VOCAB]),
            *(value_of(f"present.0.{k}", TensorProto.FLOAT, grown) for k in kinds),
        ],
        [numpy_helper.from_array(array, name) for name, array in named.items()],
    )
    return helper.make_model(graph, opset_imports=[helper.make_opsetid("", 18)], ir_version=10)


def manifest(**shape: int) -> Manifest:
    """Return the graph's manifest; `shape` changes what it says of the sizes."""
    made = Manifest(
        id="tiny",
        name="Tiny",
        family="base",
        licence="unknown",
        languages=(),
        architecture="tiny",
        graph=PLAIN_GRAPH,
        precision="fp32",
        context_tokens=64,
        parameters=1000,
        shape=Shape(layers=1, kv_heads=HEADS, head_size=SIZE, vocab_size=VOCAB),
        bos_id=None,
        eos_ids=(),
        files={},
    )
    return replace(made, shape=replace(made.shape, **shape))


def save(model: onnx.ModelProto, folder: Path) -> Path:
    """Write a graph and return its file."""
    path = folder / "model.onnx"
    onnx.save_model(model, str(path))
    return path
