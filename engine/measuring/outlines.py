"""How good a model's outlines and drafts are: pure measures, and seeded runs over a text.

from_text, of sections of 1,200 to 2,400 characters:
    grounded: share of beats of whose meaning-bearing words at least 60% stand in the text.
    in_order: share of neighbouring beats whose places in the text (the sentence that shares most of
        their words) do not go back; counted over grounded beats.
    distinct: share of beats that are not nearly another one (likeness above 0.6).
from_premise, of five to eight telling words of a section: distinct as above, and
    grounded: share of the premise's words that stand in the beats.
draft, of a sentence of a section between its neighbours, behind the text before it:
    grounded: share of the beat's meaning-bearing words that stand in the draft.
    good: share of drafts with at least half of them that end as a sentence does and hold no run of
    four words twice.
good of outlines: share of those with three beats or more, all distinct, and, from a text, all
    grounded and in order; from a premise, at least half of its words.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from engine.diversity import NEAR, nearest
from engine.generate_service import GenerateService
from engine.guards import words_of
from engine.jobs import CancelFlag
from engine.meaning import kept_share, meaning_words
from engine.measuring.passages import Passage
from engine.messages import Sampling, SuggestPart
from engine.model import LoadedModel
from engine.stopping import ends_sentence, sentences_of
from engine.task_messages import BeatPart, DraftRequest, OutlineRequest

_GROUNDED, _FEWEST_BEATS, _RUN = 0.6, 3, 4
_PREMISE_WORDS = (5, 8)
_DRAFT_BEATS = 5
TASKS = ("outline.from_text", "outline.from_premise", "draft")


@dataclass(frozen=True, slots=True)
class Outlining:
    """One answer and what it was made of: beats, or the text of a draft as the only one."""

    task: str
    source: str
    beats: tuple[str, ...]


def outline_sections(
    model: LoadedModel,
    task: str,
    sections: Sequence[Passage],
    seed: int,
    sampling: Sampling | None = None,
    on_progress: Callable[[int], None] = lambda n_done: None,
) -> list[Outlining]:
    """Let a model outline, or draft a beat of, sections; as it does the task best unless told."""
    service = GenerateService.holding(model)
    sampling = sampling or model.templates[task].sampling
    rng = np.random.default_rng(seed)
    counts = Counter(word for section in sections for word in set(meaning_words(section.text)))
    found = []
    for section in sections:
        seeded = replace(sampling, seed=int(rng.integers(2**31)))
        if task == "draft":
            found.append(_drafted(service, section, rng, seeded))
        elif task == "outline.from_text":
            request = OutlineRequest(text=section.text, sampling=seeded)
            found.append(_outlined(service, task, section.text, request))
        else:
            premise = premise_of(section.text, counts, int(rng.integers(*_PREMISE_WORDS) + 1))
            request = OutlineRequest(premise=premise, sampling=seeded)
            found.append(_outlined(service, task, premise, request))
        on_progress(len(found))
    return found


def judge(outlining: Outlining) -> dict[str, float]:
    """Return an answer's measures, each 0 to 1."""
    if outlining.task == "draft":
        return _judge_draft(outlining.source, outlining.beats[0])
    beats = outlining.beats
    distinct = distinct_share(beats)
    enough = len(beats) >= _FEWEST_BEATS and distinct == 1
    if outlining.task == "outline.from_premise":
        grounded = kept_share(outlining.source, " ".join(beats))
        good = enough and grounded >= 0.5
        return {"good": good, "grounded": grounded, "distinct": distinct, "beats": len(beats)}
    grounded, in_order = (
        grounded_share(beats, outlining.source),
        order_share(beats, outlining.source),
    )
    good = enough and grounded == in_order == 1
    return {
        "good": good,
        "grounded": grounded,
        "in_order": in_order,
        "distinct": distinct,
        "beats": len(beats),
    }


def summary(judged: Sequence[dict[str, float]]) -> dict[str, float]:
    """Return the means of one task's measures; nothing of none."""
    names = judged[0] if judged else {}
    return {name: float(np.mean([row[name] for row in judged])) for name in names}


def distinct_share(beats: Sequence[str]) -> float:
    """Return the share of beats that are not nearly an earlier one; 0 of none."""
    if not beats:
        return 0.0
    return sum(nearest(beat, beats[:i]) <= NEAR for i, beat in enumerate(beats)) / len(beats)


def grounded_share(beats: Sequence[str], text: str) -> float:
    """Return the share of beats whose words stand in a text; 0 of none."""
    if not beats:
        return 0.0
    return sum(kept_share(beat, text) >= _GROUNDED for beat in beats) / len(beats)


def order_share(beats: Sequence[str], text: str) -> float:
    """Return the share of neighbouring grounded beats that keep the text's order; 1 of one."""
    sentences = sentences_of(" ".join(text.split()))
    places = [
        int(np.argmax([kept_share(beat, sentence) for sentence in sentences]))
        for beat in beats
        if sentences and kept_share(beat, text) >= _GROUNDED
    ]
    steps = list(pairwise(places))
    return sum(a <= b for a, b in steps) / len(steps) if steps else float(len(places))


def premise_of(text: str, counts: Counter[str], n_words: int) -> str:
    """Return the words that tell a text from others, in their order, parted by commas.

    They are those of the greatest count in the text over that in all texts (tf-idf).
    """
    here = Counter(meaning_words(text))
    most = 1 + max(counts.values(), default=0)
    weight = {word: n * math.log(most / counts[word]) for word, n in here.items() if counts[word]}
    telling = sorted(weight, key=lambda word: (-weight[word], word))[:n_words]
    return ", ".join(word for word in here if word in telling)


def _outlined(
    service: GenerateService, task: str, source: str, request: OutlineRequest
) -> Outlining:
    result = service.outline(request, _unheard_beat, CancelFlag())
    return Outlining(task, source, tuple(beat.title for beat in result.beats))


def _drafted(
    service: GenerateService, section: Passage, rng: np.random.Generator, sampling: Sampling
) -> Outlining:
    beats = tuple(sentences_of(" ".join(section.text.split()))[:_DRAFT_BEATS])
    current = int(rng.integers(len(beats)))
    request = DraftRequest(beats, current, section.left + "\n\n", sampling=sampling)
    result = service.draft(request, _unheard, CancelFlag())
    return Outlining("draft", beats[current], (result.takes[0].text,))


def _judge_draft(beat: str, draft: str) -> dict[str, float]:
    grounded = kept_share(beat, draft)
    words = [word.lower() for word, _ in words_of(draft)]
    runs = [tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1)]
    is_fresh = len(set(runs)) == len(runs)
    good = grounded >= 0.5 and ends_sentence(draft) and is_fresh and bool(words)
    return {"good": good, "grounded": grounded, "words": len(words)}


def _unheard(part: SuggestPart) -> None:
    """Leave a part to the result."""


def _unheard_beat(part: BeatPart) -> None:
    """Leave a beat to the result."""
