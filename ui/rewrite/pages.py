"""What the popover's pages say: pure functions from the state of a rewrite to rows and lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.editor.word_count import length_of
from ui.engine_types import EngineStatus
from ui.engine_words import why_not
from ui.rewrite.modes import BY_ID, MODES, why_not_mode, why_not_text
from ui.rewrite.prompts import Prompt
from ui.rewrite.session import RewriteSession, Round, TakeView

OWN = "own:"
"""Begins the id of a row for one of the writer's own prompts; its number follows."""
_MOST_PROMPTS = 9
_CHOICES_HINT = "One letter chooses · Esc leaves"
_TAKES_HINT = "Tab or a number chooses · Enter applies · R asks again · Esc leaves"
_HUNKS_HINT = "← → goes through the changes · Space refuses one"


@dataclass(frozen=True, slots=True)
class ChoiceRow:
    """One thing that can be done."""

    id: str
    key: str
    label: str
    help: str
    is_enabled: bool = True


@dataclass(frozen=True, slots=True)
class ChoicesPage:
    """All that the page of choices shows."""

    title: str
    rows: tuple[ChoiceRow, ...]
    hint: str
    message: str = ""


@dataclass(frozen=True, slots=True)
class TakesPage:
    """All that the page of takes shows."""

    title: str
    place: str
    takes: tuple[TakeView, ...]
    chosen: int
    hint: str
    message: str = ""


def choices_page(
    session: RewriteSession, status: EngineStatus, prompts: Sequence[Prompt], message: str
) -> ChoicesPage:
    """Return what can be done with a passage now; what cannot says why."""
    closed = why_not(status) or why_not_text(session.passage.text, status)
    reasons = {mode.id: why_not_mode(mode, status) for mode in MODES}
    rows = [
        ChoiceRow(m.id, m.key, m.label, reasons[m.id] or m.help, not (closed or reasons[m.id]))
        for m in MODES
    ]
    # Own prompts need what an own instruction needs; one row says why it is missing.
    can_instruct = not (closed or reasons[BY_ID["instruct"].id])
    rows += [
        ChoiceRow(f"{OWN}{number}", str(number + 1), prompt.name, "Your prompt", can_instruct)
        for number, prompt in enumerate(prompts[:_MOST_PROMPTS])
        if prompt.text.strip()
    ]
    hint = _CHOICES_HINT if session.round is None else f"{_CHOICES_HINT} · Alt+Up back to the takes"
    title = f"Rewrite {length_of(session.passage.text)}"
    return ChoicesPage(title, tuple(rows), hint, message or closed)


def takes_page(session: RewriteSession, current: Round, spent_s: float, message: str) -> TakesPage:
    """Return the takes of a round as they stand.

    Args:
        session: the rewrite.
        current: the round on show.
        spent_s: seconds since its ask.
        message: what went wrong, empty where nothing.
    """
    number, total = session.place
    place = [f"take {current.chosen + 1} of {len(current.columns)}"]
    hint = _TAKES_HINT
    if total > 1:
        place.append(f"try {number} of {total}")
        hint += " · Alt+Up earlier tries"
    takes = tuple(session.view(take) for take in range(len(current.columns)))
    if any(take.hunk is not None for take in takes):
        hint = f"{_HUNKS_HINT}\n{hint}"
    return TakesPage(
        title=f"{current.label} · {_progress(session, current, spent_s)}",
        place=" · ".join(place),
        takes=takes,
        chosen=current.chosen,
        hint=hint,
        message=message,
    )


def _progress(session: RewriteSession, current: Round, spent_s: float) -> str:
    total = len(current.pieces)
    if current.is_over:
        if current.done < total:
            return f"{current.done} of {total} paragraphs done, the rest stays as it is"
        return length_of(session.passage.text)
    if total == 1:
        return "writing…"
    left = ""
    if current.done:
        left_s = spent_s / current.done * (total - current.done)
        left = f", about {max(1, round(left_s))} s left"
    return f"paragraph {current.done + 1} of {total}{left}"
