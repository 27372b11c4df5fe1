"""What a blind comparison can say, and what it cannot; pure."""

from __future__ import annotations

import math

from ui.language import tr
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
        return tr("Neither, all %Ln times: there is nothing to tell the two apart by.", "", neither)
    if chance(voice, base) < _SURE:
        sentence = _leader(neither, is_voice=voice > base)
        return sentence.format(more=max(voice, base), less=min(voice, base))
    if chance(n_pairs, 0) >= _SURE:
        few = tr("%Ln pairs are too few to tell", "", n_pairs)
        return _counts(voice, base, neither, few)
    needed = tr("no difference that counts; {least} of {n_pairs} would be one")
    needed = needed.format(least=least_sure(n_pairs), n_pairs=n_pairs)
    return _counts(voice, base, neither, needed)


def _leader(neither: int, *, is_voice: bool) -> str:
    """Return the sentence that says who leads; its places are `more` and `less`."""
    if neither and is_voice:
        return tr("{more} to {less} for your voice, and %Ln times neither.", "", neither)
    if neither:
        return tr(
            "{more} to {less} for the one it was made from, and %Ln times neither.", "", neither
        )
    if is_voice:
        return tr("{more} to {less} for your voice.")
    return tr("{more} to {less} for the one it was made from.")


def _counts(voice: int, base: int, neither: int, verdict: str) -> str:
    """Return the sentence that says how often which was chosen, and what that tells."""
    sentence = tr("{voice} to {base}: {verdict}.")
    if neither:
        sentence = tr("{voice} to {base}, and %Ln times neither: {verdict}.", "", neither)
    return sentence.format(voice=voice, base=base, verdict=verdict)


def least_sure(n: int) -> int:
    """Return how many of n choices one side needs so that chance is ruled out."""
    return next((k for k in range((n + 1) // 2, n + 1) if chance(k, n - k) < _SURE), n)


def texts_of(pairs: tuple[Pair, ...]) -> str:
    """Return all texts of pairs in one, to tell these pairs from others."""
    return "\x00".join(text for pair in pairs for text in (pair.before, pair.base, pair.voice))
