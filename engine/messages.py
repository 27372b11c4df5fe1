"""Requests and answers that cross the wire, as frozen dataclasses; imports nothing else.

`to_dict` and `from_dict` are the only conversions: unknown keys are ignored (a later version may
send more), missing ones take their defaults, and a value of the wrong type raises ValueError.
"""

from __future__ import annotations

import contextlib
import dataclasses
import types
import typing
from dataclasses import dataclass, field
from typing import Any, Literal, TypeVar

StopRule = Literal["none", "sentence", "paragraph"]
Finish = Literal["stop", "eos", "length", "time", "context", "guard"]
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Sampling:
    """How the next token is chosen. Order: temperature, top-k, top-p, draw.

    Ranges and defaults are written here and nowhere else.
    """

    temperature: float = 0.7
    """0 to 2; 0 takes the likeliest token and switches every guard and mapping off."""
    top_k: int = 40
    """Keep only the k likeliest tokens; 0 keeps all."""
    top_p: float = 0.9
    """Keep the smallest set of tokens whose probabilities reach this; in (0, 1], 1 keeps all."""
    seed: int | None = None
    """0 to 2**63 - 1; None draws one, which the answer names."""

    def __post_init__(self) -> None:
        if not 0.0 <= self.temperature <= 2.0:
            raise ValueError("temperature must be from 0 to 2.")
        if not 0 <= self.top_k <= 1_000_000:
            raise ValueError("top-k must be from 0 to 1000000.")
        if not 0.0 < self.top_p <= 1.0:
            raise ValueError("top-p must be above 0 and at most 1.")
        if self.seed is not None and not 0 <= self.seed < 2**63:
            raise ValueError("seed must be from 0 to 9223372036854775807.")


@dataclass(frozen=True, slots=True)
class Limits:
    """Where a suggestion ends at the latest."""

    stop: StopRule = "none"
    max_tokens: int = 128
    """1 to 4096."""
    max_chars: int | None = None
    max_ms: int | None = None
    """Milliseconds from the ask; None means no limit."""

    def __post_init__(self) -> None:
        if self.stop not in ("none", "sentence", "paragraph"):
            raise ValueError("stop must be none, sentence or paragraph.")
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
    sampling: Sampling = field(default_factory=Sampling)
    limits: Limits = field(default_factory=Limits)
    takes: int = 1
    """1 to 8."""
    revision: int = 0
    """The document's revision when the ask was made; comes back in the answer."""
    caret: int = 0
    """The caret's position in UTF-16 units when the ask was made; comes back in the answer."""

    def __post_init__(self) -> None:
        if not 1 <= self.takes <= 8:
            raise ValueError("takes must be from 1 to 8.")


@dataclass(frozen=True, slots=True)
class WarmRequest:
    """Text around the caret whose prefill may be done ahead of an ask."""

    before: str
    after: str = ""


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


@dataclass(frozen=True, slots=True)
class Timings:
    """Where the time of an ask went; milliseconds, tokens per second of decode."""

    prefill_ms: float
    first_token_ms: float
    total_ms: float
    tokens_per_s: float


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
    """Characters of the sent text, before and after the caret, that did not fit the window."""
    revision: int = 0
    caret: int = 0


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
