"""Which words a take changes, as hunks that can be refused one by one; pure text.

The comparison is difflib's over words, punctuation and white space; a Chinese or Japanese character
is a word. Changes with nothing but white space or a single short word between them are one hunk:
a reader sees one change there.
"""

from __future__ import annotations

import difflib
import itertools
import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from ui.editor.word_count import CJK

_TOKEN = re.compile(rf"\s+|[{CJK}]|[^\W_{CJK}]+(?:['\u2019-][^\W_{CJK}]+)*|[\W_]")


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of both texts: the same in both, or a hunk."""

    removed: str
    added: str

    @property
    def is_hunk(self) -> bool:
        """Whether the texts differ here."""
        return self.removed != self.added


def diff(source: str, take: str) -> tuple[Span, ...]:
    """Return the spans that lead from a source to a take.

    The spans' `removed` joined are the source, their `added` joined the take; hunks and equal
    stretches alternate.
    """
    old, new = _TOKEN.findall(source), _TOKEN.findall(take)
    matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
    blocks = _wide_blocks(matcher.get_matching_blocks(), old)
    return tuple(_joined(_spans(blocks, old, new)))


def compose(spans: Sequence[Span], refused: Collection[int] = ()) -> str:
    """Return the take without the refused hunks.

    Args:
        spans: as `diff` gives them.
        refused: numbers of hunks, counted over hunks alone, that stay as the source has them.
    """
    parts, hunk = [], 0
    for span in spans:
        parts.append(span.removed if span.is_hunk and hunk in refused else span.added)
        hunk += span.is_hunk
    return "".join(parts)


def hunks_of(spans: Sequence[Span]) -> int:
    """Return how many hunks there are."""
    return sum(span.is_hunk for span in spans)


def _spans(
    blocks: Sequence[difflib.Match], old: Sequence[str], new: Sequence[str]
) -> Iterator[Span]:
    at_old = at_new = 0
    for block in blocks:
        removed, added = "".join(old[at_old : block.a]), "".join(new[at_new : block.b])
        lead, removed, added, trail = _without_shared_space(removed, added)
        same = trail + "".join(old[block.a : block.a + block.size])
        yield from (Span(lead, lead), Span(removed, added), Span(same, same))
        at_old, at_new = block.a + block.size, block.b + block.size


def _joined(spans: Iterator[Span]) -> Iterator[Span]:
    """Leave out empty spans and join equal stretches that touch."""
    same = ""
    for span in spans:
        if span.is_hunk:
            if same:
                yield Span(same, same)
            same = ""
            yield span
        else:
            same += span.removed
    if same:
        yield Span(same, same)


def _without_shared_space(removed: str, added: str) -> tuple[str, str, str, str]:
    """Return the white space that both sides begin with, the sides, and what both end with."""
    lead = _shared_space(removed, added)
    removed, added = removed[len(lead) :], added[len(lead) :]
    trail = _shared_space(removed[::-1], added[::-1])[::-1]
    n_kept = len(trail)
    return lead, removed[: len(removed) - n_kept], added[: len(added) - n_kept], trail


def _shared_space(one: str, other: str) -> str:
    pairs = zip(one, other, strict=False)
    return "".join(
        a for a, _ in itertools.takewhile(lambda p: p[0] == p[1] and p[0].isspace(), pairs)
    )


def _wide_blocks(blocks: Sequence[difflib.Match], old: Sequence[str]) -> list[difflib.Match]:
    """Leave out the equal stretches that only look as if something were kept.

    At the ends of the texts white space and short words do show what is kept.
    """
    last = blocks[-1]  # difflib ends with an empty block at both ends
    kept = []
    for block in blocks[:-1]:
        is_edge = (block.a == 0 and block.b == 0) or (
            block.a + block.size == last.a and block.b + block.size == last.b
        )
        words = [token for token in old[block.a : block.a + block.size] if token.strip()]
        if is_edge or len(words) > 1 or any(_carries(word) for word in words):
            kept.append(block)
    return [*kept, last]


def _carries(word: str) -> bool:
    """Whether one word alone between two changes is worth showing as kept."""
    return len(word) > 2 or bool(re.match(f"[{CJK}]", word))
