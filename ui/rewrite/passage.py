"""What is to be rewritten, and the pieces in which it is put to the engine; pure text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QTextBoundaryFinder

from ui.editor.word_count import CJK, count_words

MAX_WORDS = 2000
# What a model reads at once; a character of Chinese takes about as many tokens as four of English.
_PIECE_WEIGHT, _CJK_WEIGHT = 1200, 4
_PARAGRAPH = re.compile(r"\S[^\n]*")
_MARKS = ("#", "![", "---")
_CJK = re.compile(f"[{CJK}]")
# A full stop that ends no sentence, though Unicode's rules take it for one before a capital.
_ABBREVIATED = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Mt|Prof|Capt|Col|Gen|Lt|Sgt|Rev|Hon)\.\s*$")


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of the text without the white space around it, and what stands beside it."""

    start: int
    """Position in the document, UTF-16 units; so is `end`."""
    end: int
    text: str
    before: str = ""
    after: str = ""

    @property
    def words(self) -> int:
        """How many words it has; a Chinese character counts as one."""
        return count_words(self.text)


@dataclass(frozen=True, slots=True)
class Piece:
    """A paragraph of a passage, or a part of a long one, and the white space that follows it."""

    text: str
    gap: str


def trimmed(text: str, start: int) -> tuple[str, int]:
    """Return a text without the white space around it, and where it then starts.

    Args:
        text: any text.
        start: its position in the document, UTF-16 units; white space takes one unit each.
    """
    stripped = text.strip()
    return stripped, start + len(text) - len(text.lstrip())


def past_marks(text: str, start: int) -> tuple[str, int]:
    """Return a passage without the headings and scene breaks that it begins with.

    Args:
        text: without white space around it.
        start: its position in the document, UTF-16 units.

    Returns:
        The rest and where it starts; the passage itself where nothing else is in it.
    """
    rest, at = text, start
    while rest and is_mark(line := rest.split("\n", 1)[0]):
        bare, behind = trimmed(rest[len(line) :], at + _units(line))
        rest, at = bare, behind
    return (rest, at) if rest else (text, start)


def is_mark(line: str) -> bool:
    """Whether a line is no prose: a heading, a picture, a scene break."""
    return line.lstrip().startswith(_MARKS) or not any(letter.isalnum() for letter in line)


def sentence_at(line: str, offset: int) -> tuple[int, int]:
    """Return the sentence of a line around an offset, both in UTF-16 units.

    Quotes that close a sentence belong to it, and so does the space behind it; at the end of a line
    the caret is still in its last sentence.
    """
    start = end = 0
    for sentence in _sentences(line):
        start, end = end, end + _units(sentence)
        if offset < end:
            break
    return start, end


def pieces_of(text: str) -> tuple[Piece, ...]:
    """Cut a passage into paragraphs, and long paragraphs into runs of sentences.

    Joined again, texts and gaps give the passage. A heading or a scene break between paragraphs is
    part of the gap: it is not to be said in other words.
    """
    pieces: list[Piece] = []
    matches = list(_PARAGRAPH.finditer(text))
    for number, match in enumerate(matches):
        next_start = matches[number + 1].start() if number + 1 < len(matches) else len(text)
        parts = list(_parts(match[0]))
        for place, part in enumerate(parts):
            bare = part.rstrip()
            gap = part[len(bare) :]
            if place == len(parts) - 1:
                gap += text[match.end() : next_start]
            pieces.append(Piece(bare, gap))
    return _joined(pieces)


def _joined(pieces: list[Piece]) -> tuple[Piece, ...]:
    """Return the pieces; one that is no prose joins the gap before it."""
    kept: list[Piece] = []
    for piece in pieces:
        if not kept or not is_mark(piece.text):
            kept.append(piece)
        else:
            last = kept[-1]
            kept[-1] = Piece(last.text, last.gap + piece.text + piece.gap)
    return tuple(kept)


def _parts(paragraph: str) -> Iterator[str]:
    """Yield a paragraph in runs of whole sentences, none heavier than a model reads at once."""
    run, weight = "", 0
    for sentence in _sentences(paragraph):
        more = _weight(sentence)
        if run and weight + more > _PIECE_WEIGHT:
            yield run
            run, weight = "", 0
        run += sentence
        weight += more
    yield run


def _sentences(line: str) -> Iterator[str]:
    """Yield a line's sentences by Unicode's rules, with the white space behind each."""
    finder = QTextBoundaryFinder(QTextBoundaryFinder.BoundaryType.Sentence, line)
    units = line.encode("utf-16-le", "surrogatepass")
    start = 0
    while (end := finder.toNextBoundary()) >= 0:
        sentence = units[2 * start : 2 * end].decode("utf-16-le", "surrogatepass")
        follows = units[2 * end : 2 * end + 2].decode("utf-16-le", "ignore")
        if follows.islower() or (follows and _ABBREVIATED.search(sentence)):
            continue
        if sentence:
            yield sentence
        start = end


def _units(text: str) -> int:
    """Return a text's length as Qt counts it."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _weight(text: str) -> int:
    return len(text) + (_CJK_WEIGHT - 1) * len(_CJK.findall(text))
