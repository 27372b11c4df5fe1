"""What the engine saw, in the writer's words: pure functions from an inspection to lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QColor

from ui.engine_types import Cut, Inspection, SeenPart
from ui.theme import Theme

CONTROL = "control"
_LABELS = {
    "left": "Text before",
    "right": "Text after",
    "source": "Passage",
    "notes": "Story notes",
    "beat": "Outline beat",
    "beats": "Outline",
    "premise": "Premise",
    "instruction": "Instruction",
    CONTROL: "Fixed marks",
}
# Hues of the parts, far from one another; degrees of the colour wheel.
_HUES = {
    "left": 165, "right": 210, "source": 40, "notes": 280, "beat": 100, "beats": 100,
    "premise": 40, "instruction": 340,
}  # fmt: skip
_REASONS = {
    "window": "the window was full",
    "budget": "this part may take no more",
    "no place": "this voice has no place for it",
}
_TASKS = {
    "continue": "Continuation",
    "infill": "Continuation between two texts",
    "rewrite.polish": "Polish",
    "rewrite.expand": "Expand",
    "rewrite.shorten": "Shorten",
    "rewrite.rephrase": "Rephrase",
    "rewrite.describe": "Describe",
    "rewrite.dialogue": "Dialogue",
    "rewrite.instruct": "Own instruction",
    "outline.from_premise": "Outline of a premise",
    "outline.from_text": "Outline of a text",
    "outline.next": "What could happen next",
    "draft": "Draft of a beat",
}
_LIGHT, _DARK, _SATURATION = 0.90, 0.24, 0.45
_HALF = 0.5


@dataclass(frozen=True, slots=True)
class Row:
    """One kind of part in the legend."""

    kind: str
    label: str
    detail: str


def rows_of(seen: Inspection) -> tuple[Row, ...]:
    """Return a row for each kind of part, in the order they were given, then what had no place."""
    tokens: dict[str, int] = {}
    for part in seen.parts:
        tokens[part.kind] = tokens.get(part.kind, 0) + part.tokens
    cuts = {cut.slot: cut for cut in seen.cuts}
    given = [kind for kind in tokens if kind != CONTROL]
    kinds = [*given, *(slot for slot in cuts if slot not in tokens)]
    rows = [
        Row(kind, label_of(kind), _detail(tokens.get(kind, 0), cuts.get(kind))) for kind in kinds
    ]
    if CONTROL in tokens:
        rows.append(Row(CONTROL, label_of(CONTROL), _tokens(tokens[CONTROL])))
    return tuple(rows)


def facts_of(seen: Inspection) -> tuple[tuple[str, str], ...]:
    """Return what else there is to know, as pairs of a name and a value."""
    reused = f", {seen.reused_tokens:,} of them known from before" if seen.reused_tokens else ""
    word = seen.word.strip()
    again = (("Not given", f"“{word}”: the last word is chosen again"),) if word else ()
    return (
        *again,
        ("Task", _TASKS.get(seen.task, seen.task)),
        ("Voice", f"{seen.model} · {seen.precision} · {seen.provider}"),
        ("Read", f"{_tokens(seen.prompt_tokens)}{reused}, in {seen.prefill_ms:,.0f} ms"),
        (
            "Wrote",
            f"first word after {seen.first_token_ms:,.0f} ms, all in {seen.total_ms:,.0f} ms "
            f"({seen.tokens_per_s:,.0f} tokens a second)",
        ),
        ("Seed", str(seen.seed)),
    )


def label_of(kind: str) -> str:
    """Return a part's name as the writer knows it."""
    return _LABELS.get(kind, kind.capitalize())


def color_of(kind: str, theme: Theme) -> QColor:
    """Return the ground of a part: pale on a light page, deep on a dark one."""
    if kind not in _HUES:
        return theme.page
    is_dark = theme.page.lightnessF() < _HALF
    return QColor.fromHslF(_HUES[kind] / 360, _SATURATION, _DARK if is_dark else _LIGHT)


def joined(parts: Sequence[SeenPart]) -> str:
    """Return all that the engine saw as one text."""
    return "".join(part.text for part in parts)


def _detail(tokens: int, cut: Cut | None) -> str:
    """Return how much was given, and what was left out and why."""
    if cut is None or not cut.cut_chars:
        return _tokens(tokens)
    why = _REASONS.get(cut.reason, cut.reason)
    if not cut.kept_chars:
        return f"not given ({cut.cut_chars:,} characters): {why}"
    return f"{_tokens(tokens)} · {cut.cut_chars:,} characters left out: {why}"


def _tokens(n_tokens: int) -> str:
    return "1 token" if n_tokens == 1 else f"{n_tokens:,} tokens"
