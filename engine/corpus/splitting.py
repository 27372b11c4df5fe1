"""Which chapters are held out: whole ones, chosen by a seed; pure."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from engine.corpus.paragraphs import Draft, Paragraph, count_words, is_break

SECTION_WORDS = 1500
LEAST_CHAPTERS = 10
_LONGEST_SECTION = 2 * SECTION_WORDS
_TRIES = 200
_STOPS = ".!?\u2026\u3002\uff01\uff1f"
# An abbreviation may be taken for an end: only the seam of two sections depends on it.
_SENTENCE = re.compile(rf"[^{_STOPS}]*(?:[{_STOPS}]+[^\w\s]*\s*|\Z)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A chapter of the corpus, or a section where a book has none."""

    book: str
    title: str
    text: str
    """Paragraphs parted by one blank line."""


def passages_of(drafts: Sequence[Draft]) -> list[Passage]:
    """Return the passages that a corpus is split by, in reading order.

    They are chapters. A book without chapters, and every book where there are fewer than ten
    chapters in all, is parted at its scene breaks, into sections of about 1,500 words.
    """
    chapters = [(draft, list(_chapters(draft))) for draft in drafts]
    are_few = sum(len(parts) for _, parts in chapters) < LEAST_CHAPTERS
    found: list[Passage] = []
    for draft, parts in chapters:
        for title, paragraphs in parts:
            texts = [p.text for p in paragraphs]
            runs = _sections(texts) if are_few or len(parts) == 1 else [texts]
            found += [Passage(draft.title, title, "\n\n".join(run)) for run in runs]
    return found


def split(
    passages: Sequence[Passage], share: float, seed: int
) -> tuple[tuple[Passage, ...], tuple[Passage, ...]]:
    """Part passages into those to train on and those held out, both in reading order.

    Args:
        passages: at least two.
        share: of the words, 0 to 1, to hold out; met as nearly as whole passages allow.
        seed: fixes the choice.
    """
    counts = [count_words(passage.text) for passage in passages]
    chosen = _chosen(counts, share * sum(counts), random.Random(seed))
    train = tuple(p for n, p in enumerate(passages) if n not in chosen)
    return train, tuple(p for n, p in enumerate(passages) if n in chosen)


def _chosen(counts: Sequence[int], target: float, rng: random.Random) -> frozenset[int]:
    """Return the places held out: of many random choices the one nearest to the target."""
    best, nearest = frozenset[int](), float("inf")
    order = list(range(len(counts)))
    for _ in range(_TRIES):
        rng.shuffle(order)
        places, total = [order[0]], counts[order[0]]
        for n in order[1:-1]:
            if abs(total + counts[n] - target) < abs(total - target):
                places.append(n)
                total += counts[n]
        if abs(total - target) < nearest:
            best, nearest = frozenset(places), abs(total - target)
        # Within a hundredth, an earlier choice is as good as any other.
        if nearest <= target / 100:
            break
    return best


def _chapters(draft: Draft) -> Iterator[tuple[str, list[Paragraph]]]:
    by_chapter: dict[int, list[Paragraph]] = {}
    for paragraph in draft.paragraphs:
        by_chapter.setdefault(paragraph.chapter, []).append(paragraph)
    for n, paragraphs in by_chapter.items():
        yield draft.chapters[n], paragraphs


def _sections(texts: Sequence[str]) -> list[list[str]]:
    """Part paragraphs into sections: scenes, short ones together, long ones at paragraph ends."""
    scenes: list[list[str]] = [[]]
    for text in texts:
        if is_break(Paragraph(0, text)):
            scenes.append([])
        else:
            scenes[-1] += _short_enough(text)
    joined: list[list[str]] = []
    for scene in filter(None, scenes):
        if joined and _words(joined[-1]) + _words(scene) <= SECTION_WORDS:
            joined[-1] += ["***", *scene]
        else:
            joined.append(list(scene))
    return [part for scene in joined for part in _parted(scene)]


def _parted(texts: Sequence[str]) -> list[list[str]]:
    """Part a scene that is longer than two sections, evenly, at paragraph ends."""
    counts = [count_words(text) for text in texts]
    total = sum(counts)
    if total <= _LONGEST_SECTION:
        return [list(texts)]
    size = total / round(total / SECTION_WORDS)
    parts: list[list[str]] = [[]]
    done = 0.0
    for text, n in zip(texts, counts, strict=True):
        # A paragraph belongs where most of it lies.
        if parts[-1] and (done + n / 2) // size > len(parts) - 1:
            parts.append([])
        parts[-1].append(text)
        done += n
    return parts


def _short_enough(text: str) -> list[str]:
    """Return a paragraph, or its sentences in runs where it is as long as several sections."""
    if count_words(text) <= _LONGEST_SECTION:
        return [text]
    runs: list[list[str]] = [[]]
    size = 0
    for sentence in _SENTENCE.findall(text):
        runs[-1].append(sentence)
        size += count_words(sentence)
        if size >= SECTION_WORDS:
            runs.append([])
            size = 0
    return ["".join(run).strip() for run in runs if run]


def _words(texts: Sequence[str]) -> int:
    return sum(map(count_words, texts))
