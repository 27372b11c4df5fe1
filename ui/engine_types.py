"""What the window and its engine client say to each other, in plain values; imports no engine."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Literal


class EngineState(enum.Enum):
    """Where the engine stands."""

    OFF = "off"
    STARTING = "starting"
    READY = "ready"
    DOWN = "down"
    UNUSABLE = "unusable"


@dataclass(frozen=True, slots=True)
class Voice:
    """The model that writes suggestions, as far as the window cares."""

    id: str
    name: str
    provider: str
    context_tokens: int
    precision: str = ""
    languages: tuple[str, ...] = ()
    """Codes: en, zh."""
    tasks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Card:
    """What came with a model to tell of it."""

    model: str
    name: str
    text: str
    """Markdown; empty where the model came without a card."""


@dataclass(frozen=True, slots=True)
class EngineStatus:
    """The engine's state, the voice it runs, and why it runs none."""

    state: EngineState
    voice: Voice | None = None
    reason: str = ""
    failures: int = 0
    """How often in a row the engine has ended without becoming ready."""


@dataclass(frozen=True, slots=True)
class Ask:
    """A continuation wanted at a caret, with its limits."""

    before: str
    after: str
    stop: Literal["sentence", "paragraph"]
    max_tokens: int
    max_chars: int
    max_ms: int
    revision: int
    caret: int
    notes: tuple[str, ...] = ()
    """Story notes whose names occur, nearest mention first."""
    beat: str = ""
    """What the outline says of this scene."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The finished answer to an ask."""

    text: str
    provider: str
    total_ms: float
    cut_chars: int


@dataclass(frozen=True, slots=True)
class RewriteAsk:
    """A passage that is wanted otherwise."""

    mode: str
    text: str
    before: str = ""
    after: str = ""
    instruction: str = ""
    takes: int = 1
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RewriteTake:
    """One finished alternative of a passage."""

    text: str
    lost: tuple[str, ...] = ()
    """Names, numbers and quoted speech of the passage that it no longer has."""
    finish: str = ""
    """How it ended: stop or eos by itself; length, time, context or guard cut it off."""


@dataclass(frozen=True, slots=True)
class Vitals:
    """What an engine's last beat told of its process."""

    memory_mb: int = 0
    sockets: int = 0
    """Network sockets made since the window was opened, by processes before it too."""


@dataclass(frozen=True, slots=True)
class DraftAsk:
    """A beat that is wanted as text at a caret."""

    beats: tuple[str, ...]
    current: int
    before: str
    after: str
    revision: int
    caret: int
    notes: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OutlineAsk:
    """Beats wanted of a premise or of a text; exactly one of the two is given."""

    premise: str = ""
    text: str = ""
    beats: int | None = None


@dataclass(frozen=True, slots=True)
class IdeasAsk:
    """Ideas for what could happen behind one beat of an outline."""

    beats: tuple[str, ...]
    current: int
    """Its place, from 0; -1 is before the first."""
    premise: str = ""
    n: int = 5


@dataclass(frozen=True, slots=True)
class Beats:
    """The finished answer to an ask for beats or ideas."""

    titles: tuple[str, ...]
    read_chars: int = 0
    cut_chars: int = 0
    pieces: int = 1


@dataclass(frozen=True, slots=True)
class SeenPart:
    """A stretch of what the engine was given."""

    kind: str
    """control, or the name of what the writer gave: left, right, notes, beat, source…"""
    text: str
    tokens: int


@dataclass(frozen=True, slots=True)
class Cut:
    """What of one text was given to the engine, and what was not, with the reason."""

    slot: str
    kept_chars: int
    cut_chars: int
    tokens: int
    reason: str


@dataclass(frozen=True, slots=True)
class Inspection:
    """All that the engine saw for its last answer."""

    task: str
    model: str
    provider: str
    precision: str
    seed: int
    parts: tuple[SeenPart, ...]
    word: str
    """The last word, which it was not given because it chose it again; empty where none."""
    cuts: tuple[Cut, ...]
    prompt_tokens: int
    reused_tokens: int
    prefill_ms: float
    first_token_ms: float
    total_ms: float
    tokens_per_s: float
