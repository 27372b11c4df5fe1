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
    """Return what the choices say: who leads and how clearly, and what it would take."""
    if voice + base == 0:
        return f"Neither, all {neither} times: there is nothing to tell the two apart by."
    counts = f"{voice} to {base}"
    times = "once" if neither == 1 else f"{neither} times"
    aside = f", and {times} neither" if neither else ""
    if chance(voice, base) < _SURE:
        better = "your voice" if voice > base else "the one it was made from"
        return f"{max(voice, base)} to {min(voice, base)} for {better}{aside}."
    if chance(n_pairs, 0) >= _SURE:
        pairs = "1 pair is" if n_pairs == 1 else f"{n_pairs} pairs are"
        return f"{counts}{aside}: {pairs} too few to tell."
    needed = f"{least_sure(n_pairs)} of {n_pairs} would be one"
    return f"{counts}{aside}: no difference that counts; {needed}."


def least_sure(n: int) -> int:
    """Return how many of n choices one side needs so that chance is ruled out."""
    return next((k for k in range((n + 1) // 2, n + 1) if chance(k, n - k) < _SURE), n)


def texts_of(pairs: tuple[Pair, ...]) -> str:
    """Return all texts of pairs in one, to tell these pairs from others."""
    return "\x00".join(text for pair in pairs for text in (pair.before, pair.base, pair.voice))
