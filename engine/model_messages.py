"""Requests and answers of the train role about models: list, take in, change."""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.train_messages import Change


@dataclass(frozen=True, slots=True)
class ModelRequest:
    """Names a model of the user's by its id or its folder's name."""

    model: str


@dataclass(frozen=True, slots=True)
class RenameRequest:
    """Give a model another name to be shown by."""

    model: str
    name: str


@dataclass(frozen=True, slots=True)
class FolderRequest:
    """Names a folder with a model or a Hugging Face checkpoint."""

    folder: str


@dataclass(frozen=True, slots=True)
class HubRequest:
    """Names a model on the hub."""

    repo: str
    revision: str | None = None


@dataclass(frozen=True, slots=True)
class ModelRow:
    """One model on this computer."""

    id: str
    name: str
    family: str
    languages: tuple[str, ...]
    licence: str
    precision: str
    size_mb: float
    base: str
    """Of a voice of one's own: what it was trained on; empty otherwise."""
    included: bool
    """It came with Longhand and cannot be removed."""
    problem: str = ""
    """Why it cannot be used, in a sentence; empty where it can."""
    words: int = 0
    """Of a voice of one's own: words it was trained on."""
    held_out: Change | None = None
    """Bits per byte of chapters that were kept back, before and after."""
    can_learn: bool = False
    """Whether a voice can be made of it."""


@dataclass(frozen=True, slots=True)
class ModelsResult:
    """All models, the included ones last."""

    models: tuple[ModelRow, ...]


@dataclass(frozen=True, slots=True)
class VerifyResult:
    """A model whose files are as they were made, and which opens."""

    model: str
    files: int
    provider: str


@dataclass(frozen=True, slots=True)
class RunningRow:
    """What a model takes while it writes, at one precision."""

    precision: str
    disk_mb: int
    memory_mb: int
    tokens_per_s: float


@dataclass(frozen=True, slots=True)
class CostResult:
    """What a checkpoint would take on this computer; speeds from a probe of two seconds."""

    folder: str
    architecture: str
    family: str
    parameters: int
    converting_memory_mb: int
    converting_disk_mb: int
    spare_memory_mb: int
    free_disk_mb: int
    running: tuple[RunningRow, ...]
    problem: str = ""
    """Why it cannot be taken in here, in a sentence; empty where it can."""


@dataclass(frozen=True, slots=True)
class TakenResult:
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
class CatalogueResult:
    """The list, and the memory of this computer."""

    memory_gb: float
    models: tuple[CatalogueRow, ...]


@dataclass(frozen=True, slots=True)
class HubResult:
    """A model on the hub, before anything of it is downloaded."""

    repo: str
    revision: str
    licence: str
    languages: tuple[str, ...]
    is_gated: bool
    size_mb: float
    parameters: int | None = None
    files: tuple[str, ...] = field(default=())


@dataclass(frozen=True, slots=True)
class PartsResult:
    """Whether what training and converting need is installed, and what it would take."""

    installed: bool
    can_install: bool
    """Whether Longhand can install it itself; a source checkout has its own way."""
    download_mb: int
    disk_mb: int
    hint: str = ""
    """What to do where Longhand cannot install it, in a sentence."""
