"""Pandoc's JSON tree as blocks; pure. It is folded while it is parsed and never stands whole."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

from engine.errors import BadInput
from engine.guards import UNSPACED
from engine.reading.book import SCENE_BREAK, Block
from engine.reading.inline import emphasised

_LEFT_OUT = frozenset({"toc", "footnotes", "endnotes", "pagebreak", "doc-toc", "doc-footnote",
    "doc-endnotes", "doc-footnotes", "doc-pagebreak"})  # fmt: skip
_WIDE = rf"[{UNSPACED}\u3000-\u303f\uff00-\uff60]"
_SOFT = "\x1f"
_SOFT_BETWEEN = re.compile(rf"(?<={_WIDE})[ ]*{_SOFT}[ ]*(?={_WIDE})")
_BLANK = re.compile(r"\n[ \t]*(?:\n[ \t]*)+")
_BULLET = re.compile(r"^[•◦▪][ \t]+")
_DIALOGUE_MARKS = {"SingleQuote": "\u2018\u2019", "DoubleQuote": "“”"}


def blocks_of(data: bytes, name: str) -> tuple[str, list[Block]]:
    """Return the title that a document names, else "", and its blocks.

    Args:
        data: what pandoc wrote.
        name: the file's, for the sentence.

    Raises:
        BadInput: it is no such tree, or is nested too deeply.
    """
    try:
        tree = json.loads(data, object_hook=_folded)
        title, blocks = tree["meta"].get("title", ""), _flat(tree["blocks"])
    except RecursionError as error:
        raise BadInput(f"{name} is nested too deeply and was not read.") from error
    except (ValueError, KeyError, TypeError, AttributeError, IndexError) as error:
        raise BadInput(f"{name} is damaged and was not read.") from error
    return (_one_line(title) if isinstance(title, str) else ""), blocks


def _folded(node: dict[str, Any]) -> Any:
    """Turn a node whose children are folded already into text or a list of blocks."""
    kind = node.get("t")
    fold = _FOLDS.get(kind) if isinstance(kind, str) else None
    if fold is None:
        return "" if isinstance(kind, str) else node
    return fold(node.get("c"))


def _text(parts: Any) -> str:
    return "".join(part for part in parts if isinstance(part, str))


def _is_left_out(attributes: Any) -> bool:
    _, classes, pairs = attributes
    return bool(_LEFT_OUT.intersection([*classes, *(value for _, value in pairs)]))


def _quoted(content: Any) -> str:
    opening, closing = content[0] or "“”"
    return f"{opening}{_text(content[1])}{closing}"


def _one_line(text: str) -> str:
    return " ".join(text.replace(_SOFT, " ").split())


def _paragraphs(parts: Any) -> list[Block]:
    text = _SOFT_BETWEEN.sub("", _text(parts)).replace(_SOFT, " ").replace("\xa0", " ")
    lines = (_BULLET.sub("", paragraph.strip()) for paragraph in _BLANK.split(text))
    return [Block("\n".join(map(str.strip, line.split("\n")))) for line in lines if line]


def _flat(blocks: Any) -> list[Block]:
    found: list[Block] = []
    for block in blocks:
        if isinstance(block, list):
            found += _flat(block)
        elif isinstance(block, Block):
            found.append(block)
    return found


def _heading(content: Any) -> list[Block]:
    # Emphasis is the look of a heading, not of its words.
    return [Block(_one_line(_text(content[2])).replace("*", ""), int(content[0]))]


def _definitions(content: Any) -> list[Block]:
    return [b for term, texts in content for b in [*_paragraphs(term), *_flat(texts)]]


_FOLDS: dict[str, Callable[[Any], Any]] = {
    "Str": lambda c: c,
    "Space": lambda c: " ",
    "SoftBreak": lambda c: _SOFT,
    "LineBreak": lambda c: "\n",
    "Emph": lambda c: emphasised(_text(c), "*"),
    # Typescripts underline what is to be set in italics.
    "Underline": lambda c: emphasised(_text(c), "*"),
    "Strong": lambda c: emphasised(_text(c), "**"),
    **dict.fromkeys(("Strikeout", "Superscript", "Subscript", "SmallCaps"), _text),
    "SingleQuote": lambda c: _DIALOGUE_MARKS["SingleQuote"],
    "DoubleQuote": lambda c: _DIALOGUE_MARKS["DoubleQuote"],
    "Quoted": _quoted,
    "Cite": lambda c: _text(c[1]),
    # A word in another type within a sentence; blocks of code are left out.
    "Code": lambda c: c[1],
    "Link": lambda c: _text(c[1]),
    "Span": lambda c: "" if _is_left_out(c[0]) else _text(c[1]),
    "MetaInlines": _text,
    "MetaString": lambda c: c,
    "Plain": _paragraphs,
    "Para": _paragraphs,
    "LineBlock": lambda c: _paragraphs(["\n".join(map(_text, c))]),
    "BlockQuote": _flat,
    "BulletList": _flat,
    "OrderedList": lambda c: _flat(c[1]),
    "DefinitionList": _definitions,
    "Header": _heading,
    "HorizontalRule": lambda c: [Block(SCENE_BREAK)],
    "Div": lambda c: [] if _is_left_out(c[0]) else _flat(c[1]),
}
