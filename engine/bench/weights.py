"""A checkpoint's tensors as float32, read with numpy alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

Tensor = NDArray[np.float32]
_DTYPES = {"F32": np.float32, "F16": np.float16, "BF16": np.uint16}


def tensors(source: Path) -> Iterator[tuple[str, Tensor]]:
    """Yield the tensors of a checkpoint as float32, by name.

    Reads safetensors by hand (eight bytes of header length, a JSON header, the values), as numpy
    knows no bfloat16, which is the upper half of a float32.
    """
    for path in sorted(source.glob("*.safetensors")):
        content = np.memmap(path, np.uint8, "r")
        n_header = int(content[:8].view(np.uint64)[0])
        header = json.loads(content[8 : 8 + n_header].tobytes())
        values = content[8 + n_header :]
        for name, row in header.items():
            if name == "__metadata__":
                continue
            start, end = row["data_offsets"]
            # A copy, as a slice of a file need not be aligned.
            raw = np.frombuffer(values[start:end].tobytes(), _DTYPES[row["dtype"]])
            if row["dtype"] == "BF16":
                raw = (raw.astype(np.uint32) << 16).view(np.float32)
            yield name, raw.astype(np.float32).reshape(row["shape"])


def interleaved(weight: Tensor, n_heads: int) -> Tensor:
    """Return a projection's rows in the order of llama.cpp's rotary embedding.

    It turns neighbouring elements of a head; checkpoints hold the halves one behind the other.
    """
    shape = weight.shape
    halves = weight.reshape(n_heads, 2, shape[0] // n_heads // 2, -1)
    return np.ascontiguousarray(halves.swapaxes(1, 2).reshape(shape))
