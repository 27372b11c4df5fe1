"""What chapter titles and scene breaks look like where nothing marks them; pure."""

from __future__ import annotations

import re

_NUMBERS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|"
    "sixteen|seventeen|eighteen|nineteen|(?:twenty|thirty|forty|fifty)(?:[- ]?(?:one|two|three|"
    "four|five|six|seven|eight|nine|first|second|third|fourth|fifth|sixth|seventh|eighth|ninth))?|"
    "(?:the )?(?:first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|last)"
)
_NUMBER = rf"(?:[ivxlcdm]+|\d{{1,4}}|{_NUMBERS})"
_BARE = re.compile(
    rf"(?:(?:chapter|book|part|volume|letter|canto|stave)\s+{_NUMBER}\s*[.:]?"
    rf"|第[零〇一二三四五六七八九十百千两\d]{{1,8}}[章回节節卷部集篇幕][.、:\uff1a]?)",
    re.IGNORECASE,
)
_ENGLISH = re.compile(
    rf"(?:(?:chapter|book|part|volume|letter|canto|stave)\s+{_NUMBER}"
    r"(?:\s*[.:\u2013\u2014-]\s*\S.{0,70}|\s*[.:]?)"
    r"|(?:prologue|epilogue|preface|foreword|afterword|introduction|interlude|prelude|coda"
    r"|acknowledgements|acknowledgments|dedication|contents|table of contents)"
    r"(?:\s*[.:\u2013\u2014-]\s*\S.{0,70}|\s*[.:]?))",
    re.IGNORECASE,
)
_CHINESE = re.compile(
    r"第[零〇一二三四五六七八九十百千两\d]{1,8}[章回节節卷部集篇幕](?:[\s.、:\uff1a·-]+\S.{0,40}|[^。\uff01\uff1f\uff1b\uff0c]{0,20})"
    r"|(?:序章|序幕|楔子|引子|序言|自序|代序|序|前言|尾声|尾聲|后记|後記|终章|終章|目录|目錄|番外)"
    r"(?:[\s.、:\uff1a·一二三四五六七八九十\d-]\S?.{0,40})?"
)
_CHINESE_ENDS = "。\uff01\uff1f\uff1b\uff0c”」"
_TITLE_CHARS = 60
_SMALL = frozenset(
    ("a", "an", "and", "as", "at", "but", "by", "for", "from", "in", "into", "of", "on", "or")
) | {"over", "the", "to", "under", "upon", "with"}
_SIGNS = r"*#~=_•·●○◆◇■□★☆※⁂❖✦❧☙\uff0a\uff03\uff5e\uff1d§+\u00d7°"
_BREAK = re.compile(
    rf"(?:[{_SIGNS}][\s{_SIGNS}]{{0,80}}|[-\u2013\u2014][\s\u2013\u2014-]{{2,120}})"
)


def is_heading(line: str, is_bare: bool = False) -> bool:
    """Tell whether a line is a chapter's title, such as "CHAPTER XII. The Door" or 第三章 雨夜.

    Args:
        line: one line.
        is_bare: only a number counts, with no title behind it.
    """
    line = line.strip()
    if is_bare:
        return bool(_BARE.fullmatch(line))
    if _CHINESE.fullmatch(line):
        return line[-1] not in _CHINESE_ENDS
    return bool(_ENGLISH.fullmatch(line))


def is_title(line: str) -> bool:
    """Tell whether a line may be the title below a chapter's number: short, and no sentence."""
    line = line.strip()
    if (
        not line
        or "\n" in line
        or len(line) > _TITLE_CHARS
        or line[-1] in ',;:!?"”\u2019…。\uff01\uff1f\uff1b\uff0c」』'
    ):
        return False
    if line[0] in "\"'“\u2018「『—" or line == "***" or is_scene_break(line):
        return False
    words = re.findall(r"[^\W\d_]+(?:['\u2019][^\W\d_]+)?", line)
    if line.endswith(".") and line != line.upper():
        return False
    return bool(words) and all(w[0].isupper() or w.lower() in _SMALL for w in words)


def is_scene_break(paragraph: str) -> bool:
    """Tell whether a paragraph holds nothing but signs that part scenes: ***, # or a rule."""
    return bool(_BREAK.fullmatch(paragraph.strip()))
