"""Which writing system a text is in, and whether a model's languages cover it; pure functions."""

from __future__ import annotations

import unicodedata
from typing import Literal

from engine.errors import LanguageUnsupported

Script = Literal["latin", "han", "kana", "hangul", "cyrillic", "arabic", "other"]

# Only the end of the text decides: it is what the suggestion continues.
_SAMPLE_CHARS = 160
_SCRIPTS_OF_LANGUAGE: dict[str, frozenset[str]] = {
    "zh": frozenset({"han"}),
    "ja": frozenset({"han", "kana"}),
    "ko": frozenset({"hangul", "han"}),
    "ru": frozenset({"cyrillic"}),
    "uk": frozenset({"cyrillic"}),
    "ar": frozenset({"arabic"}),
}
_LATIN = frozenset({"latin"})
_PREFIXES: tuple[tuple[str, Script], ...] = (
    ("LATIN", "latin"),
    ("CJK", "han"),
    ("IDEOGRAPHIC", "han"),
    ("HIRAGANA", "kana"),
    ("KATAKANA", "kana"),
    ("HANGUL", "hangul"),
    ("CYRILLIC", "cyrillic"),
    ("ARABIC", "arabic"),
)
_NAMES: dict[str, str] = {"en": "English", "zh": "Chinese", "ja": "Japanese", "ko": "Korean"}


def script_of(text: str) -> Script | None:
    """Return the script of most letters at the end of the text; None without letters."""
    counts: dict[Script, int] = {}
    for character in text[-_SAMPLE_CHARS:]:
        if character.isalpha():
            script = _script_of_letter(character)
            counts[script] = counts.get(script, 0) + 1
    if not counts:
        return None
    return max(counts, key=lambda script: counts[script])


def require_language(text: str, languages: tuple[str, ...], model_name: str) -> None:
    """Check that a model may continue this text; a model without languages may continue all.

    Raises:
        LanguageUnsupported: the text's script is not among those of the model's languages.
    """
    script = script_of(text)
    if not languages or script is None:
        return
    known = frozenset().union(*(_SCRIPTS_OF_LANGUAGE.get(code, _LATIN) for code in languages))
    if script not in known:
        names = " and ".join(_NAMES.get(code, code) for code in languages)
        raise LanguageUnsupported(f"The voice {model_name} writes {names} only.")


def _script_of_letter(character: str) -> Script:
    name = unicodedata.name(character, "")
    for prefix, script in _PREFIXES:
        if name.startswith(prefix):
            return script
    return "other"
