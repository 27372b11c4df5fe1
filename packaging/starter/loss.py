"""The training loss of the starter on a CPU: cross-entropy in chunks of the cache's size."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any

import torch

IGNORE = -100
# Rows of logits at a time: 512 x 16,384 in bf16 are 16 MiB, which stay in the cache.
CHUNK = 512


def _softmax(logits: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
    """Probabilities [rows, vocab] and log of the normaliser [rows, 1] of bf16 logits."""
    wide = logits.float()
    normaliser = torch.logsumexp(wide, -1, keepdim=True)
    return torch.exp(wide - normaliser).to(logits.dtype), normaliser


@cache
def _fast_softmax() -> Callable[[torch.Tensor], tuple[torch.Tensor, torch.Tensor]]:
    """Return `_softmax` compiled: both passes run in vectors, and no fp32 copy ever exists."""
    return torch.compile(_softmax, dynamic=False)


class ChunkedLoss(torch.autograd.Function):
    """Summed cross-entropy of a linear head; takes the place of the kit's `SumLoss`.

    `hidden` [tokens, d] and `weight` [vocab, d] as the kit passes them, `labels` int [tokens] with
    `IGNORE` where there is no target. The gradients are made on the way forward, so the logits
    never exist whole; every chunk has the same shape, so one compiled kernel serves all.
    """

    @staticmethod
    def forward(ctx: Any, hidden: torch.Tensor, weight: torch.Tensor, labels: torch.Tensor) -> Any:
        """Return the loss in nats, summed over the labels that are not `IGNORE`, as fp32 scalar."""
        keep = (labels != IGNORE).nonzero().squeeze(1)
        count, width = len(keep), hidden.shape[1]
        padded = -(-count // CHUNK) * CHUNK
        rows = hidden.new_zeros(padded, width, dtype=torch.bfloat16)
        rows[:count] = hidden[keep].bfloat16()
        targets = labels[keep].long().unsqueeze(1)
        head = weight.bfloat16()
        d_rows = torch.empty_like(rows)
        d_weight = torch.zeros(width, len(weight))
        total = torch.zeros(())
        for at in range(0, padded, CHUNK):
            part, target = rows[at : at + CHUNK], targets[at : at + CHUNK]
            logits = part @ head.T
            chance, normaliser = _fast_softmax()(logits)
            real = len(target)
            total += (normaliser[:real] - logits[:real].gather(1, target).float()).sum()
            if ctx.needs_input_grad[0]:
                chance[:real].scatter_add_(1, target, torch.full_like(target, -1).bfloat16())
                torch.mm(chance, head, out=d_rows[at : at + CHUNK])
                # Rows of padding are zero and add nothing.
                d_weight += part.T.contiguous() @ chance
        ctx.save_for_backward(keep, d_rows[:count], d_weight)
        ctx.like = hidden
        return total

    @staticmethod
    def backward(ctx: Any, gradient: torch.Tensor) -> Any:
        """Return the gradients of hidden and weight; the labels have none."""
        keep, d_rows, d_weight = ctx.saved_tensors
        d_hidden = torch.zeros_like(ctx.like)
        d_hidden[keep] = (d_rows * gradient).to(d_hidden.dtype)
        return d_hidden, (d_weight * gradient).T.contiguous(), None
