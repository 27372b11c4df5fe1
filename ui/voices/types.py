"""What the Voices window and its workshop say to each other, in plain values; imports no engine.

Answers have the fields of the engine's messages of the same purpose; a test holds them together.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Change:
    """A measure before and after, bits per byte: how surprised a voice is by a text."""

    before: float
    after: float


@dataclass(frozen=True, slots=True)
class VoiceRow:
    """One voice on this computer."""

    id: str
    name: str
    family: str
    languages: tuple[str, ...]
    licence: str
    precision: str
    size_mb: float
    base: str
    """Of a voice of the writer's own: what it was made from; empty otherwise."""
    included: bool
    problem: str = ""
    """Why it cannot be used, in a sentence; empty where it can."""
    words: int = 0
    held_out: Change | None = None
    can_learn: bool = False
    """Whether a voice can be made of it."""


@dataclass(frozen=True, slots=True)
class Voices:
    """All voices on this computer, the included ones last."""

    models: tuple[VoiceRow, ...]


@dataclass(frozen=True, slots=True)
class Checked:
    """A voice whose files are as they were made, and which opens."""

    model: str
    files: int
    provider: str


@dataclass(frozen=True, slots=True)
class BookWish:
    """What to make a voice of."""

    sources: tuple[str, ...]
    base: str
    name: str
    minutes: float
    scrub: bool = False
    """Whether addresses and telephone numbers are taken out."""
    names: tuple[str, ...] = ()
    """Names to take out as well."""


@dataclass(frozen=True, slots=True)
class Book:
    """One file that was read, or why it was not."""

    name: str
    words: int
    chapters: int
    problem: str = ""


@dataclass(frozen=True, slots=True)
class LeftOut:
    """What was left out for one reason."""

    reason: str
    paragraphs: int
    words: int
    example: str = ""


@dataclass(frozen=True, slots=True)
class Corpus:
    """Books that were read for a run, and what became of them."""

    run: str
    books: tuple[Book, ...]
    dropped: tuple[LeftOut, ...]
    train_words: int
    held_words: int
    method: str
    base: str


@dataclass(frozen=True, slots=True)
class Point:
    """How far a run is: a stage alone, or a point of its curves with it."""

    stage: str
    step: int = 0
    share: float = 0.0
    """Of the time it may take, 0 to 1."""
    seconds: float = 0.0
    seconds_left: float | None = None
    train_loss: float | None = None
    held_loss: float | None = None
    words_per_s: float = 0.0
    memory_mb: int = 0

    @property
    def has_figures(self) -> bool:
        """Whether it is a point of the curves, not a stage alone."""
        return self.train_loss is not None or self.held_loss is not None


@dataclass(frozen=True, slots=True)
class Progress:
    """How far work is that has no curves: what is done, how much of it, how much there is."""

    what: str
    done: int
    total: int


@dataclass(frozen=True, slots=True)
class MadeVoice:
    """A voice that is in place and may be used."""

    model: str
    name: str
    held_out: Change
    general: Change
    verbatim: float
    """Share of sampled words that stand word for word in the books."""
    seconds: float
    words: int


@dataclass(frozen=True, slots=True)
class Run:
    """One run on disk."""

    run: str
    name: str
    base: str
    stage: str
    """prepared, training, trained, done or refused."""
    reason: str
    words: int
    seconds: float
    minutes: float | None
    size_mb: float
    model: str = ""
    """The voice it became; empty before."""
    points: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True)
class Runs:
    """All runs, the newest first."""

    runs: tuple[Run, ...]


@dataclass(frozen=True, slots=True)
class Pair:
    """A place in the writer's own chapters, and how base and voice go on from it."""

    before: str
    base: str
    voice: str


@dataclass(frozen=True, slots=True)
class Pairs:
    """The pairs of a run."""

    pairs: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Running:
    """What a model takes while it writes, at one precision."""

    precision: str
    disk_mb: int
    memory_mb: int
    tokens_per_s: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What a model's folder would take on this computer."""

    folder: str
    architecture: str
    family: str
    parameters: int
    converting_memory_mb: int
    converting_disk_mb: int
    spare_memory_mb: int
    free_disk_mb: int
    running: tuple[Running, ...]
    problem: str = ""
    """Why it cannot be taken in here, in a sentence; empty where it can."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A model that was taken in."""

    model: str
    name: str


@dataclass(frozen=True, slots=True)
class CatalogueRow:
    """A model worth having; sizes are estimates."""

    repo: str
    name: str
    licence: str
    languages: tuple[str, ...]
    family: str
    parameters_m: int
    machine_gb: int
    download_mb: int
    converting_gb: float


@dataclass(frozen=True, slots=True)
class Catalogue:
    """The list, and the memory of this computer."""

    memory_gb: float
    models: tuple[CatalogueRow, ...]


@dataclass(frozen=True, slots=True)
class HubModel:
    """A model on the hub, before anything of it is downloaded."""

    repo: str
    revision: str
    licence: str
    languages: tuple[str, ...]
    is_gated: bool
    size_mb: float
    parameters: int | None = None
    files: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Parts:
    """Whether what training and converting need is installed, and what it would take."""

    installed: bool
    can_install: bool
    download_mb: int
    disk_mb: int
    hint: str = ""
    """What to do where Longhand cannot install it, in a sentence."""
