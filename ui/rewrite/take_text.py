"""A take as runs of text and looks: what goes struck, what comes underlined, the hunk at hand."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtGui import QColor

from ui.rewrite.session import TakeView
from ui.rewrite.word_diff import Span, compose
from ui.theme import Theme

_REMOVED_INK = 0.6
_HERE = 0.2


@dataclass(frozen=True, slots=True)
class Look:
    """How a run looks; colours are names as QColor gives them."""

    color: str
    ground: str = ""
    """Empty where there is none."""
    is_struck: bool = False
    is_underlined: bool = False


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one look."""

    text: str
    look: Look
    is_here: bool = False
    """Whether it belongs to the hunk at hand."""


def take_runs(view: TakeView, theme: Theme, *, shows_hunk: bool = True) -> tuple[Run, ...]:
    """Return a take's runs, none empty; the hunk at hand is marked in the take at hand only."""
    runs: list[Run] = []
    hunk, at_hand = 0, view.hunk if shows_hunk else None
    kept, looks = Look(theme.ink.name()), _looks(theme, is_here=False)
    for span in view.spans:
        if span.is_hunk:
            is_here = hunk == at_hand
            dress = _looks(theme, is_here=True) if is_here else looks
            runs += _hunk_runs(span, view, dress, hunk in view.refused, is_here)
            hunk += 1
        else:
            runs.append(Run(span.added, kept))
    runs.append(Run(view.streaming, Look(theme.quiet.name())))
    return tuple(run for run in runs if run.text)


def take_plain(view: TakeView) -> str:
    """Return a take as it would be read out."""
    return compose(view.spans, view.refused) + view.streaming


def faded(ink: QColor, page: QColor, share: float) -> QColor:
    """Return a share of one colour over another."""
    channels = (
        (ink.redF(), page.redF()),
        (ink.greenF(), page.greenF()),
        (ink.blueF(), page.blueF()),
    )
    return QColor.fromRgbF(*(share * above + (1 - share) * below for above, below in channels))


@dataclass(frozen=True, slots=True)
class _Looks:
    kept: Look
    struck: Look
    lost: Look
    added: Look


def _looks(theme: Theme, *, is_here: bool) -> _Looks:
    ground = faded(theme.accent, theme.page, _HERE).name() if is_here else ""
    away = faded(theme.ink, theme.page, _REMOVED_INK).name()
    return _Looks(
        kept=Look(theme.ink.name(), ground),
        struck=Look(away, ground, is_struck=True),
        lost=Look(theme.danger.name(), ground, is_struck=True),
        added=Look(theme.accent.name(), ground, is_underlined=True),
    )


def _hunk_runs(
    span: Span, view: TakeView, looks: _Looks, is_refused: bool, is_here: bool
) -> Iterator[Run]:
    if is_refused:
        yield Run(span.removed, looks.kept, is_here)
        yield Run(span.added, looks.struck, is_here)
        return
    for part, is_lost in _parts(span.removed, view.lost):
        yield Run(part, looks.lost if is_lost else looks.struck, is_here)
    yield Run(span.added, looks.added, is_here)


def _parts(text: str, lost: tuple[str, ...]) -> Iterator[tuple[str, bool]]:
    """Yield removed text in parts, and whether each is what a reader would miss."""
    if not lost:
        yield text, False
        return
    pattern = re.compile("(" + "|".join(re.escape(name) for name in lost) + ")")
    for number, part in enumerate(pattern.split(text)):
        yield part, bool(number % 2)
