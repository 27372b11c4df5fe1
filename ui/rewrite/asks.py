"""From a passage to what is asked of the engine; pure."""

from __future__ import annotations

from collections.abc import Callable

from ui.engine_types import RewriteAsk
from ui.rewrite.passage import Passage
from ui.rewrite.prompts import Prompt, fill_in
from ui.rewrite.session import Round

# More than any model reads of the surroundings; the engine makes the cut.
BEFORE_CHARS, AFTER_CHARS = 2400, 800
_QUOTED_CHARS = 600
NotesFor = Callable[[str], tuple[str, ...]]
"""Gives the story notes that a text calls for."""


def no_notes(_text: str) -> tuple[str, ...]:
    """Return no story notes: there is no project."""
    return ()


def ask_for(
    passage: Passage, current: Round, number: int, instruction: str, notes: NotesFor
) -> RewriteAsk:
    """Return the ask for one piece of a passage, with its surroundings as the text has them."""
    pieces = current.pieces
    done = "".join(piece.text + piece.gap for piece in pieces[:number])
    rest = pieces[number].gap + "".join(p.text + p.gap for p in pieces[number + 1 :])
    before = (passage.before + done)[-BEFORE_CHARS:]
    return RewriteAsk(
        mode=current.mode,
        text=pieces[number].text,
        before=before,
        after=(rest + passage.after)[:AFTER_CHARS],
        instruction=instruction,
        takes=len(current.columns),
        notes=notes(before + pieces[number].text),
    )


def instruction_of(prompt: Prompt, passage: Passage, notes: NotesFor) -> str:
    """Return one of the writer's prompts as an instruction about a passage."""
    values = {
        "selection": passage.text,
        "left": passage.before[-_QUOTED_CHARS:],
        "right": passage.after[:_QUOTED_CHARS],
        "notes": "\n".join(notes(passage.before + passage.text)),
    }
    return fill_in(prompt.text, values)
