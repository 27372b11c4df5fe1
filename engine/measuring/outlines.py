"""How good a model's outlines and drafts are: pure measures, and seeded runs over a text.

from_text, of sections of 1,200 to 2,400 characters:
    grounded: share of beats with two meaning-bearing words or more, of which at least 60% stand in
        the text.
    in_order: share of neighbouring beats whose places in the text (the sentence that shares most of
        their words) do not go back; counted over grounded beats.
    distinct: share of beats that are not nearly another one (likeness above 0.6).
    copied: share of beats that stand in the text word for word; only reported.
from_premise: of even sections, five to eight of its telling words; of odd ones its first sentence
    (of two meaning-bearing words or more), cut to 16 words. distinct as above, and
    grounded: share of the premise's words that stand in the beats.
draft, of one of a section's first five sentences (of two meaning-bearing words or more, if there
    is one) as a beat among them (at most 16 words, no quotes or full stops around them), behind the
    text up to it:
    grounded: share of the beat's meaning-bearing words that stand in the draft.
    good: share of drafts with at least half of them and 1.5 times as many words as the beat that
    end as a sentence does and hold no run of four words twice.
next, five ideas of what comes after the first twelve words of four sentences of a section:
    grounded: share of ideas with a meaning-bearing word of those; distinct as above, and
    good: share of ideas that have one, four words or more of which at least half are their own, and
    no pair of words twice.
good of outlines: share of those with three beats or more, all distinct, and, from a text, all
    grounded and in order; from a premise, at least half of its words, in beats of four words or
    more of which at least half are not the premise's.
`lead_outline` is what a text's own words without any model come to. Sections that a model refuses
are left out.
"""

from __future__ import annotations

import contextlib
import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from engine.diversity import NEAR, nearest
from engine.errors import UserError
from engine.generate_service import GenerateService
from engine.guards import words_of
from engine.habits import straighten
from engine.jobs import CancelFlag
from engine.meaning import kept_share, meaning_words
from engine.measuring.passages import Passage, sentence_places
from engine.measuring.rewrites import is_fresh
from engine.messages import Sampling, SuggestPart
from engine.model import LoadedModel
from engine.stopping import ends_sentence, sentences_of
from engine.task_messages import BeatPart, DraftRequest, IdeasRequest, OutlineRequest

_GROUNDED, _FEWEST_BEATS = 0.6, 3
_LEAST_MEANING = 2
_FEWEST_WORDS, _LEAST_OWN, _LEAST_LONGER = 4, 0.5, 1.5
_PREMISE_WORDS = (5, 9)
_DRAFT_BEATS = 5
_BEAT_WORDS, _LEAD_WORDS = 16, 12
# What models learned not to write around a beat.
_BEAT_EDGES = " \"'.,;:!?*\u2014\u201c\u201d\u2018\u2019"
_BEATS_BEFORE, _N_IDEAS = 4, 5
TASKS = ("outline.from_text", "outline.from_premise", "outline.next", "draft")


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
    for number, section in enumerate(sections):
        seeded = replace(sampling, seed=int(rng.integers(2**31)))
        with contextlib.suppress(UserError):
            if task == "draft":
                found.append(_drafted(service, section, rng, seeded))
            elif task == "outline.next":
                found.append(_imagined(service, section, seeded))
            elif task == "outline.from_text":
                request = OutlineRequest(text=section.text, sampling=seeded)
                found.append(_outlined(service, task, section.text, request))
            else:
                premise = premise_of(section.text, counts, int(rng.integers(*_PREMISE_WORDS)))
                if number % 2 == 1:
                    premise = _first_words(section.text)
                request = OutlineRequest(premise=premise, sampling=seeded)
                found.append(_outlined(service, task, premise, request))
        on_progress(number + 1)
    return found


def judge(outlining: Outlining) -> dict[str, float]:
    """Return an answer's measures, each 0 to 1."""
    if outlining.task == "draft":
        return _judge_draft(outlining.source, outlining.beats[0])
    beats, source = outlining.beats, outlining.source
    if outlining.task == "outline.next":
        return _judge_ideas(beats, source)
    distinct = distinct_share(beats)
    enough = len(beats) >= _FEWEST_BEATS and distinct == 1
    if outlining.task == "outline.from_premise":
        grounded = kept_share(source, " ".join(beats))
        good = enough and grounded >= 0.5 and all(_says_more(beat, source) for beat in beats)
        return {"good": good, "grounded": grounded, "distinct": distinct, "beats": len(beats)}
    grounded, in_order = grounded_share(beats, source), order_share(beats, source)
    return {
        "good": enough and grounded == in_order == 1,
        "grounded": grounded,
        "in_order": in_order,
        "distinct": distinct,
        "copied": copied_share(beats, source),
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
    return sum(_is_grounded(beat, text) for beat in beats) / len(beats)


def copied_share(beats: Sequence[str], text: str) -> float:
    """Return the share of beats that stand in a text word for word; 0 of none."""
    if not beats:
        return 0.0
    return sum(f" {_spoken(beat)} " in f" {_spoken(text)} " for beat in beats) / len(beats)


def order_share(beats: Sequence[str], text: str) -> float:
    """Return the share of neighbouring grounded beats that keep the text's order; 1 of one."""
    sentences = sentences_of(" ".join(text.split()))
    places = [
        int(np.argmax([kept_share(beat, sentence) for sentence in sentences]))
        for beat in beats
        if sentences and _is_grounded(beat, text)
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


def lead_outline(text: str, n: int) -> tuple[str, ...]:
    """Return the first twelve words of n evenly spaced sentences, or of all where there are fewer.

    What a measure gives to these is what needs no model.
    """
    sentences = sentences_of(" ".join(text.split()))
    n = min(n, len(sentences))
    chosen = (sentences[i * len(sentences) // n] for i in range(n))
    return tuple(" ".join(sentence.split()[:_LEAD_WORDS]) for sentence in chosen)


def _imagined(service: GenerateService, section: Passage, sampling: Sampling) -> Outlining:
    beats = lead_outline(section.text, _BEATS_BEFORE)
    request = IdeasRequest(beats, len(beats) - 1, n=_N_IDEAS, sampling=sampling)
    result = service.ideas(request, _unheard_beat, CancelFlag())
    return Outlining("outline.next", "\n".join(beats), result.ideas)


def _judge_ideas(ideas: Sequence[str], source: str) -> dict[str, float]:
    known = set(meaning_words(source))
    grounded = [bool(known.intersection(meaning_words(idea))) for idea in ideas]
    good = [
        is_grounded and _says_more(idea, source) and not _repeats_pair(idea)
        for is_grounded, idea in zip(grounded, ideas, strict=True)
    ]
    n = max(1, len(ideas))
    distinct = distinct_share(ideas)
    return {
        "good": sum(good) / n,
        "grounded": sum(grounded) / n,
        "distinct": distinct,
        "ideas": len(ideas),
    }


def _repeats_pair(text: str) -> bool:
    pairs = list(pairwise(word for word, _ in words_of(text)))
    return len(set(pairs)) < len(pairs)


def _outlined(
    service: GenerateService, task: str, source: str, request: OutlineRequest
) -> Outlining:
    result = service.outline(request, _unheard_beat, CancelFlag())
    return Outlining(task, source, tuple(beat.title for beat in result.beats))


def _drafted(
    service: GenerateService, section: Passage, rng: np.random.Generator, sampling: Sampling
) -> Outlining:
    beats = [(at, _beat_of(sentence)) for at, sentence in sentence_places(section.text)]
    beats = [(at, beat) for at, beat in beats if beat][:_DRAFT_BEATS]
    telling = [n for n, (_, beat) in enumerate(beats) if len(meaning_words(beat)) >= _LEAST_MEANING]
    current = int(rng.choice(telling or len(beats)))
    at, beat = beats[current]
    left = f"{section.left}\n\n" if section.left else ""
    request = DraftRequest(
        tuple(beat for _, beat in beats), current, left + section.text[:at], sampling=sampling
    )
    result = service.draft(request, _unheard, CancelFlag())
    return Outlining("draft", beat, (result.takes[0].text,))


def _beat_of(sentence: str) -> str:
    """Return a sentence as a beat."""
    return " ".join(sentence.strip(_BEAT_EDGES).split()[:_BEAT_WORDS]).strip(_BEAT_EDGES)


def _first_words(text: str) -> str:
    """Return a text's first sentence that says something, cut to the length of a beat."""
    sentences = sentences_of(" ".join(text.split()))
    telling = (s for s in sentences if len(meaning_words(s)) >= _LEAST_MEANING)
    return " ".join(next(telling, sentences[0]).split()[:_BEAT_WORDS])


def _is_grounded(beat: str, text: str) -> bool:
    has_meaning = len(meaning_words(beat)) >= _LEAST_MEANING
    return has_meaning and kept_share(beat, text) >= _GROUNDED


def _says_more(beat: str, premise: str) -> bool:
    """Whether a beat is more than words of its premise."""
    known = {word for word, _ in words_of(premise)}
    words = [word for word, _ in words_of(beat)]
    n_own = sum(word not in known for word in words)
    return len(words) >= _FEWEST_WORDS and n_own >= _LEAST_OWN * len(words)


def _spoken(text: str) -> str:
    """Return the words of a text alone."""
    return " ".join(word for word, _ in words_of(straighten(text)))


def _judge_draft(beat: str, draft: str) -> dict[str, float]:
    grounded = kept_share(beat, draft)
    words = [word for word, _ in words_of(draft)]
    is_longer = len(words) >= max(1, _LEAST_LONGER * len(words_of(beat)))
    good = grounded >= 0.5 and ends_sentence(draft.strip()) and is_fresh(draft) and is_longer
    return {"good": good, "grounded": grounded, "words": len(words)}


def _unheard(part: SuggestPart) -> None:
    """Leave a part to the result."""


def _unheard_beat(part: BeatPart) -> None:
    """Leave a beat to the result."""
