"""A take as rich text: what goes struck, what comes underlined, the hunk at hand on a ground."""

from __future__ import annotations

import html
import re

from PySide6.QtGui import QColor

from ui.rewrite.session import TakeView
from ui.rewrite.take_label import HERE
from ui.rewrite.word_diff import Span, compose
from ui.theme import Theme

_REMOVED_INK = 0.6
_HERE = 0.2


def take_html(view: TakeView, theme: Theme, *, shows_hunk: bool = True) -> str:
    """Return a take as Qt's rich text; the hunk at hand is marked in the take at hand only."""
    parts, hunk = [], 0
    at_hand = view.hunk if shows_hunk else None
    for span in view.spans:
        if span.is_hunk:
            is_refused = hunk in view.refused
            parts.append(_hunk_html(span, view, theme, is_refused, is_here=hunk == at_hand))
            hunk += 1
        else:
            parts.append(_styled(span.added, f"color:{theme.ink.name()}"))
    if view.streaming:
        parts.append(_styled(view.streaming, f"color:{theme.quiet.name()}"))
    return f'<div style="white-space:pre-wrap">{"".join(parts)}</div>'


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


def _hunk_html(span: Span, view: TakeView, theme: Theme, is_refused: bool, is_here: bool) -> str:
    here = faded(theme.accent, theme.page, _HERE).name()
    ground = f";background-color:{here}" if is_here else ""
    away = faded(theme.ink, theme.page, _REMOVED_INK).name()
    struck = f"text-decoration:line-through;color:{away}{ground}"
    kept = f"color:{theme.ink.name()}{ground}"
    added = f"text-decoration:underline;color:{theme.accent.name()}{ground}"
    if is_refused:
        shown = _styled(span.removed, kept) + _styled(span.added, struck)
    else:
        shown = _marked(span.removed, view.lost, struck, theme) + _styled(span.added, added)
    return f'<a name="{HERE}">{shown}</a>' if is_here else shown


def _marked(text: str, lost: tuple[str, ...], style: str, theme: Theme) -> str:
    """Return removed text in which what a reader would miss stands out."""
    if not lost:
        return _styled(text, style)
    danger = f"{style};color:{theme.danger.name()}"
    pattern = re.compile("(" + "|".join(re.escape(name) for name in lost) + ")")
    return "".join(
        _styled(part, danger if number % 2 else style)
        for number, part in enumerate(pattern.split(text))
    )


def _styled(text: str, style: str) -> str:
    if not text:
        return ""
    return f'<span style="{style}">{html.escape(text).replace(chr(10), "<br>")}</span>'
