"""Requests and answers that cross the wire, as frozen dataclasses; imports nothing else.

`to_dict` and `from_dict` are the only conversions: unknown keys are ignored (a later version may
send more), missing ones take their defaults, and a value of the wrong type raises ValueError.
"""

from __future__ import annotations

import contextlib
import dataclasses
import types
import typing
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar, get_args

StopRule = Literal["none", "sentence", "paragraph"]
Ending = Literal["any", "sentence"]
Finish = Literal["stop", "eos", "length", "time", "context", "guard"]
CutReason = Literal["", "window", "budget", "no place"]
MAX_BANNED_CHARS, MAX_ROWS = 80, 100
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TokenBias:
    """A number added to one token's logit."""

    token: int
    value: float
    """-100 to 100; -100 makes a token impossible in practice."""

    def __post_init__(self) -> None:
        if self.token < 0:
            raise ValueError("logit-bias needs a token's number, which is not negative.")
        if not -100.0 <= self.value <= 100.0:
            raise ValueError("the value of a logit-bias must be from -100 to 100.")


def _ranged(default: Any, least: float, most: float, help_text: str, *, above: bool = False) -> Any:
    """Return a number's field; `above` leaves the least value itself out."""
    row = {"least": least, "most": most, "above": above, "help": help_text}
    return field(default=default, metadata=row)


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen; the order is that of `engine.sampling`.

    Ranges, defaults and their explanation are written here and nowhere else.
    """

    temperature: float = _ranged(
        0.7, 0, 2, "0 takes the likeliest token and switches penalties, bans and guards off"
    )
    top_k: int = _ranged(40, 0, 1_000_000, "keep the k likeliest tokens; 0 keeps all")
    top_p: float = _ranged(
        0.9, 0, 1, "keep the likeliest tokens that together reach this; 1 keeps all", above=True
    )
    min_p: float = _ranged(
        0.0, 0, 1, "drop tokens less likely than this share of the likeliest; 0 keeps all"
    )
    typical_p: float = _ranged(
        1.0, 0, 1, "keep the tokens of nearly the expected surprise; 1 keeps all", above=True
    )
    repetition_penalty: float = _ranged(
        1.0, 1, 2, "divide the logits of tokens that were just used; 1 is off"
    )
    repetition_range: int = _ranged(256, 0, 65_536, "tokens that it looks back; 0 looks at all")
    dry_multiplier: float = _ranged(
        0.8, 0, 10, "strength of the penalty on going on with a verbatim repeat; 0 is off"
    )
    dry_base: float = _ranged(1.75, 1, 4, "growth of that penalty with each repeated token")
    dry_allowed_length: int = _ranged(3, 1, 100, "tokens that may repeat before it starts")
    dry_range: int = _ranged(1024, 0, 65_536, "tokens that it looks back; 0 looks at all")
    copy_bias: float = _ranged(
        0.0,
        0,
        20,
        "add to the logits of tokens that take up the words to be rewritten, outlined or drafted",
    )
    logit_bias: tuple[TokenBias, ...] = ()
    banned: tuple[str, ...] = ()
    """Phrases that are never written, however they are spelled in letters of either case."""
    seed: int | None = _ranged(None, 0, 2**63 - 1, "makes the answer repeatable")
    """None draws one, which the answer names."""

    def __post_init__(self) -> None:
        for row in dataclasses.fields(self):
            value, metadata = getattr(self, row.name), row.metadata
            if not metadata or value is None:
                continue
            too_low = value <= metadata["least"] if metadata["above"] else value < metadata["least"]
            # NaN is neither low nor high.
            if too_low or not value <= metadata["most"]:
                raise ValueError(f"{row.name.replace('_', '-')} must be {_range_words(metadata)}.")
        for phrase in self.banned:
            if not phrase.strip() or len(phrase) > MAX_BANNED_CHARS:
                raise ValueError(
                    f"each banned phrase must have 1 to {MAX_BANNED_CHARS} characters."
                )
        if max(len(self.banned), len(self.logit_bias)) > MAX_ROWS:
            raise ValueError(f"at most {MAX_ROWS} phrases can be banned and tokens biased.")


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a suggestion ends at the latest."""

    stop: StopRule = "none"
    max_tokens: int = 128
    """1 to 4096."""
    max_chars: int | None = None
    max_ms: int | None = None
    """Milliseconds from the ask; None means no limit."""
    ending: Ending = "any"
    """sentence: the model may end only where a sentence does, and at `max_tokens` gets up to 48
    tokens more to finish the one it is in."""

    def __post_init__(self) -> None:
        if self.stop not in get_args(StopRule):
            raise ValueError("stop must be none, sentence or paragraph.")
        if self.ending not in get_args(Ending):
            raise ValueError("ending must be any or sentence.")
        if not 1 <= self.max_tokens <= 4096:
            raise ValueError("max-tokens must be from 1 to 4096.")
        if self.max_chars is not None and self.max_chars < 1:
            raise ValueError("max-chars must be at least 1.")
        if self.max_ms is not None and self.max_ms < 1:
            raise ValueError("max-ms must be at least 1.")


@dataclass(frozen=True, slots=True)
class SuggestRequest:
    """A continuation at the caret: the text before it and after it, and what made the ask."""

    before: str
    after: str = ""
    sampling: Sampling | None = None
    """None: as the model does it best, which its prompts.toml says."""
    limits: Limits = field(default_factory=Limits)
    takes: int = 1
    """1 to 8."""
    revision: int = 0
    """The document's revision when the ask was made; comes back in the answer."""
    caret: int = 0
    """The caret's position in UTF-16 units when the ask was made; comes back in the answer."""
    notes: tuple[str, ...] = ()
    """What the writer noted of the story, the most important first; as many as fit are given."""
    beat: str = ""
    """What the outline says of this scene."""

    def __post_init__(self) -> None:
        if not 1 <= self.takes <= 8:
            raise ValueError("takes must be from 1 to 8.")


@dataclass(frozen=True, slots=True)
class WarmRequest:
    """Text around the caret whose prefill may be done ahead of an ask."""

    before: str
    after: str = ""
    notes: tuple[str, ...] = ()
    """As in `SuggestRequest`, and likewise the beat."""
    beat: str = ""


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """Ask for a model by id or folder."""

    model: str


@dataclass(frozen=True, slots=True)
class SuggestPart:
    """Text that may be shown at once: guarded, whole words, appended to the parts before it."""

    text: str
    take: int = 0


@dataclass(frozen=True, slots=True)
class Take:
    """One finished alternative."""

    text: str
    finish: Finish
    tokens: int
    index: int = 0
    """Its number among all that were begun; with the seed it names the take's random numbers."""
    lost: tuple[str, ...] = ()
    """Names, numbers and quotations of a replaced passage that it no longer has, as written there
    and in its order."""


@dataclass(frozen=True, slots=True)
class Timings:
    """Where the time of an ask went; milliseconds, tokens per second of decode."""

    prefill_ms: float
    first_token_ms: float
    total_ms: float
    tokens_per_s: float


@dataclass(frozen=True, slots=True)
class SlotCut:
    """What of one text was put to the model, and what was not.

    Counted in the text as the model reads it, with its own quotes and paragraph gaps.
    """

    slot: str
    kept_chars: int
    cut_chars: int
    tokens: int
    reason: CutReason = ""
    """Why it was cut: the window was full, the slot's own limit was reached, or the model has no
    place for such a text. Empty where nothing was cut."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an answer's text comes from: with the text around the caret, enough to write it again.

    An ask with the same options, seed and number of takes repeats exactly on the same device from
    an empty cache. A warm cache sums in another order, which can flip a choice between tokens of
    nearly equal probability; and where `limits.max_ms` was reached, the clock had a part in it.
    """

    task: str
    model: str
    model_sha256: str
    """Over the hashes of the model's files."""
    adapter_sha256: str | None
    context_sha256: str
    """Over the prompt's token ids as little-endian int64, then, in UTF-8 and each behind a zero
    byte, the word chosen again, the text before the caret, the text after it, and the document's
    quotes and paragraph gap with the number of beats asked for. Of a text that was read in pieces,
    over the pieces' own in hexadecimal and the number of beats in all, a line each."""
    takes: int
    seed: int
    sampling: Sampling
    limits: Limits


@dataclass(frozen=True, slots=True)
class SuggestResult:
    """The finished answer to an ask."""

    model: str
    provider: str
    takes: tuple[Take, ...]
    timings: Timings
    seed: int
    prompt_tokens: int
    reused_tokens: int
    cut_chars: int
    """Characters of the sent text, before and after the caret, that did not fit the window; what
    was left out of the notes, and what the task has no place for, stands in `slots` alone."""
    slots: tuple[SlotCut, ...]
    """The same for each part of the prompt."""
    origin: Origin
    diversity: float | None = None
    """1 minus the mean likeness of two takes; None for a single take."""
    dropped: tuple[int, ...] = ()
    """Numbers of takes that were nearly another one: begun, handed on, and not among the takes."""
    revision: int = 0
    caret: int = 0


@dataclass(frozen=True, slots=True)
class TaskSampling:
    """How a model chooses words for one task."""

    task: str
    sampling: Sampling


@dataclass(frozen=True, slots=True)
class ModelInfo:
    """What the window needs to know of the loaded model."""

    id: str
    name: str
    languages: tuple[str, ...]
    provider: str
    precision: str
    context_tokens: int
    tasks: tuple[str, ...]
    load_ms: float
    sampling: tuple[TaskSampling, ...] = ()
    """How each task's words are chosen where an ask does not say."""


@dataclass(frozen=True, slots=True)
class CardResult:
    """The card of the loaded model."""

    model: str
    name: str
    text: str
    """Markdown; empty where the model came without a card."""


def _range_words(row: Mapping[str, Any]) -> str:
    """Return a range as a sentence's end: "from 0 to 2", "above 0 and at most 1"."""
    least, most = row["least"], row["most"]
    return f"above {least} and at most {most}" if row["above"] else f"from {least} to {most}"


def to_dict(message: Any) -> dict[str, Any]:
    """Return a message as JSON-ready values, nested messages included."""
    return dataclasses.asdict(message)


def from_dict(kind: type[T], value: object) -> T:
    """Build a message of `kind` from decoded JSON.

    Raises:
        ValueError: a value is missing, of the wrong type, or out of range.
    """
    if not isinstance(value, dict):
        raise ValueError(f"{kind.__name__} must be an object.")
    hints = typing.get_type_hints(kind)
    arguments = {
        f.name: _convert(hints[f.name], value[f.name], f.name)
        for f in dataclasses.fields(kind)  # type: ignore[arg-type]  # every message is a dataclass
        if f.name in value
    }
    try:
        return kind(**arguments)
    except TypeError as error:
        raise ValueError(f"{kind.__name__} lacks a value: {error}.") from error


def _convert(hint: Any, value: Any, name: str) -> Any:
    """Check `value` against one type hint of the kinds the messages use."""
    origin = typing.get_origin(hint)
    if origin is Literal:
        if value in typing.get_args(hint):
            return value
    elif origin is types.UnionType:
        if value is None:
            return None
        return _convert(typing.get_args(hint)[0], value, name)
    elif origin is tuple:
        if isinstance(value, list | tuple):
            return tuple(_convert(typing.get_args(hint)[0], item, name) for item in value)
    elif dataclasses.is_dataclass(hint):
        return from_dict(hint, value)  # type: ignore[arg-type]  # a dataclass type, as checked
    elif hint is float:
        if isinstance(value, int | float) and not isinstance(value, bool):
            with contextlib.suppress(OverflowError):
                return float(value)
    elif isinstance(value, hint) and not (hint is int and isinstance(value, bool)):
        return value
    raise ValueError(f"{name} has a value of the wrong kind.")
