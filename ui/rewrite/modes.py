"""The ways to rewrite, one row each, and why the voice at hand cannot do one."""

from __future__ import annotations

from dataclasses import dataclass

from ui.editor.word_count import is_mostly_cjk
from ui.engine_types import EngineStatus


@dataclass(frozen=True, slots=True)
class Mode:
    """One row."""

    id: str
    """The engine's name for it."""
    key: str
    label: str
    help: str
    cannot: str
    """What a voice without it cannot do, as the end of a sentence."""


MODES: tuple[Mode, ...] = (
    Mode("polish", "P", "Polish", "Mend slips, keep the words", "polish text"),
    Mode("expand", "X", "Expand", "Say it at more length", "expand text"),
    Mode("shorten", "S", "Shorten", "Say it in fewer words", "shorten text"),
    Mode("rephrase", "R", "Rephrase", "Say it in other words", "rephrase text"),
    Mode("describe", "D", "Describe", "Add a description after it", "write descriptions"),
    Mode("dialogue", "G", "Dialogue", "Add speech after it", "write dialogue"),
    Mode("instruct", "I", "Own instruction", "Say what is to be done", "follow an instruction"),
)
BY_KEY = {mode.key: mode for mode in MODES}
_CJK_LANGUAGES = ("zh", "ja", "ko")
BY_ID = {mode.id: mode for mode in MODES}


def why_not_text(text: str, status: EngineStatus) -> str:
    """Return why the voice at hand cannot rewrite a text at all; empty where it can.

    Whether it knows the script is the engine's to say; this tells beforehand what is plain.
    """
    voice = status.voice
    if voice is None or not voice.languages or not is_mostly_cjk(text):
        return ""
    if any(code.split("-")[0] in _CJK_LANGUAGES for code in voice.languages):
        return ""
    return f"The voice {voice.name} does not know this script, so it cannot rewrite the passage."


def why_not_mode(mode: Mode, status: EngineStatus) -> str:
    """Return why the voice at hand cannot rewrite in a mode; empty where it can."""
    voice = status.voice
    if voice is None or f"rewrite.{mode.id}" in voice.tasks:
        return ""
    return f"The voice {voice.name} was not taught to {mode.cannot}."
