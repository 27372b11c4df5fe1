"""What is no text of a book: each rule finds the paragraphs that it drops; pure.

A rule takes a draft and returns places in its paragraphs. Prose, dialogue and verse are never its
business, however short.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass

from engine.corpus.paragraphs import Draft, count_words, is_break, script_counts
from engine.reading.headings import is_heading

Found = set[int]
_SPEECH = frozenset('"“”「『')
_QUOTES = "\"'“”\u2018\u2019「」『』«»"
_URL = re.compile(r"(?:https?://|www\.)\S+", re.IGNORECASE)
_PAGE = re.compile(
    r"[\[({|\s\u2013\u2014-]*(?:(?:page|pg|p)\.?\s*\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?|第?\s*\d{1,4}\s*[页頁]"
    r"|\d{1,3}|(?=[ivxl]{2,})x{0,3}(?:ix|iv|v?i{0,3})|l?x{1,3})[\])}|\s\u2013\u2014-]*",
    re.IGNORECASE,
)
_UPPER_ROMAN = re.compile(r"[IVXLCDM]+\.?")
_GUTENBERG_START = re.compile(
    r"\*\*\*\s*START OF (?:THE|THIS) PROJECT GUTENBERG|^\W*START OF (?:THE|THIS) PROJECT GUTENBERG"
    r"|END\s*\*\s*THE SMALL PRINT"
)
_GUTENBERG_END = re.compile(
    r"^\W*END OF (?:THE|THIS) PROJECT GUTENBERG|^\W*End of (?:the |this )?Project Gutenberg"
    r"|\*\*\*\s*END OF (?:THE|THIS) PROJECT GUTENBERG"
)
_GUTENBERG = re.compile(
    r"Project Gutenberg(?:™|-tm)?(?:'s|\u2019s)? (?:E(?:Book|text)|Literary|Licen[cs]e)"
)
_PRODUCED = re.compile(
    r"(?:E-?text (?:prepared|produced) by|Produced by|Transcribed (?:from|by)|Scanned (?:and|by)"
    r"|\W{0,3}Transcriber['\u2019]s? notes?\b|This e-?(?:text|book) was (?:produced|prepared))",
    re.IGNORECASE,
)
_MAKERS = re.compile(
    r"https?:|www\.|@|Online|Proofread|Gutenberg|Team|Transcriber|OCR|this e-?(?:text|book)",
    re.IGNORECASE,
)
_IMPRINT = re.compile(
    r"\bISBN(?:-1[03])?[:\s]*[\dX][\dX -]{8,}|\bcopyright\s*(?:©|\(c\)|\d{4}\b)|©\s*\d{4}"
    r"|^\W*all rights reserved\b|Library of Congress Catalog|版权所有|翻印必究|图书在版编目",
    re.IGNORECASE,
)
# What might be prose, were it not beside one of the above.
_BESIDE_IMPRINT = re.compile(
    r"\W*(?:first (?:published|edition|printing)|published (?:by|in)|printed (?:in|by)|copyright"
    r"|书号|出版|no part of this (?:book|publication)|this is a work of fiction"
    r"|cover (?:design|art)"
    r"|\d{1,2}(?: \d{1,2}){4,}$)",
    re.IGNORECASE,
)
_CONTENTS = re.compile(r"(?:table of )?contents\W*|目\s*[录錄]\W*", re.IGNORECASE)
_LEADER = re.compile(
    r".{1,100}?(?:[.\u2026·_]{3,}|[ \t]{3,}|[. ]{6,}|\t)\s*(?:\d{1,4}|[ivxl]{1,7})\s*$"
)
_ILLUSTRATION = re.compile(r"\[\s*(?:illustration|插图)\b.*\]", re.IGNORECASE | re.DOTALL)
_PLAIN_SIGNS = frozenset(
    ".,;:!?…'\"“”\u2018\u2019—\u2013()-\uff0c。、\uff1b\uff1a\uff1f\uff01「」『』《》〈〉\uff08\uff09[]*·~\uff5e\uff05%$£€"
)
_SIGN = re.compile(r"[^\w\s]")
_MOST_IMPRINT_WORDS, _MOST_HEAD_CHARS, _LEAST_HEADS = 150, 60, 4
_TINY_SHARE, _LEAST_FOREIGN_WORDS = 0.02, 8
_LEAST_ART_CHARS = 16
_BESIDE = 6
_LONGEST_ROW = 200


@dataclass(frozen=True, slots=True)
class Rule:
    """One reason to drop paragraphs."""

    reason: str
    find: Callable[[Draft], Found]


def gutenberg(draft: Draft) -> Found:
    """Find what stands before and behind a Project Gutenberg text, and the marks themselves."""
    texts = [p.text for p in draft.paragraphs]
    starts = [n for n, text in enumerate(texts) if _GUTENBERG_START.search(text)]
    ends = [n for n, text in enumerate(texts) if _GUTENBERG_END.search(text)]
    start = starts[-1] if starts and starts[-1] < len(texts) / 2 else -1
    end = next((n for n in ends if n > start and n >= len(texts) / 2), len(texts))
    outside = {n for n in range(len(texts)) if n <= start or n >= end}
    return outside | {n for n, text in enumerate(texts) if _GUTENBERG.search(text)}


def production_notes(draft: Draft) -> Found:
    """Find who scanned or typed the text, at its ends, and where pictures were."""
    places = {n for n in _ends(draft) if _is_note(draft.paragraphs[n].text.strip())}
    pictures = {
        n for n, p in enumerate(draft.paragraphs) if _ILLUSTRATION.fullmatch(p.text.strip())
    }
    return places | pictures


def page_numbers(draft: Draft) -> Found:
    """Find paragraphs that are the number of a page."""
    return {n for n, p in enumerate(draft.paragraphs) if _is_page(p.text.strip())}


def contents(draft: Draft) -> Found:
    """Find tables of contents: rows with leaders, and rows of titles below "Contents"."""
    titles = {_bare(title) for title in draft.chapters} - {""}
    found: Found = set()
    is_inside = False
    for n, paragraph in enumerate(draft.paragraphs):
        lines = [line for line in paragraph.text.split("\n") if line.strip()]
        n_rows = sum(len(line) <= _LONGEST_ROW and bool(_LEADER.fullmatch(line)) for line in lines)
        n_titles = sum(is_heading(line) or _bare(line) in titles for line in lines)
        is_below = is_inside or _CONTENTS.fullmatch(draft.chapters[paragraph.chapter].strip())
        if _CONTENTS.fullmatch(paragraph.text.strip()):
            is_inside = True
            found.add(n)
        elif (n_rows * 2 > len(lines) and (len(lines) > 1 or is_below)) or (
            n_titles == len(lines) and (len(lines) > 2 or is_below)
        ):
            found.add(n)
        else:
            is_inside = False
    return found


def running_heads(draft: Draft) -> Found:
    """Find titles that a page began with: the same short line, four times or more."""
    # One word may be a letter's signature.
    titles = {_bare(t) for t in (draft.title, *draft.chapters) if count_words(t) > 1} - {""}
    places: dict[str, list[int]] = {}
    for n, paragraph in enumerate(draft.paragraphs):
        text = paragraph.text.strip()
        bare = _bare(text)
        if bare and len(text) <= _MOST_HEAD_CHARS and _looks_like_head(text, bare, titles):
            places.setdefault(bare, []).append(n)
    return {n for rows in places.values() if len(rows) >= _LEAST_HEADS for n in rows}


def imprint(draft: Draft) -> Found:
    """Find the copyright page: ISBN, rights and editions, near the ends of the book."""
    texts = {n: draft.paragraphs[n].text for n in _ends(draft)}
    quiet = {
        n: text
        for n, text in texts.items()
        if not _SPEECH & set(text) and count_words(text) <= _MOST_IMPRINT_WORDS
    }
    sure = {n for n, text in quiet.items() if _IMPRINT.search(text)}
    near = {n + far for n in sure for far in range(-_BESIDE, _BESIDE + 1)}
    return sure | {n for n in near if _BESIDE_IMPRINT.match(quiet.get(n, ""))}


def addresses(draft: Draft) -> Found:
    """Find paragraphs that hold nothing but addresses of the web."""
    return {
        n
        for n, p in enumerate(draft.paragraphs)
        if all(_URL.fullmatch(part.strip(",;|<>()")) for part in p.text.split())
    }


def lost_letters(draft: Draft) -> Found:
    """Find paragraphs in which letters were lost before they came here (U+FFFD)."""
    return {n for n, p in enumerate(draft.paragraphs) if "\ufffd" in p.text}


def drawings(draft: Draft) -> Found:
    """Find what is drawn with signs rather than written."""
    return {n for n, p in enumerate(draft.paragraphs) if not is_break(p) and _is_drawn(p.text)}


def foreign_scripts(draft: Draft) -> Found:
    """Find paragraphs in a script that is hardly used in the book."""
    counts = [script_counts(p.text) for p in draft.paragraphs]
    total: Counter[str] = Counter()
    for count in counts:
        total.update(count)
    tiny = {name for name, n in total.items() if n < _TINY_SHARE * total.total()}
    return {
        n
        for n, count in enumerate(counts)
        if count
        and max(count, key=lambda name: count[name]) in tiny
        and count_words(draft.paragraphs[n].text) >= _LEAST_FOREIGN_WORDS
    }


RULES = (
    Rule("Project Gutenberg's header and licence", gutenberg),
    Rule("Notes on how the text was scanned or typed", production_notes),
    Rule("Letters that were lost before", lost_letters),
    Rule("Page numbers", page_numbers),
    Rule("Tables of contents", contents),
    Rule("Running heads of pages", running_heads),
    Rule("Copyright pages", imprint),
    Rule("Addresses of the web", addresses),
    Rule("Drawings made of signs", drawings),
    Rule("Another script than the book's", foreign_scripts),
)


def _ends(draft: Draft) -> range | list[int]:
    """Return the places near the beginning and the end of a book."""
    n = len(draft.paragraphs)
    depth = max(20, n // 20)
    return range(n) if n <= 2 * depth else [*range(depth), *range(n - depth, n)]


def _is_note(text: str) -> bool:
    # A sentence that begins so is prose, unless it names those who make such texts.
    return bool(_PRODUCED.match(text)) and (text[-1] not in ".!?" or bool(_MAKERS.search(text)))


def _is_page(text: str) -> bool:
    return bool(_PAGE.fullmatch(text)) and not _UPPER_ROMAN.fullmatch(text)


def _bare(text: str) -> str:
    """Return a line without digits, signs and case."""
    return " ".join(re.findall(r"[^\W\d_]+", text)).casefold()


def _looks_like_head(text: str, bare: str, titles: set[str]) -> bool:
    if text[0] in _QUOTES or text[-1] in _QUOTES or text[-1] in ".!?…。\uff01\uff1f,\uff0c;:—":
        return False
    if bare in titles:
        return True
    has_number = bool(re.match(r"\d{1,4}\s|\W*\d{1,4}$", text) or re.search(r"\s\d{1,4}$", text))
    return has_number and len(bare) > 2 and text == text.upper()


def _is_drawn(text: str) -> bool:
    # Most paragraphs have next to none, and are not looked at letter by letter.
    if len(_SIGN.findall(text)) * 6 < len(text.replace(" ", "")):
        return False
    signs = [c for c in text if not c.isspace()]
    if len(signs) < _LEAST_ART_CHARS:
        return False
    n_drawn = sum(c not in _PLAIN_SIGNS and unicodedata.category(c)[0] not in "LMN" for c in signs)
    n_letters = sum(unicodedata.category(c)[0] in "LM" for c in signs)
    return n_drawn * 2 >= len(signs) or (n_drawn * 5 >= len(signs) and n_letters * 3 < len(signs))
