"""A deeper model that begins as exactly the shallower one."""

from __future__ import annotations

import re

import torch

_LAYER = re.compile(r"model\.layers\.(\d+)\.(.+)")
_WRITES = ("self_attn.o_proj.weight", "mlp.down_proj.weight")


def deepen(weights: dict[str, torch.Tensor], layers: int) -> dict[str, torch.Tensor]:
    """Return a plain Llama's weights, of `layers` blocks, that compute what the given ones do.

    Each block is followed by copies of itself whose output projections are zero, so that they add
    nothing to the residual stream until they are trained (block expansion: Wu et al. 2024, LLaMA
    Pro, arXiv 2401.02415). Names as in transformers. ValueError if `layers` is not a multiple.
    """
    found = {int(m[1]) for m in map(_LAYER.fullmatch, weights) if m}
    copies, left = divmod(layers, len(found))
    if left or not copies:
        raise ValueError(f"{len(found)} layers cannot grow to {layers}.")
    out = {}
    for name, value in weights.items():
        match = _LAYER.fullmatch(name)
        if not match:
            out[name] = value.clone()
            continue
        for copy in range(copies):
            silent = copy > 0 and match[2] in _WRITES
            block = int(match[1]) * copies + copy
            out[f"model.layers.{block}.{match[2]}"] = (
                torch.zeros_like(value) if silent else value.clone()
            )
    return out
