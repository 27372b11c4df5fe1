"""Goes part of the way from the base to what was learned, so that the base's own skill is kept.

Wortsman et al., Robust fine-tuning of zero-shot models, arXiv:2109.01903: weights between the two
models keep most of what was learned and forget less. Of LoRA the product is scaled: the same thing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import torch
from torch import Tensor

from engine.training.learner import Learner

# How much the loss on a text by somebody else may grow.
MOST_GROWTH = 0.02
_SHARES = (1.0, 0.85, 0.7, 0.55, 0.4, 0.25)
_LORA_FACTOR = ".lora_B."


def blend(
    learner: Learner,
    base: Mapping[str, Tensor],
    general_loss: Callable[[], float],
) -> float:
    """Set the learner to the largest share of what it learned that forgets little, and return it.

    A quarter is kept at the least: whether that is worth having is the proof's to say.

    Args:
        learner: with the weights that were learned.
        base: the weights that it began with, by name.
        general_loss: measures the learner, as it is then, on a text by somebody else.
    """
    learned = learner.snapshot()
    learner.restore(base)
    before = general_loss()
    for share in _SHARES:
        learner.restore({name: _between(name, base, learned, share) for name in learned})
        if general_loss() <= before * (1 + MOST_GROWTH):
            break
    return share


def _between(
    name: str, base: Mapping[str, Tensor], learned: Mapping[str, Tensor], share: float
) -> Tensor:
    if _LORA_FACTOR in name:
        return learned[name] * share
    if ".lora_" in name:
        # The product of both factors is what counts: one of them carries the share.
        return learned[name]
    return torch.lerp(base[name].to(learned[name].device), learned[name], share)
