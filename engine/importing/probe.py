"""How fast a model of some sizes would write on this machine: two seconds of its products.

One layer's products with random weights are timed in ONNX Runtime, as many copies of it as a
processor cannot keep in its cache; layers and head are counted up from that.
"""

from __future__ import annotations

import math
import statistics
import time
from collections.abc import Sequence

import numpy as np
import onnxruntime as ort

from engine import hardware
from engine.importing.sizes import BITS, BLOCK, Quantized, Sizes, needs_training_parts
from engine.jobs import CancelFlag

BUDGET_S = 2.0
_LEAST_RUNS = 3
# Beyond what a processor's cache holds; more would only take longer to prepare.
_TIMED_BYTES = 64_000_000
# Attention and norms come on top of the products. 42M parameters at int8 on two cores, in one run:
# 121 foretold without it, 120 with 16 tokens of context, 101 with 256, 72 with 900.
_OTHER_WORK = 1.25
# int8 x int8 products, as exported models have them.
_ACCURACY_LEVEL = 4


def tokens_per_s(sizes: Sizes, precision: Quantized, cancel: CancelFlag) -> float:
    """Return how many tokens a second the model would write, about.

    Args:
        sizes: of the model.
        precision: that it is brought to.
        cancel: looked at between two runs.

    Raises:
        Cancelled: the flag was raised.
        UserError: the training parts are not installed.
    """
    half_s = BUDGET_S / len(BITS) / 2
    layer_bytes = sum(map(math.prod, sizes.layer)) * BITS[precision] // 8
    n_copies = max(1, min(sizes.layers, _TIMED_BYTES // max(1, layer_bytes)))
    layers_s = _timed(sizes.layer * n_copies, precision, half_s, cancel) * sizes.layers / n_copies
    rows, width = sizes.head
    timed_rows = max(1, min(rows, _TIMED_BYTES * 8 // BITS[precision] // width))
    head_s = _timed([(timed_rows, width)], precision, half_s, cancel) * rows / timed_rows
    return 1 / ((layers_s + head_s) * _OTHER_WORK)


def _timed(
    shapes: Sequence[tuple[int, int]], precision: Quantized, budget_s: float, cancel: CancelFlag
) -> float:
    """Return the seconds that products of these shapes take for one token: the median run."""
    threads = hardware.engine_threads("command line")
    session = ort.InferenceSession(
        _graph(shapes, precision),
        hardware.session_options(threads),
        providers=["CPUExecutionProvider"],
    )
    inputs = {
        f"x{width}": np.ones((1, width), np.float32) for width in {width for _, width in shapes}
    }
    session.run(None, inputs)
    runs: list[float] = []
    started = time.perf_counter()
    while len(runs) < _LEAST_RUNS or time.perf_counter() - started < budget_s:
        cancel.check()
        begun = time.perf_counter()
        session.run(None, inputs)
        runs.append(time.perf_counter() - begun)
    return statistics.median(runs)


def _graph(shapes: Sequence[tuple[int, int]], precision: Quantized) -> bytes:
    """Return a model of one product a shape, with random weights, as ONNX Runtime reads it."""
    try:
        from onnx import TensorProto, helper, numpy_helper
    except ModuleNotFoundError as error:
        raise needs_training_parts(error) from error
    rng, bits = np.random.default_rng(1), BITS[precision]
    nodes, weights, outputs = [], [], []
    for number, (rows, width) in enumerate(shapes):
        n_blocks = -(-width // BLOCK)
        blocks = rng.integers(0, 256, (rows, n_blocks, BLOCK * bits // 8), np.uint8)
        scales = np.full(rows * n_blocks, 0.01, np.float32)
        weights.append(numpy_helper.from_array(blocks, f"w{number}"))
        weights.append(numpy_helper.from_array(scales, f"s{number}"))
        outputs.append(helper.make_tensor_value_info(f"y{number}", TensorProto.FLOAT, [1, rows]))
        nodes.append(
            helper.make_node(
                "MatMulNBits",
                [f"x{width}", f"w{number}", f"s{number}"],
                [f"y{number}"],
                domain="com.microsoft",
                K=width,
                N=rows,
                bits=bits,
                block_size=BLOCK,
                accuracy_level=_ACCURACY_LEVEL,
            )
        )
    inputs = [
        helper.make_tensor_value_info(f"x{width}", TensorProto.FLOAT, [1, width])
        for width in sorted({width for _, width in shapes})
    ]
    graph = helper.make_graph(nodes, "probe", inputs, outputs, weights)
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid("com.microsoft", 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=10)
    return bytes(model.SerializeToString())
