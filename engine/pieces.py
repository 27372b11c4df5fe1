"""Cuts a long text into pieces that fit a model, and shares beats out to them; pure functions."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence

from engine.stopping import sentence_end

_PARAGRAPH = re.compile(r".*?(?:\n+|\Z)", re.DOTALL)
# A sentence that is longer is cut between two words.
_LONGEST_SENTENCE = 2000


def pieces_of(text: str, most: int, measure: Callable[[str], int]) -> list[str]:
    """Cut a text into as few pieces of about equal size as fit.

    They end where paragraphs do; inside a paragraph that does not fit, where a sentence does; and
    inside such a sentence between two words. Together they are the text.

    Args:
        text: to cut.
        most: the size that a piece may have, above 0.
        measure: the size of a text; that of a whole is about the sum of its parts'.
    """
    units = list(_units(text, most, measure))
    total = sum(size for _, size in units)
    aim = total / max(1, math.ceil(total / most))
    pieces: list[str] = []
    held, filled, n_done = "", 0, 0
    for unit, size in units:
        # Before the unit that would overfill the piece, or whose middle lies beyond its share.
        is_full = n_done + filled + size / 2 > aim * (len(pieces) + 1)
        if held and (filled + size > most or is_full):
            pieces.append(held)
            n_done += filled
            held, filled = "", 0
        held += unit
        filled += size
    return [*pieces, held] if held else pieces


def shared_out(total: int, sizes: Sequence[int]) -> list[int]:
    """Return how many of `total` things each size gets: one at least, the rest by size.

    Raises:
        ValueError: there are fewer things than sizes.
    """
    if total < len(sizes):
        raise ValueError(f"{total} cannot be shared out among {len(sizes)}")
    found = [1] * len(sizes)
    for _ in range(total - len(sizes)):
        # The next one goes where most text waits for each.
        neediest = max(range(len(sizes)), key=lambda i: sizes[i] / (found[i] + 0.5))
        found[neediest] += 1
    return found


def _units(text: str, most: int, measure: Callable[[str], int]) -> Iterator[tuple[str, int]]:
    """Yield paragraphs, or the sentences or words of long ones, each with its size."""
    for match in _PARAGRAPH.finditer(text):
        paragraph = match[0]
        size = measure(paragraph)
        if size <= most:
            yield from [(paragraph, size)] if paragraph else []
            continue
        for sentence in _sentences(paragraph):
            size = measure(sentence)
            yield from [(sentence, size)] if size <= most else _halves(sentence, most, measure)


def _sentences(paragraph: str) -> Iterator[str]:
    """Yield a paragraph's sentences with the white space behind them."""
    at = 0
    while at < len(paragraph):
        near = paragraph[at : at + _LONGEST_SENTENCE]
        end = at + (sentence_end(near) or _word_end(near))
        while end < len(paragraph) and paragraph[end].isspace():
            end += 1
        yield paragraph[at:end]
        at = end


def _word_end(text: str) -> int:
    """Return where the last whole word of a text ends, or its length."""
    if len(text) < _LONGEST_SENTENCE:
        return len(text)
    at = text.rfind(" ")
    return at + 1 if at > 0 else len(text)


def _halves(text: str, most: int, measure: Callable[[str], int]) -> Iterator[tuple[str, int]]:
    """Yield parts of a sentence that is too long, cut between words where it has any."""
    size = measure(text)
    if size <= most or len(text) < 2:
        yield text, size
        return
    middle = len(text) // 2
    at = text.find(" ", middle, -1) + 1 or text.rfind(" ", 1, middle) + 1 or middle
    yield from _halves(text[:at], most, measure)
    yield from _halves(text[at:], most, measure)
