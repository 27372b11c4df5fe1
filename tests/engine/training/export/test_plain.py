"""optimum's own graph, prepared: the same function, with products that can be quantized."""

import numpy as np
import onnxruntime as ort
import pytest
from onnx import TensorProto, helper

from engine.errors import ExportRefused
from engine.training.export.builder import EMBEDDING, EMBEDDING_NODE, HEAD, HEAD_NODE
from engine.training.export.plain import prepare, shape_of
from tests import concat_graph


def node_named(model, name):
    return next(node for node in model.graph.node if node.name == name)


def weight_names(model):
    return {tensor.name for tensor in model.graph.initializer}


def test_a_gemm_becomes_a_product_with_a_weight_and_a_sum():
    model = prepare(concat_graph.plain_graph())
    kinds = [node.op_type for node in model.graph.node]
    assert "Gemm" not in kinds
    product = node_named(model, "/projected/MatMul")
    assert product.input[1] in weight_names(model)
    # The weight that was transposed in the Gemm is gone.
    assert "out_transposed" not in weight_names(model)


@pytest.mark.parametrize("attribute", [{"alpha": 0.5}, {"beta": 2.0}, {"transA": 1}], ids=str)
def test_a_gemm_that_does_more_stays(attribute):
    model = concat_graph.plain_graph()
    gemm = node_named(model, "/projected")
    for name, value in attribute.items():
        gemm.attribute.append(helper.make_attribute(name, value))
    assert "Gemm" in [node.op_type for node in prepare(model).graph.node]


def test_a_tied_head_gets_a_weight_of_its_own_and_both_get_their_names():
    model = prepare(concat_graph.plain_graph())
    assert node_named(model, HEAD_NODE).input[1] == HEAD
    assert node_named(model, EMBEDDING_NODE).input[0] == EMBEDDING
    assert {HEAD, EMBEDDING} <= weight_names(model)
    assert "wte" not in weight_names(model)


def test_an_embedding_that_is_read_twice_keeps_its_name():
    model = concat_graph.plain_graph()
    for node in model.graph.node:
        if node.name == "/places":
            node.input[0] = "wte"
    prepared = prepare(model)
    assert "wte" in weight_names(prepared)
    assert EMBEDDING not in weight_names(prepared)
    assert node_named(prepared, HEAD_NODE).input[1] == HEAD


def test_a_soft_cap_behind_the_head_is_looked_through():
    model = concat_graph.plain_graph()
    head = node_named(model, "/logits")
    head.output[0] = "uncapped"
    model.graph.node.append(helper.make_node("Tanh", ["uncapped"], ["logits"], name="/cap"))
    prepared = prepare(model)
    assert "n_logits" in {i.name for i in prepared.graph.input}
    assert node_named(prepared, HEAD_NODE).output[0] == "uncapped"


def test_a_head_that_is_laid_out_in_another_way_is_left_alone():
    model = concat_graph.plain_graph()
    head = node_named(model, "/logits")
    head.output[0] = "unordered"
    model.graph.node.append(
        helper.make_node("Softmax", ["unordered"], ["logits"], name="/normalized")
    )
    prepared = prepare(model)
    assert "n_logits" not in {i.name for i in prepared.graph.input}
    assert node_named(prepared, "/logits").input[1] == "head_weight"


def test_sizes_are_read_from_the_graph():
    shape = shape_of(concat_graph.plain_graph())
    assert (shape.layers, shape.kv_heads, shape.head_size, shape.vocab_size) == (
        1,
        concat_graph.HEADS,
        concat_graph.SIZE,
        concat_graph.VOCAB,
    )


def test_keys_and_values_of_another_rank_are_refused():
    model = concat_graph.plain_graph()
    value = helper.make_tensor_value_info
    model.graph.input.append(value("past_key_values.1.key", TensorProto.FLOAT, ["batch", 2, "p"]))
    model.graph.input.append(value("past_key_values.1.value", TensorProto.FLOAT, ["b", 2, "p", 4]))
    with pytest.raises(ExportRefused, match="not laid out alike"):
        shape_of(model)


def test_a_size_that_is_left_open_is_refused():
    model = concat_graph.plain_graph()
    for value in model.graph.input:
        if value.name.startswith("past"):
            value.type.tensor_type.shape.dim[3].dim_param = "size"
    with pytest.raises(ExportRefused, match="does not say how large"):
        shape_of(model)


def test_preparing_keeps_every_weight_that_is_read():
    model = prepare(concat_graph.plain_graph())
    read = {name for node in model.graph.node for name in node.input}
    assert weight_names(model) <= read
    sizes = {t.name: int(np.prod(t.dims)) for t in model.graph.initializer}
    assert sizes[HEAD] == sizes[EMBEDDING]


def test_a_prepared_graph_computes_the_wanted_positions_only():
    model = prepare(concat_graph.plain_graph())
    runner = ort.InferenceSession(model.SerializeToString(), providers=["CPUExecutionProvider"])
    text = [3, 1, 4, 1, 5]
    empty = np.zeros((1, concat_graph.HEADS, 0, concat_graph.SIZE), np.float32)
    feeds = {
        "input_ids": np.array([text]),
        "attention_mask": np.ones((1, len(text)), np.int64),
        "position_ids": np.arange(len(text))[None],
        "n_logits": np.array([3]),
        "past_key_values.0.key": empty,
        "past_key_values.0.value": empty,
    }
    logits = runner.run(["logits"], feeds)[0]
    expected = concat_graph.expected_logits(text)[-3:]
    np.testing.assert_allclose(logits[0], expected, rtol=1e-4, atol=1e-4)
