"""Asks beyond the continuation at the caret: rewrites, drafts, outlines, ideas, a look inside.

Their answers are `SuggestResult` (rewrites, drafts), `OutlineResult`, `IdeasResult` and
`InspectResult`; the conversions are those of `engine.messages`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

from engine.messages import Origin, Sampling, SlotCut, Timings

RewriteMode = Literal["polish", "expand", "shorten", "rephrase", "describe", "dialogue", "instruct"]
MODES: tuple[RewriteMode, ...] = get_args(RewriteMode)
MOST_BEATS, MOST_TOKENS, MOST_IDEAS = 40, 2048, 8
CONTROL = "control"


def _check_takes(takes: int) -> None:
    if not 1 <= takes <= 8:
        raise ValueError("takes must be from 1 to 8.")


def _check_tokens(max_tokens: int | None) -> None:
    if max_tokens is not None and not 1 <= max_tokens <= MOST_TOKENS:
        raise ValueError(f"max-tokens must be from 1 to {MOST_TOKENS}.")


@dataclass(frozen=True, slots=True)
class RewriteRequest:
    """A passage that is to be written otherwise, or, to describe or as dialogue, gone on from.

    What is written takes the place of the passage without the white space around it.
    """

    mode: RewriteMode
    text: str
    before: str = ""
    after: str = ""
    instruction: str = ""
    """What is to be done, in the writer's words; only for the mode instruct."""
    sampling: Sampling | None = None
    """None: as the model does this task best."""
    max_tokens: int | None = None
    """1 to 2048; None measures it by the passage."""
    takes: int = 1
    """1 to 8."""
    revision: int = 0
    caret: int = 0
    notes: tuple[str, ...] = ()
    """As in `SuggestRequest`."""

    def __post_init__(self) -> None:
        if self.mode not in MODES:
            raise ValueError(f"mode must be one of {', '.join(MODES)}.")
        _check_takes(self.takes)
        _check_tokens(self.max_tokens)


@dataclass(frozen=True, slots=True)
class DraftRequest:
    """A beat that is to be written out behind the text before the caret."""

    beats: tuple[str, ...]
    """The lines of the outline around it, itself included, in order."""
    current: int
    """Its place among them, from 0."""
    before: str = ""
    after: str = ""
    sampling: Sampling | None = None
    max_tokens: int | None = None
    takes: int = 1
    revision: int = 0
    caret: int = 0
    notes: tuple[str, ...] = ()
    """As in `SuggestRequest`."""

    def __post_init__(self) -> None:
        if not 0 <= self.current < len(self.beats):
            raise ValueError(f"beat must be from 1 to {len(self.beats)}.")
        _check_takes(self.takes)
        _check_tokens(self.max_tokens)


@dataclass(frozen=True, slots=True)
class OutlineRequest:
    """A premise, or a text, that beats are to be made of."""

    premise: str = ""
    text: str = ""
    beats: int | None = None
    """How many, 1 to 40; None leaves it to the model, or to the text's length where the model is
    made to follow it (`Sampling.copy_bias`)."""
    sampling: Sampling | None = None
    max_tokens: int | None = None
    """Of the whole outline, 1 to 2048; None measures it by the beats."""

    def __post_init__(self) -> None:
        if bool(self.premise.strip()) == bool(self.text.strip()):
            raise ValueError("an outline needs either a premise or a text.")
        if self.beats is not None and not 1 <= self.beats <= MOST_BEATS:
            raise ValueError(f"beats must be from 1 to {MOST_BEATS}.")
        _check_tokens(self.max_tokens)


@dataclass(frozen=True, slots=True)
class OutlineBeat:
    """One line of an outline; `text` is what more there is to say of it, or empty."""

    title: str
    text: str = ""


@dataclass(frozen=True, slots=True)
class OutlineResult:
    """The finished answer to an `OutlineRequest`."""

    model: str
    provider: str
    beats: tuple[OutlineBeat, ...]
    read_chars: int
    """Characters of the premise or text that the model was given."""
    cut_chars: int
    """Those that it was not given."""
    timings: Timings
    seed: int
    slots: tuple[SlotCut, ...]
    origin: Origin
    pieces: int = 1
    """How many pieces a long text was read in; `slots` counts all of them together."""


@dataclass(frozen=True, slots=True)
class BeatPart:
    """A beat that is complete and will not change."""

    title: str
    index: int


@dataclass(frozen=True, slots=True)
class IdeasRequest:
    """An outline, and the place in it for which something to happen is wanted."""

    beats: tuple[str, ...]
    """The lines of the outline, in order."""
    current: int
    """The beat that the ideas come after, from 0; -1 is the very beginning."""
    premise: str = ""
    n: int = 5
    """How many ideas, 1 to 8."""
    sampling: Sampling | None = None
    """None: as the model does this task best."""

    def __post_init__(self) -> None:
        if not -1 <= self.current < len(self.beats):
            raise ValueError(f"current must be from -1 to {len(self.beats) - 1}.")
        if not 1 <= self.n <= MOST_IDEAS:
            raise ValueError(f"n must be from 1 to {MOST_IDEAS}.")


@dataclass(frozen=True, slots=True)
class IdeasResult:
    """The finished answer to an `IdeasRequest`; its parts are `BeatPart`."""

    model: str
    provider: str
    ideas: tuple[str, ...]
    """Each one line, unlike the others and the beats; fewer than asked for where the model has no
    more."""
    timings: Timings
    seed: int
    slots: tuple[SlotCut, ...]
    origin: Origin


@dataclass(frozen=True, slots=True)
class InspectedPart:
    """A stretch of a prompt."""

    kind: str
    """`CONTROL` for control tokens and fixed words, else the slot that it fills: left, right,
    source, instruction, notes, beat, beats, premise."""
    text: str
    """Control tokens stand by their names."""
    tokens: int


@dataclass(frozen=True, slots=True)
class InspectResult:
    """What the model was given for the last ask that was answered."""

    task: str
    model: str
    provider: str
    precision: str
    seed: int
    sampling: Sampling
    parts: tuple[InspectedPart, ...]
    """In order; their texts together are the whole prompt."""
    slots: tuple[SlotCut, ...]
    prompt_tokens: int
    reused_tokens: int
    """Those that the cache still held."""
    context_tokens: int
    """The window: prompt and answer together."""
    max_tokens: int
    """What the answer could have."""
    timings: Timings
    word: str = ""
    """The last word, which is not in the prompt because it was chosen again with what follows."""
