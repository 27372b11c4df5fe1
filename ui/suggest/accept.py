"""What of a ghost is taken: all, a paragraph, a word, letters typed through it; pure text."""

from __future__ import annotations

import re

from ui.editor.word_count import CJK

# White space, then a word with the punctuation that touches it; a CJK character stands alone.
_CJK_MARKS = "\u3000-\u303f\uff00-\uffef\u2018\u2019\u201c\u201d\u2026\u2014"
_NEXT_WORD = re.compile(rf"\s*(?:[{CJK}][{_CJK_MARKS}]*|[^\s{CJK}]+)(?:\s+$)?|\s+$")

_NEXT_PARAGRAPH = re.compile(r"\s*[^\n]+")


def next_word(ghost: str) -> tuple[str, str]:
    """Return the next word, the white space before it included, and what is left."""
    match = _NEXT_WORD.match(ghost)
    end = match.end() if match else len(ghost)
    return ghost[:end], ghost[end:]


def next_paragraph(ghost: str) -> tuple[str, str]:
    """Return the next paragraph, the white space before it included, and what is left."""
    match = _NEXT_PARAGRAPH.match(ghost)
    end = match.end() if match else len(ghost)
    return ghost[:end], ghost[end:]


def typed_through(ghost: str, typed: str) -> str | None:
    """Return what is left of a ghost whose beginning was typed; None where it was not."""
    return ghost[len(typed) :] if typed and ghost.startswith(typed) else None
