"""What a checkpoint will cost on this machine, before anything of it is converted."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine import memory
from engine.importing.convert import read_source
from engine.importing.probe import tokens_per_s
from engine.importing.sizes import BITS, Sizes, sizes_of
from engine.jobs import CancelFlag
from engine.memory import MB

OnProgress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Running:
    """What the finished model would take at a precision; all of it about."""

    precision: str
    disk_mb: int
    memory_mb: int
    tokens_per_s: float


@dataclass(frozen=True, slots=True)
class Cost:
    """What a checkpoint is, what converting it takes, and what running it will."""

    folder: Path
    architecture: str
    family: str
    """starter | chat | base"""
    parameters: int
    context_tokens: int
    source_mb: int
    converting_memory_mb: int
    converting_disk_mb: int
    spare_memory_mb: int
    """What this machine can spare now."""
    free_disk_mb: int
    running: tuple[Running, ...]
    problem: str | None
    """One sentence where it cannot be converted or run here now."""


def cost_of(
    source: Path,
    cache: Path,
    on_progress: OnProgress = lambda what, done, total: None,
    cancel: CancelFlag | None = None,
) -> Cost:
    """Read a checkpoint's sizes and time two seconds of its products.

    Args:
        source: the checkpoint's folder; it is only read.
        cache: the user's cache folder, on whose disk it would be converted.
        on_progress: told the probes done.
        cancel: looked at between two steps of a probe.

    Raises:
        ModelNotFound, ModelForeign, ExportRefused: it cannot be taken in, and why.
        UserError: the training parts are not installed.
        Cancelled: the flag was raised.
    """
    cancel = cancel or CancelFlag()
    checkpoint = read_source(source)
    sizes = sizes_of(checkpoint)
    running = []
    for done, precision in enumerate(BITS):
        on_progress("probing", done, len(BITS))
        running.append(
            Running(
                precision=precision,
                disk_mb=_mb(sizes.file_bytes(precision)),
                memory_mb=_mb(sizes.running_bytes(precision)),
                tokens_per_s=round(tokens_per_s(sizes, precision, cancel), 1),
            )
        )
    on_progress("probing", len(BITS), len(BITS))
    machine = memory.machine_memory()
    spare = max(0, machine.available - memory.floor_bytes(machine.total))
    free = shutil.disk_usage(_existing(cache)).free
    return Cost(
        folder=source,
        architecture=checkpoint.architecture,
        family=checkpoint.family,
        parameters=sizes.parameters,
        context_tokens=sizes.context_tokens,
        source_mb=_mb(sizes.source_bytes),
        converting_memory_mb=_mb(sizes.converting_bytes),
        converting_disk_mb=_mb(sizes.disk_bytes),
        spare_memory_mb=_mb(spare),
        free_disk_mb=_mb(free),
        running=tuple(running),
        problem=_problem(sizes, spare, free),
    )


def _problem(sizes: Sizes, spare: int, free: int) -> str | None:
    if sizes.converting_bytes > spare:
        return (
            f"Converting it needs about {_mb(sizes.converting_bytes)} MB of memory and "
            f"{_mb(spare)} MB can be spared."
        )
    if sizes.disk_bytes > free:
        return (
            f"Converting it needs about {_mb(sizes.disk_bytes)} MB on the disk for a while, which "
            f"has {_mb(free)} MB free."
        )
    return None


def _existing(folder: Path) -> Path:
    return next(place for place in (folder, *folder.absolute().parents) if place.exists())


def _mb(n_bytes: int) -> int:
    return -(-n_bytes // MB)
