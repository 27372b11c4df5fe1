"""RTF brought to the form that pandoc reads without loss; pure.

Letters that are bytes of a code page become Unicode escapes, for pandoc takes all of them as
Western European. Escapes lose what stands in for them in old readers, for pandoc 3.9 drops a letter
too many behind some.
"""

from __future__ import annotations

import re

from engine.errors import BadInput

_PAGE = re.compile(rb"\\ansicpg(\d{1,5})")
_WESTERN = frozenset({0, 437, 850, 1252, 10000, 65001})
_CODECS = {936: "gb18030", 950: "cp950", 932: "cp932", 949: "cp949", 874: "cp874"}
# How many stand-ins follow an escape; an escape; bytes; the ends of a group; signs as they are.
_TOKEN = re.compile(rb"\\uc(\d{1,2}) ?|\\u(-?\d{1,5}) ?|((?:\\'[0-9a-fA-F]{2})+)|([{}])|\\[\\{}]")
_STAND_IN = re.compile(rb"[\r\n]*(?:\\[a-z]+-?\d* ?|[^\r\n\\])")
_PAIR = re.compile(rb"\\uc0\\u(-?\d{4,5}) \\uc0\\u(-?\d{4,5}) ")
# Pandoc knows no pairs of surrogates: they pass it as letters for private use.
_HIGH, _LOW = 0xE400, 0xE800
_ASIDE = re.compile(r"[\ue400-\ue7ff][\ue800-\uebff]")
# \'d6
_ESCAPED_BYTE = 4


def with_unicode(data: bytes, name: str) -> bytes:
    """Return the same document with Unicode escapes.

    Args:
        data: the RTF document.
        name: the file's, for the sentence.

    Raises:
        BadInput: its code page is not known, or its bytes are none of it.
    """
    match = _PAGE.search(data[:4096])
    page = int(match[1]) if match else 0
    codec = _CODECS.get(page) or (f"cp{page}" if 1250 <= page <= 1258 else "")
    if not codec and page not in _WESTERN:
        raise BadInput(f"{name} is in a code page that is not known ({page}); save it as .docx.")
    try:
        converted = _PAIR.sub(
            _set_aside, b"".join(_converted(data, "" if page in _WESTERN else codec))
        )
    except UnicodeDecodeError as error:
        raise BadInput(f"{name} is damaged and was not read.") from error
    return converted.replace(match[0], b"\\ansicpg1252", 1) if match else converted


def restored(text: str) -> str:
    """Return text that pandoc gave, its letters beyond the first 65,536 whole again."""
    return _ASIDE.sub(
        lambda m: chr(0x10000 + ((ord(m[0][0]) - _HIGH) << 10) + ord(m[0][1]) - _LOW), text
    )


def _set_aside(pair: re.Match[bytes]) -> bytes:
    high, low = (int(half) & 0xFFFF for half in pair.groups())
    if not 0xD800 <= high < 0xDC00 <= low < 0xE000:
        return pair[0]
    return b"\\uc0\\u%d \\uc0\\u%d " % (high - 0xD800 + _HIGH, low - 0xDC00 + _LOW)


def _converted(data: bytes, codec: str) -> list[bytes]:
    parts: list[bytes] = []
    # How many stand-ins follow an escape is said for a group and those within it.
    n_stand_ins, end, skip = [1], 0, 0
    for token in _TOKEN.finditer(data):
        between, skip = _without_stand_ins(data[end : token.start()], skip)
        parts.append(between)
        end = token.end()
        if token[1]:
            n_stand_ins[-1] = int(token[1])
        elif token[2]:
            parts.append(b"\\uc0\\u%s " % token[2])
            skip = n_stand_ins[-1]
        elif token[3]:
            n_skipped = min(skip, len(token[3]) // _ESCAPED_BYTE)
            parts.append(_letters(token[3][_ESCAPED_BYTE * n_skipped :], codec))
            skip -= n_skipped
        else:
            parts.append(token[0] if token[4] or not skip else b"")
            skip = 0 if token[4] else max(0, skip - 1)
            if token[4] == b"{":
                n_stand_ins.append(n_stand_ins[-1])
            elif token[4] and len(n_stand_ins) > 1:
                n_stand_ins.pop()
    return [*parts, data[end:]]


def _without_stand_ins(text: bytes, n: int) -> tuple[bytes, int]:
    """Return a text without its first n letters or commands, and how many were not there."""
    at = 0
    while n and (match := _STAND_IN.match(text, at)):
        at, n = match.end(), n - 1
    return text[at:], n


def _letters(escaped: bytes, codec: str) -> bytes:
    if not codec:
        return escaped
    text = bytes.fromhex(escaped.replace(b"\\'", b"").decode("ascii")).decode(codec)
    units = text.encode("utf-16-le")
    pairs = (units[n : n + 2] for n in range(0, len(units), 2))
    return b"".join(b"\\uc0\\u%d " % int.from_bytes(p, "little", signed=True) for p in pairs)
