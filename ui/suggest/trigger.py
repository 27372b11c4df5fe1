"""Whether a moment is one to suggest in: a pure decision over what the editor knows."""

from __future__ import annotations

import enum
from dataclasses import dataclass


class EditKind(enum.Enum):
    """What changed the text."""

    TYPED = "typed"
    ACCEPTED = "accepted"
    REWRITTEN = "rewritten"
    DELETED = "deleted"
    PASTED = "pasted"
    UNDONE = "undone"
    LOADED = "loaded"


@dataclass(frozen=True, slots=True)
class Moment:
    """The state of the editor when the question is put."""

    enabled: bool
    kind: EditKind
    line_before: str
    """The caret's line up to the caret."""
    line_after: str
    """The caret's line behind the caret."""
    has_text: bool
    """Whether anything but white space stands before the caret."""
    has_selection: bool
    has_focus: bool
    is_composing: bool
    """An input method is at work."""


def wants_suggestion(moment: Moment) -> bool:
    """Return whether a pause at this moment may bring a suggestion.

    None on undo, deletion, paste or load; none in headings, selections or while composing; none
    inside a word, where it would push letters apart.
    """
    if not moment.enabled or moment.kind not in (EditKind.TYPED, EditKind.ACCEPTED):
        return False
    return can_suggest(moment) and not moment.line_before.lstrip().startswith("#")


def can_suggest(moment: Moment) -> bool:
    """Return whether a suggestion could be shown at all, as when the writer asks for one."""
    if moment.has_selection or moment.is_composing or not moment.has_focus or not moment.has_text:
        return False
    return not (moment.line_after[:1].isalnum() and moment.line_before[-1:].isalnum())
