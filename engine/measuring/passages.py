"""Seeded passages of a text for measuring: a few whole sentences and what stands before them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from engine.stopping import sentences_of

_LEFT_CHARS = 600
_MOST_SENTENCES = 3
_LEAST_CHARS, _MOST_CHARS = 60, 500
_LEAST_SECTION, _MOST_SECTION = 1200, 2400
_SCENE_BREAK = "***"


@dataclass(frozen=True, slots=True)
class Passage:
    """Text to work on and the text before it."""

    left: str
    text: str


def passages(text: str, n: int, rng: np.random.Generator) -> list[Passage]:
    """Return at most n passages of one to three sentences of a paragraph, 60 to 500 characters."""
    found: list[Passage] = []
    paragraphs = list(_paragraphs(text))
    for index in rng.permutation(len(paragraphs)).tolist():
        if len(found) == n:
            break
        start, paragraph = paragraphs[index]
        sentences = sentences_of(paragraph)
        count = min(len(sentences), int(rng.integers(1, _MOST_SENTENCES + 1)))
        first = int(rng.integers(0, len(sentences) - count + 1))
        passage = " ".join(sentences[first : first + count])
        at = text.find(sentences[first], start)
        if _LEAST_CHARS <= len(passage) <= _MOST_CHARS and at >= 0:
            found.append(Passage(text[max(0, at - _LEFT_CHARS) : at].rstrip(), passage))
    return found


def sections(text: str, n: int, rng: np.random.Generator) -> list[Passage]:
    """Return at most n runs of whole paragraphs, 1,200 to 2,400 characters, of one scene."""
    paragraphs = list(_paragraphs(text))
    found: list[Passage] = []
    for index in rng.permutation(len(paragraphs)).tolist():
        if len(found) == n:
            break
        start = end = paragraphs[index][0]
        for at, paragraph in paragraphs[index:]:
            if at + len(paragraph) - start > _MOST_SECTION or _SCENE_BREAK in text[end:at]:
                break
            end = at + len(paragraph)
        if end - start >= _LEAST_SECTION:
            left = text[max(0, start - _LEFT_CHARS) : start].rstrip()
            found.append(Passage(left, text[start:end]))
    return found


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs of prose and where they begin."""
    at = 0
    for paragraph in text.split("\n\n"):
        if any(letter.isalpha() for letter in paragraph) and not paragraph.startswith("#"):
            yield at, paragraph
        at += len(paragraph) + 2
