"""From an ask to rewrite or draft to what the model is given.

Replaced text is stripped on both sides, and so is the text before it at its end: models learned
these tasks that way. What is added behind a text brings its own white space.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from engine.copying import Source
from engine.errors import BadInput
from engine.habits import Habits
from engine.model import LoadedModel
from engine.plan import Plan, books_of, notes_of, runs_of
from engine.plan_parts import (
    built,
    form_of,
    is_guided,
    limits_of,
    mentions_of,
    planned,
    refuse_cut,
    require_task,
)
from engine.prompt import Items, Value
from engine.scripts import require_language
from engine.stopping import ends_sentence
from engine.suggestion import Surroundings
from engine.task_messages import MOST_TOKENS, DraftRequest, RewriteRequest

# Room for an answer: a multiple of the passage's tokens and some more, since short ones vary most.
_ROOM_PER_MODE = {"expand": 3.0, "shorten": 1.1}
_USUAL_ROOM, _MORE_ROOM = 1.5, 32
_PARAGRAPH_TOKENS, _DRAFT_TOKENS = 220, 260
_WORDS = {
    "describe": "write a description",
    "dialogue": "write a dialogue",
    "instruct": "follow an instruction",
}


def plan_rewrite(model: LoadedModel, request: RewriteRequest) -> Plan:
    """Make a rewrite ready.

    Raises:
        TaskUnsupported: the model cannot do it.
        BadInput: there is no text, or more than fits.
        LanguageUnsupported: the model does not know the text's script.
    """
    task = f"rewrite.{request.mode}"
    template = require_task(model, task, _WORDS.get(request.mode, f"{request.mode} text"))
    if not request.text.strip():
        raise BadInput("There is no text to rewrite.")
    if request.mode == "instruct" and not request.instruction.strip():
        raise BadInput("There is no instruction to follow.")
    require_language(request.text, model.manifest.languages, model.manifest.name)
    form = form_of(model, request.before + request.text + request.after, request.sampling)
    source = form.of(request.text.strip())
    slots: dict[str, Value] = {
        "left": form.of(request.before).rstrip(),
        "source": source,
        "right": form.of(request.after).strip(),
        "instruction": request.instruction.strip(),
        "notes": notes_of(request.notes, form.is_mapped),
    }
    if template.kind == "insert":
        before = request.before + request.text
        slots["left"] = form.of(before).rstrip()
        if "source" not in (slot.name for slot in template.slots):
            del slots["source"]  # it stands at the end of what is before it
        limits = limits_of(request.max_tokens or _PARAGRAPH_TOKENS, whole_sentences=True)
        around = _around(model, before, request.after, form.habits, request.notes)
    else:
        limits = limits_of(
            request.max_tokens or _room_for(model, request.mode, source),
            whole_sentences=request.mode == "expand" or ends_sentence(source),
        )
        around = _around_passage(model, request, form.habits)
    prompt = built(model, template, slots, limits)
    refuse_cut(prompt, "source", "This passage is too long to be rewritten at once")
    refuse_cut(prompt, "instruction", "This instruction is too long")
    ready = planned(model, task, prompt, around, request.sampling, limits, request.takes)
    if template.kind == "insert":
        return ready
    ready = replace(ready, passage=request.text)
    if not is_guided(ready):
        return ready
    ids = model.tokenizer.encode(source)
    # Slips are mended where they stand; what is expanded or said anew may well go on.
    breaks_off = request.mode == "polish" and not ends_sentence(source)
    guide = Source([ids], template.end_id, breaks_off=breaks_off)
    return replace(ready, guides=(guide,))


def plan_draft(model: LoadedModel, request: DraftRequest) -> Plan:
    """Make the passage of a beat ready; raises as `plan_rewrite` does."""
    template = require_task(model, "draft", "draft a beat")
    beat = request.beats[request.current]
    if not beat.strip():
        raise BadInput("The beat has no text to draft from.")
    for text in (request.before, beat):
        require_language(text, model.manifest.languages, model.manifest.name)
    form = form_of(model, request.before + request.after or beat, request.sampling)
    lines = [" ".join(form.of(text).split()) for text in request.beats]
    n_before = sum(bool(line) for line in lines[: request.current])
    slots: dict[str, Value] = {
        "beats": Items(tuple(filter(None, lines)), n_before),
        "left": form.of(request.before).rstrip(),
        "notes": notes_of(request.notes, form.is_mapped),
    }
    if "beat" in (slot.name for slot in template.slots):
        slots["beat"] = lines[request.current]
    limits = limits_of(request.max_tokens or _DRAFT_TOKENS, whole_sentences=True)
    prompt = built(model, template, slots, limits)
    around = _around(
        model, request.before, request.after, form.habits, request.notes, request.beats
    )
    ready = planned(model, "draft", prompt, around, request.sampling, limits, request.takes)
    if not is_guided(ready):
        return ready
    return replace(ready, guides=tuple(mentions_of(model, lines[request.current], 1)))


def _around(
    model: LoadedModel,
    before: str,
    after: str,
    habits: Habits,
    notes: Sequence[str],
    beats: Sequence[str] = (),
) -> Surroundings:
    """Return what a passage behind a text is held against; it brings its own white space."""
    stripped = before.rstrip()
    runs = runs_of(before + after, notes)
    # Whatever the gap is, the passage begins with a word of its own.
    books = books_of(model, stripped + "\n", *beats, known=runs)
    return Surroundings(stripped, after, habits, runs, before[len(stripped) :], books)


def _around_passage(model: LoadedModel, request: RewriteRequest, habits: Habits) -> Surroundings:
    """Return what replaces a passage is held against: it says the passage's words again."""
    text = request.text
    lead = request.before + text[: len(text) - len(text.lstrip())]
    document = request.before + text + request.after
    books = books_of(model, lead, document, request.instruction, *request.notes)
    return Surroundings("", "", habits, frozenset(), books=books)


def _room_for(model: LoadedModel, mode: str, source: str) -> int:
    n_tokens = len(model.tokenizer.encode(source))
    wanted = int(n_tokens * _ROOM_PER_MODE.get(mode, _USUAL_ROOM)) + _MORE_ROOM
    return min(wanted, MOST_TOKENS)
