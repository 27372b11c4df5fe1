"""Paragraphs on their way from a book to a corpus: counted, compared, told by script; pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from engine.guards import UNSPACED, words_of
from engine.reading.book import SCENE_BREAK, Book

_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+(?:['\u2019][^\W_{UNSPACED}]+)*")
_SCRIPTS = {
    "Latin": re.compile(r"[A-Za-z\u00aa-\u024f\u1e00-\u1eff]"),
    "Chinese or Japanese": re.compile(rf"[{UNSPACED}]"),
    "Cyrillic": re.compile(r"[\u0400-\u052f]"),
    "Greek": re.compile(r"[\u0370-\u03ff\u1f00-\u1fff]"),
    "Hebrew": re.compile(r"[\u0590-\u05ff]"),
    "Arabic": re.compile(r"[\u0600-\u06ff\u0750-\u077f]"),
    "Devanagari": re.compile(r"[\u0900-\u097f]"),
    "Thai": re.compile(r"[\u0e00-\u0e7f]"),
    "Korean": re.compile(r"[\u1100-\u11ff\uac00-\ud7a3]"),
}


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph and the chapter it stands in."""

    chapter: int
    text: str


@dataclass(frozen=True, slots=True)
class Draft:
    """A book while it is worked on."""

    title: str
    chapters: tuple[str, ...]
    """The chapters' titles."""
    paragraphs: tuple[Paragraph, ...]


def draft_of(book: Book) -> Draft:
    """Part a book into its paragraphs."""
    return Draft(
        book.title,
        tuple(chapter.title for chapter in book.chapters),
        tuple(
            Paragraph(n, text)
            for n, chapter in enumerate(book.chapters)
            for text in chapter.text.split("\n\n")
            if text.strip()
        ),
    )


def count_words(text: str) -> int:
    """Return how many words a text has; a Chinese, Japanese or Korean character is one."""
    return len(_WORD.findall(text))


def key_words(text: str) -> list[str]:
    """Return the words to compare by: without case, quotes, marks of emphasis and spaces."""
    return [word.replace("\u2019", "'") for word, _ in words_of(text)]


def script_counts(text: str) -> dict[str, int]:
    """Return how many letters of each script a text has; scripts without any are left out."""
    if text.isascii():
        counts = {"Latin": len(_SCRIPTS["Latin"].findall(text))}
    else:
        counts = {name: len(pattern.findall(text)) for name, pattern in _SCRIPTS.items()}
    return {name: n for name, n in counts.items() if n}


def is_break(paragraph: Paragraph) -> bool:
    """Tell whether a paragraph parts two scenes."""
    return paragraph.text == SCENE_BREAK


def without_idle_breaks(paragraphs: Sequence[Paragraph]) -> list[Paragraph]:
    """Return paragraphs without scene breaks that part nothing any more."""
    kept: list[Paragraph] = []
    for paragraph in paragraphs:
        if kept and is_break(kept[-1]) and kept[-1].chapter != paragraph.chapter:
            kept.pop()
        is_first = not kept or kept[-1].chapter != paragraph.chapter
        if not (is_break(paragraph) and (is_first or is_break(kept[-1]))):
            kept.append(paragraph)
    if kept and is_break(kept[-1]):
        kept.pop()
    return kept
