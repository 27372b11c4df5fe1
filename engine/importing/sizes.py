"""The sizes of a checkpoint from the headers of its weights: arithmetic, nothing is loaded.

What a model takes is estimated here, in bytes; `probe` says how fast it would write.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from engine import memory
from engine.errors import ExportRefused, UserError
from engine.training.export.checkpoint import Checkpoint

Quantized = Literal["int4", "int8"]
BITS: dict[Quantized, int] = {"int4": 4, "int8": 8}
BLOCK = 32
_SCALE_BYTES = 4
_LAYER = re.compile(r"\.(\d+)\.")
_EMBEDDING = re.compile(r"(embed_tokens|embed_in|wte|word_embeddings)\.weight$")
_HEAD = re.compile(r"(lm_head|embed_out)\.weight$")
# Key/value buffers are as long as a session makes them at most.
_MOST_CONTEXT = 4096
# The export's libraries, and bytes a parameter at its peak. Measured on 42M parameters: 1,373 MB at
# the peak, where the fused graph stands beside optimum's and the checkpoint.
_LIBRARIES_BYTES, _CONVERTING_BYTES = 500_000_000, 24
# Two graphs in float32, the smaller one in its last two places.
_DISK_BYTES = 12
_LOGITS_ROWS, _LOGITS_COPIES = 512, 4


@dataclass(frozen=True, slots=True)
class Sizes:
    """What the weights of a checkpoint are made of."""

    parameters: int
    source_bytes: int
    layers: int
    layer: tuple[tuple[int, int], ...]
    """The matrices of one layer, [outputs, inputs] each."""
    head: tuple[int, int]
    is_tied: bool
    """Whether the embedding is the head."""
    kv_width: int
    """Keys of one token in one layer, numbers."""
    context_tokens: int

    @property
    def matrices(self) -> int:
        """Parameters that are reduced in precision."""
        return self.layers * sum(math.prod(shape) for shape in self.layer) + math.prod(self.head)

    def file_bytes(self, precision: Quantized) -> int:
        """Return the size of the model's files at a precision, about."""
        reduced = self.matrices * BITS[precision] // 8 + self.matrices // BLOCK * _SCALE_BYTES
        others = 0 if self.is_tied else math.prod(self.head)
        return reduced + 4 * others

    def running_bytes(self, precision: Quantized) -> int:
        """Return what opening and running the model takes, about."""
        tokens = min(self.context_tokens, _MOST_CONTEXT)
        cache = 2 * self.layers * self.kv_width * tokens * 4
        return memory.model_bytes(self.file_bytes(precision), cache)

    @property
    def converting_bytes(self) -> int:
        """What converting takes of the memory, about."""
        logits = _LOGITS_ROWS * _LOGITS_COPIES * self.head[0] * 4
        return least_converting_bytes(self.parameters) + logits

    @property
    def disk_bytes(self) -> int:
        """What converting takes of the disk, about; most of it is free again afterwards."""
        return _DISK_BYTES * self.parameters


def least_converting_bytes(parameters: int) -> int:
    """Return what converting so many parameters takes of the memory at least, about."""
    return _LIBRARIES_BYTES + _CONVERTING_BYTES * parameters


def sizes_of(checkpoint: Checkpoint) -> Sizes:
    """Read the headers of a checkpoint's weights.

    Raises:
        ExportRefused: they cannot be read, or are not those of layers and a head.
        UserError: the training parts are not installed.
    """
    shapes = _shapes(checkpoint.folder)
    by_layer: dict[int, list[tuple[int, int]]] = {}
    ends: dict[str, tuple[int, int]] = {}
    for name, shape in shapes.items():
        if len(shape) != 2:
            continue
        pair = (shape[0], shape[1])
        if (layer := _LAYER.search(name)) is not None:
            by_layer.setdefault(int(layer[1]), []).append(pair)
        elif _EMBEDDING.search(name):
            ends["embedding"] = pair
        elif _HEAD.search(name):
            ends["head"] = pair
    head = ends.get("head") or ends.get("embedding")
    if not by_layer or head is None:
        raise ExportRefused(
            f"The weights in {checkpoint.folder} are not those of a language model."
        )
    config = checkpoint.config
    return Sizes(
        parameters=sum(map(math.prod, shapes.values())),
        source_bytes=sum(path.stat().st_size for path in checkpoint.folder.glob("*.safetensors")),
        layers=len(by_layer),
        layer=tuple(by_layer[min(by_layer)]),
        head=head,
        is_tied="head" not in ends or bool(config.get("tie_word_embeddings")),
        kv_width=_kv_width(config, head[1]),
        context_tokens=checkpoint.context_tokens,
    )


def _kv_width(config: dict[str, Any], width: int) -> int:
    heads = int(config.get("num_attention_heads") or config.get("n_head") or 1)
    size = int(config.get("head_dim") or width // heads)
    return int(config.get("num_key_value_heads") or heads) * size


def _shapes(folder: Path) -> dict[str, list[int]]:
    try:
        from safetensors import SafetensorError, safe_open
    except ModuleNotFoundError as error:
        raise needs_training_parts(error) from error
    found = {}
    try:
        for path in sorted(folder.glob("*.safetensors")):
            with safe_open(path, framework="np") as weights:
                for name in weights.keys():  # noqa: SIM118  # safe_open cannot be iterated
                    found[name] = weights.get_slice(name).get_shape()
    except (OSError, SafetensorError) as error:
        raise ExportRefused(f"The weights in {folder} cannot be read.") from error
    return found


def needs_training_parts(error: ModuleNotFoundError) -> UserError:
    """Return the refusal where a library is not installed."""
    return UserError(
        f"This needs the train extra ({error.name} is not installed): "
        "python packaging/bootstrap.py train"
    )
