"""Typographic marks in place of a keyboard's straight ones; pure but for Qt's table of quotes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QLocale

_APOSTROPHE = "\u2019"
_ELLIPSIS = "\u2026"
_EM_DASH, _EN_DASH = "\u2014", "\u2013"
# Languages whose books set an en dash with spaces where English sets an em dash.
_EN_DASHED = ("de", "sv", "nb", "da", "fi", "nl", "pl", "cs")
_OPENS_AFTER = frozenset("([{<\u2014\u2013-\u201c\u2018\u00ab\u201e\u300c\u300e*_/")


@dataclass(frozen=True, slots=True)
class Marks:
    """The quotation marks and the dash of a language."""

    opening: str
    closing: str
    inner_opening: str
    inner_closing: str
    dash: str


@dataclass(frozen=True, slots=True)
class Change:
    """What takes the place of letters before the caret, the typed one among them."""

    n_letters: int
    text: str


def marks_of(language: str) -> Marks:
    """Return a language's marks, as the Unicode locale data have them.

    Args:
        language: such as en or de; empty for the system's.
    """
    locale = QLocale(language) if language else QLocale.system()
    if locale.language() is QLocale.Language.C:
        # A system without a language has straight marks for everything.
        locale = QLocale(QLocale.Language.English)
    styles = QLocale.QuotationStyle
    opening, closing = locale.quoteString("x", styles.StandardQuotation).split("x")
    inner_opening, inner_closing = locale.quoteString("x", styles.AlternateQuotation).split("x")
    code = locale.name().partition("_")[0]
    dash = _EN_DASH if code in _EN_DASHED else _EM_DASH
    return Marks(opening, closing, inner_opening, inner_closing, dash)


def change_for(typed: str, line_before: str, marks: Marks) -> Change | None:
    """Return what a typed letter becomes; None where it stays as it is.

    Args:
        typed: the letter.
        line_before: the caret's line before it.
        marks: the language's.
    """
    last = line_before[-1:]
    opens = not last or last.isspace() or last in _OPENS_AFTER
    if last in (_EM_DASH, _EN_DASH):
        # Speech that breaks off is closed behind its dash.
        opens = line_before.count(marks.opening) <= line_before.count(marks.closing)
    if typed == '"':
        return Change(1, marks.opening if opens else marks.closing)
    if typed == "'":
        if last.isalnum():
            return Change(1, _APOSTROPHE)
        return Change(1, marks.inner_opening if opens else marks.inner_closing)
    if typed == "-" and last == "-" and line_before.strip(" -"):
        # A line of dashes alone is a scene break.
        return Change(2, marks.dash) if not line_before.endswith("--") else None
    if typed == "." and line_before.endswith("..") and not line_before.endswith("..."):
        return Change(3, _ELLIPSIS)
    return None
