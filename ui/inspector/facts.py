"""What the engine saw, in the writer's words: pure functions from an inspection to lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtGui import QColor

from ui.engine_types import Cut, Inspection, SeenPart
from ui.language import mark, tr
from ui.theme import Theme

CONTROL = "control"
_LABELS = {
    "left": mark("Text before"),
    "right": mark("Text after"),
    "source": mark("Passage"),
    "notes": mark("Story notes"),
    "beat": mark("Outline beat"),
    "beats": mark("Outline"),
    "premise": mark("Premise"),
    "instruction": mark("Instruction"),
    CONTROL: mark("Fixed marks"),
}
# Hues of the parts, far from one another; degrees of the colour wheel.
_HUES = {
    "left": 165, "right": 210, "source": 40, "notes": 280, "beat": 100, "beats": 100,
    "premise": 40, "instruction": 340,
}  # fmt: skip
_REASONS = {
    "window": mark("the window was full"),
    "budget": mark("this part may take no more"),
    "no place": mark("this voice has no place for it"),
}
_TASKS = {
    "continue": mark("Continuation"),
    "infill": mark("Continuation between two texts"),
    "rewrite.polish": mark("Polish"),
    "rewrite.expand": mark("Expand"),
    "rewrite.shorten": mark("Shorten"),
    "rewrite.rephrase": mark("Rephrase"),
    "rewrite.describe": mark("Describe"),
    "rewrite.dialogue": mark("Dialogue"),
    "rewrite.instruct": mark("Own instruction"),
    "outline.from_premise": mark("Outline of a premise"),
    "outline.from_text": mark("Outline of a text"),
    "outline.next": mark("What could happen next"),
    "draft": mark("Draft of a beat"),
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
    word = seen.word.strip()
    again = (
        ((tr("Not given"), tr("“{word}”: the last word is chosen again").format(word=word)),)
        if word
        else ()
    )
    return (
        *again,
        (tr("Task"), tr(_TASKS.get(seen.task, seen.task))),
        (tr("Voice"), f"{seen.model} · {seen.precision} · {seen.provider}"),
        (tr("Read"), _read(seen)),
        (
            tr("Wrote"),
            tr(
                "first word after {first_token_ms:,.0f} ms, all in {total_ms:,.0f} ms "
                "({tokens_per_s:,.0f} tokens a second)"
            ).format(
                first_token_ms=seen.first_token_ms,
                total_ms=seen.total_ms,
                tokens_per_s=seen.tokens_per_s,
            ),
        ),
        (tr("Seed"), str(seen.seed)),
    )


def _read(seen: Inspection) -> str:
    """Return how much was read in which time, and what of it was known."""
    sentence = tr("{tokens}, in {ms:,.0f} ms")
    if seen.reused_tokens:
        sentence = tr("{tokens}, {known:,} of them known from before, in {ms:,.0f} ms")
    tokens, known = _tokens(seen.prompt_tokens), seen.reused_tokens
    return sentence.format(tokens=tokens, known=known, ms=seen.prefill_ms)


def label_of(kind: str) -> str:
    """Return a part's name as the writer knows it."""
    return tr(_LABELS[kind]) if kind in _LABELS else kind.capitalize()


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
    why = tr(_REASONS.get(cut.reason, cut.reason))
    if not cut.kept_chars:
        return tr("not given (%Ln characters): {why}", "", cut.cut_chars).format(why=why)
    left_out = tr("%Ln characters left out: {why}", "", cut.cut_chars).format(why=why)
    return f"{_tokens(tokens)} · {left_out}"


def _tokens(n_tokens: int) -> str:
    return tr("%Ln tokens", "", n_tokens)
