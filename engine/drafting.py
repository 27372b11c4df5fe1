"""Rows that run ahead: one call computes a token and those that the prompt foresees behind it.

A take still chooses each token by itself, from the same logits; as long as it chooses what was
drafted, these are there already. Token ids in, logits out; what the model runs on is `session`'s.

Every call has two tokens or more, foreseen or not. On the CPU, attention over one new token sums in
another order than over several, and a quantized model can turn that last bit into another word;
calls of two and more compute a token alike. So drafts change how fast a text comes, never the text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.rows import Rows
from engine.speculation import CALL_SIZES, Lookup, Pace

Logits = NDArray[np.float32]
# Runs tokens behind a row's first ones, whose number it is given; float32 [n_tokens, vocab_size].
RunAhead = Callable[[int, Sequence[int]], Logits]
# Takes row lengths and their numbers at the start; the rows go on there without drafts.
Otherwise = Callable[[Sequence[int], Sequence[int]], Rows]

# Below these shares of foreseen tokens, 1, 2, 3, 4 and more rows cost less without drafts: a batch
# costs 1.1 to 1.9 calls of a single row (tests/benchmarks/calls.py), whatever it brings.
_LEAST_SHARES = (0.1, 0.55, 0.7, 0.78, 0.85)
_FIRST_SHARE = 0.9
_LEARNED = 1 / 64


@dataclass(slots=True)
class Tally:
    """What drafts came to, in all asks of a session."""

    calls: int = 0
    drafted: int = 0
    accepted: int = 0


class DraftingRow:
    """One row whose calls run ahead of it."""

    def __init__(
        self, number: int, run: RunAhead, prompt: Sequence[int], capacity: int, tally: Tally
    ) -> None:
        """Begin behind a prompt.

        Args:
            number: of the row, when the rows were forked.
            run: calls the model; its logits are valid until the row's next call.
            prompt: what the row begins with, already run.
            capacity: tokens that a row can hold, at least one more than it will choose.
            tally: is kept up to date.
        """
        self.number = number
        self.length = len(prompt)
        self.is_foreseen = False
        """Whether the prompt foresaw the last token."""
        self._run = run
        self._capacity = capacity
        self._tally = tally
        self._prefix = len(prompt)
        self._lookup = Lookup(prompt)
        self._pace = Pace()
        self._draft: tuple[int, ...] = ()
        self._ahead: list[Logits] = []

    def step(self, token: int) -> Logits:
        """Add a token; float32 [vocab_size] behind it, valid until the next step.

        Raises:
            ValueError: there is no room.
            Cancelled: a call was stopped; the row cannot go on.
        """
        n_agreeing = self._lookup.n_agreeing
        self.is_foreseen = self._lookup.push(token)
        self._pace.learn(n_agreeing, self.is_foreseen)
        if self._draft[:1] == (token,):
            self._draft = self._draft[1:]
            self._tally.accepted += 1
        else:
            self._call(token)
        self.length += 1
        return self._ahead.pop(0)

    def rewind(self, n_tokens: int) -> None:
        """Drop the row's last tokens, and what ran ahead of them."""
        if not 0 <= n_tokens <= self.length - self._prefix:
            raise ValueError(f"a row cannot go back {n_tokens} tokens")
        if n_tokens:
            self._lookup.pop(n_tokens)
            self.length -= n_tokens
            self._draft, self._ahead = (), []

    def _call(self, token: int) -> None:
        """Run a token, and behind it what may follow."""
        self._draft, self._ahead = (), []
        room = self._capacity - self.length
        if room < CALL_SIZES[0]:
            raise ValueError(f"no room behind {self.length} tokens")
        draft = self._lookup.draft(CALL_SIZES[-1] - 1)
        size = self._pace.size(self._lookup.n_agreeing, len(draft), room)
        # Where nothing is foreseen the second token is there for the sums alone.
        draft = draft[: size - 1] or (token,)
        self._ahead = list(self._run(self.length, (token, *draft)))
        self._draft = draft
        self._tally.calls += 1
        self._tally.drafted += len(draft)


class DraftingRows:
    """Rows that run ahead, each in calls of its own, for as long as that pays.

    Whether it pays is told by the share of tokens that the prompt foresaw, drafted or not, so that
    the same text is always written the same way.
    """

    def __init__(
        self, rows: Sequence[DraftingRow], on_end: Callable[[int], None], otherwise: Otherwise
    ) -> None:
        """Hold rows.

        Args:
            rows: the live ones.
            on_end: gets the length of a row that ends.
            otherwise: takes over for good where drafts do not pay.
        """
        self._rows = list(rows)
        self._on_end = on_end
        self._otherwise = otherwise
        self._plain: Rows | None = None
        self._share = _FIRST_SHARE
        self._found: Logits | None = None

    @property
    def n_rows(self) -> int:
        """How many rows are live."""
        return self._plain.n_rows if self._plain is not None else len(self._rows)

    def step(self, tokens: Sequence[int]) -> Logits:
        """Add one token to each live row; float32 [n_rows, vocab_size], valid till the next step.

        Raises:
            ValueError: there is no room, or not one token for each row.
            Cancelled: a call was stopped; the rows cannot go on.
        """
        if self._plain is None and not self._pays():
            lengths = [row.length for row in self._rows]
            self._plain = self._otherwise(lengths, [row.number for row in self._rows])
        if self._plain is not None:
            return self._plain.step(tokens)
        if len(tokens) != self.n_rows or not tokens:
            raise ValueError(f"{len(tokens)} tokens for {self.n_rows} rows")
        for at, (row, token) in enumerate(zip(self._rows, tokens, strict=True)):
            logits = row.step(token)
            self._share += _LEARNED * (row.is_foreseen - self._share)
            if self.n_rows == 1:
                return logits[None]
            if self._found is None:
                self._found = np.empty((self.n_rows, len(logits)), np.float32)
            self._found[at] = logits
        assert self._found is not None  # there is a token, so there was a row
        return self._found[: self.n_rows]

    def _pays(self) -> bool:
        return self._share >= _LEAST_SHARES[min(len(self._rows), len(_LEAST_SHARES)) - 1]

    def rewind(self, row: int, n_tokens: int) -> None:
        """Drop a row's last tokens, at most those it has grown by."""
        if self._plain is not None:
            self._plain.rewind(row, n_tokens)
        else:
            self._rows[row].rewind(n_tokens)

    def drop(self, row: int) -> None:
        """End a row; the last live row takes its number."""
        if self._plain is not None:
            self._plain.drop(row)
            return
        self._on_end(self._rows[row].length)
        self._rows[row] = self._rows[-1]
        self._rows.pop()
