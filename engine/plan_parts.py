"""What planning every task shares: the model's form of a text, room, limits, encouraged words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from engine.copying import Mentions
from engine.errors import BadInput, TaskUnsupported
from engine.habits import Habits, habits_of
from engine.meaning import written_words
from engine.messages import Limits, Sampling
from engine.model import LoadedModel
from engine.plan import Plan, chosen_sampling
from engine.prompt import Prompt, Value, build
from engine.suggestion import Surroundings
from engine.templates import Template

_MOST_MENTIONS, _MOST_WORD_TOKENS = 16, 2


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
class Form:
    """How the writer's text is brought to the form that the model knows."""

    habits: Habits
    is_mapped: bool

    def of(self, text: str) -> str:
        """Return a text in that form."""
        return self.habits.to_model(text) if self.is_mapped else text


def form_of(model: LoadedModel, document: str, asked: Sampling | None) -> Form:
    """Return the form for a document; a greedy ask gets the text as it is."""
    is_plain = asked is not None and asked.temperature == 0
    return Form(habits_of(document), model.manifest.family == "starter" and not is_plain)


def limits_of(max_tokens: int, whole_sentences: bool) -> Limits:
    """Return where an answer ends at the latest, and whether only with a sentence."""
    return Limits(max_tokens=max_tokens, ending="sentence" if whole_sentences else "any")


def window_for(model: LoadedModel, limits: Limits) -> int:
    """Return the tokens that a prompt may have beside its answer."""
    capacity = model.session.cache.capacity
    return capacity - min(limits.max_tokens, capacity // 2)


def built(
    model: LoadedModel, template: Template, slots: Mapping[str, Value], limits: Limits
) -> Prompt:
    """Return the prompt of a task with room for its answer."""
    return build(template, slots, model.tokenizer, window_for(model, limits))


def refuse_cut(prompt: Prompt, name: str, words: str) -> None:
    """Refuse a text that has to be read whole and does not fit.

    Raises:
        BadInput: it was cut; the sentence begins with `words`.
    """
    for slot in prompt.slots:
        if slot.slot == name and slot.cut_chars and slot.reason != "no place":
            total = slot.kept_chars + slot.cut_chars
            raise BadInput(f"{words}: {slot.kept_chars} of its {total} characters fit.")


def planned(
    model: LoadedModel,
    task: str,
    prompt: Prompt,
    around: Surroundings,
    asked: Sampling | None,
    limits: Limits,
    takes: int,
) -> Plan:
    """Return the plan of a prompt: how its words are chosen, and what ends its answer."""
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


def is_guided(ready: Plan) -> bool:
    """Whether the writer's words pull at the answer; a greedy answer is the model's own."""
    return ready.sampling.copy_bias > 0 and ready.sampling.temperature > 0


def mentions_of(model: LoadedModel, premise: str, n_beats: int) -> Iterator[Mentions]:
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
