"""What the popover's pages say: pure functions from the state of a rewrite to rows and lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ui.editor.word_count import length_of
from ui.engine_types import EngineStatus
from ui.engine_words import why_not
from ui.language import mark, tr
from ui.rewrite.modes import BY_ID, MODES, why_not_mode, why_not_text
from ui.rewrite.prompts import Prompt
from ui.rewrite.session import RewriteSession, Round, TakeView

OWN = "own:"
"""Begins the id of a row for one of the writer's own prompts; its number follows."""
_MOST_PROMPTS = 9
_CHOICES_HINT = mark("One letter chooses · Esc leaves")
_TAKES_HINT = mark("Tab or a number chooses · Enter applies · R asks again · Esc leaves")
_HUNKS_HINT = mark("← → goes through the changes · Space refuses one")


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
        ChoiceRow(
            m.id, m.key, tr(m.label), reasons[m.id] or tr(m.help), not (closed or reasons[m.id])
        )
        for m in MODES
    ]
    # Own prompts need what an own instruction needs; one row says why it is missing.
    can_instruct = not (closed or reasons[BY_ID["instruct"].id])
    rows += [
        ChoiceRow(f"{OWN}{number}", str(number + 1), prompt.name, tr("Your prompt"), can_instruct)
        for number, prompt in enumerate(prompts[:_MOST_PROMPTS])
        if prompt.text.strip()
    ]
    hints = [tr(_CHOICES_HINT)]
    if session.round is not None:
        hints.append(tr("Alt+Up back to the takes"))
    title = tr("Rewrite {length}").format(length=length_of(session.passage.text))
    return ChoicesPage(title, tuple(rows), " · ".join(hints), message or closed)


def takes_page(session: RewriteSession, current: Round, spent_s: float, message: str) -> TakesPage:
    """Return the takes of a round as they stand.

    Args:
        session: the rewrite.
        current: the round on show.
        spent_s: seconds since its ask.
        message: what went wrong, empty where nothing.
    """
    number, total = session.place
    take = tr("take {number} of {total}")
    place = [take.format(number=current.chosen + 1, total=len(current.columns))]
    hint = tr(_TAKES_HINT)
    if total > 1:
        place.append(tr("try {number} of {total}").format(number=number, total=total))
        hint = f"{hint} · {tr('Alt+Up earlier tries')}"
    takes = tuple(session.view(take) for take in range(len(current.columns)))
    if any(take.hunk is not None for take in takes):
        hint = f"{tr(_HUNKS_HINT)}\n{hint}"
    return TakesPage(
        title=f"{_name_of(current)} · {_progress(session, current, spent_s)}",
        place=" · ".join(place),
        takes=takes,
        chosen=current.chosen,
        hint=hint,
        message=message,
    )


def _name_of(current: Round) -> str:
    """Return what a round does: its mode, or the writer's own words."""
    return current.label if current.mode == "instruct" else tr(BY_ID[current.mode].label)


def _progress(session: RewriteSession, current: Round, spent_s: float) -> str:
    total = len(current.pieces)
    if current.is_over:
        if current.done < total:
            return tr("{done} of {total} paragraphs done, the rest stays as it is").format(
                done=current.done, total=total
            )
        return length_of(session.passage.text)
    if total == 1:
        return tr("writing…")
    sentence = tr("paragraph {number} of {total}")
    left_s = 0
    if current.done:
        sentence = tr("paragraph {number} of {total}, about {seconds} s left")
        left_s = max(1, round(spent_s / current.done * (total - current.done)))
    return sentence.format(number=current.done + 1, total=total, seconds=left_s)
