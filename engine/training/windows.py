"""Token windows of a corpus: packed without padding, in an order that a seed fixes for ever.

Chapters are joined by a scene break into one stream, which every pass cuts into windows from
another offset. A window is the lead of the base's own prompt, then text. Where the base knows how
to fill in, a share of the windows is turned into that task: Bavarian et al., arXiv:2207.14255.
Knows nothing of torch.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.tokens import TextTokenizer

Ids = NDArray[np.int64]
IGNORED = -100
"""The target of a token that is not learned."""
CHAPTER_GAP = "\n\n***\n\n"
_SENTENCE_END = re.compile(
    r"[.!?\u2026]+[*_\"'\u201d\u2019)]*(?=\s)|[\u3002\uff01\uff1f]+[\u201d\u2019\u300d\u300f]*"
)
_LONGEST_SUFFIX, _MOST_SENTENCES = 256, 4


@dataclass(frozen=True, slots=True)
class InfillIds:
    """Control tokens of filling in: before what precedes, what follows, and the answer."""

    prefix: int
    suffix: int
    middle: int
    end: int

    @classmethod
    def of(cls, tokenizer: TextTokenizer) -> InfillIds | None:
        """Return the starter family's tokens, or None where the tokenizer lacks one."""
        names = ("<|fim_prefix|>", "<|fim_suffix|>", "<|fim_middle|>", "<|eot|>")
        ids = [tokenizer.id_of(name) for name in names]
        found = [token for token in ids if token is not None]
        return cls(*found) if len(found) == len(names) else None


@dataclass(frozen=True, slots=True)
class Window:
    """One row of a step: what is read, and what each place is to foresee."""

    ids: Ids
    """[window]"""
    targets: Ids
    """[window], `IGNORED` where nothing is learned."""


class Windows:
    """The windows of a corpus, pass after pass."""

    def __init__(
        self,
        chapters: Sequence[str],
        tokenizer: TextTokenizer,
        lead: Sequence[int],
        window: int,
        seed: int,
        infill_share: float = 0.0,
    ) -> None:
        """Encode a corpus.

        Args:
            chapters: in the base's own form of text; at least one window of tokens together.
            tokenizer: of the base.
            lead: what the base's prompt puts before text; never learned.
            window: tokens a row.
            seed: of order, offsets and tasks.
            infill_share: how many of the windows become the task of filling in, 0 to 1.

        Raises:
            ValueError: the corpus is shorter than one window.
        """
        # One chapter after another: the offsets of a long text take far more memory than its ids.
        pieces = [_encoded(tokenizer, chapter, i > 0) for i, chapter in enumerate(chapters)]
        self._stream = np.concatenate([ids for ids, _ in pieces])
        self._may_part = np.concatenate([starts for _, starts in pieces])
        self._lead = np.array(list(lead), np.int64)
        self._size = window + 1 - len(self._lead)
        self._seed = seed
        self._infill = InfillIds.of(tokenizer) if infill_share else None
        self._infill_share = infill_share
        self._pass: tuple[int, int, NDArray[np.intp]] | None = None
        if len(self._stream) < self._size or self._size < 2:
            raise ValueError(f"{len(self._stream)} tokens do not fill a window of {window}.")

    def __len__(self) -> int:
        """Return the number of windows in one pass."""
        return len(self._stream) // self._size

    @property
    def n_tokens(self) -> int:
        """Tokens in the corpus."""
        return len(self._stream)

    def at(self, index: int) -> Window:
        """Return a window by its number, counted on through all passes."""
        number, place = divmod(index, len(self))
        offset, order = self._laid_out(number)
        start = offset + int(order[place]) * self._size
        rng = np.random.default_rng((self._seed, number, place))
        if self._infill is not None and rng.random() < self._infill_share:
            turned = self._filled_in(self._infill, start, rng)
            if turned is not None:
                return turned
        return self._plain(start)

    def in_order(self, most: int) -> list[Window]:
        """Return up to `most` plain windows spread evenly over the corpus, for measuring."""
        places = np.unique(np.linspace(0, len(self) - 1, min(most, len(self))).astype(np.intp))
        return [self._plain(int(place) * self._size) for place in places]

    def n_bytes(self, window: Window, tokenizer: TextTokenizer) -> int:
        """Return the UTF-8 bytes of the text that a plain window's targets spell."""
        return len(tokenizer.decode(window.targets[window.targets != IGNORED].tolist()).encode())

    def _laid_out(self, number: int) -> tuple[int, NDArray[np.intp]]:
        """Return where a pass begins to cut and in which order it takes its windows."""
        if self._pass is None or self._pass[0] != number:
            rng = np.random.default_rng((self._seed, number))
            spare = len(self._stream) - len(self) * self._size
            offset = int(rng.integers(0, spare + 1))
            self._pass = (number, offset, rng.permutation(len(self)))
        return self._pass[1], self._pass[2]

    def _plain(self, start: int) -> Window:
        text = self._stream[start : start + self._size].astype(np.int64)
        row = np.concatenate([self._lead, text])
        targets = row[1:].copy()
        targets[: max(0, len(self._lead) - 1)] = IGNORED
        return Window(row[:-1], targets)

    def _filled_in(self, control: InfillIds, start: int, rng: np.random.Generator) -> Window | None:
        """Return the window as a gap of whole sentences, or None where none can be cut out."""
        # Four control tokens take the place of text.
        end = start + self._size - 4
        latest = end - 1
        earliest = max(start + 1, end - _LONGEST_SUFFIX)
        starts = np.flatnonzero(self._may_part[earliest : latest + 1]) + earliest
        if len(starts) < 2:
            return None
        first = int(rng.integers(0, len(starts) - 1))
        last = min(len(starts) - 1, first + int(rng.integers(1, _MOST_SENTENCES + 1)))
        gap, after = int(starts[first]), int(starts[last])
        spans = ((start, gap), (after, end), (gap, after))
        pieces = [self._stream[a:b].astype(np.int64) for a, b in spans]
        before_ids, after_ids, middle_ids = pieces
        marked = [(control.prefix, before_ids), (control.suffix, after_ids)]
        if rng.random() < 0.5:
            marked.reverse()
        marked.append((control.middle, middle_ids))
        row = np.concatenate(
            [self._lead, *(np.concatenate([[token], ids]) for token, ids in marked), [control.end]]
        )
        targets = row[1:].copy()
        controls = (control.prefix, control.suffix, control.middle)
        targets[np.isin(targets, controls)] = IGNORED
        targets[: max(0, len(self._lead) - 1)] = IGNORED
        return Window(row[:-1], targets)


def _encoded(
    tokenizer: TextTokenizer, chapter: str, follows: bool
) -> tuple[NDArray[np.int32], NDArray[np.bool_]]:
    """Return a chapter's ids, with the gap before it, and which of them begin a sentence."""
    text = CHAPTER_GAP + chapter if follows else chapter
    ids, offsets = tokenizer.encode_with_offsets(text, joined=follows)
    return np.array(ids, np.int32), _sentence_starts(text, offsets)


def _sentence_starts(text: str, offsets: Sequence[tuple[int, int]]) -> NDArray[np.bool_]:
    """Return for each token whether a sentence begins with it; the space before is the token's."""
    ends = {match.end() for match in _SENTENCE_END.finditer(text)}
    return np.array([start in ends for start, _ in offsets], np.bool_)
