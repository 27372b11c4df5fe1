"""Whether a voice is worth having: bits per byte before and after.

held_out: chapters of the writer's that were never trained on. general: a text by somebody else, so
that a voice which forgot how to write shows. Half of each serves choices on the way (which weights
are best, how much of them to keep), the other half the proof. Both are measured by
`engine.measuring.evaluate`.
"""

from __future__ import annotations

import bisect
import itertools
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from engine.measuring.evaluate import bits_per_byte, token_bits
from engine.model import load_model
from engine.paths import resources
from engine.training.bases import Base
from engine.training.learner import Learner, measuring
from engine.training.windows import CHAPTER_GAP

_WINDOW = 1024
_LEAST_HALF = 0.3
# More would say the same to the third digit, and take minutes.
_MOST_CHARS = 60_000


def halves(chapters: Sequence[str]) -> tuple[list[str], list[str]]:
    """Part chapters into two halves of about the same length, each in the books' order.

    The first is for choices on the way, the second for the proof. Where one chapter is longer than
    all others, the text is parted at a paragraph instead.
    """
    first: set[int] = set()
    size = [0, 0]
    for number in sorted(range(len(chapters)), key=lambda i: -len(chapters[i])):
        half = int(size[0] > size[1])
        size[half] += len(chapters[number])
        if half == 0:
            first.add(number)
    if min(size) >= _LEAST_HALF * sum(size):
        return (
            [chapter for number, chapter in enumerate(chapters) if number in first],
            [chapter for number, chapter in enumerate(chapters) if number not in first],
        )
    paragraphs = CHAPTER_GAP.join(chapters).split("\n\n")
    ends = list(itertools.accumulate(map(len, paragraphs)))
    middle = 1 + bisect.bisect_left(ends[:-1], ends[-1] / 2) if len(paragraphs) > 1 else 1
    one, other = ("\n\n".join(part) for part in (paragraphs[:middle], paragraphs[middle:]))
    return [one], [other or one]


def held_text(chapters: Sequence[str]) -> str:
    """Return what is measured on: every chapter's beginning, so long that all together fit."""
    share = min(1.0, _MOST_CHARS / max(1, sum(map(len, chapters))))
    return CHAPTER_GAP.join(chapter[: int(len(chapter) * share)] for chapter in chapters)


def general_text(languages: Sequence[str]) -> str:
    """Return the bundled text by other authors, in the base's first language if there is one."""
    folder = resources() / "evaluation"
    for language in (*languages, "en"):
        path = folder / f"general-{language}.txt"
        if path.is_file():
            return path.read_text(encoding="utf-8")
    raise FileNotFoundError(folder)


def torch_bits_per_byte(learner: Learner, base: Base, text: str) -> float:
    """Return what a text costs the model as it is now, in bits per UTF-8 byte."""
    module = learner.module
    device = next(module.parameters()).device

    def score(tokens: Sequence[int]) -> NDArray[np.float32]:
        with measuring(module):
            logits = module(input_ids=torch.tensor([list(tokens)], device=device)).logits[0]
        scores: NDArray[np.float32] = logits.float().cpu().numpy()
        return scores

    ids = base.tokenizer.encode(text)
    window = min(base.checkpoint.context_tokens, _WINDOW)
    return sum(token_bits(score, ids, base.bos_id, window)) / len(text.encode("utf-8"))


def model_bits_per_byte(folder: Path, text: str) -> float:
    """Return the same of an exported model, as the app runs it."""
    return bits_per_byte(load_model(folder), text, lambda what, done, total: None)
