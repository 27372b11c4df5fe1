"""What a blind comparison can say, and what it cannot; pure."""

from __future__ import annotations

import math

from ui.voices.types import Pair

_SURE = 0.05


def chance(voice: int, base: int) -> float:
    """Return how often coins alone would favour one side at least so clearly, 0 to 1."""
    n = voice + base
    least = max(voice, base)
    ways = sum(math.comb(n, k) for k in range(least, n + 1))
    return min(1.0, float(2 * ways / 2**n))


def verdict(voice: int, base: int, neither: int, n_pairs: int) -> str:
    """Return what the choices say, in a few honest sentences."""
    counts = f"Your voice {voice}, the one it was made from {base}, neither {neither}."
    if voice + base == 0:
        return f"{counts} Without a choice there is nothing to say."
    odds = chance(voice, base)
    per_100 = max(1, round(100 * odds))
    coins = f"Coins would part them so clearly about {per_100} times in 100"
    if odds >= _SURE:
        much = f"so few choices prove little; with {n_pairs} pairs it takes about "
        return f"{counts} {coins}: {much}{least_sure(n_pairs)} for one side to rule chance out."
    better = "your voice" if voice > base else "the one it was made from"
    return f"{counts} {coins}, so it is hardly chance: you like {better} better."


def least_sure(n: int) -> int:
    """Return how many of n choices one side needs so that chance is ruled out."""
    return next((k for k in range((n + 1) // 2, n + 1) if chance(k, n - k) < _SURE), n)


def texts_of(pairs: tuple[Pair, ...]) -> str:
    """Return all texts of pairs in one, to tell these pairs from others."""
    return "\x00".join(text for pair in pairs for text in (pair.before, pair.base, pair.voice))
