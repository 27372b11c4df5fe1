"""Where a suggestion ends: pure rules over the text written so far."""

from __future__ import annotations

import re

from engine.messages import StopRule

# A full stop, its closing quotes or brackets, then white space: the space proves that the sentence
# is over (3.14, e.g.|, "..."). Behind a full-width stop any other character proves it.
_SENTENCE_END = re.compile(
    r"""(?:[.!?\u2026]+[*_"'\u201d\u2019)\]\u300d\u300f]*(?=\s)
        |[\u3002\uff01\uff1f]+[\u201d\u2019\u300d\u300f\uff09]*
            (?=[^\u3002\uff01\uff1f\u201d\u2019\u300d\u300f\uff09])
        |(?<=\S)(?=\n))""",
    re.VERBOSE,
)
_ABBREVIATIONS = frozenset(
    [
        *("mr", "mrs", "ms", "dr", "st", "prof", "rev", "hon", "capt", "col", "gen", "lt", "sgt"),
        *("no", "vs", "etc", "esq", "jr", "sr", "messrs", "mme", "mlle"),
    ]
)
_LONGEST_WORD, _LONGEST_END = 40, 40
_LAST_WORD = re.compile(r"(\w+)\.$")
_AT_END = re.compile(
    r"""[.!?\u2026]+[*_"'\u201d\u2019)\]]*\Z
        |[\u3002\uff01\uff1f]+[\u201d\u2019\u300d\u300f\uff09]*\Z""",
    re.VERBOSE,
)


def sentence_end(text: str) -> int | None:
    """Return the offset just behind the first finished sentence, or None.

    An abbreviation or an initial does not end a sentence; a line break does.
    """
    for match in _SENTENCE_END.finditer(text):
        end = match.end()
        if _ends_abbreviated(text[:end]):
            continue
        if text[:end].strip():
            return end
    return None


def ends_sentence(text: str) -> bool:
    """Return whether a text ends where a sentence or a line does; nothing but white space does."""
    stripped = text.rstrip()
    if not stripped or "\n" in text[len(stripped) :]:
        return True
    # The end only: the pattern tries every start, which a long text makes slow.
    return _AT_END.search(stripped[-_LONGEST_END:]) is not None and not _ends_abbreviated(stripped)


def sentences_of(paragraph: str) -> list[str]:
    """Return a paragraph's sentences without the white space between them."""
    found: list[str] = []
    rest = paragraph.strip()
    while rest:
        end = sentence_end(rest) or len(rest)
        found.append(rest[:end].strip())
        rest = rest[end:].strip()
    return found


def paragraph_end(text: str) -> int | None:
    """Return the offset just behind the first finished paragraph, or None.

    Line breaks before the first letter open the paragraph; they do not end it.
    """
    start = len(text) - len(text.lstrip())
    found = text.find("\n", start)
    return None if found < 0 else found


def end_of(text: str, rule: StopRule) -> int | None:
    """Return where the rule cuts the text, or None while it may go on."""
    if rule == "sentence":
        return sentence_end(text)
    if rule == "paragraph":
        return paragraph_end(text)
    return None


def _ends_abbreviated(text: str) -> bool:
    """Return whether the full stop at a text's end belongs to an abbreviation or an initial."""
    # The end only, for the same reason.
    word = _LAST_WORD.search(text[-_LONGEST_WORD:])
    if word is None:
        return False
    return word[1].lower() in _ABBREVIATIONS or (len(word[1]) == 1 and word[1] != "I")
