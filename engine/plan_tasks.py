"""From an ask to rewrite, draft or outline to what the model is given.

Replaced text is stripped on both sides, and so is the text before it at its end: models learned
these tasks that way. What is added behind a text brings its own white space.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from engine import guards
from engine.copying import Mentions, Source
from engine.errors import BadInput, TaskUnsupported
from engine.habits import Habits, habits_of
from engine.meaning import written_words
from engine.messages import Limits, Sampling
from engine.model import LoadedModel
from engine.plan import Plan, chosen_sampling
from engine.prompt import Items, Prompt, Template, build
from engine.scripts import require_language
from engine.stopping import ends_sentence, sentences_of
from engine.suggestion import Surroundings
from engine.task_messages import MOST_TOKENS, DraftRequest, OutlineRequest, RewriteRequest

# Room for an answer: a multiple of the passage's tokens and some more, since short ones vary most.
_ROOM_PER_MODE = {"expand": 3.0, "shorten": 1.1}
_USUAL_ROOM, _MORE_ROOM = 1.5, 32
_PARAGRAPH_TOKENS, _DRAFT_TOKENS, _OUTLINE_TOKENS = 220, 260, 320
_BEAT_TOKENS = 24
# A text without a wish for their number gets a beat for so many tokens, as models learned it.
_TOKENS_A_BEAT, _USUAL_BEATS = 110, (3, 7)
_PREMISE_BEATS = 5
_MOST_MENTIONS, _MOST_WORD_TOKENS = 16, 2
# Beats are lines: quotes and full stops around a sentence are left out.
_BEAT_EDGES = " \"'.,;:!?*\u2014"
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
    form = _form(model, request.before + request.text + request.after, request.sampling)
    source = form.of(request.text.strip())
    slots: dict[str, str | Items] = {
        "left": form.of(request.before).rstrip(),
        "source": source,
        "right": form.of(request.after).strip(),
        "instruction": request.instruction.strip(),
    }
    if template.kind == "insert":
        before = request.before + request.text
        slots["left"] = form.of(before).rstrip()
        limits = _limits(request.max_tokens or _PARAGRAPH_TOKENS, whole_sentences=True)
        around = _around(before, request.after, form.habits)
    else:
        limits = _limits(
            request.max_tokens or _room_for(model, request.mode, source),
            whole_sentences=request.mode == "expand" or ends_sentence(source),
        )
        # The passage is to be said again: nothing in it is an echo.
        around = Surroundings("", "", form.habits, frozenset())
    prompt = _built(model, template, slots, limits)
    _refuse_cut(prompt, "source", "This passage is too long to be rewritten at once")
    _refuse_cut(prompt, "instruction", "This instruction is too long")
    ready = _plan(model, task, prompt, around, request.sampling, limits, request.takes)
    if template.kind == "insert":
        return ready
    ready = replace(ready, is_replacement=True)
    if not _is_guided(ready):
        return ready
    return replace(ready, guides=(Source([model.tokenizer.encode(source)], template.end_id),))


def plan_draft(model: LoadedModel, request: DraftRequest) -> Plan:
    """Make the passage of a beat ready; raises as `plan_rewrite` does."""
    template = require_task(model, "draft", "draft a beat")
    beat = request.beats[request.current]
    if not beat.strip():
        raise BadInput("The beat has no text to draft from.")
    for text in (request.before, beat):
        require_language(text, model.manifest.languages, model.manifest.name)
    form = _form(model, request.before + request.after or beat, request.sampling)
    lines = [" ".join(form.of(text).split()) for text in request.beats]
    n_before = sum(bool(line) for line in lines[: request.current])
    slots: dict[str, str | Items] = {
        "beats": Items(tuple(filter(None, lines)), n_before),
        "left": form.of(request.before).rstrip(),
    }
    limits = _limits(request.max_tokens or _DRAFT_TOKENS, whole_sentences=True)
    prompt = _built(model, template, slots, limits)
    around = _around(request.before, request.after, form.habits)
    ready = _plan(model, "draft", prompt, around, request.sampling, limits, request.takes)
    if not _is_guided(ready):
        return ready
    return replace(ready, guides=tuple(_mentions_of(model, lines[request.current], 1)))


def plan_outline(model: LoadedModel, request: OutlineRequest) -> Plan:
    """Make an outline ready; raises as `plan_rewrite` does, but a text may be cut."""
    is_premise = bool(request.premise.strip())
    task = "outline.from_premise" if is_premise else "outline.from_text"
    template = require_task(model, task, "make an outline")
    text = (request.premise if is_premise else request.text).strip()
    require_language(text, model.manifest.languages, model.manifest.name)
    form = _form(model, text, request.sampling)
    wanted = (request.beats or 0) * _BEAT_TOKENS
    most = request.max_tokens or max(_OUTLINE_TOKENS, wanted)
    limits = _limits(most, whole_sentences=False)
    text = form.of(text)
    prompt = _built(model, template, {"premise" if is_premise else "source": text}, limits)
    _refuse_cut(prompt, "premise", "This premise is too long")
    around = Surroundings("", "", form.habits, frozenset())
    ready = _plan(model, task, prompt, around, request.sampling, limits, 1)
    ready = replace(ready, n_beats=request.beats)
    if not _is_guided(ready):
        return ready
    if is_premise:
        n_beats = request.beats or _PREMISE_BEATS
        return replace(ready, guides=tuple(_mentions_of(model, text, n_beats)))
    read = text[: prompt.slots[0].kept_chars]
    sentences = sentences_of(" ".join(read.split()))
    n_beats = request.beats or min(_usual_beats(len(prompt.ids)), len(sentences))
    parts = _parts_of(model, sentences, n_beats, template.separator_id)
    return replace(ready, guides=tuple(parts))


def _is_guided(ready: Plan) -> bool:
    """Whether the writer's words pull at the answer; a greedy answer is the model's own."""
    return ready.sampling.copy_bias > 0 and ready.sampling.temperature > 0


def _mentions_of(model: LoadedModel, premise: str, n_beats: int) -> Iterator[Mentions]:
    """Yield the meaning-bearing words of a premise that each beat should bring in."""
    encode = model.tokenizer.encode
    found = []
    for written in dict.fromkeys(written_words(premise)):
        # A capital at a sentence's start may be a name's: names have fewer tokens with it.
        word = min(written.lower(), written, key=lambda spelt: len(encode(f" {spelt}")))
        # The first piece of a rare word begins many others, which would be pushed as well.
        if len(encode(f" {word}")) <= _MOST_WORD_TOKENS:
            found.append(word)
    found = found[:_MOST_MENTIONS]
    for beat in range(n_beats):
        words = found[beat * len(found) // n_beats : (beat + 1) * len(found) // n_beats]
        openings = [encode(word[0].upper() + word[1:]) for word in words]
        yield Mentions([encode(f" {word}") for word in words], openings)


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


def require_task(model: LoadedModel, task: str, words: str) -> Template:
    """Return the template of a task.

    Raises:
        TaskUnsupported: the model has none.
    """
    template = model.templates.get(task)
    if template is None:
        raise TaskUnsupported(f"The model {model.manifest.name} cannot {words}.")
    return template


@dataclass(frozen=True, slots=True)
class _Form:
    """How the writer's text is brought to the form that the model knows."""

    habits: Habits
    is_mapped: bool

    def of(self, text: str) -> str:
        return self.habits.to_model(text) if self.is_mapped else text


def _form(model: LoadedModel, document: str, asked: Sampling | None) -> _Form:
    is_plain = asked is not None and asked.temperature == 0
    return _Form(habits_of(document), model.manifest.family == "starter" and not is_plain)


def _around(before: str, after: str, habits: Habits) -> Surroundings:
    """Return what a passage behind a text is held against; it brings its own white space."""
    stripped = before.rstrip()
    runs = guards.word_runs(before + after)
    return Surroundings(stripped, after, habits, runs, gap=before[len(stripped) :])


def _limits(max_tokens: int, whole_sentences: bool) -> Limits:
    return Limits(max_tokens=max_tokens, ending="sentence" if whole_sentences else "any")


def _room_for(model: LoadedModel, mode: str, source: str) -> int:
    n_tokens = len(model.tokenizer.encode(source))
    wanted = int(n_tokens * _ROOM_PER_MODE.get(mode, _USUAL_ROOM)) + _MORE_ROOM
    return min(wanted, MOST_TOKENS)


def _built(
    model: LoadedModel, template: Template, slots: Mapping[str, str | Items], limits: Limits
) -> Prompt:
    capacity = model.session.cache.capacity
    room = capacity - min(limits.max_tokens, capacity // 2)
    return build(template, slots, model.tokenizer, room)


def _refuse_cut(prompt: Prompt, name: str, words: str) -> None:
    for slot in prompt.slots:
        if slot.slot == name and slot.cut_chars:
            total = slot.kept_chars + slot.cut_chars
            raise BadInput(f"{words}: {slot.kept_chars} of its {total} characters fit.")


def _plan(
    model: LoadedModel,
    task: str,
    prompt: Prompt,
    around: Surroundings,
    asked: Sampling | None,
    limits: Limits,
    takes: int,
) -> Plan:
    sampling = chosen_sampling(model, task, asked)
    eos = frozenset(model.manifest.eos_ids)
    template = model.templates[task]
    is_plain = sampling.temperature == 0
    return Plan(
        task=task,
        prompt=prompt,
        around=around,
        stop_ids=eos if is_plain else eos | template.stop_ids | model.tokenizer.special_ids,
        sampling=sampling,
        limits=limits,
        takes=takes,
    )
