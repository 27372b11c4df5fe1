"""Seeded passages of a text for measuring: a few whole sentences and what stands around them.

Any text is brought to paragraphs first, one blank line between them: lines of a hard-wrapped text
are joined, and where a text has no blank lines each of its lines is a paragraph.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from engine.habits import habits_of
from engine.stopping import ends_sentence, sentences_of

_LEFT_CHARS = _AFTER_CHARS = 600
_MOST_SENTENCES = 3
_LEAST_CHARS, _MOST_CHARS = 60, 500
_LEAST_SECTION, _MOST_SECTION = 1200, 2400
_WRAPPED_CHARS = (55, 80)
# A line that was wrapped is at least so long: shorter ones end where the writer ended them.
_LEAST_WRAPPED = 45
_BREAKS = re.compile(r"[ \t]*\n[ \t]*(?:\n[ \t]*)+")
_LINE_END = re.compile(rf"(?<=[^\n]{{{_LEAST_WRAPPED}}})[ \t]*\n[ \t]*(?=\S)")


@dataclass(frozen=True, slots=True)
class Passage:
    """Text to work on and the text around it."""

    left: str
    """The text before it, without white space at its end."""
    text: str
    after: str = ""
    """The text that follows as it stands, white space included."""


def passages(text: str, n: int, rng: np.random.Generator) -> list[Passage]:
    """Return at most n passages of one to three sentences of a paragraph, 60 to 500 characters."""
    text = in_paragraphs(text)
    found: list[Passage] = []
    paragraphs = list(_paragraphs(text))
    for index in rng.permutation(len(paragraphs)).tolist():
        if len(found) == n:
            break
        start, paragraph = paragraphs[index]
        sentences = sentence_places(paragraph)
        count = min(len(sentences), int(rng.integers(1, _MOST_SENTENCES + 1)))
        first = int(rng.integers(0, len(sentences) - count + 1))
        chosen = sentences[first : first + count]
        passage = " ".join(sentence for _, sentence in chosen)
        last, sentence = chosen[-1]
        if _LEAST_CHARS <= len(passage) <= _MOST_CHARS:
            ends = start + chosen[0][0], start + last + len(sentence)
            found.append(_passage(text, passage, *ends))
    return found


def sections(text: str, n: int, rng: np.random.Generator) -> list[Passage]:
    """Return at most n runs of whole paragraphs, 1,200 to 2,400 characters, of one scene.

    A scene ends at a heading and at a line without letters.
    """
    text = in_paragraphs(text)
    paragraphs = list(_paragraphs(text))
    found: list[Passage] = []
    for index in rng.permutation(len(paragraphs)).tolist():
        if len(found) == n:
            break
        start = end = paragraphs[index][0]
        for at, paragraph in paragraphs[index:]:
            if at + len(paragraph) - start > _MOST_SECTION or text[end:at].strip():
                break
            end = at + len(paragraph)
        if end - start >= _LEAST_SECTION:
            found.append(_passage(text, text[start:end], start, end))
    return found


def in_paragraphs(text: str) -> str:
    """Return a text with one blank line between its paragraphs and none of its lines wrapped."""
    text = _BREAKS.sub("\n\n", text.replace("\r\n", "\n"))
    if _is_wrapped(text):
        text = _LINE_END.sub(" ", text)
    return re.sub(r"\n+", "\n\n", text) if habits_of(text).paragraph_gap == "\n" else text


def sentence_places(text: str) -> list[tuple[int, str]]:
    """Return the sentences of a text, each with the offset at which it begins."""
    found: list[tuple[int, str]] = []
    end = 0
    for sentence in sentences_of(text):
        at = text.index(sentence, end)
        end = at + len(sentence)
        found.append((at, sentence))
    return found


def _passage(text: str, passage: str, start: int, end: int) -> Passage:
    left = text[max(0, start - _LEFT_CHARS) : start].rstrip()
    return Passage(left, passage, text[end : end + _AFTER_CHARS])


def _is_wrapped(text: str) -> bool:
    """Whether most lines with another one right below are of a width and end inside a sentence."""
    least, most = _WRAPPED_CHARS
    above = [line.strip() for line, below in pairwise(text.split("\n")) if line and below.strip()]
    n_wide = sum(least <= len(line) <= most for line in above)
    n_open = sum(not ends_sentence(line) for line in above)
    return min(n_wide, n_open) > len(above) / 2


def _paragraphs(text: str) -> Iterator[tuple[int, str]]:
    """Yield the paragraphs of prose and where they begin."""
    at = 0
    for paragraph in text.split("\n\n"):
        if any(letter.isalpha() for letter in paragraph) and not paragraph.startswith("#"):
            yield at, paragraph
        at += len(paragraph) + 2
