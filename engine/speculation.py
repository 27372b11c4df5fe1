"""Prompt lookup: foresees the next tokens of a text that copies much of its prompt.

Where the end of the text stands in the prompt as well, what follows it there may come next. Pure
functions of token ids: neither a model nor a clock is looked at, so that one text is always
foreseen alike. Calls and logits live in `drafting`.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

# How many tokens a call runs: the one that was chosen, and a draft.
CALL_SIZES = (2, 4, 8)
_LONGEST = 8
# What each token of a call costs beyond the second, in calls of two: tests/benchmarks/calls.py.
_TOKEN_COST = 0.15
# Shares of tokens foreseen right, by how many before them agree, until a text shows its own.
_FIRST_SHARES = (0.2, 0.4, 0.6, 0.8)
_LEARNED = 1 / 16


class Lookup:
    """The place in a prompt from which its continuation is being copied."""

    def __init__(self, prompt: Sequence[int]) -> None:
        """Index a prompt, which is also how the text begins."""
        self.n_agreeing = 0
        """How many tokens at the text's end stand at that place too, 8 at most; 0 is a guess."""
        self._prompt = list(prompt)
        self._text = list(prompt)
        self._places: defaultdict[int, list[int]] = defaultdict(list)
        # Nothing follows the prompt's last token.
        for place, token in enumerate(self._prompt[:-1]):
            self._places[token].append(place)
        # Of the text's last token; beyond the prompt where nothing is known.
        self._at = len(self._prompt)

    def draft(self, most: int) -> tuple[int, ...]:
        """Return at most so many tokens that may come next."""
        return tuple(self._prompt[self._at + 1 : self._at + 1 + most])

    def push(self, token: int) -> bool:
        """Add a token to the text; returns whether a draft would have begun with it."""
        is_foreseen = self.draft(1) == (token,)
        self._text.append(token)
        self._at += 1
        # A stretch that could not be longer is not looked for again while it goes on.
        if not is_foreseen or self.n_agreeing < _LONGEST or not self.draft(1):
            self._locate()
        return is_foreseen

    def pop(self, n_tokens: int) -> None:
        """Take the last tokens from the text."""
        del self._text[len(self._text) - n_tokens :]
        self._at = max(0, self._at - n_tokens)
        self._locate()

    def _locate(self) -> None:
        """Find the longest stretch with which the text ends.

        Of several equally long ones that counts which is nearest to where copying stood. Behind a
        token that the prompt has nowhere, the text may have replaced one there: it is taken to go
        on behind that.
        """
        found = [(self._agreeing(place), place) for place in self._places.get(self._text[-1], ())]
        self.n_agreeing = max((length for length, _ in found), default=0)
        if found:
            nearest = (place for length, place in found if length == self.n_agreeing)
            self._at = min(nearest, key=lambda place: (abs(place - self._at), -place))

    def _agreeing(self, place: int) -> int:
        """Return how many tokens up to a place are those that the text ends with."""
        text, prompt = self._text, self._prompt
        most = min(place + 1, _LONGEST)
        return next((n for n in range(1, most) if text[-1 - n] != prompt[place - n]), most)


class Pace:
    """Chooses how many tokens a call runs: as many as pay, by what came true lately."""

    def __init__(self) -> None:
        self._shares = list(_FIRST_SHARES)

    def learn(self, n_agreeing: int, is_foreseen: bool) -> None:
        """Note whether a token was foreseen by a draft behind so many that agreed."""
        known = min(n_agreeing, len(self._shares) - 1)
        self._shares[known] += _LEARNED * (is_foreseen - self._shares[known])

    def size(self, n_agreeing: int, n_drafted: int, room: int) -> int:
        """Return how many tokens to run.

        Args:
            n_agreeing: before the draft.
            n_drafted: tokens that could be drafted.
            room: tokens that can be run at most, 2 or more.
        """
        share = self._shares[min(n_agreeing, len(self._shares) - 1)]
        most = max(CALL_SIZES[0], min(room, n_drafted + 1))
        possible = [size for size in CALL_SIZES if size <= most]
        return max(possible, key=lambda size: _tokens_a_cost(size, share))


def _tokens_a_cost(size: int, share: float) -> float:
    """Return how many tokens a call should bring, over what it costs."""
    expected = sum(share**n for n in range(size))
    return expected / (1 + _TOKEN_COST * (size - CALL_SIZES[0]))
