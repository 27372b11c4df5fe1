"""From logits to a token: pure functions over numpy arrays, composed in one documented order.

Order: temperature, top-k, top-p, draw (Holtzman et al. 2020, "The Curious Case of Neural Text
Degeneration", for top-p). Ranges and defaults are those of `engine.messages.Sampling`.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from engine.messages import Sampling

Logits = NDArray[np.float32]


def sample(logits: Logits, sampling: Sampling, rng: np.random.Generator) -> int:
    """Choose the next token.

    Args:
        logits: float32 [vocab_size]; left unchanged.
        sampling: the options; temperature 0 takes the likeliest token, the first of equals.
        rng: consumed by exactly one draw unless the temperature is 0.
    """
    if sampling.temperature == 0:
        return int(logits.argmax())
    ids, kept = keep_top_k(logits, sampling.top_k)
    probabilities = softmax(kept, sampling.temperature)
    probabilities = keep_top_p(probabilities, sampling.top_p)
    edges = np.cumsum(probabilities)
    drawn = int(np.searchsorted(edges, rng.random() * edges[-1], side="right"))
    return int(ids[min(drawn, len(ids) - 1)])


def keep_top_k(logits: Logits, top_k: int) -> tuple[NDArray[np.intp], Logits]:
    """Return the ids and logits of the k largest, largest first; all of them where k is 0.

    Of equal logits the smaller id comes first and stays, so a seed gives the same text everywhere.
    """
    if 0 < top_k < logits.size:
        edge = np.partition(logits, -top_k)[-top_k]
        above = np.flatnonzero(logits > edge)
        ids = np.concatenate((above, np.flatnonzero(logits == edge)[: top_k - above.size]))
    else:
        ids = np.arange(logits.size)
    ids = ids[np.argsort(-logits[ids], kind="stable")]
    return ids, logits[ids]


def softmax(logits: Logits, temperature: float) -> NDArray[np.float64]:
    """Return the probabilities of logits divided by a temperature above 0; float64, sums to 1."""
    # The largest becomes 0 first: a temperature near 0 then overflows to minus infinity only.
    with np.errstate(over="ignore"):
        scaled = (logits.astype(np.float64) - logits.max()) / temperature
    weights = np.exp(scaled)
    probabilities: NDArray[np.float64] = weights / weights.sum()
    return probabilities


def keep_top_p(probabilities: NDArray[np.float64], top_p: float) -> NDArray[np.float64]:
    """Zero everything behind the smallest head whose sum reaches `top_p`.

    Args:
        probabilities: float64, sorted from large to small, sums to 1.
        top_p: in (0, 1]; the likeliest token always stays.
    """
    if top_p >= 1.0:
        return probabilities
    before = np.cumsum(probabilities) - probabilities
    return np.where(before < top_p, probabilities, 0.0)
