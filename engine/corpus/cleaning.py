"""Cleaning: mends and rules run over a draft, and what each of them took is counted; pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from engine.corpus.mends import MENDS
from engine.corpus.paragraphs import Draft, Paragraph, count_words, is_break, without_idle_breaks
from engine.corpus.report import DroppedRow, example_of
from engine.corpus.rules import RULES


@dataclass(slots=True)
class _Count:
    paragraphs: int = 0
    words: int = 0
    example: str = ""


@dataclass(slots=True)
class Tally:
    """Counts what is dropped, by reason, over all books."""

    _counts: dict[str, _Count] = field(default_factory=dict)

    def add(self, reason: str, texts: Iterable[str], are_dropped: bool = True) -> None:
        """Count paragraphs that one rule dropped, or only mended."""
        for text in texts:
            count = self._counts.setdefault(reason, _Count())
            count.paragraphs += 1
            count.words += count_words(text) if are_dropped else 0
            count.example = count.example or example_of(text)

    def rows(self) -> tuple[DroppedRow, ...]:
        """Return a row for each reason that was met, in the order in which they were."""
        return tuple(
            DroppedRow(reason, count.paragraphs, count.words, count.example)
            for reason, count in self._counts.items()
        )


def cleaned(draft: Draft, tally: Tally) -> Draft:
    """Return a draft without what is no text of the book.

    Args:
        draft: as it was read.
        tally: counts what goes.
    """
    draft = replace(draft, paragraphs=tuple(_mended(p, tally) for p in draft.paragraphs))
    draft = replace(draft, paragraphs=tuple(p for p in draft.paragraphs if p.text))
    for rule in RULES:
        found = rule.find(draft)
        dropped = [draft.paragraphs[n] for n in sorted(found)]
        tally.add(rule.reason, (p.text for p in dropped if not is_break(p)))
        kept = (p for n, p in enumerate(draft.paragraphs) if n not in found)
        draft = replace(draft, paragraphs=tuple(kept))
    return replace(draft, paragraphs=tuple(without_idle_breaks(draft.paragraphs)))


def _mended(paragraph: Paragraph, tally: Tally) -> Paragraph:
    text = paragraph.text
    for mend in MENDS:
        mended = mend.apply(text)
        if mended != text:
            tally.add(mend.reason, [text], are_dropped=False)
            text = mended
    return paragraph if text is paragraph.text else replace(paragraph, text=text.strip())
