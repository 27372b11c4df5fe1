"""From an ask for an outline, or for ideas of how one goes on, to what the model is given.

A text that does not fit its place is read in pieces, each with a share of the beats.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from engine.copying import Source
from engine.errors import BadInput
from engine.meaning import written_words
from engine.messages import Limits
from engine.model import LoadedModel
from engine.pieces import pieces_of, shared_out
from engine.plan import Plan, books_of
from engine.plan_parts import (
    Form,
    built,
    form_of,
    is_guided,
    limits_of,
    mentions_of,
    planned,
    refuse_cut,
    require_task,
    window_for,
)
from engine.prompt import Items, Value, slot_room
from engine.scripts import require_language
from engine.stopping import sentences_of
from engine.suggestion import Surroundings
from engine.task_messages import MOST_BEATS, IdeasRequest, OutlineRequest
from engine.templates import Template

_OUTLINE_TOKENS = 320
_BEAT_TOKENS = 24
# A text without a wish for their number gets a beat for so many tokens, as models learned it.
_TOKENS_A_BEAT, _USUAL_BEATS = 110, (3, 7)
_PREMISE_BEATS = 5
_KEY_WORDS = 6
# Beats are lines: quotes and full stops around a sentence are left out.
_BEAT_EDGES = " \"'.,;:!?*\u2014"
# Tokens of a piece that stay free: at its edges it may be spelt otherwise than inside the text.
_EDGE_TOKENS = 8


@dataclass(frozen=True, slots=True)
class OutlinePlan:
    """An outline made ready: a plan for each piece of the text, or one for a premise."""

    request: OutlineRequest
    pieces: tuple[Plan, ...]
    n_chars: int
    """Of the whole text, as the model reads it."""
    n_beats: int | None
    """How many in all; None leaves it to the model."""
    condenses: bool = False
    """Whether the beats of the pieces, one each, are more than were asked for: then they are a text
    that is to be outlined in turn."""

    def seeded(self) -> OutlinePlan:
        """Return this plan with a seed, the same for all pieces."""
        first = self.pieces[0].seeded()
        rest = (
            replace(piece, sampling=replace(piece.sampling, seed=first.seed))
            for piece in self.pieces[1:]
        )
        return replace(self, pieces=(first, *rest))

    @property
    def seed(self) -> int:
        """The seed of a plan that was seeded."""
        return self.pieces[0].seed


def plan_outline(model: LoadedModel, request: OutlineRequest) -> OutlinePlan:
    """Make an outline ready.

    Raises:
        TaskUnsupported: the model cannot do it.
        BadInput: the premise is longer than fits.
        LanguageUnsupported: the model does not know the text's script.
    """
    is_premise = bool(request.premise.strip())
    task = "outline.from_premise" if is_premise else "outline.from_text"
    template = require_task(model, task, "make an outline")
    written = (request.premise if is_premise else request.text).strip()
    require_language(written, model.manifest.languages, model.manifest.name)
    form = form_of(model, written, request.sampling)
    text = form.of(written)
    if is_premise:
        ready = _from_premise(model, template, request, text, form)
        return OutlinePlan(request, (ready,), len(text), request.beats)
    texts = _pieces(model, template, request, text)
    if len(texts) == 1:
        ready = _from_text(model, template, request, text, form)
        return OutlinePlan(request, (ready,), len(text), request.beats)
    sizes = [len(model.tokenizer.encode(piece)) for piece in texts]
    n_beats = request.beats or min(MOST_BEATS, sum(map(_usual_beats, sizes)))
    condenses = n_beats < len(texts)
    shares = [1] * len(texts) if condenses else shared_out(n_beats, sizes)
    plans = []
    for piece, share in zip(texts, shares, strict=True):
        bound = request.max_tokens
        part = bound and max(1, bound * share // sum(shares))
        own = replace(request, beats=share, max_tokens=part)
        plans.append(_from_text(model, template, own, piece, form))
    return OutlinePlan(request, tuple(plans), len(text), n_beats, condenses)


def condensed(model: LoadedModel, ready: OutlinePlan, beats: Sequence[str]) -> OutlinePlan:
    """Return the seeded plan of an outline of beats that were more than was asked for."""
    text = "\n\n".join(f"{beat}." for beat in beats)
    found = plan_outline(model, replace(ready.request, text=text, beats=ready.n_beats))
    sampling = ready.pieces[0].sampling
    pieces = tuple(replace(piece, sampling=sampling) for piece in found.pieces)
    return replace(found, pieces=pieces)


def plan_ideas(model: LoadedModel, request: IdeasRequest) -> Plan:
    """Make ideas of what could happen after a beat ready.

    Raises:
        TaskUnsupported: the model cannot do it.
        BadInput: there is neither a premise nor a beat, or the premise is longer than fits.
        LanguageUnsupported: the model does not know the text's script.
    """
    task = "outline.next"
    template = require_task(model, task, "find ideas")
    given = "\n".join((request.premise, *request.beats))
    if not given.strip():
        raise BadInput("There is no premise and no beat to go on from.")
    require_language(given, model.manifest.languages, model.manifest.name)
    form = form_of(model, given, request.sampling)
    lines = [" ".join(form.of(text).split()) for text in request.beats]
    told = tuple(filter(None, lines[: request.current + 1]))
    limits = limits_of(_BEAT_TOKENS * 2, whole_sentences=False)
    # Without a premise its words do: models foresee the next beat better so than with nothing.
    premise = form.of(request.premise.strip()) or _key_words(told or lines)
    slots: dict[str, Value] = {"premise": premise, "beats": Items(told, len(told) - 1)}
    prompt = built(model, template, slots, limits)
    refuse_cut(prompt, "premise", "This premise is too long")
    around = _around(model, form, request.premise, *request.beats)
    ready = replace(
        planned(model, task, prompt, around, request.sampling, limits, request.n), n_beats=1
    )
    if not is_guided(ready):
        return ready
    # Each idea takes up other words, the latest beats' first.
    known = " ".join((*reversed(told), premise))
    return replace(ready, guides=tuple(mentions_of(model, known, request.n)))


def _key_words(lines: Sequence[str]) -> str:
    words = dict.fromkeys(word.lower() for line in lines for word in written_words(line))
    return ", ".join(list(words)[:_KEY_WORDS])


def _from_premise(
    model: LoadedModel, template: Template, request: OutlineRequest, text: str, form: Form
) -> Plan:
    limits = _limits_for(request)
    prompt = built(model, template, {"premise": text}, limits)
    refuse_cut(prompt, "premise", "This premise is too long")
    around = _around(model, form, text)
    task = "outline.from_premise"
    ready = planned(model, task, prompt, around, request.sampling, limits, 1)
    ready = replace(ready, n_beats=request.beats)
    if not is_guided(ready):
        return ready
    n_beats = request.beats or _PREMISE_BEATS
    return replace(ready, guides=tuple(mentions_of(model, text, n_beats)))


def _from_text(
    model: LoadedModel, template: Template, request: OutlineRequest, text: str, form: Form
) -> Plan:
    """Return the plan of a text, or of a piece of it, that fits; what does not is cut."""
    limits = _limits_for(request)
    prompt = built(model, template, {"source": text}, limits)
    around = _around(model, form, request.text)
    task = "outline.from_text"
    ready = planned(model, task, prompt, around, request.sampling, limits, 1)
    ready = replace(ready, n_beats=request.beats)
    if not is_guided(ready):
        return ready
    read = text[: prompt.slots[0].kept_chars]
    sentences = sentences_of(" ".join(read.split()))
    n_beats = request.beats or min(_usual_beats(len(prompt.ids)), len(sentences))
    parts = _parts_of(model, sentences, n_beats, template.separator_id)
    return replace(ready, guides=tuple(parts))


def _around(model: LoadedModel, form: Form, *writers: str) -> Surroundings:
    """Return what beats are held against: the books alone, since they may say the text again."""
    return Surroundings("", "", form.habits, frozenset(), books=books_of(model, "", *writers))


def _limits_for(request: OutlineRequest) -> Limits:
    wanted = (request.beats or 0) * _BEAT_TOKENS
    most = request.max_tokens or max(_OUTLINE_TOKENS, wanted)
    return limits_of(most, whole_sentences=False)


def _pieces(
    model: LoadedModel, template: Template, request: OutlineRequest, text: str
) -> list[str]:
    """Return the text, or, where it does not fit beside its beats, the pieces that do."""

    def measure(part: str) -> int:
        return len(model.tokenizer.encode(part))

    def room(own: OutlineRequest) -> int:
        return slot_room(template, "source", window_for(model, _limits_for(own)))

    size, whole = measure(text), room(request)
    if size <= whole or whole < 1:
        return [text]
    # Fewer beats leave more room for a piece, so that it takes at most so many of them.
    n_least = max(2, math.ceil(size / max(1, room(replace(request, beats=None, max_tokens=None)))))
    share = request.beats and math.ceil(request.beats / n_least)
    most = room(replace(request, beats=share, max_tokens=None))
    most -= min(_EDGE_TOKENS, most // 4)
    pieces = (piece.strip() for piece in pieces_of(text, most, measure))
    return [piece for piece in pieces if piece]


def _usual_beats(n_tokens: int) -> int:
    least, most = _USUAL_BEATS
    return max(least, min(most, n_tokens // _TOKENS_A_BEAT))


def _parts_of(
    model: LoadedModel, sentences: Sequence[str], n_parts: int, separator_id: int | None
) -> Iterator[Source]:
    """Yield sentences in parts of about equal length, spelt as beats would be."""
    parts: list[list[str]] = [[] for _ in range(n_parts)]
    total, before = sum(map(len, sentences)), 0
    for sentence in sentences:
        middle = before + len(sentence) // 2
        parts[min(n_parts - 1, middle * n_parts // max(1, total))].append(sentence)
        before += len(sentence)
    for part in parts:
        lines = [sentence.strip(_BEAT_EDGES) for sentence in part]
        yield Source([model.tokenizer.encode(line) for line in lines if line], separator_id)
