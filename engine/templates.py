"""How each task is put to a model: reads prompts.toml into rows of control tokens and slots.

The boundary: nothing of an ask is known here; `engine.prompt` fills the slots.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal

from engine import chat_template
from engine.errors import ModelDamaged, ModelTooNew
from engine.messages import Sampling, from_dict
from engine.tokens import TextTokenizer

SCHEMA = 1
# What a prompt may hold besides: where an ask brings none, the prompt is as if it had no such slot.
EXTRAS = frozenset({"notes", "beat"})
# A seed in a model's prompts would make every answer the same one.
_SAMPLING_FIELDS = {row.name for row in fields(Sampling)} - {"seed", "logit_bias", "banned"}
_NEWLINE = "\n"


@dataclass(frozen=True, slots=True)
class TokenPart:
    """A control token, or one of the fixed words, at its place in a prompt."""

    token_id: int


@dataclass(frozen=True, slots=True)
class SlotPart:
    """A place for text; `max_tokens` None takes what the window has left."""

    name: str
    max_tokens: int | None
    joined: bool = False
    """Whether it goes on from other text, so that no space of the tokenizer's comes between."""
    lead: str = ""
    """Fixed words before the text and, as `tail`, behind it, where there is any."""
    tail: str = ""


@dataclass(frozen=True, slots=True)
class ListPart:
    """A place for a row of short texts, each behind a control token or a mark of its own."""

    name: str
    max_tokens: int
    each_ids: tuple[int, ...]
    current_ids: tuple[int, ...]
    """Stand before the item that the task is about, in place of `each_ids`."""
    lead_ids: tuple[int, ...] = ()
    """Fixed words before the row, where there is one."""


Part = TokenPart | SlotPart | ListPart


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
    bare_parts: tuple[Part, ...] | None = None
    """The parts for an ask without `EXTRAS`; None where there is no slot for one."""
    in_lines: bool = False
    """Whether the lines of an answer that is a list are plain text, each one ended by a newline,
    so that the first needs no separator."""

    @property
    def slots(self) -> list[SlotPart | ListPart]:
        """The places for text, in order."""
        return [part for part in self.parts if not isinstance(part, TokenPart)]


def load_templates(path: Path, tokenizer: TextTokenizer) -> dict[str, Template]:
    """Read a model's prompts.toml; a chat family's chat_template.jinja lies beside it.

    A task whose answer is a list of lines is left out where the tokenizer has no newline.

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
            name: _template(task, path.parent, tokenizer, names)
            for name, task in raw["tasks"].items()
            if task.get("separator") != _NEWLINE or _newline_id(tokenizer) is not None
        }
        templates["continue"]  # every model can go on
        for name, template in templates.items():
            _check_slots(name, template)
        return templates
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ModelDamaged(f"The model in {path.parent} has unusable prompts ({error}).") from error


# What a task's template must have a place for, and what it may have besides.
_NEEDED: dict[str, tuple[set[str], set[str]]] = {
    "continue": ({"left"}, {"right", *EXTRAS}),
    "infill": ({"left"}, {"right", *EXTRAS}),
    "outline.from_premise": ({"premise"}, set()),
    "outline.from_text": ({"source"}, set()),
    "outline.next": ({"beats"}, {"premise"}),
    "draft": ({"beats", "left"}, {*EXTRAS}),
}

_ALLOWED = {"left", "right", "source", "instruction", "notes"}


def _needed(task: str, template: Template) -> set[str]:
    """Return what a rewrite has to be given: a passage to replace, an instruction to follow."""
    needed = {"source"} if template.kind == "replace" else set[str]()
    return needed | ({"instruction"} if task == "rewrite.instruct" else set[str]())


def _check_slots(task: str, template: Template) -> None:
    found = [slot.name for slot in template.slots]
    names = set(found)
    needed, allowed = _NEEDED.get(task) or (_needed(task, template), _ALLOWED)
    if not names or not needed <= names <= needed | allowed or len(names) < len(found):
        raise ValueError(f"slots {sorted(found)} of {task}")
    for slot in template.slots:
        if isinstance(slot, ListPart) != (slot.name == "beats"):
            raise ValueError(f"a slot {slot.name} of the wrong kind")
        if slot.name in EXTRAS and slot.max_tokens is None:
            raise ValueError(f"a slot {slot.name} without a limit")
    if task.startswith("outline.") and template.separator_id is None:
        raise ValueError(f"no separator of {task}")
    if template.sampling.temperature == 0:
        raise ValueError(f"temperature 0 of {task}, which switches the guards off")


def _template(
    task: Mapping[str, Any], folder: Path, tokenizer: TextTokenizer, names: Mapping[str, str]
) -> Template:
    if task["kind"] not in ("insert", "replace"):
        raise ValueError(f"kind {task['kind']!r}")
    own = task.get("sampling", {})
    unknown = set(own) - _SAMPLING_FIELDS
    if unknown:
        raise ValueError(f"sampling of {', '.join(sorted(unknown))}")
    stop_ids = [_token_id(name, tokenizer) for name in task["stop"]]
    parts = _parts(task, folder, tokenizer, names)
    bare = _without_extras(task)
    separator = task.get("separator")
    return Template(
        kind=task["kind"],
        parts=parts,
        stop_ids=frozenset(stop_ids),
        end_id=stop_ids[0] if stop_ids else None,
        sampling=from_dict(Sampling, own),
        separator_id=_separator_id(separator, tokenizer),
        bare_parts=None if bare == task else _parts(bare, folder, tokenizer, names),
        in_lines=separator == _NEWLINE,
    )


def _separator_id(name: str | None, tokenizer: TextTokenizer) -> int | None:
    if name is None:
        return None
    return _newline_id(tokenizer) if name == _NEWLINE else _token_id(name, tokenizer)


def _newline_id(tokenizer: TextTokenizer) -> int | None:
    """Return the token that is a newline and nothing else, or None where there is none."""
    ids = tokenizer.encode(_NEWLINE, joined=True)
    return ids[0] if len(ids) == 1 and tokenizer.decode(ids) == _NEWLINE else None


def _without_extras(task: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return a task as if it had no slot for notes or a beat."""

    def kept(rows: Sequence[Mapping[str, Any]]) -> list[Mapping[str, Any]]:
        return [row for row in rows if row.get("slot") not in EXTRAS]

    if "messages" not in task:
        return {**task, "parts": kept(task["parts"])}
    messages = [{**message, "content": kept(message["content"])} for message in task["messages"]]
    return {**task, "messages": messages}


def _parts(
    task: Mapping[str, Any], folder: Path, tokenizer: TextTokenizer, names: Mapping[str, str]
) -> tuple[Part, ...]:
    """Return a task's parts; those of messages are what the chat template makes of them."""
    parts: list[Part] = []
    if "messages" not in task:
        for raw in task["parts"]:
            parts.extend(_part(raw, parts, tokenizer))
        return tuple(parts)
    slots = {
        str(item["slot"]): item
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
    for index, piece in enumerate(chat_template.render(folder, messages, names)):
        raw = slots[piece] if index % 2 else {"text": piece}
        parts.extend(_part(raw, parts, tokenizer))
    for raw in task.get("answer", ()):
        parts.extend(_part(raw, parts, tokenizer))
    return tuple(parts)


def _part(
    raw: Mapping[str, Any], before: Sequence[Part], tokenizer: TextTokenizer
) -> tuple[Part, ...]:
    """Return what one row of a task's description becomes behind the parts before it."""
    if "token" in raw:
        return (TokenPart(_token_id(raw["token"], tokenizer)),)
    if "text" in raw:
        ids = tokenizer.encode_markup(raw["text"], joined=bool(before)) if raw["text"] else []
        return tuple(TokenPart(token_id) for token_id in ids)
    if "each" in raw:
        each, current = (_mark_ids(raw[key], tokenizer) for key in ("each", "current"))
        lead = _mark_ids(raw.get("lead", ""), tokenizer)
        return (ListPart(str(raw["slot"]), int(raw["max_tokens"]), each, current, lead),)
    limit = raw.get("max_tokens")
    return (
        SlotPart(
            str(raw["slot"]),
            None if limit is None else int(limit),
            _ends_in_text(before, tokenizer),
            str(raw.get("lead", "")),
            str(raw.get("tail", "")),
        ),
    )


def _ends_in_text(parts: Sequence[Part], tokenizer: TextTokenizer) -> bool:
    """Return whether what follows goes on from text rather than from a control token."""
    if not parts:
        return False
    last = parts[-1]
    return not isinstance(last, TokenPart) or last.token_id not in tokenizer.special_ids


def _mark_ids(mark: str, tokenizer: TextTokenizer) -> tuple[int, ...]:
    """Return the tokens of a control token's name, or of fixed words."""
    found = tokenizer.id_of(mark)
    if found in tokenizer.special_ids:
        assert found is not None
        return (found,)
    if mark.startswith("<|"):
        raise ValueError(f"no token {mark!r} in the tokenizer")
    return tuple(tokenizer.encode_markup(mark, joined=True))


def _token_id(name: str, tokenizer: TextTokenizer) -> int:
    found = tokenizer.id_of(name)
    if found is None:
        raise ValueError(f"no token {name!r} in the tokenizer")
    return found
