"""Phrases that must not be written: pure functions over the text so far.

A phrase counts as whole words, in letters of either case, with straight or curly quotes, and with
any white space between its words. Chinese and Japanese phrases have no word edges.
"""

from __future__ import annotations

from collections.abc import Sequence

_QUOTES = str.maketrans("\u2018\u2019\u201c\u201d", "''\"\"")
_FIRST_UNSPACED = "\u2e80"


def normalized(text: str) -> str:
    """Return a text of the same length in which spelling variants of a phrase are equal."""
    lowered = "".join(low if len(low := c.lower()) == 1 else c for c in text)
    spaced = "".join(" " if c.isspace() else c for c in lowered)
    return spaced.translate(_QUOTES)


def normalized_phrases(phrases: Sequence[str]) -> tuple[str, ...]:
    """Return phrases as the functions here compare them, each white space as one space."""
    return tuple(" ".join(normalized(phrase).split()) for phrase in phrases)


def find_banned(
    text: str, phrases: Sequence[str], is_whole: bool, known_chars: int = 0
) -> int | None:
    """Return where the first banned phrase begins, or None.

    Args:
        text: what was written, `normalized`.
        phrases: from `normalized_phrases`.
        known_chars: characters at the beginning in which a phrase may begin, but not end as well.
        is_whole: whether the text ends here; otherwise a word at its end may still go on, and the
            phrase that it ends counts only once something follows.
    """
    squeezed, places = _squeezed(text)
    starts = (_find(squeezed, places, phrase, is_whole, known_chars) for phrase in phrases)
    return min((start for start in starts if start is not None), default=None)


def held_chars(text: str, phrases: Sequence[str]) -> int:
    """Return how many characters at the text's end may be the beginning of a banned phrase."""
    squeezed, places = _squeezed(text)
    longest = 0
    for phrase in phrases:
        for size in range(min(len(phrase), len(squeezed)), longest, -1):
            start = len(squeezed) - size
            if squeezed.endswith(phrase[:size]) and _is_edge(
                squeezed[start - 1 : start], phrase[0]
            ):
                longest = size
                break
    return len(text) - places[len(squeezed) - longest] if longest else 0


def _squeezed(text: str) -> tuple[str, list[int]]:
    """Return a text with each run of spaces as one, and where each of its characters stood."""
    places = [i for i, c in enumerate(text) if c != " " or i == 0 or text[i - 1] != " "]
    return "".join([text[i] for i in places]), places


def _find(
    text: str, places: Sequence[int], phrase: str, is_whole: bool, known_chars: int
) -> int | None:
    start = text.find(phrase)
    while start >= 0:
        end = start + len(phrase)
        following = text[end : end + 1]
        is_new = places[end - 1] >= known_chars
        is_over = bool(following) or is_whole or not _is_letter(phrase[-1])
        before = text[start - 1 : start]
        if is_new and is_over and _is_edge(before, phrase[0]) and _is_edge(following, phrase[-1]):
            return places[start]
        start = text.find(phrase, start + 1)
    return None


def _is_edge(beside: str, inside: str) -> bool:
    """Return whether a word ends between two neighbouring characters."""
    return not (_is_letter(beside) and _is_letter(inside))


def _is_letter(character: str) -> bool:
    """Return whether a character is part of a spaced word."""
    return bool(character) and character.isalnum() and character < _FIRST_UNSPACED
