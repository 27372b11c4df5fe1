"""What of the writer's words an answer should take up next: pure functions over token ids.

A small model that rewrites or sums up loses its place in the passage. The tokens that follow the
longest stretch of the passage with which the answer ends are those that copying would write;
`Sampling.copy_bias` adds to their logits, so that the answer leaves the passage only where the
model means it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

_LONGEST = 8
# Tokens that count as said once more where they stand there again.
_SAID = 5


class Source:
    """Stretches of tokens that an answer may follow."""

    def __init__(
        self, stretches: Sequence[Sequence[int]], end_id: int | None, *, breaks_off: bool = False
    ) -> None:
        """Index what may be copied.

        Args:
            stretches: token ids; an answer that copies begins with the first token of one.
            end_id: what an answer ends with; follows the last token of each.
            breaks_off: whether the passage ends inside a sentence, and the answer is to end there
                too. Models learned from whole sentences and would go on.
        """
        self._ends = [tuple(ids[-_LONGEST:]) for ids in stretches if ids] if breaks_off else []
        self._stretches = [list(ids) for ids in stretches if ids]
        self._end = [] if end_id is None else [end_id]
        self._starts = sorted({ids[0] for ids in self._stretches})
        self._places: defaultdict[int, list[tuple[int, int]]] = defaultdict(list)
        for number, ids in enumerate(self._stretches):
            for place, token in enumerate(ids):
                self._places[token].append((number, place))

    def is_over(self, written: Sequence[int]) -> bool:
        """Whether an answer to a passage that breaks off has come to where it does."""
        return any(tuple(written[-len(end) :]) == end for end in self._ends)

    def next_tokens(self, written: Sequence[int]) -> list[int]:
        """Return the tokens that follow the longest stretch with which the answer ends.

        Before anything is written those are the first tokens of all stretches; behind a token that
        none has there are none.
        """
        if not written:
            return self._starts
        best, found = 0, set[int]()
        for number, place in self._places.get(written[-1], ()):
            ids = self._stretches[number]
            length = _match(written, ids, place)
            if length > best:
                best, found = length, set()
            if length == best:
                found.update(ids[place + 1 : place + 2] or self._end)
        if best >= _SAID and self._is_said_again(written[-_SAID:], written):
            # Copied as often as it stands there: more of it would be a loop.
            return self._end
        return sorted(found)

    def _is_said_again(self, tail: Sequence[int], written: Sequence[int]) -> bool:
        """Whether an answer says what it ends with more often than the stretches do."""
        return _times(tail, written) > sum(_times(tail, ids) for ids in self._stretches)


class Mentions:
    """Words that an answer should bring in, each once, wherever it fits."""

    def __init__(self, words: Sequence[Sequence[int]], openings: Sequence[Sequence[int]]) -> None:
        """Take words.

        Args:
            words: each word's token ids with the space before it.
            openings: the same words' ids as they open a text, without the space.
        """
        self._words = [list(ids) for ids in words if ids]
        self._openings = [list(ids) for ids in openings]

    def is_over(self, written: Sequence[int]) -> bool:
        """Never: words that are wanted end nothing."""
        return False

    def next_tokens(self, written: Sequence[int]) -> list[int]:
        """Return the tokens that begin a word which is not there yet, or go on with a begun one."""
        begun = {
            word[n]
            for word in self._words
            for n in range(1, len(word))
            if list(written[-n:]) == word[:n]
        }
        if begun:
            return sorted(begun)
        missing = (
            word[0]
            for word, opening in zip(self._words, self._openings, strict=True)
            if not _holds(written, word) and list(written[: len(opening)]) != opening
        )
        return sorted(set(missing))


Guide = Source | Mentions


def _holds(ids: Sequence[int], stretch: Sequence[int]) -> bool:
    if stretch[0] not in ids:  # by far the most common answer, and a fast one
        return False
    n = len(stretch)
    return any(list(ids[i : i + n]) == list(stretch) for i in range(len(ids) - n + 1))


def _times(stretch: Sequence[int], ids: Sequence[int]) -> int:
    """Return how often a stretch stands in token ids."""
    wanted, last, n = list(stretch), stretch[-1], len(stretch)
    ends = (at + 1 for at, token in enumerate(ids) if token == last)
    return sum(list(ids[end - n : end]) == wanted for end in ends if end >= n)


def _match(written: Sequence[int], ids: Sequence[int], place: int) -> int:
    """Return how many tokens up to `place` are those that the answer ends with, 8 at most."""
    most = min(len(written), place + 1, _LONGEST)
    return next((n for n in range(1, most) if written[-1 - n] != ids[place - n]), most)
