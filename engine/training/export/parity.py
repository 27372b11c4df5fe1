"""Proves an exported model against its checkpoint: logits, likeliest token, bits per byte."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import PreTrainedModel

from engine.evaluate import Score, onnx_score, token_bits
from engine.model import LoadedModel

# Enough for a paired difference of bits per byte well under 1%; minutes, not hours, for 1B models.
PARITY_TOKENS = 8192
_WINDOW = 512


@dataclass(frozen=True, slots=True)
class Parity:
    """How far an export is from its checkpoint over the same text."""

    max_abs_diff: float
    """Largest difference of a logit over the first window."""
    top1_agreement: float
    """Share of positions of the first window whose likeliest token is the same."""
    bits_per_byte: dict[str, float]
    """torch (float32) and onnx."""

    @property
    def loss(self) -> float:
        """Relative growth of bits per byte: 0.01 is one percent worse than the checkpoint."""
        return self.bits_per_byte["onnx"] / self.bits_per_byte["torch"] - 1


def measure_parity(reference: PreTrainedModel, model: LoadedModel, text: str) -> Parity:
    """Run both over the same windows of a text.

    Args:
        reference: the checkpoint in float32, in evaluation mode.
        model: the exported model.
        text: at least a few hundred words; its first 8,192 tokens are used.
    """
    ids = model.tokenizer.encode(text)[:PARITY_TOKENS]
    n_bytes = len(model.tokenizer.decode(ids).encode("utf-8"))
    window = min(_WINDOW, model.session.cache.capacity)
    bos_id = model.manifest.bos_id
    scores: dict[str, Score] = {"torch": _torch_score(reference), "onnx": onnx_score(model)}
    first = ([bos_id] if bos_id is not None else []) + list(ids[: window - 1])
    expected, actual = (scores[name](first) for name in ("torch", "onnx"))
    return Parity(
        max_abs_diff=float(np.abs(expected - actual).max()),
        top1_agreement=float((expected.argmax(1) == actual.argmax(1)).mean()),
        bits_per_byte={
            name: sum(token_bits(score, ids, bos_id, window)) / n_bytes
            for name, score in scores.items()
        },
    )


def _torch_score(reference: PreTrainedModel) -> Score:
    def score(tokens: Sequence[int]) -> NDArray[np.float32]:
        with torch.inference_mode():
            logits = reference(torch.tensor([list(tokens)])).logits[0]
        array: NDArray[np.float32] = logits.float().numpy()
        return array

    return score
