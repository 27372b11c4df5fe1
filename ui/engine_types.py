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


@dataclass(frozen=True, slots=True)
class Suggestion:
    """The finished answer to an ask."""

    text: str
    provider: str
    total_ms: float
    cut_chars: int
