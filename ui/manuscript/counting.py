"""The order in which people count names that hold numbers, Chinese ones too; pure."""

from __future__ import annotations

import re
import unicodedata

_DIGITS = {sign: n for n, signs in enumerate(("零〇", "一壹", "二两兩貳贰", "三叁參", "四肆",
    "五伍", "六陆陸", "七柒", "八捌", "九玖")) for sign in signs}  # fmt: skip
_TENS = {"十": 10, "拾": 10, "百": 100, "佰": 100, "千": 1000, "仟": 1000}
_GROUPS = {"万": 10_000, "萬": 10_000, "亿": 100_000_000, "億": 100_000_000}
_FUSED = {"廿": "二十", "卅": "三十", "卌": "四十"}
_SIGNS = "".join((*_DIGITS, *_TENS, *_GROUPS, *_FUSED))
_NUMBER = re.compile(rf"(\d+|[{_SIGNS}]+)")


def as_people_count(name: str) -> list[tuple[int, int, str]]:
    """Return what to sort a name by: `scene 2` comes before `scene 10`, 第二章 before 第十章.

    Digits of every script and width count, and numbers in Chinese signs.
    """
    return [
        (0, _value(part), "") if _NUMBER.fullmatch(part) else (1, 0, part)
        for part in _NUMBER.split(unicodedata.normalize("NFKC", name).casefold())
        if part
    ]


def _value(signs: str) -> int:
    return int(signs) if signs.isdecimal() else _chinese(signs)


def _chinese(signs: str) -> int:
    """Read a number such as 一百零三, or one that is written digit by digit, such as 二〇二四."""
    signs = "".join(_FUSED.get(sign, sign) for sign in signs)
    total, group, digit = 0, 0, 0
    for sign in signs:
        if sign in _DIGITS:
            digit = digit * 10 + _DIGITS[sign]
        elif sign in _TENS:
            # 十二 leaves its one unsaid.
            group += (digit or 1) * _TENS[sign]
            digit = 0
        else:
            total += (group + digit or 1) * _GROUPS[sign]
            group = digit = 0
    return total + group + digit
