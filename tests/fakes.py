"""Fakes that the engine's tests share: a session with known logits, a tokenizer of plain bytes."""

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

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
        self._buffer = np.zeros(vocab_size, np.float32)

    def step(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Append the tokens and return logits float32 [vocab_size], valid until the next step."""
        if not tokens:
            raise ValueError("no tokens")
        self.cache.append(tokens)
        self.steps.append(tuple(tokens))
        text = ",".join(map(str, self.cache.tokens)).encode()
        seed = int.from_bytes(hashlib.sha256(text).digest()[:8], "little")
        self._buffer[:] = np.random.default_rng(seed).normal(0, 2, self.vocab_size)
        return self._buffer


class ByteTokenizer:
    """A tokenizer whose ids are the UTF-8 bytes of the text; 256 is its only control token."""

    vocab_size = 257
    special_ids = frozenset({256})

    def encode(self, text: str) -> list[int]:
        """Return the bytes of a text."""
        return list(text.encode("utf-8"))

    def encode_with_offsets(self, text: str) -> tuple[list[int], list[tuple[int, int]]]:
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
        return bytes(i for i in ids if i < 256).decode("utf-8", errors="replace")

    def id_of(self, token: str) -> int | None:
        """Return the id of the control token."""
        return 256 if token == "<|bos|>" else None
