"""Proves an exported model against its checkpoint: logits, likeliest token, bits per byte."""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import PreTrainedModel

from engine.measuring.evaluate import Score, onnx_score, token_bits
from engine.model import LoadedModel

# Enough for a paired difference of bits per byte well under 1%; minutes, not hours, for 1B models.
PARITY_TOKENS = 8192
_WINDOW = 512
# How far behind a window's or a scaled rope's length the far probe goes, and what it may cost.
_PAST_WINDOW, _MOST_FAR_TOKENS = 64, 8192


@dataclass(frozen=True, slots=True)
class Parity:
    """How far an export is from its checkpoint over the same text."""

    max_abs_diff: float
    """Largest difference of a logit over the first window; in float32 also far behind it, where
    the attention slides or the rope is scaled."""
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
    diffs = [float(np.abs(expected - actual).max())]
    far = far_tokens(reference.config, model.session.cache.capacity)
    if model.manifest.precision == "fp32" and far > window:
        tokens = (first * -(-far // len(first)))[:far]
        diffs.append(_far_difference(reference, model, tokens))
    return Parity(
        # Not a number is kept, whichever it is.
        max_abs_diff=float(np.max(diffs)),
        top1_agreement=float((expected.argmax(1) == actual.argmax(1)).mean()),
        bits_per_byte={
            name: sum(token_bits(score, ids, bos_id, window)) / n_bytes
            for name, score in scores.items()
        },
    )


def far_tokens(config: Any, capacity: int) -> int:
    """Return how long a text must be for every part of the attention to show; 0 for any length.

    Args:
        config: transformers' configuration of the checkpoint.
        capacity: tokens that the exported model runs at most.
    """
    lengths = [0]
    if getattr(config, "sliding_window", None):
        lengths.append(int(config.sliding_window) + _PAST_WINDOW)
    scaling = getattr(config, "rope_scaling", None) or {}
    if scaling:
        key = "original_max_position_embeddings"
        original = scaling.get(key) or getattr(config, key, None)
        lengths.append(_MOST_FAR_TOKENS if original is None else int(original) + _PAST_WINDOW)
    return min(max(lengths), _MOST_FAR_TOKENS, capacity)


def _far_difference(reference: PreTrainedModel, model: LoadedModel, tokens: Sequence[int]) -> float:
    """Return the largest difference of a logit over the last positions of a long text."""
    # Logits of every position would be gigabytes where the vocabulary is large.
    keeps = "logits_to_keep" in inspect.signature(reference.forward).parameters
    more = {"logits_to_keep": _PAST_WINDOW} if keeps else {}
    with torch.inference_mode():
        logits = reference(torch.tensor([list(tokens)]), **more).logits[0, -_PAST_WINDOW:]
    session = model.session
    session.cache.trim(0)
    ahead = len(tokens) - _PAST_WINDOW
    for start in range(0, ahead, model.chunk):
        session.step(tokens[start : min(start + model.chunk, ahead)])
    actual = session.score(tokens[ahead:])
    session.cache.trim(0)
    return float(np.abs(logits.float().numpy() - actual).max())


def _torch_score(reference: PreTrainedModel) -> Score:
    def score(tokens: Sequence[int]) -> NDArray[np.float32]:
        with torch.inference_mode():
            logits = reference(torch.tensor([list(tokens)])).logits[0]
        array: NDArray[np.float32] = logits.float().numpy()
        return array

    return score
