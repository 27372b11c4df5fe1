"""The paragraphs of a plain text, whether its lines are wrapped or not; pure.

A line was wrapped where the next word would not have fitted any more. Elsewhere whoever wrote it
ended the line: in verse, in an address, in dialogue.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from statistics import median

from engine.reading.headings import is_heading
from engine.stopping import ends_sentence

_NARROWEST, _WIDEST = 40, 110
_LEAST_LINES = 4
_WIDE = re.compile(
    r"[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60]"
)
_LETTER = re.compile(r"[^\W\d_]")
_WORDS = re.compile(r"[^\W\d_]+(?:-[^\W\d_]+)*")
_LAST_LETTERS = re.compile(r"[^\W\d_]+$")
_LONGEST_WORD = 60
_QUOTES = "\"'“\u2018「『«»„—\u2013"
_HYPHEN_SHARE = 0.03


def paragraphs_of(text: str) -> list[str]:
    """Return the paragraphs of a text; lines that are meant to end stay lines of a paragraph.

    Args:
        text: lines end in "\\n"; a form feed ends a paragraph.
    """
    blocks = _blocks(text)
    inner = [(line, below) for block in blocks for line, below in pairwise(block)]
    width = _wrap_width(inner)
    if width is None:
        are_paragraphs = bool(inner) and (
            median(columns(line) for line, _ in inner) > _WIDEST * 0.6
            or _share_ended([line for line, _ in inner]) >= 0.75
        )
        return [p for block in blocks for p in _lines_kept(block, are_paragraphs)]
    mend = _Hyphens(text, [line for line, _ in inner])
    return [p for block in blocks for p in _unwrapped(block, width, mend)]


def columns(line: str) -> int:
    """Return how wide a line is; a Chinese, Japanese or Korean character takes two columns."""
    return len(line) if line.isascii() else len(line) + len(_WIDE.findall(line))


class _Hyphens:
    """Decides whether a hyphen at the end of a line belongs to the word."""

    def __init__(self, text: str, lines: Sequence[str]) -> None:
        ending = [line for line in lines if _parted_word(line)]
        self._is_typeset = len(ending) > _HYPHEN_SHARE * len(lines)
        self._known = {word.lower() for word in _WORDS.findall(text)} if ending else set()

    def join(self, above: str, below: str) -> str:
        """Join two lines that one sentence runs over."""
        part, rest = _parted_word(above), _WORDS.match(below)
        if part and rest and below[0].islower():
            whole, parted = f"{part}{rest[0]}".lower(), f"{part}-{rest[0]}".lower()
            drops = whole in self._known or (self._is_typeset and parted not in self._known)
            return above[:-1] + below if drops else above + below
        if above.endswith(("-", "\u2014", "\u2013\u2013")) and not above.endswith(" -"):
            return above + below
        if _WIDE.match(above[-1]) and _WIDE.match(below[0]):
            return above + below
        return f"{above} {below}"


def _parted_word(line: str) -> str:
    """Return the letters before a hyphen at the end of a line, "" where there are none."""
    match = _LAST_LETTERS.search(line[-_LONGEST_WORD:-1]) if line.endswith("-") else None
    return match[0] if match else ""


def _blocks(text: str) -> list[list[str]]:
    """Return the runs of lines between blank ones and chapter titles, their indentation kept."""
    found: list[list[str]] = [[]]
    for line in re.split(r"[\n\x0b\u2028\u2029\x85]", text.replace("\f", "\n\n")):
        line = line.rstrip().expandtabs(4)
        if is_heading(line):
            found += [[line], []]
        elif line:
            found[-1].append(line)
        elif found[-1]:
            found.append([])
    return [block for block in found if block]


def _wrap_width(inner: Sequence[tuple[str, str]]) -> int | None:
    """Return the width that lines were wrapped at, or None where they were not."""
    if len(inner) < _LEAST_LINES:
        return None
    widths = sorted(columns(line) for line, _ in inner)
    width = widths[int(0.98 * (len(widths) - 1))]
    if not _NARROWEST <= width <= _WIDEST:
        return None
    n_full = sum(_is_full(line, below, width) for line, below in inner)
    if n_full < 0.6 * len(inner) or _capital_share([below for _, below in inner]) >= 0.8:
        return None
    return width


def _is_full(line: str, below: str, width: int, slack: int | None = None) -> bool:
    """Tell whether the first word of the line below would not have fitted."""
    if slack is None:
        slack = 8 if width >= 60 else 0
    below = below.lstrip()
    first = below[:1] if _WIDE.match(below) else below.split(None, 1)[0]
    return columns(line) + 1 + columns(first) > width - slack


def _capital_share(lines: Sequence[str]) -> float:
    """Return the share of lines, of those with a cased letter, that begin with a capital."""
    firsts = [match[0] for line in lines if (match := _LETTER.search(line))]
    cased = [letter for letter in firsts if letter.isupper() or letter.islower()]
    return sum(letter.isupper() for letter in cased) / len(cased) if cased else 0.0


def _share_ended(lines: Sequence[str]) -> float:
    return sum(ends_sentence(line) or line[-1] in "」』" for line in lines) / max(1, len(lines))


def _lines_kept(block: Sequence[str], are_paragraphs: bool) -> list[str]:
    """Return a block of a text that is not wrapped: its lines, or one paragraph of lines."""
    lines = [line.strip() for line in block]
    if len(lines) == 1:
        return lines
    has_speech = any(line[0] in _QUOTES for line in lines)
    is_ended = _share_ended(lines) >= 0.75 and has_speech
    if any(line[0] == "\u3000" for line in block):
        # Chinese paragraphs begin with a wide space.
        return lines
    if are_paragraphs or is_ended or any(columns(line) > _WIDEST for line in lines):
        return lines
    return ["\n".join(lines)]


def _is_verse(block: Sequence[str], width: int) -> bool:
    if len(block) < 2:
        return False
    below = block[1:]
    full = sum(_is_full(line, after, width) for line, after in pairwise(block))
    if full * 2 >= len(below):
        return False
    speaks = sum(line.strip()[0] in _QUOTES for line in block) * 2 >= len(block)
    if speaks and _share_ended(block) >= 0.75:
        return False
    return _capital_share(below) >= 0.8


def _unwrapped(block: Sequence[str], width: int, mend: _Hyphens) -> list[str]:
    """Return the paragraphs of a block of a wrapped text."""
    if _is_verse(block, width):
        return ["\n".join(line.strip() for line in block)]
    indent = min(len(line) - len(line.lstrip()) for line in block)
    own = width
    if indent >= 2 and len(block) > 2:
        # A letter or a quotation, set narrower than the text around it.
        own = min(width, max(columns(line) for line in block))
    found = [block[0].strip()]
    for above, below in pairwise(block):
        text, ended = below.strip(), ends_sentence(above)
        is_full = _is_full(above, below, own)
        is_short = not _is_full(above, below, own, 20)
        is_indented = len(below) - len(below.lstrip()) >= indent + 2
        if ended and (is_short or is_indented):
            found.append(text)
        elif is_short and not is_full and not text[0].islower():
            found[-1] += "\n" + text
        else:
            found[-1] = mend.join(found[-1], text)
    return found
