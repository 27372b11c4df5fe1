"""What the command line asked of the windows."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Options:
    """One start's wishes."""

    path: Path | None
    data_dir: Path | None
    language: str | None
    engine_command: tuple[str, ...] | None
    """How to start the engine; None for windows without one."""
    version: str
    train_command: tuple[str, ...] = ()
    """How to start what makes voices; empty for windows without it."""
