"""Counts words, and characters of scripts that write none; pure text."""

from __future__ import annotations

import re

# A run of letters or digits with inner apostrophes and hyphens, or one CJK character.
CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_ONE = re.compile(f"[{CJK}]")
_WORD = re.compile(rf"[{CJK}]|[^\W_{CJK}]+(?:['\u2019-][^\W_{CJK}]+)*")


def is_mostly_cjk(text: str) -> bool:
    """Return whether more than half of what counts as words are Chinese or Japanese characters."""
    words = _WORD.findall(text)
    return 2 * sum(_ONE.fullmatch(word) is not None for word in words) > len(words)


def length_of(text: str) -> str:
    """Return a text's length as its reader counts it: in words, or in characters."""
    count = count_words(text)
    if is_mostly_cjk(text):
        return "1 character" if count == 1 else f"{count:,} characters"
    return "1 word" if count == 1 else f"{count:,} words"


def count_words(text: str) -> int:
    """Return the number of words; each Chinese or Japanese character counts as one."""
    return len(_WORD.findall(text))
