"""The ways to rewrite, one row each, and why the voice at hand cannot do one."""

from __future__ import annotations

from dataclasses import dataclass

from ui.editor.word_count import is_mostly_cjk
from ui.engine_types import EngineStatus
from ui.language import mark, tr


@dataclass(frozen=True, slots=True)
class Mode:
    """One row."""

    id: str
    """The engine's name for it."""
    key: str
    label: str
    help: str
    cannot: str
    """What is said of a voice that was not taught it."""


MODES: tuple[Mode, ...] = (
    Mode(
        "polish",
        "P",
        mark("Polish"),
        mark("Mend slips, keep the words"),
        mark("The voice {name} was not taught to polish text."),
    ),
    Mode(
        "expand",
        "X",
        mark("Expand"),
        mark("Say it at more length"),
        mark("The voice {name} was not taught to expand text."),
    ),
    Mode(
        "shorten",
        "S",
        mark("Shorten"),
        mark("Say it in fewer words"),
        mark("The voice {name} was not taught to shorten text."),
    ),
    Mode(
        "rephrase",
        "R",
        mark("Rephrase"),
        mark("Say it in other words"),
        mark("The voice {name} was not taught to rephrase text."),
    ),
    Mode(
        "describe",
        "D",
        mark("Describe"),
        mark("Add a description after it"),
        mark("The voice {name} was not taught to write descriptions."),
    ),
    Mode(
        "dialogue",
        "G",
        mark("Dialogue"),
        mark("Add speech after it"),
        mark("The voice {name} was not taught to write dialogue."),
    ),
    Mode(
        "instruct",
        "I",
        mark("Own instruction"),
        mark("Say what is to be done"),
        mark("The voice {name} was not taught to follow an instruction."),
    ),
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
    return tr(
        "The voice {name} does not know this script, so it cannot rewrite the passage."
    ).format(name=voice.name)


def why_not_mode(mode: Mode, status: EngineStatus) -> str:
    """Return why the voice at hand cannot rewrite in a mode; empty where it can."""
    voice = status.voice
    if voice is None or f"rewrite.{mode.id}" in voice.tasks:
        return ""
    return tr(mode.cannot).format(name=voice.name)
