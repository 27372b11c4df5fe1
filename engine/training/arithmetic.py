"""In which arithmetic a machine trains fastest: measured on the model itself, not assumed."""

from __future__ import annotations

import contextlib
import os
import time

import torch
from torch import nn

from engine.training.learner import token_loss

_TIMED = 2
# Less than this is within the noise of a busy machine.
_WORTH = 1.15
_PROBE_TOKENS = 256


def autocast(precision: str, device: torch.device) -> contextlib.AbstractContextManager[object]:
    """Return the context in which a forward pass runs: bf16 products over float32 weights."""
    if precision != "bf16":
        return contextlib.nullcontext()
    return torch.autocast(device.type, dtype=torch.bfloat16)


def faster_precision(module: nn.Module, device: torch.device, vocabulary: int) -> str:
    """Return bf16 where steps are at least 1.15 times as fast with it, else fp32.

    Two steps of each are timed on the model; its gradients are dropped again.
    """
    if device.type == "cuda" and not torch.cuda.is_bf16_supported():
        return "fp32"
    seconds = {p: _timed(module, device, vocabulary, p) for p in ("fp32", "bf16")}
    return "bf16" if seconds["fp32"] >= _WORTH * seconds["bf16"] else "fp32"


def settle_threads(module: nn.Module, device: torch.device, vocabulary: int, precision: str) -> int:
    """Let torch use all cores, or half of them where that is faster, and return how many.

    On cores that others use as well, every thread waits for the one that was put aside.
    """
    most = os.cpu_count() or 1
    if device.type != "cpu" or most == 1:
        return torch.get_num_threads()
    seconds = {}
    for threads in (most, most // 2):
        torch.set_num_threads(threads)
        seconds[threads] = _timed(module, device, vocabulary, precision)
    best = min(seconds, key=seconds.__getitem__)
    torch.set_num_threads(best)
    return best


def _timed(module: nn.Module, device: torch.device, vocabulary: int, precision: str) -> float:
    """Return the seconds that two steps take; the first call of a kind sets things up."""
    ids = torch.arange(_PROBE_TOKENS, device=device).remainder(vocabulary).view(1, -1)
    _one(module, ids, precision, device)
    began = time.perf_counter()
    for _ in range(_TIMED):
        _one(module, ids, precision, device)
    seconds = time.perf_counter() - began
    module.zero_grad(set_to_none=True)
    return seconds


def _one(module: nn.Module, ids: torch.Tensor, precision: str, device: torch.device) -> None:
    with autocast(precision, device):
        loss = token_loss(module(input_ids=ids).logits, ids)
    loss.backward()  # type: ignore[no-untyped-call]  # torch leaves it unannotated
    if device.type == "cuda":
        torch.cuda.synchronize()
