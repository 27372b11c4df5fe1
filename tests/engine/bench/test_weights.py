"""A checkpoint's tensors, and the order of rows that another engine's rotary embedding wants."""

import json

import numpy as np
import pytest

from engine.bench.weights import interleaved, tensors


def write(path, rows):
    """Write tensors {name: (dtype, array)} as a checkpoint does."""
    header, content = {"__metadata__": {"format": "pt"}}, b""
    for name, (dtype, array) in rows.items():
        start = len(content)
        content += array.tobytes()
        header[name] = {
            "dtype": dtype,
            "shape": list(array.shape),
            "data_offsets": [start, len(content)],
        }
    text = json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + content)


def test_tensors_of_every_kind_and_file_are_read_as_float32(tmp_path):
    single = np.array([[1.5, -2.0, 0.1]], np.float32)
    half = np.array([0.25, -7.0], np.float16)
    # 1.5 and -2.0: the upper halves of their float32.
    brain = np.array([0x3FC0, 0xC000], np.uint16)
    write(tmp_path / "model-1.safetensors", {"half": ("F16", half), "single": ("F32", single)})
    write(tmp_path / "model-2.safetensors", {"brain": ("BF16", brain)})
    found = dict(tensors(tmp_path))
    assert list(found) == ["half", "single", "brain"]
    assert {array.dtype for array in found.values()} == {np.dtype(np.float32)}
    assert np.array_equal(found["half"], half)
    assert np.array_equal(found["single"], single)
    assert found["brain"].tolist() == [1.5, -2.0]


@pytest.mark.parametrize("n_heads", [1, 3])
def test_neighbours_turn_as_the_halves_did(n_heads):
    rng = np.random.default_rng(1)
    size, width = 8, 5
    weight = rng.normal(size=(n_heads * size, width)).astype(np.float32)
    text = rng.normal(size=width)
    angles = 3 * 10000.0 ** (-np.arange(size // 2) * 2 / size)
    turn = np.cos(angles) + 1j * np.sin(angles)

    heads = (weight @ text).reshape(n_heads, size)
    halves = (heads[:, : size // 2] + 1j * heads[:, size // 2 :]) * turn
    heads = (interleaved(weight, n_heads) @ text).reshape(n_heads, size)
    neighbours = (heads[:, 0::2] + 1j * heads[:, 1::2]) * turn

    assert np.allclose(neighbours, halves)
    assert interleaved(weight, n_heads).shape == weight.shape
