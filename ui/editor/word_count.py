"""Counts words, and characters of scripts that write none; pure text."""

from __future__ import annotations

import re

# A run of letters or digits with inner apostrophes and hyphens, or one CJK character.
CJK = "\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{CJK}]|[^\W_{CJK}]+(?:['\u2019-][^\W_{CJK}]+)*")


def count_words(text: str) -> int:
    """Return the number of words; each Chinese or Japanese character counts as one."""
    return len(_WORD.findall(text))
