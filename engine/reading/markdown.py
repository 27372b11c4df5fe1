"""Markdown and plain texts as blocks; pure. Tables, code and footnotes are left out."""

from __future__ import annotations

import re

from engine.reading.book import Block, with_found_headings
from engine.reading.inline import plain_markdown, with_stars
from engine.reading.wrapped import paragraphs_of

_FRONT = re.compile(r"\A---[ \t]*\n(.{0,20000}?)\n(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_FIELD = re.compile(r"^[A-Za-z][\w-]*:", re.MULTILINE)
_TITLE = re.compile(r"^title:[ \t]*(.+?)[ \t]*$", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(```+|~~~+).*?(?:^ {0,3}\1[`~]*[ \t]*$|\Z)", re.DOTALL | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
_HEADING = re.compile(r" {0,3}(#{1,6})[ \t](.*)")
_UNDERLINE = re.compile(r" {0,3}={3,}[ \t]*")
_NOTE = re.compile(r" {0,3}\[\^[^\]\s]+\]:")
_QUOTE = re.compile(r"^ {0,3}(?:>[ \t]?)+", re.MULTILINE)
_RULE = re.compile(r"[ \t]*(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})")


def markdown_blocks(text: str) -> tuple[str, list[Block]]:
    """Return the title that a Markdown text's front matter names, else "", and its blocks."""
    title = ""
    front = _FRONT.match(text)
    if front and _FIELD.search(front[1]):
        text = text[front.end() :]
        named = _TITLE.search(front[1])
        title = named[1].strip("\"'") if named else ""
    text = _QUOTE.sub("", _COMMENT.sub("", _FENCE.sub("", text)))
    # Each heading stands between paragraphs, which are told apart over the whole text.
    lines: list[str] = []
    headings: dict[str, Block] = {}
    for line in text.split("\n"):
        match = _HEADING.fullmatch(line)
        level, name = (len(match[1]), match[2].strip().rstrip("#").rstrip()) if match else (0, "")
        if _UNDERLINE.fullmatch(line) and lines and lines[-1].strip():
            level, name = 1, lines.pop().strip()
        if level:
            key = f"\ue000{len(headings)}\ue000"
            headings[key] = Block(plain_markdown(name), level)
            lines += ["", key, ""]
        elif _RULE.fullmatch(line):
            lines += ["", "***", ""]
        else:
            lines.append(line)
    blocks = [
        headings.get(paragraph) or Block(plain_markdown(paragraph))
        for paragraph in paragraphs_of("\n".join(lines))
        if not _is_left_out(paragraph)
    ]
    return title, blocks


def plain_blocks(text: str) -> list[Block]:
    """Return the blocks of a text without markup; what reads like a chapter title is a heading."""
    return with_found_headings(Block(with_stars(p)) for p in paragraphs_of(text))


def _is_left_out(paragraph: str) -> bool:
    is_table = all(line.lstrip().startswith("|") for line in paragraph.split("\n"))
    return is_table or bool(_NOTE.match(paragraph))
