"""The words that carry a text's meaning, and how many of them another text still has.

A meaning-bearing word is one that is no function word (a short English list and its contractions;
in other languages every word counts). It is kept where the other text has a word with its first
letters: all but two, three to five of them, so that "walked" is kept by "walking"; a word of four
letters or fewer is kept only by itself. A genitive's 's counts for neither. Names (capitals inside
a sentence or behind a title) and numbers are kept only as they are. Names in Chinese cannot be told
from words.

A quotation (between double quotes, straight or curly, or corner brackets, within a paragraph) is
kept where the other text has, quoted or not, at least 80% of its meaning-bearing words in their
order; one without such words ("Yes, I am") is measured by all of its words.
"""

from __future__ import annotations

import bisect
import re
from collections.abc import Iterator
from functools import cache

from engine import paths
from engine.guards import UNSPACED
from engine.habits import straighten

_STEM_LETTERS = (3, 5)
_KEPT_WHOLE = 4
_NAME_LETTERS = 3
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
# The words of `engine.guards`, but for "3.14" and "1,200", which are one word here.
_WORD = re.compile(
    rf"\d+(?:[.,]\d+)+(?!\w)|[{UNSPACED}]|[^\W_{UNSPACED}]+(?:['\u2019][^\W_{UNSPACED}]+)*"
)
_CONTRACTED = re.compile(r"(?:n't|'(?:ll|ve|re|d|m|s|t))+$", re.IGNORECASE)
_GENITIVE = re.compile(r"'s$", re.IGNORECASE)
_TITLES = frozenset({"dr", "mr", "mrs", "ms", "st"})
_BEHIND_TITLE = re.compile(rf"\b(?:{'|'.join(_TITLES)})\.?\s+$", re.IGNORECASE)
_INSIDE = re.compile(r"[^\W\d_A-Z]['\"]?\s$|[,;]['\"]?\s$")
_LOOK_BACK = 12
# Speech that goes on in the next paragraph has no closing quote in this one.
_QUOTATION = re.compile(
    r"\"[^\"\n]*[^\W_][^\"\n]*\""
    r"|\u201c[^\u201c\u201d\n]*[^\W_][^\u201c\u201d\n]*(?:\u201d|(?=\n|\Z))"
    r"|\u300c[^\u300c\u300d\n]*[^\W_][^\u300c\u300d\n]*\u300d"
    r"|\u300e[^\u300e\u300f\n]*[^\W_][^\u300e\u300f\n]*\u300f"
)
_LEAST_QUOTED = 0.8


def meaning_words(text: str) -> list[str]:
    """Return the meaning-bearing words of a text in order, in lower case, apostrophes straight."""
    return [straighten(word).lower() for word in written_words(text)]


def written_words(text: str) -> list[str]:
    """Return the meaning-bearing words of a text in order, as they are written."""
    return [word for word, _ in _words(text) if not _is_function_word(word)]


def kept_share(source: str, other: str) -> float:
    """Return the share of a text's meaning-bearing words that another text has; 1 of none."""
    wanted = [_GENITIVE.sub("", word) for word in meaning_words(source)]
    has = sorted({_bare(word).lower() for word, _ in _words(other)})
    kept = sum(_has(has, word) for word in wanted)
    return kept / len(wanted) if wanted else 1.0


def lost_names(source: str, other: str) -> frozenset[str]:
    """Return the names and numbers of a text that do not stand in another one as whole words."""
    kept = {_bare(word) for word, _ in _words(other)} | set(_NUMBER.findall(other))
    return frozenset({name for name, _ in _names_and_numbers(source)} - kept)


def _names_and_numbers(text: str) -> Iterator[tuple[str, int]]:
    """Yield a text's names, apostrophes straight, and numbers, each with its offset."""
    yield from names_of(text)
    yield from ((match[0], match.start()) for match in _NUMBER.finditer(text))


def lost(source: str, other: str) -> tuple[str, ...]:
    """Return the names, numbers and quotations of a text that another text no longer has.

    Each once, as written there, quotation marks included, in the order of the text. A name or
    number that stood only in a lost quotation is not told of beside it.
    """
    gone = lost_names(source, other)
    quotations = [match for match in _QUOTATION.finditer(source) if not _keeps(match[0], other)]
    found = [(match.start(), match[0]) for match in quotations]
    for name, at in _names_and_numbers(source):
        is_quoted = any(match.start() <= at < match.end() for match in quotations)
        if name in gone and not is_quoted:
            found.append((at, source[at : at + len(name)]))
    return tuple(dict.fromkeys(text for _, text in sorted(found)))


def _keeps(quotation: str, other: str) -> bool:
    """Whether a text still says a quotation: most of its words, in their order."""
    wanted = meaning_words(quotation) or [straighten(w).lower() for w, _ in _words(quotation)]
    wanted = [_GENITIVE.sub("", word) for word in wanted]
    has = [_bare(word).lower() for word, _ in _words(other)]
    # The longest row of words that both have in the same order.
    best = [0] * (len(has) + 1)
    for word in wanted:
        diagonal = 0
        for at, candidate in enumerate(has, start=1):
            above = best[at]
            same = _has([candidate], word)
            best[at] = diagonal + 1 if same else max(above, best[at - 1])
            diagonal = above
    return best[-1] >= _LEAST_QUOTED * len(wanted)


def _words(text: str) -> Iterator[tuple[str, int]]:
    """Yield the words of a text as they are written, each with the offset at which it begins."""
    return ((match[0], match.start()) for match in _WORD.finditer(text))


def names_of(text: str) -> Iterator[tuple[str, int]]:
    """Yield the words with a capital that do not stand where a sentence may begin."""
    text = straighten(text)
    for word, at in _words(text):
        name = _bare(word)
        if len(name) < _NAME_LETTERS or not name[0].isupper() or name.lower() in _TITLES:
            continue
        before = text[max(0, at - _LOOK_BACK) : at]
        is_inside = _INSIDE.search(before) and not _is_function_word(word)
        if is_inside or _BEHIND_TITLE.search(before):
            yield name, at


def _bare(word: str) -> str:
    return _GENITIVE.sub("", straighten(word))


def _is_function_word(word: str) -> bool:
    plain = straighten(word).lower()
    return _CONTRACTED.sub("", plain) in _function_words() or plain.endswith("n't")


def _has(words: list[str], word: str) -> bool:
    """Whether one of the sorted words is this one or, if it is long, begins as it does."""
    least, most = _STEM_LETTERS
    is_whole = len(word) <= _KEPT_WHOLE or word[0].isdigit()
    start = word if is_whole else word[: max(least, min(most, len(word) - 2))]
    at = bisect.bisect_left(words, start)
    found = words[at] if at < len(words) else ""
    return found == word if is_whole else found.startswith(start)


@cache
def _function_words() -> frozenset[str]:
    path = paths.resources() / "evaluation" / "function-words-en.txt"
    return frozenset(path.read_text(encoding="utf-8").split())
