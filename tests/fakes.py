"""Fakes that the engine's tests share: a session with known logits, a tokenizer of plain bytes."""

import contextlib
import hashlib
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from engine.jobs import CancelFlag
from engine.kv_cache import KVCache


class FakeSession:
    """A session whose logits depend on every cached token, and on nothing else.

    They are drawn from a hash of the tokens that the cache says it holds, so a run over a cache
    that was trimmed or reused wrongly gives another text. `steps` lists the tokens of each call.
    """

    def __init__(self, vocab_size: int = 50, capacity: int = 64) -> None:
        self.cache = KVCache(1, 1, 1, capacity, np.float32)
        self.vocab_size = vocab_size
        self.steps: list[tuple[int, ...]] = []
        self.interruptible_by: list[CancelFlag] = []
        self._buffer = np.zeros(vocab_size, np.float32)

    def step(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Append the tokens and return logits float32 [vocab_size], valid until the next step."""
        if not tokens:
            raise ValueError("no tokens")
        self.cache.append(tokens)
        self.steps.append(tuple(tokens))
        self._buffer[:] = self.logits_after(self.cache.tokens)
        return self._buffer

    def logits_after(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Return the logits that follow some tokens, float32 [vocab_size]."""
        text = ",".join(map(str, tokens)).encode()
        seed = int.from_bytes(hashlib.sha256(text).digest()[:8], "little")
        return np.random.default_rng(seed).normal(0, 2, self.vocab_size).astype(np.float32)

    @contextlib.contextmanager
    def interruptible(self, cancel: CancelFlag) -> Iterator[None]:
        """Note the flag that may stop a step."""
        self.interruptible_by.append(cancel)
        try:
            yield
        finally:
            self.interruptible_by.remove(cancel)

    def fork(self, n_rows: int, room: int) -> "FakeRows":
        """Return rows that each go on from the cached tokens."""
        if self.cache.length + room > self.cache.capacity:
            raise ValueError("no room")
        return FakeRows(self, n_rows, room)


class ScriptedSession(FakeSession):
    """A session over bytes that wants to write the first of some texts, else the next ones.

    Token 256 ends a text; where no text goes on it is the only one with a chance.
    """

    def __init__(
        self, prompt: str, texts: Sequence[str | Sequence[int]], capacity: int = 400
    ) -> None:
        super().__init__(vocab_size=258, capacity=capacity)
        self._prompt = list(prompt.encode())
        self._texts = [list(text.encode() if isinstance(text, str) else text) for text in texts]

    def logits_after(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Return logits 50, 49, 48, ... for the next byte of each text that begins like this."""
        logits = np.full(self.vocab_size, -50, np.float32)
        written = list(tokens)[len(self._prompt) :]
        for rank, text in enumerate(self._texts):
            if text[: len(written)] == written:
                token = text[len(written)] if len(text) > len(written) else 256
                logits[token] = max(logits[token], 50 - rank)
        logits[256] = max(logits[256], -40)
        return logits


class LettersSession(FakeSession):
    """A session over bytes that writes a few letters, spaces and stops at random."""

    def __init__(self, letters: str, seed: int, capacity: int = 400) -> None:
        super().__init__(vocab_size=258, capacity=capacity)
        self._letters = list(letters.encode())
        self._seed = seed

    def logits_after(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Return logits that are drawn for the letters, and -50 for everything else."""
        logits = np.full(self.vocab_size, -50, np.float32)
        drawn = super().logits_after((self._seed, *tokens))
        logits[self._letters] = drawn[: len(self._letters)]
        return logits


class FakeRows:
    """Rows of a FakeSession; `batches` lists how many were live at each step."""

    def __init__(self, session: FakeSession, n_rows: int, room: int) -> None:
        self._session = session
        self._prefix = session.cache.tokens
        self._rows: list[list[int]] = [[] for _ in range(n_rows)]
        self._room = room
        self._buffer = np.zeros((n_rows, session.vocab_size), np.float32)
        self.batches: list[int] = []

    @property
    def n_rows(self) -> int:
        """How many rows are live."""
        return len(self._rows)

    def step(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Append a token to each row; float32 [n_rows, vocab_size], valid until the next step."""
        if not tokens:
            raise ValueError("no tokens")
        for row, token in zip(self._rows, tokens, strict=True):
            if len(row) >= self._room:
                raise ValueError("no room")
            row.append(token)
        self.batches.append(len(tokens))
        for at, row in enumerate(self._rows):
            self._buffer[at] = self._session.logits_after((*self._prefix, *row))
        return self._buffer[: len(tokens)]

    def rewind(self, row: int, n_tokens: int) -> None:
        """Drop a row's last tokens."""
        if not 0 <= n_tokens <= len(self._rows[row]):
            raise ValueError("cannot go back")
        del self._rows[row][len(self._rows[row]) - n_tokens :]

    def drop(self, row: int) -> None:
        """End a row; the last one takes its number."""
        self._rows[row] = self._rows[-1]
        self._rows.pop()


class ByteTokenizer:
    """A tokenizer whose ids are the UTF-8 bytes of the text; 256 is its only control token.

    It decodes 257, which it never writes itself, as a comma and a quote.
    """

    vocab_size = 258
    special_ids = frozenset({256})

    def encode(self, text: str, joined: bool = False) -> list[int]:
        """Return the bytes of a text, which are the same behind another one."""
        return list(text.encode("utf-8"))

    def encode_markup(self, text: str, joined: bool = False) -> list[int]:
        """Return the bytes of a text, and 256 for the control token's name."""
        pieces = [self.encode(piece) for piece in text.split("<|bos|>")]
        return pieces[0] + [i for piece in pieces[1:] for i in (256, *piece)]

    def encode_with_offsets(
        self, text: str, joined: bool = False
    ) -> tuple[list[int], list[tuple[int, int]]]:
        """Return the bytes of a text and the character that each belongs to."""
        ids: list[int] = []
        offsets: list[tuple[int, int]] = []
        for at, character in enumerate(text):
            data = character.encode("utf-8")
            ids.extend(data)
            offsets.extend([(at, at + 1)] * len(data))
        return ids, offsets

    def decode(self, ids: Sequence[int]) -> str:
        """Return the text of bytes; broken ones become U+FFFD."""
        pieces = (b',"' if i == 257 else bytes([i]) for i in ids if i != 256)
        return b"".join(pieces).decode("utf-8", errors="replace")

    def spell(self, ids: Sequence[int]) -> str:
        """Return the text of bytes, with the name of the control token."""
        pieces = (b"<|bos|>" if i == 256 else b',"' if i == 257 else bytes([i]) for i in ids)
        return b"".join(pieces).decode("utf-8", errors="replace")

    def id_of(self, token: str) -> int | None:
        """Return the id of the control token."""
        return 256 if token == "<|bos|>" else None
