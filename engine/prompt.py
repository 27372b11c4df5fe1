"""From the text around the caret to a window of token ids whose left edge stays put.

A template is a row of control tokens and slots; a chat family's messages become one as well. The
left slot is cut at its beginning, in steps of a quarter window and at a sentence, so that typing
keeps the prompt's prefix and with it the cache.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

from engine import chat_template
from engine.errors import BadInput, ModelDamaged, ModelTooNew
from engine.messages import SlotCut
from engine.tokens import TextTokenizer

SCHEMA = 1
_STEPS_PER_WINDOW = 4
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
class Template:
    """How one task is put to a model."""

    kind: Literal["insert", "replace"]
    parts: tuple[TokenPart | SlotPart, ...]
    stop_ids: frozenset[int]


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
        for name in ("continue", "infill"):
            if name in templates or name == "continue":
                _check_slots(templates[name])
        return templates
    except (KeyError, TypeError, AttributeError, ValueError) as error:
        raise ModelDamaged(f"The model in {path.parent} has unusable prompts ({error}).") from error


def build(
    template: Template, slots: Mapping[str, str], tokenizer: TextTokenizer, max_tokens: int
) -> Prompt:
    """Fill a template so that the prompt has at most `max_tokens` tokens.

    Raises:
        BadInput: there is nothing to continue, or no room for it.
    """
    fixed = sum(isinstance(part, TokenPart) for part in template.parts)
    room = max_tokens - fixed
    filled: dict[str, list[int]] = {}
    cuts: dict[str, SlotCut] = {}
    # Slots with a limit of their own are served first; the open one takes what they leave.
    for slot in sorted(_slots(template), key=lambda slot: slot.max_tokens is None):
        limit = room if slot.max_tokens is None else min(slot.max_tokens, room)
        if limit < 1:
            raise BadInput("The model's window is too small for this text.")
        fit = _fit_left if slot.name == "left" else _fit_right
        text = slots[slot.name]
        ids, cut = fit(text, tokenizer, limit, slot.joined)
        filled[slot.name] = ids
        cuts[slot.name] = SlotCut(slot.name, len(text) - cut, cut, len(ids))
        room -= len(ids)
    prompt: list[int] = []
    for part in template.parts:
        prompt.extend([part.token_id] if isinstance(part, TokenPart) else filled[part.name])
    if not prompt:
        raise BadInput("There is no text to continue.")
    return Prompt(tuple(prompt), tuple(cuts[slot.name] for slot in _slots(template)))


def _check_slots(template: Template) -> None:
    names = [slot.name for slot in _slots(template)]
    if "left" not in names or not set(names) <= {"left", "right"}:
        raise ValueError(f"slots {names}")


def _slots(template: Template) -> list[SlotPart]:
    return [part for part in template.parts if isinstance(part, SlotPart)]


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
    task: Mapping[str, Any], parts: tuple[TokenPart | SlotPart, ...], tokenizer: TextTokenizer
) -> Template:
    if task["kind"] not in ("insert", "replace"):
        raise ValueError(f"kind {task['kind']!r}")
    stop_ids = frozenset(_token_id(name, tokenizer) for name in task["stop"])
    return Template(task["kind"], parts, stop_ids)


def _parts(
    task: Mapping[str, Any], folder: Path, tokenizer: TextTokenizer, names: Mapping[str, str]
) -> tuple[TokenPart | SlotPart, ...]:
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
    parts: list[TokenPart | SlotPart] = []
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


def _ends_in_text(parts: Sequence[TokenPart | SlotPart], tokenizer: TextTokenizer) -> bool:
    """Return whether what follows goes on from text rather than from a control token."""
    if not parts:
        return False
    last = parts[-1]
    return not isinstance(last, TokenPart) or last.token_id not in tokenizer.special_ids


def _part(raw: Mapping[str, Any], tokenizer: TextTokenizer) -> TokenPart | SlotPart:
    if "token" in raw:
        return TokenPart(_token_id(raw["token"], tokenizer))
    return SlotPart(str(raw["slot"]), _limit(raw))


def _limit(raw: Mapping[str, Any]) -> int | None:
    limit = raw.get("max_tokens")
    return None if limit is None else int(limit)


def _token_id(name: str, tokenizer: TextTokenizer) -> int:
    found = tokenizer.id_of(name)
    if found is None:
        raise ValueError(f"no token {name!r} in the tokenizer")
    return found
