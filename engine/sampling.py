"""From logits to a token: pure functions over numpy arrays, composed in one documented order.

Order, that of transformers' own processors: logit bias, repetition penalty, DRY (`adjust`), then
temperature, top-k, top-p, min-p, typical (`warp`), then one draw. What a caller forbids (a banned
phrase's token, an end that is not allowed, letters that do not fit) is at minus infinity before.
Ranges and defaults are those of `engine.messages.Sampling`.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
from numpy.typing import NDArray

from engine.messages import Sampling

Logits = NDArray[np.float32]
Probabilities = NDArray[np.float64]
# A longer match is penalized like one of this length; base 4 stays finite in float32 by far.
_DRY_LONGEST = 50


def sample(logits: Logits, sampling: Sampling, rng: np.random.Generator) -> int:
    """Choose the next token.

    Args:
        logits: float32 [vocab_size]; left unchanged.
        sampling: the options; temperature 0 takes the likeliest token, the first of equals.
        rng: consumed by exactly one draw unless the temperature is 0.
    """
    if sampling.temperature == 0:
        return int(logits.argmax())
    ids, probabilities = warp(logits, sampling)
    edges = np.cumsum(probabilities)
    drawn = int(np.searchsorted(edges, rng.random() * edges[-1], side="right"))
    return int(ids[min(drawn, len(ids) - 1)])


def warp(logits: Logits, sampling: Sampling) -> tuple[NDArray[np.intp], Probabilities]:
    """Return the tokens that may be drawn, and how likely each is.

    Args:
        logits: float32 [vocab_size]; left unchanged.
        sampling: its temperature is above 0.

    Returns:
        Ids by falling logit, and their probabilities: float64, some 0, not always summing to 1.
    """
    ids, kept = keep_top_k(logits, sampling.top_k)
    probabilities = softmax(kept, sampling.temperature)
    probabilities = keep_top_p(probabilities, sampling.top_p)
    probabilities = keep_min_p(probabilities, sampling.min_p)
    return ids, keep_typical(probabilities, sampling.typical_p)


def adjust(
    logits: Logits,
    sampling: Sampling,
    context: NDArray[np.int64],
    breakers: Collection[int] = (),
) -> Logits:
    """Return the logits with bias and penalties applied; the same array where none is set.

    Args:
        logits: float32 [vocab_size]; left unchanged.
        sampling: which penalties, and how far back they look.
        context: int64 [tokens], the prompt and what the take has written.
        breakers: tokens that a repeat in the sense of DRY does not reach across.
    """
    penalized = sampling.repetition_penalty != 1 or sampling.dry_multiplier > 0
    if not penalized and not sampling.logit_bias:
        return logits
    adjusted = logits.copy()
    for bias in sampling.logit_bias:
        adjusted[bias.token] += bias.value
    if sampling.repetition_penalty != 1:
        seen = np.unique(context[-sampling.repetition_range :])
        adjusted[seen] = penalize_repeats(adjusted[seen], sampling.repetition_penalty)
    if sampling.dry_multiplier > 0:
        tail = context[-sampling.dry_range :]
        for token, length in repeat_lengths(tail, breakers).items():
            beyond = length - sampling.dry_allowed_length
            if beyond >= 0:
                adjusted[token] -= sampling.dry_multiplier * sampling.dry_base**beyond
    return adjusted


def penalize_repeats(logits: Logits, penalty: float) -> Logits:
    """Return logits divided by the penalty where positive, multiplied by it where negative.

    Keskar et al. 2019, "CTRL", section 4.1, in the form that is right for negative logits.
    """
    return np.where(logits > 0, logits / np.float32(penalty), logits * np.float32(penalty))


def repeat_lengths(context: NDArray[np.int64], breakers: Collection[int] = ()) -> dict[int, int]:
    """Return how long a verbatim repeat each token would carry on, for the tokens that would.

    A token carries on a repeat of length n where the last n tokens stood before, followed by it
    ("DRY", p-e-w 2024, text-generation-webui pull request 5677). A repeat neither reaches across a
    breaker nor goes on with one: quotes and line breaks come again and again.

    Args:
        context: int64 [tokens].
        breakers: token ids.
    """
    if context.size < 2 or int(context[-1]) in breakers:
        return {}
    ends = np.flatnonzero(context[:-1] == context[-1])
    lengths = np.ones(ends.size, np.int64)
    # All earlier places at once, one token further back each time, while any still agrees.
    agreeing = np.arange(ends.size)
    for length in range(1, min(_DRY_LONGEST, context.size)):
        token = int(context[-1 - length])
        if token in breakers:
            break
        agreeing = agreeing[ends[agreeing] >= length]
        agreeing = agreeing[context[ends[agreeing] - length] == token]
        if not agreeing.size:
            break
        lengths[agreeing] += 1
    longest: dict[int, int] = {}
    for follower, length in zip(context[ends + 1].tolist(), lengths.tolist(), strict=True):
        if follower not in breakers:
            longest[follower] = max(length, longest.get(follower, 0))
    return longest


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


def softmax(logits: Logits, temperature: float) -> Probabilities:
    """Return the probabilities of logits divided by a temperature above 0; float64, sums to 1."""
    # The largest becomes 0 first: a temperature near 0 then overflows to minus infinity only.
    with np.errstate(over="ignore"):
        scaled = (logits.astype(np.float64) - logits.max()) / temperature
    weights = np.exp(scaled)
    probabilities: Probabilities = weights / weights.sum()
    return probabilities


def keep_top_p(probabilities: Probabilities, top_p: float) -> Probabilities:
    """Zero everything behind the smallest head whose sum reaches `top_p`.

    Holtzman et al. 2020, "The Curious Case of Neural Text Degeneration".

    Args:
        probabilities: float64, sorted from large to small, sums to 1.
        top_p: in (0, 1]; the likeliest token always stays.
    """
    if top_p >= 1.0:
        return probabilities
    before = np.cumsum(probabilities) - probabilities
    return np.where(before < top_p, probabilities, 0.0)


def keep_min_p(probabilities: Probabilities, min_p: float) -> Probabilities:
    """Zero every probability below `min_p` times the largest.

    Nguyen et al. 2024, "Turning Up the Heat: Min-p Sampling".
    """
    if min_p <= 0:
        return probabilities
    return np.where(probabilities >= min_p * probabilities.max(), probabilities, 0.0)


def keep_typical(probabilities: Probabilities, typical_p: float) -> Probabilities:
    """Keep the tokens whose surprise is nearest to the expected one, until they reach a mass.

    Meister et al. 2023, "Locally Typical Sampling": the tokens with the smallest
    |-log p - entropy| whose probabilities sum to `typical_p`; of equally near ones all stay.

    Args:
        probabilities: float64; zeros stay zero, the rest counts as one distribution.
        typical_p: in (0, 1]; at least one token stays.
    """
    if typical_p >= 1.0:
        return probabilities
    possible = np.flatnonzero(probabilities)
    shares = probabilities[possible] / probabilities[possible].sum()
    surprise = -np.log(shares)
    distance = np.abs(surprise - (shares * surprise).sum())
    order = np.argsort(distance, kind="stable")
    last = int((np.cumsum(shares[order]) < typical_p).sum())
    limit = distance[order[min(last, len(order) - 1)]]
    kept = np.zeros_like(probabilities)
    kept[possible] = np.where(distance <= limit, probabilities[possible], 0.0)
    return kept
