"""Requests and answers of the train role: books, runs, voices; as `engine.messages`, frozen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

Stage = Literal["prepared", "training", "trained", "done", "refused"]
MAX_SOURCES = 1000
MAX_REST_S = 10.0


@dataclass(frozen=True, slots=True)
class PrepareRequest:
    """Read books into a new run."""

    sources: tuple[str, ...]
    """Paths of files, folders and projects."""
    base: str
    """An installed model's id, or a folder."""
    name: str
    """What the voice is to be called."""
    method: Literal["auto", "lora", "full"] = "auto"
    minutes: float = 15.0
    scrub: bool = False
    """Whether e-mail addresses and telephone numbers are taken out."""
    names: tuple[str, ...] = ()
    """Names to take out as well."""

    def __post_init__(self) -> None:
        if not 1 <= len(self.sources) <= MAX_SOURCES:
            raise ValueError(f"sources must name 1 to {MAX_SOURCES} files or folders.")
        if not self.name.strip() or len(self.name) > 100:
            raise ValueError("name must have 1 to 100 characters.")
        if not 1 <= self.minutes <= 7 * 24 * 60:
            raise ValueError("minutes must be from 1 to a week.")


@dataclass(frozen=True, slots=True)
class BookRow:
    """One file that was read, or why it was not."""

    name: str
    words: int
    chapters: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class DroppedRow:
    """What cleaning left out for one reason."""

    reason: str
    paragraphs: int
    words: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class PrepareResult:
    """A run that is ready to be trained, and what its corpus is made of."""

    run: str
    books: tuple[BookRow, ...]
    dropped: tuple[DroppedRow, ...]
    train_words: int
    held_words: int
    method: str
    base: str


@dataclass(frozen=True, slots=True)
class RunRequest:
    """Names a run."""

    run: str

    def __post_init__(self) -> None:
        if not self.run or "/" in self.run or "\\" in self.run or self.run.startswith("."):
            raise ValueError("run must be the name of a run.")


@dataclass(frozen=True, slots=True)
class TrainPart:
    """How far a run is: a stage alone, or a point of its curves with it."""

    stage: str
    step: int = 0
    share: float = 0.0
    """Of the budget, 0 to 1."""
    seconds: float = 0.0
    seconds_left: float | None = None
    train_loss: float | None = None
    """Nats a token."""
    held_loss: float | None = None
    words_per_s: float = 0.0
    memory_mb: int = 0


@dataclass(frozen=True, slots=True)
class ProgressPart:
    """How far work is that has no curves: what is done, how much of it, how much there is."""

    what: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class Change:
    """A measure before and after; bits per UTF-8 byte."""

    before: float
    after: float


@dataclass(frozen=True, slots=True)
class VoiceResult:
    """A voice that is in place and may be used."""

    model: str
    """Its id."""
    name: str
    held_out: Change
    general: Change
    verbatim: float
    """Share of sampled words that stand word for word in the books."""
    seconds: float
    words: int


@dataclass(frozen=True, slots=True)
class RunRow:
    """One run on disk."""

    run: str
    name: str
    base: str
    stage: Stage
    reason: str
    words: int
    seconds: float
    minutes: float | None
    size_mb: float
    model: str = ""
    """The id of the voice it became; empty before."""
    points: tuple[TrainPart, ...] = ()
    """At most 200 points of its curves."""

    def __post_init__(self) -> None:
        if self.stage not in get_args(Stage):
            raise ValueError("stage is not one of a run's.")


@dataclass(frozen=True, slots=True)
class RunsResult:
    """All runs, the newest first."""

    runs: tuple[RunRow, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A place in the writer's own held-out chapters, and how base and voice go on from it."""

    before: str
    base: str
    voice: str


@dataclass(frozen=True, slots=True)
class PairsResult:
    """The pairs of a run."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class AsideRequest:
    """Ask training to rest because the writer types."""

    seconds: float

    def __post_init__(self) -> None:
        if not 0 < self.seconds <= MAX_REST_S:
            raise ValueError(f"seconds must be above 0 and at most {MAX_REST_S:g}.")
