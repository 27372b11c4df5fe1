"""What may be shown: pure functions over the text before the caret, the suggestion, the text after.

A guard names the place where the suggestion has to end, or None while it may go on. Where words are
counted, a Chinese, Japanese or Korean character is one, and a run of 12 of them is an echo.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

Run = tuple[str, ...]
ECHO_WORDS = 8
ECHO_CHARACTERS = 12
_SEAM_MIN_CHARS, _LONGEST_OVERLAP = 12, 400
_LOOP_MAX_WORDS = 8
_RESTATED_MIN_WORDS, _RESTATED_MAX_CHARS = 4, 200
_STOPS = ".,;:!?\u2026\u3002\uff0c\uff1f\uff01"
_CLOSING_QUOTES = '"\u201d'
_TRAILING_STOPS = re.compile(rf"[{_STOPS}]+([\"'\u201d\u2019)\]]*)$")
# Letters that are written without spaces between words, as a regular expression has them.
UNSPACED = r"\u3041-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_WORD = re.compile(rf"[{UNSPACED}]|[^\W_{UNSPACED}]+(?:['\u2019][^\W_{UNSPACED}]+)*")
_IS_UNSPACED = re.compile(rf"[{UNSPACED}]")


def join_seam(before: str, text: str) -> str:
    """Drop white space at the suggestion's start that the text before the caret already has."""
    if not before or before[-1].isspace() or opens(before):
        return text.lstrip()
    return text


def tails_of(before: str) -> tuple[str, ...]:
    """Return the ends of the text before the caret that are long enough to be restated.

    Models that answer rather than continue begin with the sentence they were given. At least four
    words count, so that "he ran and he ran" may go on running. The longest comes first.
    """
    before = before.rstrip()
    end = before[-_RESTATED_MAX_CHARS:]
    starts = [start for _, start in words_of(end)]
    # The oldest word may be cut in half.
    oldest = 1 if len(before) > len(end) else 0
    return tuple(
        end[start:]
        for start in starts[oldest : -_RESTATED_MIN_WORDS + 1]
        if len(end) - start >= _SEAM_MIN_CHARS or _IS_UNSPACED.match(end[start])
    )


def restated_chars(tails: Sequence[str], text: str) -> int:
    """Return how many characters at the suggestion's start say the text before it once more.

    Args:
        tails: from `tails_of`.
        text: the suggestion so far.
    """
    start = len(text) - len(text.lstrip())
    return next((start + len(tail) for tail in tails if text.startswith(tail, start)), 0)


def may_restate(tails: Sequence[str], text: str) -> bool:
    """Return whether a suggestion that grows may yet turn out to restate the text before it."""
    begun = text.lstrip()
    return bool(begun) and any(len(begun) < len(tail) and tail.startswith(begun) for tail in tails)


def join_right(text: str, after: str) -> str:
    """Fit a suggestion's end to the text after the caret: no word, stop or space comes twice.

    Where the text goes on with a word at once, the space between is the suggestion's to bring.
    """
    text = text[: repeats_at_end(text, after)].rstrip()
    if not text or not after or after[0].isspace():
        return text
    if after[0] in _STOPS:
        return _TRAILING_STOPS.sub(r"\1", text)
    return text + " " if after[0].isalnum() else text


def ends_line_of(text: str, after: str) -> int | None:
    """Return where a suggestion leaves the line or the speech that the text after goes on with."""
    if not after.split("\n")[0].strip():
        return None
    found = [at for at in (text.find("\n"),) if at >= 0]
    if after[0] in _CLOSING_QUOTES:
        found.extend(at for at in (text.find(mark) for mark in _CLOSING_QUOTES) if at >= 0)
    return min(found, default=None)


def opens(before: str) -> bool:
    """Return whether a text ends in an opening quote or bracket."""
    mark, previous = before[-1], before[-2:-1]
    if mark in "([{\u201c\u2018":
        return True
    return mark in "\"'" and (not previous or previous.isspace() or previous in "([{\u2014")


def overlap_with_after(text: str, after: str) -> int:
    """Return how many characters at the end of the suggestion begin to repeat what follows.

    The longest end of the suggestion that is a beginning of `after` counts, white space at the
    seam aside; 0 where nothing repeats.
    """
    following = after.lstrip()
    if not following:
        return 0
    # A repeat is cut long before it could be longer.
    longest = min(len(text), len(following), _LONGEST_OVERLAP)
    for size in range(longest, 0, -1):
        if text.endswith(following[:size]):
            return size
    return 0


def repeats_after(text: str, after: str) -> int | None:
    """Return where a suggestion has started to repeat what follows the caret, or None.

    A repeat counts once it covers 12 characters, or all of a shorter rest.
    """
    size = overlap_with_after(text, after)
    enough = min(_SEAM_MIN_CHARS, len(after.strip()))
    if size and size >= enough and size > 1:
        return len(text) - size
    return None


def repeats_at_end(text: str, after: str) -> int | None:
    """Return where a finished suggestion's last words repeat the first words of what follows.

    However short the repeat is, it begins and ends with whole words: "past the" before " the gate".
    """
    size = overlap_with_after(text, after)
    start = len(text) - size
    following = after.lstrip()[size:]
    is_whole = not text[start - 1 : start].isalnum() and not following[:1].isalnum()
    return start if size and is_whole and text[start:].strip() else None


def words_of(text: str, start: int = 0) -> list[tuple[str, int]]:
    """Return the words of a text from `start` on in lower case, each with its offset.

    An apostrophe is straight, whichever the text has: the same word is the same run.
    """
    found = _WORD.finditer(text, start)
    return [(match[0].lower().replace("\u2019", "'"), match.start()) for match in found]


def word_runs(text: str) -> frozenset[Run]:
    """Return every run of words of a text that is long enough to be an echo, in lower case."""
    return frozenset(run for run, _ in runs_of([word for word, _ in words_of(text)]))


def runs_of(words: Sequence[str]) -> Iterator[tuple[Run, int]]:
    """Yield each run of eight words, or of twelve where it ends in a character, and its end."""
    for last in range(len(words)):
        run = run_at(words, last)
        if run is not None:
            yield run, last


def run_at(words: Sequence[str], last: int) -> Run | None:
    """Return the run that ends with the word at `last`, or None where there are too few words."""
    size = ECHO_CHARACTERS if _IS_UNSPACED.match(words[last]) else ECHO_WORDS
    return tuple(words[last + 1 - size : last + 1]) if last + 1 >= size else None


def broken_start(text: str) -> int | None:
    """Return where the first character that the model did not finish stands, or None."""
    found = text.find("\ufffd")
    return None if found < 0 else found


def loop_start(text: str) -> int | None:
    """Return where a run of words starts to repeat itself for the third time, or None.

    A single word may stand three times ("no, no, no"); the fourth is a loop.
    """
    words = words_of(text)
    lowered = [word for word, _ in words]
    for size in range(1, _LOOP_MAX_WORDS + 1):
        times = 4 if size == 1 else 3
        if len(words) < size * times:
            continue
        tail = lowered[-size:]
        if all(lowered[-size * (i + 1) : len(words) - size * i] == tail for i in range(1, times)):
            return words[-size][1]
    return None
