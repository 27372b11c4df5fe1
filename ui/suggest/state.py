"""What a suggestion is while it lives: its states, its limits, and where its words come from."""

from __future__ import annotations

import enum
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from ui.editor.surroundings import Context
from ui.engine_types import Ask, DraftAsk, EngineStatus, Suggestion
from ui.suggest.story import Story


class SuggestionSource(Protocol):
    """What the controller needs of an engine client."""

    @property
    def status(self) -> EngineStatus:
        """The engine's state now."""

    async def suggest(self, ask: Ask, on_text: Callable[[str], None]) -> Suggestion:
        """Answer an ask piece by piece."""

    async def draft(self, ask: DraftAsk, on_text: Callable[[str], None]) -> Suggestion:
        """Write out a beat piece by piece."""

    async def warm(
        self, before: str, after: str, notes: tuple[str, ...] = (), beat: str = ""
    ) -> None:
        """Read the text around the caret ahead of an ask."""


class SuggestState(enum.Enum):
    """Where the current suggestion stands."""

    IDLE = "idle"
    WAITING = "waiting"
    ASKING = "asking"
    SHOWING = "showing"


@dataclass(frozen=True, slots=True)
class Activity:
    """What the status bar tells of suggestions."""

    is_thinking: bool
    latency_ms: float | None
    """From the end of the pause to the first painted word of the last suggestion."""
    message: str = ""


@dataclass(frozen=True, slots=True)
class AskKind:
    """The limits of one kind of ask."""

    stop: Literal["sentence", "paragraph"]
    max_tokens: int
    max_ms: int


ON_DEMAND = AskKind("paragraph", 128, 10_000)
ON_DEMAND_CHARS = 800
_FEW_WORDS_CHARS = 40
_LENGTHS = {
    "words": AskKind("sentence", 8, 2_000),
    "sentence": AskKind("sentence", 48, 2_000),
    "paragraph": AskKind("paragraph", 128, 6_000),
}


def on_pause(length: str, max_chars: int) -> tuple[AskKind, int]:
    """Return the limits of a suggestion on a pause, and its most characters.

    Args:
        length: words | sentence | paragraph, as the setting names them.
        max_chars: of a sentence.
    """
    most = {"words": min(_FEW_WORDS_CHARS, max_chars), "paragraph": ON_DEMAND_CHARS}
    return _LENGTHS[length], most.get(length, max_chars)


@dataclass(slots=True)
class Current:
    """The ask under way or on show."""

    number: int
    place: tuple[int, int]
    """The revision and caret it is for; taking or typing its words moves them along."""
    asked_at: float
    asked: bool = False
    """The writer asked for it; otherwise it came on a pause."""
    text: str = ""
    taken: int = 0
    is_streaming: bool = True
    first_shown: bool = False
    is_kept: bool = False
    """It is one of its place's takes."""
    by_paragraph: bool = False
    """Taking all takes a paragraph: so a longer text is read before it is taken."""

    @property
    def rest(self) -> str:
        """What is neither taken nor typed through."""
        return self.text[self.taken :]


def ask_for(kind: AskKind, context: Context, max_chars: int, story: Story) -> Ask:
    """Return an ask of a kind for the text around the caret."""
    return Ask(
        before=context.before,
        after=context.after,
        stop=kind.stop,
        max_tokens=kind.max_tokens,
        max_chars=max_chars,
        max_ms=kind.max_ms,
        revision=context.revision,
        caret=context.caret,
        notes=story.notes(context.before),
        beat=story.beat(),
    )


def draft_for(beats: Sequence[str], current: int, context: Context, story: Story) -> DraftAsk:
    """Return an ask for the text of one of an outline's beats at the caret."""
    return DraftAsk(
        beats=tuple(beats),
        current=current,
        before=context.before,
        after=context.after,
        revision=context.revision,
        caret=context.caret,
        notes=story.notes(context.before),
    )
