"""From the text around the caret to a window of token ids whose left edge stays put.

A template is a row of control tokens and slots; a chat family's messages become one as well. The
left slot is cut at its beginning, in steps of a quarter window and at a sentence, so that typing
keeps the prompt's prefix and with it the cache.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any, Literal

from engine import chat_template
from engine.errors import BadInput, ModelDamaged, ModelTooNew
from engine.messages import Sampling, SlotCut, from_dict
from engine.tokens import TextTokenizer

SCHEMA = 1
_STEPS_PER_WINDOW = 4
_AROUND = ("left", "right")
# A seed in a model's prompts would make every answer the same one.
_SAMPLING_FIELDS = {row.name for row in fields(Sampling)} - {"seed", "logit_bias", "banned"}
_SENTENCE_START = re.compile(r"(?<=[.!?\u2026\"\u201d\u3002\uff01\uff1f\n])\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class TokenPart:
    """A control token at its place in a prompt."""

    token_id: int


@dataclass(frozen=True, slots=True)
class SlotPart:
    """A place for text; `max_tokens` None takes what the window has left."""

    name: str
    max_tokens: int | None
    joined: bool = False
    """Whether it goes on from other text, so that no space of the tokenizer's comes between."""


@dataclass(frozen=True, slots=True)
class ListPart:
    """A place for a row of short texts, each behind a control token."""

    name: str
    max_tokens: int
    each_id: int
    current_id: int
    """Stands before the item that the task is about, in place of `each_id`."""


Part = TokenPart | SlotPart | ListPart


@dataclass(frozen=True, slots=True)
class Items:
    """What fills a `ListPart`."""

    texts: tuple[str, ...]
    current: int

    def __post_init__(self) -> None:
        if not 0 <= self.current < len(self.texts):
            raise ValueError("the current item must be one of the items.")


@dataclass(frozen=True, slots=True)
class Template:
    """How one task is put to a model."""

    kind: Literal["insert", "replace"]
    parts: tuple[Part, ...]
    stop_ids: frozenset[int]
    sampling: Sampling = field(default_factory=Sampling)
    """How words are chosen where the ask does not say."""
    separator_id: int | None = None
    """The token before each line of an answer that is a list."""
    end_id: int | None = None
    """What an answer ends with: the first of the stop tokens."""


@dataclass(frozen=True, slots=True)
class Prompt:
    """Token ids ready to run, and what of each slot's text they hold."""

    ids: tuple[int, ...]
    slots: tuple[SlotCut, ...]

    @property
    def cut_chars(self) -> int:
        """Characters of the text that did not fit."""
        return sum(slot.cut_chars for slot in self.slots)


def load_templates(path: Path, tokenizer: TextTokenizer) -> dict[str, Template]:
    """Read a model's prompts.toml; a chat family's chat_template.jinja lies beside it.

    Raises:
        ModelDamaged: the file is not of the known shape, or names a token the tokenizer lacks.
        ModelTooNew: its schema is later than this version's.
    """
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise ModelDamaged(f"The model in {path.parent} has unreadable prompts.") from error
    if not isinstance(raw.get("schema"), int):
        raise ModelDamaged(f"The model in {path.parent} has prompts without a schema number.")
    if raw["schema"] > SCHEMA:
        raise ModelTooNew(
            f"The model in {path.parent} has prompts of a later version; update Longhand."
        )
    try:
        # What a chat template may name: bos_token and eos_token.
        names = {str(name): str(token) for name, token in raw.get("tokens", {}).items()}
        templates = {
            name: _template(task, _parts(task, path.parent, tokenizer, names), tokenizer)
            for name, task in raw["tasks"].items()
        }
        templates["continue"]  # every model can go on
        for name, template in templates.items():
            _check_slots(name, template)
        return templates
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ModelDamaged(f"The model in {path.parent} has unusable prompts ({error}).") from error


def build(
    template: Template, slots: Mapping[str, str | Items], tokenizer: TextTokenizer, max_tokens: int
) -> Prompt:
    """Fill a template so that the prompt has at most `max_tokens` tokens.

    Args:
        template: of the task.
        slots: a text for each of its slots, `Items` for each of its lists.
        tokenizer: of the model.
        max_tokens: what the prompt may have.

    Raises:
        BadInput: there is nothing to continue, or no room for it.
    """
    fixed = sum(isinstance(part, TokenPart) for part in template.parts)
    room = max_tokens - fixed
    filled: dict[str, list[int]] = {}
    cuts: dict[str, SlotCut] = {}
    # What the task is about is served first, then slots with a limit of their own; the open one
    # takes what they leave.
    for slot in sorted(_slots(template), key=_rank):
        limit = room if slot.max_tokens is None else min(slot.max_tokens, room)
        if limit < 1 and filled:
            # The text around it may be left out; it is said to be cut.
            filled[slot.name] = []
            cuts[slot.name] = SlotCut(slot.name, 0, len(str(slots[slot.name])), 0)
            continue
        if limit < 1:
            raise BadInput("The model's window is too small for this text.")
        ids, cut = _fill(slot, slots[slot.name], tokenizer, limit)
        filled[slot.name], cuts[slot.name] = ids, cut
        room -= len(ids)
    prompt: list[int] = []
    for part in template.parts:
        prompt.extend([part.token_id] if isinstance(part, TokenPart) else filled[part.name])
    if not prompt:
        raise BadInput("There is no text to continue.")
    return Prompt(tuple(prompt), tuple(cuts[slot.name] for slot in _slots(template)))


def _rank(slot: SlotPart | ListPart) -> tuple[bool, bool]:
    return slot.name in _AROUND, slot.max_tokens is None


def _fill(
    slot: SlotPart | ListPart, value: str | Items, tokenizer: TextTokenizer, limit: int
) -> tuple[list[int], SlotCut]:
    """Return a slot's tokens, at most `limit`, and what of its text they hold."""
    if isinstance(slot, ListPart):
        assert isinstance(value, Items)
        return _fit_items(slot, value, tokenizer, limit)
    assert isinstance(value, str)
    fit = _fit_left if slot.name == "left" else _fit_right
    ids, cut = fit(value, tokenizer, limit, slot.joined)
    return ids, SlotCut(slot.name, len(value) - cut, cut, len(ids))


def _fit_items(
    slot: ListPart, items: Items, tokenizer: TextTokenizer, limit: int
) -> tuple[list[int], SlotCut]:
    """Keep the current item and as many whole ones around it as fit, the nearest first."""
    rows = [
        [slot.current_id if i == items.current else slot.each_id, *tokenizer.encode(text)]
        for i, text in enumerate(items.texts)
    ]
    order = sorted(range(len(rows)), key=lambda i: abs(i - items.current))
    kept: set[int] = set()
    for i in order:
        if sum(len(rows[k]) for k in kept) + len(rows[i]) > limit:
            break
        kept.add(i)
    if not kept:
        raise BadInput("The beat is longer than the model's window takes.")
    ids = [token for i in sorted(kept) for token in rows[i]]
    chars = [len(text) for text in items.texts]
    kept_chars = sum(chars[i] for i in kept)
    return ids, SlotCut(slot.name, kept_chars, sum(chars) - kept_chars, len(ids))


# What a task's template must have a place for, and what it may have besides.
_NEEDED = {
    "continue": ({"left"}, {"right"}),
    "infill": ({"left"}, {"right"}),
    "outline.from_premise": ({"premise"}, set[str]()),
    "outline.from_text": ({"source"}, set[str]()),
    "draft": ({"beats", "left"}, set[str]()),
}

_ALLOWED = {"left", "right", "source", "instruction"}


def _needed(task: str, template: Template) -> set[str]:
    """Return what a rewrite has to be given: a passage to replace, an instruction to follow."""
    needed = {"source"} if template.kind == "replace" else set[str]()
    return needed | ({"instruction"} if task == "rewrite.instruct" else set[str]())


def _check_slots(task: str, template: Template) -> None:
    found = [slot.name for slot in _slots(template)]
    names = set(found)
    needed, allowed = _NEEDED.get(task) or (_needed(task, template), _ALLOWED)
    if not names or not needed <= names <= needed | allowed or len(names) < len(found):
        raise ValueError(f"slots {sorted(found)} of {task}")
    for slot in _slots(template):
        if isinstance(slot, ListPart) != (slot.name == "beats"):
            raise ValueError(f"a slot {slot.name} of the wrong kind")
    if task.startswith("outline.") and template.separator_id is None:
        raise ValueError(f"no separator of {task}")
    if template.sampling.temperature == 0:
        raise ValueError(f"temperature 0 of {task}, which switches the guards off")


def _slots(template: Template) -> list[SlotPart | ListPart]:
    return [part for part in template.parts if not isinstance(part, TokenPart)]


def _fit_left(
    text: str, tokenizer: TextTokenizer, limit: int, joined: bool
) -> tuple[list[int], int]:
    """Keep the end of a text; the cut moves a quarter window at a time, to a sentence start."""
    ids, offsets = tokenizer.encode_with_offsets(text, joined)
    if len(ids) <= limit:
        return ids, 0
    step = max(1, limit // _STEPS_PER_WINDOW)
    drop = -(-(len(ids) - limit) // step) * step
    drop = min(drop, len(ids) - 1)
    start = offsets[drop][0]
    until = offsets[min(drop + step, len(ids) - 1)][0]
    sentence = _SENTENCE_START.search(text, start, until)
    start = sentence.end() if sentence else start
    kept = tokenizer.encode(text[start:], joined)
    # Encoding from another start can cost a token more; the oldest ones go.
    return kept[-limit:], start


def _fit_right(
    text: str, tokenizer: TextTokenizer, limit: int, joined: bool
) -> tuple[list[int], int]:
    """Keep the beginning of a text."""
    ids, offsets = tokenizer.encode_with_offsets(text, joined)
    if len(ids) <= limit:
        return ids, 0
    return ids[:limit], len(text) - offsets[limit][0]


def _template(
    task: Mapping[str, Any], parts: tuple[Part, ...], tokenizer: TextTokenizer
) -> Template:
    if task["kind"] not in ("insert", "replace"):
        raise ValueError(f"kind {task['kind']!r}")
    separator, own = task.get("separator"), task.get("sampling", {})
    unknown = set(own) - _SAMPLING_FIELDS
    if unknown:
        raise ValueError(f"sampling of {', '.join(sorted(unknown))}")
    stop_ids = [_token_id(name, tokenizer) for name in task["stop"]]
    return Template(
        kind=task["kind"],
        parts=parts,
        stop_ids=frozenset(stop_ids),
        end_id=stop_ids[0] if stop_ids else None,
        sampling=from_dict(Sampling, own),
        separator_id=None if separator is None else _token_id(separator, tokenizer),
    )


def _parts(
    task: Mapping[str, Any], folder: Path, tokenizer: TextTokenizer, names: Mapping[str, str]
) -> tuple[Part, ...]:
    """Return a task's parts; those of messages are what the chat template makes of them."""
    if "messages" not in task:
        return tuple(_part(raw, tokenizer) for raw in task["parts"])
    limits = {
        str(item["slot"]): _limit(item)
        for message in task["messages"]
        for item in message["content"]
        if "slot" in item
    }
    messages = [
        {
            "role": str(message["role"]),
            "content": "".join(
                chat_template.mark(item["slot"]) if "slot" in item else str(item["text"])
                for item in message["content"]
            ),
        }
        for message in task["messages"]
    ]
    parts: list[Part] = []
    for index, piece in enumerate(chat_template.render(folder, messages, names)):
        if index % 2:
            parts.append(SlotPart(piece, limits[piece], _ends_in_text(parts, tokenizer)))
        elif piece:
            ids = tokenizer.encode_markup(piece, joined=bool(parts))
            parts.extend(TokenPart(token_id) for token_id in ids)
    for raw in task.get("answer", ()):
        part = _part(raw, tokenizer)
        if isinstance(part, SlotPart):
            part = replace(part, joined=_ends_in_text(parts, tokenizer))
        parts.append(part)
    return tuple(parts)


def _ends_in_text(parts: Sequence[Part], tokenizer: TextTokenizer) -> bool:
    """Return whether what follows goes on from text rather than from a control token."""
    if not parts:
        return False
    last = parts[-1]
    return not isinstance(last, TokenPart) or last.token_id not in tokenizer.special_ids


def _part(raw: Mapping[str, Any], tokenizer: TextTokenizer) -> Part:
    if "token" in raw:
        return TokenPart(_token_id(raw["token"], tokenizer))
    if "each" in raw:
        each, current = (_token_id(raw[key], tokenizer) for key in ("each", "current"))
        return ListPart(str(raw["slot"]), int(raw["max_tokens"]), each, current)
    return SlotPart(str(raw["slot"]), _limit(raw))


def _limit(raw: Mapping[str, Any]) -> int | None:
    limit = raw.get("max_tokens")
    return None if limit is None else int(limit)


def _token_id(name: str, tokenizer: TextTokenizer) -> int:
    found = tokenizer.id_of(name)
    if found is None:
        raise ValueError(f"no token {name!r} in the tokenizer")
    return found
