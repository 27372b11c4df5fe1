"""What of a ghost is taken: all, a paragraph, a sentence, a word, typed letters; pure text.

Words and sentences end where Unicode says (UAX #29, by ICU), with ICU's dictionaries for Chinese
and Japanese, which write no spaces. In those a sentence is taken clause by clause.
"""

from __future__ import annotations

import itertools
import re
import unicodedata
from collections.abc import Iterator

from icu4py.breakers import SentenceBreaker, WordBreaker

from ui.editor.word_count import CJK

_NEXT_PARAGRAPH = re.compile(r"\s*[^\n]+")
_CLAUSE_MARKS = "\uff0c\u3001\uff1b\uff1a\u3002\uff01\uff1f\u2026"
_CLOSING_MARKS = "\u300d\u300f\u201d\u2019\uff09\u300b\u3009\u3011"
# A clause and the marks that close it, all of several in a row.
_CLAUSE = re.compile(rf"\s*[^{_CLAUSE_MARKS}]*[{_CLAUSE_MARKS}]+[{_CLOSING_MARKS}]*")
_CJK_TEXT = re.compile(rf"\W*[{CJK}]")
_OPENING = frozenset(("Ps", "Pi"))
_JOINING = frozenset("-\u2010\u2011/@&'\u2019")
# The full stop of these ends no sentence; ICU knows no abbreviations unless it is told.
_ABBREVIATION = re.compile(
    r"\b(?:Mr|Mrs|Ms|Mx|Dr|Prof|St|Capt|Col|Gen|Lt|Sgt|Rev|Hon|Jr|Sr|vs|etc|[A-Z])\.\s*$"
)


def next_word(ghost: str) -> tuple[str, str]:
    """Return the next word, the space before it and the marks at it included, and what is left."""
    end = _word_end(ghost)
    # Space at the very end would be a step of its own that shows nothing.
    return _split(ghost, len(ghost) if not ghost[end:].strip() else end)


def _word_end(ghost: str) -> int:
    """Return where the first word ends, with the marks that close it."""
    end, has_word, joins = 0, False, False
    for segment in WordBreaker(ghost, ""):
        if has_word and not joins and not _goes_on(segment):
            break
        joins = has_word and segment in _JOINING
        has_word = has_word or any(c.isalnum() for c in segment)
        end += len(segment)
    return end


def _goes_on(segment: str) -> bool:
    """Whether a segment behind a word belongs to it: a mark that opens nothing."""
    first = segment[0]
    if first.isspace() or any(c.isalnum() for c in segment):
        return False
    return unicodedata.category(first) not in _OPENING


def next_sentence(ghost: str) -> tuple[str, str]:
    """Return the next sentence, in Chinese and Japanese the next clause, and what is left.

    The space before it goes along, that behind it stays with what is left; a line is never left
    for the next one.
    """
    lead = len(ghost) - len(ghost.lstrip())
    line = ghost[lead:].partition("\n")[0]
    clause = _CLAUSE.match(line) if _CJK_TEXT.match(line) else None
    end = clause.end() if clause else len(_first_sentence(line).rstrip())
    end += lead
    return _split(ghost, len(ghost) if not ghost[end:].strip() else end)


def _first_sentence(line: str) -> str:
    pieces = _sentences(line)
    found = next(pieces, "")
    for piece in pieces:
        if not _ABBREVIATION.search(found):
            break
        found += piece
    return found


def _sentences(line: str) -> Iterator[str]:
    """Yield ICU's sentences, each with what follows in small letters: "Why?" he said."""
    found = ""
    for piece in SentenceBreaker(line, ""):
        first = next(itertools.dropwhile(lambda c: not c.isalpha(), piece), "")
        if found and not first.islower():
            yield found
            found = ""
        found += piece
    if found:
        yield found


def next_paragraph(ghost: str) -> tuple[str, str]:
    """Return the next paragraph, the white space before it included, and what is left."""
    match = _NEXT_PARAGRAPH.match(ghost)
    return _split(ghost, match.end() if match else len(ghost))


def typed_through(ghost: str, typed: str) -> str | None:
    """Return what is left of a ghost whose beginning was typed; None where it was not."""
    return ghost[len(typed) :] if typed and ghost.startswith(typed) else None


def _split(ghost: str, end: int) -> tuple[str, str]:
    return ghost[:end], ghost[end:]
