"""From the text around the caret to a window of token ids whose left edge stays put.

A template (`engine.templates`) is a row of control tokens and slots. The left slot is cut at its
beginning, in steps of a quarter window and at a sentence, so that typing keeps the prompt's prefix
and with it the cache. Notes are given whole or not at all, and in an order of their own.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from engine.errors import BadInput
from engine.messages import CutReason, SlotCut
from engine.task_messages import CONTROL
from engine.templates import EXTRAS, ListPart, Part, SlotPart, Template, TokenPart
from engine.tokens import TextTokenizer

NOTE_GAP = "\n\n"
_STEPS_PER_WINDOW = 4
# What an ask brings besides may take at most this part of the window, so that text is left.
_EXTRA_SHARE = 4
_AROUND = ("left", "right")
_SENTENCE_START = re.compile(r"(?<=[.!?\u2026\"\u201d\u3002\uff01\uff1f\n])\s*(?=\S)")


@dataclass(frozen=True, slots=True)
class Items:
    """What fills a `ListPart`."""

    texts: tuple[str, ...]
    current: int
    """The item that the task is about; -1 where there is none at all."""

    def __post_init__(self) -> None:
        least = 0 if self.texts else -1
        if not least <= self.current < len(self.texts):
            raise ValueError("the current item must be one of the items.")


Value = str | Items | tuple[str, ...]
"""A text; a row of items; or notes, the most important one first."""


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of a prompt's tokens."""

    kind: str
    """`CONTROL`, or the slot whose text it is."""
    n_tokens: int


@dataclass(frozen=True, slots=True)
class Prompt:
    """Token ids ready to run, and what of each slot's text they hold."""

    ids: tuple[int, ...]
    slots: tuple[SlotCut, ...]
    spans: tuple[Span, ...] = ()
    """What the ids are, in order, neighbours of one kind as one."""

    @property
    def cut_chars(self) -> int:
        """Characters of the text that did not fit; notes and the beat of a scene left out."""
        texts = (s for s in self.slots if s.slot not in EXTRAS and s.reason != "no place")
        return sum(slot.cut_chars for slot in texts)


@dataclass(frozen=True, slots=True)
class _Filled:
    """A slot's tokens, in stretches of fixed words and of its text, and what was cut."""

    stretches: tuple[tuple[str, list[int]], ...]
    cut: SlotCut

    @property
    def n_tokens(self) -> int:
        return sum(len(ids) for _, ids in self.stretches)


def build(
    template: Template, slots: Mapping[str, Value], tokenizer: TextTokenizer, max_tokens: int
) -> Prompt:
    """Fill a template so that the prompt has at most `max_tokens` tokens.

    Args:
        template: of the task.
        slots: a text for each of its slots, `Items` for each of its lists; `EXTRAS` as they are. A
            text that the template has no place for is told of among the cuts.
        tokenizer: of the model.
        max_tokens: what the prompt may have.

    Raises:
        BadInput: there is nothing to continue, or no room for it.
    """
    parts = _parts_for(template, slots)
    room = max_tokens - sum(isinstance(part, TokenPart) for part in parts)
    places = [part for part in parts if not isinstance(part, TokenPart)]
    filled: dict[str, _Filled] = {}
    # What the task is about is served first, then what comes besides, then slots with a limit of
    # their own; the open one takes what they leave.
    for slot in sorted(places, key=_rank):
        value = slots.get(slot.name, "")
        limit = _limit(slot, room)
        if limit < 1 and (slot.name in EXTRAS or not filled.keys() <= EXTRAS):
            # The text around it may be left out; it is said to be cut.
            filled[slot.name] = _Filled((), _cut(slot.name, 0, _chars(value), 0, "window"))
            continue
        if limit < 1:
            raise BadInput("The model's window is too small for this text.")
        is_own = slot.max_tokens is not None and limit == slot.max_tokens
        found = _fill(slot, value, tokenizer, limit, "budget" if is_own else "window")
        filled[slot.name] = found
        room -= found.n_tokens
    return _joined(parts, filled, _unplaced(slots, filled))


def slot_room(template: Template, name: str, max_tokens: int) -> int:
    """Return the tokens that a slot can have in a prompt of `max_tokens` which has no other."""
    slot = next(slot for slot in template.slots if slot.name == name)
    room = max_tokens - sum(isinstance(part, TokenPart) for part in template.parts)
    return room if slot.max_tokens is None else min(slot.max_tokens, room)


def _parts_for(template: Template, slots: Mapping[str, Value]) -> tuple[Part, ...]:
    extras = [slot.name for slot in template.slots if slot.name in EXTRAS]
    if template.bare_parts is None or any(slots.get(name) for name in extras):
        return template.parts
    return template.bare_parts


def _rank(slot: SlotPart | ListPart) -> tuple[int, bool]:
    tier = 2 if slot.name in _AROUND else 1 if slot.name in EXTRAS else 0
    return tier, slot.max_tokens is None


def _limit(slot: SlotPart | ListPart, room: int) -> int:
    room = room // _EXTRA_SHARE if slot.name in EXTRAS else room
    return room if slot.max_tokens is None else min(slot.max_tokens, room)


def _chars(value: Value) -> int:
    if isinstance(value, Items):
        value = value.texts
    return len(value) if isinstance(value, str) else sum(map(len, value))


def _cut(name: str, kept: int, cut: int, n_tokens: int, reason: CutReason) -> SlotCut:
    return SlotCut(name, kept, cut, n_tokens, reason if cut else "")


def _unplaced(slots: Mapping[str, Value], filled: Mapping[str, _Filled]) -> list[SlotCut]:
    """Return what was given and has no place in the template."""
    absent = ((name, _chars(value)) for name, value in slots.items() if name not in filled)
    return [SlotCut(name, 0, n_chars, 0, "no place") for name, n_chars in absent if n_chars]


def _joined(
    parts: tuple[Part, ...], filled: Mapping[str, _Filled], unplaced: list[SlotCut]
) -> Prompt:
    ids: list[int] = []
    spans: list[Span] = []
    for part in parts:
        if isinstance(part, TokenPart):
            own: tuple[tuple[str, list[int]], ...] = ((CONTROL, [part.token_id]),)
        else:
            own = filled[part.name].stretches
        for kind, found in own:
            ids.extend(found)
            if spans and spans[-1].kind == kind:
                spans[-1] = Span(kind, spans[-1].n_tokens + len(found))
            elif found:
                spans.append(Span(kind, len(found)))
    if not ids:
        raise BadInput("There is no text to continue.")
    cuts = [filled[part.name].cut for part in parts if not isinstance(part, TokenPart)]
    return Prompt(tuple(ids), (*cuts, *unplaced), tuple(spans))


def _fill(
    slot: SlotPart | ListPart,
    value: Value,
    tokenizer: TextTokenizer,
    limit: int,
    reason: CutReason,
) -> _Filled:
    """Return a slot's tokens, at most `limit`, and what of its text they hold."""
    if isinstance(slot, ListPart):
        assert isinstance(value, Items)
        return _fit_items(slot, value, tokenizer, limit, reason)
    lead = tokenizer.encode(slot.lead, slot.joined) if slot.lead and value else []
    tail = tokenizer.encode(slot.tail, True) if slot.tail and value else []
    limit -= len(lead) + len(tail)
    joined = slot.joined or bool(lead)
    if isinstance(value, tuple):
        ids, kept = _fit_notes(value, tokenizer, limit, joined)
    else:
        assert isinstance(value, str)
        fit = _fit_left if slot.name == "left" else _fit_right
        ids, n_cut = fit(value, tokenizer, limit, joined) if limit > 0 else ([], len(value))
        kept = len(value) - n_cut
    cut = _cut(slot.name, kept, _chars(value) - kept, len(ids), reason)
    if not ids:
        return _Filled((), cut)
    return _Filled(((CONTROL, lead), (slot.name, ids), (CONTROL, tail)), cut)


def _fit_notes(
    notes: tuple[str, ...], tokenizer: TextTokenizer, limit: int, joined: bool
) -> tuple[list[int], int]:
    """Keep whole notes, the first ones, up to the first that does not fit.

    They stand in alphabetical order: which one is nearest changes while the writer types, and the
    prompt should stay the same as long as the same ones are chosen.
    """
    ids: list[int] = []
    for n in range(1, len(notes) + 1):
        text = "".join(note + NOTE_GAP for note in sorted(notes[:n]))
        found = tokenizer.encode(text, joined)
        if len(found) > limit:
            return ids, sum(map(len, notes[: n - 1]))
        ids = found
    return ids, sum(map(len, notes))


def _fit_items(
    slot: ListPart, items: Items, tokenizer: TextTokenizer, limit: int, reason: CutReason
) -> _Filled:
    """Keep the current item and as many whole ones around it as fit, the nearest first."""
    if not items.texts:
        return _Filled((), _cut(slot.name, 0, 0, 0, ""))
    rows = []
    for i, text in enumerate(items.texts):
        mark = slot.current_ids if i == items.current else slot.each_ids
        rows.append((mark, tokenizer.encode(text, mark[-1] not in tokenizer.special_ids)))
    order = sorted(range(len(rows)), key=lambda i: abs(i - items.current))
    kept: set[int] = set()
    n_tokens = len(slot.lead_ids)
    for i in order:
        size = sum(map(len, rows[i]))
        if n_tokens + size > limit:
            break
        n_tokens += size
        kept.add(i)
    if not kept:
        raise BadInput("The beat is longer than the model's window takes.")
    stretches: list[tuple[str, list[int]]] = [(CONTROL, list(slot.lead_ids))]
    for i in sorted(kept):
        mark, ids = rows[i]
        stretches += [(CONTROL, list(mark)), (slot.name, ids)]
    chars = [len(text) for text in items.texts]
    kept_chars = sum(chars[i] for i in kept)
    cut = _cut(slot.name, kept_chars, sum(chars) - kept_chars, n_tokens, reason)
    return _Filled(tuple(stretches), cut)


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
