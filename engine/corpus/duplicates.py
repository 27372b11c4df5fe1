"""Paragraphs that were there before are dropped, over all books: two drafts of one count once."""

from __future__ import annotations

import re
import zlib
from collections.abc import Sequence
from dataclasses import replace
from hashlib import blake2b

from engine.corpus.cleaning import Tally
from engine.corpus.paragraphs import Draft, key_words, without_idle_breaks
from engine.guards import ECHO_CHARACTERS, UNSPACED

LEAST_WORDS = 8
SAME = "The same as an earlier paragraph"
ALIKE = "Nearly the same as an earlier paragraph"
_LEAST_ALIKE_WORDS, _ALIKE_SHARE = 24, 0.5
_RUN_WORDS = 6
# Every fourth run is enough to tell, and keeps 64 MiB of text within 200 MB.
_EVERY = 4
_UNSPACED = re.compile(f"[{UNSPACED}]")


class Seen:
    """Remembers paragraphs; the first of several alike stays."""

    def __init__(self) -> None:
        self._keys: set[bytes] = set()
        self._runs: set[int] = set()

    def without_seen(self, draft: Draft, tally: Tally) -> Draft:
        """Return a draft without paragraphs that were seen, and remember those that stay.

        A paragraph counts from 8 words on, 12 in Chinese. From 24 words on it also goes when half
        of the runs of its words were seen: a later draft of a book must not foretell what is held
        out of an earlier one.
        """
        kept = []
        for paragraph in draft.paragraphs:
            words = key_words(paragraph.text)
            reason = self._reason(words) if can_repeat(words) else ""
            if reason:
                tally.add(reason, [paragraph.text])
            else:
                kept.append(paragraph)
        return replace(draft, paragraphs=tuple(without_idle_breaks(kept)))

    def _reason(self, words: Sequence[str]) -> str:
        key = paragraph_key(words)
        if key in self._keys:
            return SAME
        runs = _runs(words) if len(words) >= _LEAST_ALIKE_WORDS else set()
        if runs and len(runs & self._runs) >= _ALIKE_SHARE * len(runs):
            return ALIKE
        self._keys.add(key)
        self._runs |= runs
        return ""


def can_repeat(words: Sequence[str]) -> bool:
    """Tell whether a paragraph is long enough that its repetition is no chance."""
    n_unspaced = sum(bool(_UNSPACED.fullmatch(word)) for word in words)
    return len(words) >= (ECHO_CHARACTERS if n_unspaced * 2 > len(words) else LEAST_WORDS)


def paragraph_key(words: Sequence[str]) -> bytes:
    """Return what two paragraphs have in common that differ in case, quotes and spaces only."""
    return blake2b(" ".join(words).encode("utf-8", "surrogatepass"), digest_size=16).digest()


def _runs(words: Sequence[str]) -> set[int]:
    codes = (
        zlib.crc32(" ".join(words[n : n + _RUN_WORDS]).encode("utf-8", "surrogatepass"))
        for n in range(len(words) - _RUN_WORDS + 1)
    )
    return {code for code in codes if code % _EVERY == 0}
