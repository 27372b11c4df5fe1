"""What reading gives: a book of chapters; and how blocks of text become one. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from engine.reading.headings import is_heading, is_scene_break, is_title

SCENE_BREAK = "***"
_DEEPEST_CHAPTER = 4
_MARKS = re.compile(r"^\*{1,3}|\*{1,3}$")


@dataclass(frozen=True, slots=True)
class Chapter:
    """Paragraphs parted by one blank line; emphasis is *so* or **so**, a scene break is ***."""

    title: str
    """Empty where it has none."""
    text: str


@dataclass(frozen=True, slots=True)
class Book:
    """What one file, or one project, holds."""

    title: str
    source: Path
    chapters: tuple[Chapter, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """A paragraph, its lines parted by "\\n", or a heading."""

    text: str
    level: int = 0
    """Of a heading, 1 is the highest; 0 is a paragraph."""


def book_of(blocks: Sequence[Block], title: str, source: Path) -> Book:
    """Arrange blocks as a book; one without any heading is one chapter.

    Headings of the first two levels begin chapters; deeper ones are scene breaks, unless most of
    them are called chapters. A heading with no text below it begins nothing.

    Args:
        blocks: in reading order.
        title: the book's; empty takes a lone heading at the top, else the file's name.
        source: where they come from.
    """
    blocks = [block for block in blocks if block.text.strip()]
    if not any(block.level for block in blocks):
        blocks = with_found_headings(blocks)
    levels = sorted({block.level for block in blocks if block.level})
    tops = [block for block in blocks if levels and block.level == levels[0]]
    if not title and len(tops) == 1 and len(levels) > 1 and not is_heading(tops[0].text):
        title = tops[0].text
    deepest = _deepest(blocks, levels)
    chapters: list[Chapter] = []
    name, texts = "", list[str]()
    for block in [*blocks, Block("", 1)]:
        if not block.level:
            texts.append(SCENE_BREAK if is_scene_break(block.text) else block.text)
        elif block.level > deepest:
            texts.append(SCENE_BREAK)
        else:
            text = _joined(texts)
            if text:
                chapters.append(Chapter(name, text))
            name, texts = block.text, []
    return Book(title or source.stem, source, tuple(chapters))


def with_found_headings(blocks: Iterable[Block]) -> list[Block]:
    """Return blocks where paragraphs that read like chapter titles are headings.

    A title on the line, or alone in the paragraph, below a number belongs to it.
    """
    found: list[Block] = []
    for block in blocks:
        plain = _MARKS.sub("", block.text.strip())
        first, _, second = plain.partition("\n")
        last = found[-1] if found else None
        if is_heading(first) and (not second or is_title(second)):
            found.append(Block(" ".join(plain.split()), 1))
        elif last and last.level and is_title(plain) and is_heading(last.text, is_bare=True):
            found[-1] = Block(f"{last.text} {plain}", 1)
        else:
            found.append(block)
    return found


def _deepest(blocks: Sequence[Block], levels: Sequence[int]) -> int:
    """Return the deepest level that begins chapters."""
    deepest = levels[0] + 1 if levels else 1
    for level in levels:
        titles = [block.text for block in blocks if block.level == level]
        named = sum(map(is_heading, titles))
        if deepest < level <= _DEEPEST_CHAPTER and named * 2 >= len(titles):
            deepest = level
    return deepest


def _joined(texts: Sequence[str]) -> str:
    """Join paragraphs; scene breaks at the ends and beside each other say nothing."""
    kept: list[str] = []
    for text in texts:
        if text != SCENE_BREAK or (kept and kept[-1] != SCENE_BREAK):
            kept.append(text.strip())
    if kept and kept[-1] == SCENE_BREAK:
        kept.pop()
    return "\n\n".join(kept)
