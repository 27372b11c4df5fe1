"""Marks inside of a line: emphasis brought to *so* and **so**, links to their words; pure."""

from __future__ import annotations

import re

_UNDERSCORES = re.compile(r"(?<![\w*])(__?)(?=[^\s_])([^_]{1,600}?)(?<=[^\s_])\1(?![\w*])")
_IMAGE = re.compile(r"!\[[^\[\]\n]{0,500}\](?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,200}\])")
_LINK = re.compile(r"\[([^\[\]\n]{1,500})\](?:\([^)\n]{0,2000}\)|\[[^\]\n]{0,200}\])")
_NOTE = re.compile(r"\[\^[^\]\s]{1,60}\]")
_AUTOLINK = re.compile(r"<(?:https?|mailto):[^>\s]{1,2000}>")
_ESCAPE = re.compile(r"\\([\\`*_{}\[\]()#+.!<>~|-])")
_ASIDE = 0xE100
_SET_ASIDE = re.compile("[\ue100-\ue17f]")
_TAG = re.compile(
    r"</?(?:span|div|p|br|i|b|em|strong|u|sup|sub|small|center|a)(?:\s[^<>]{0,300})?/?>"
)


def with_stars(text: str) -> str:
    """Return a text whose emphasis between underscores is between stars."""
    return _UNDERSCORES.sub(lambda m: "*" * len(m[1]) + m[2] + "*" * len(m[1]), text)


def plain_markdown(text: str) -> str:
    """Return a Markdown paragraph without images, notes, tags and addresses; emphasis stays."""
    # What is escaped is no mark, and stands aside until the marks are gone.
    text = _ESCAPE.sub(lambda m: chr(_ASIDE + ord(m[1])), text)
    for pattern in (_IMAGE, _NOTE, _AUTOLINK, _TAG):
        text = pattern.sub("", text)
    text = with_stars(_LINK.sub(r"\1", text))
    text = "\n".join(line.rstrip().removesuffix("\\") for line in text.split("\n"))
    return _SET_ASIDE.sub(lambda m: chr(ord(m[0]) - _ASIDE), text).strip()


def emphasised(text: str, mark: str) -> str:
    """Put marks around the words of a text; white space at its ends stays outside."""
    inner = text.strip()
    if not any(letter.isalnum() for letter in inner):
        return text
    start = text.index(inner)
    return f"{text[:start]}{mark}{inner}{mark}{text[start + len(inner) :]}"
