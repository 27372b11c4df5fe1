"""Whether a moment is one to suggest in: a pure decision over what the editor knows."""

from __future__ import annotations

import enum
import re
from dataclasses import dataclass

# A sentence that is over, with the marks that close it: the next words would begin another one.
_SENTENCE_END = re.compile(
    r"(?:[.!?\u2026]+[\"'\u201d\u2019\u00bb)\]]*\s+"
    r"|[\u3002\uff01\uff1f\u2026]+[\u300d\u300f\u201d\u2019\uff09\u300b]*\s*)$"
)


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


def begins_sentence(line_before: str) -> bool:
    """Whether what comes next in a line begins a sentence: behind the end of one, or in front."""
    return not line_before.strip() or bool(_SENTENCE_END.search(line_before))


def can_suggest(moment: Moment) -> bool:
    """Return whether a suggestion could be shown at all, as when the writer asks for one."""
    if moment.has_selection or moment.is_composing or not moment.has_focus or not moment.has_text:
        return False
    return not (moment.line_after[:1].isalnum() and moment.line_before[-1:].isalnum())
