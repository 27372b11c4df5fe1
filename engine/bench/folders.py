"""Folders that appear under their name only when they are complete."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path


def made(target: Path, make: Callable[[Path], None]) -> Path:
    """Return a folder; make it beside its place first if it is not there.

    Args:
        target: the folder.
        make: writes a folder that does not exist yet; what it raises leaves no folder behind.
    """
    if not target.exists():
        target.parent.mkdir(parents=True, exist_ok=True)
        scratch = target.with_name(target.name + ".part")
        shutil.rmtree(scratch, ignore_errors=True)
        try:
            make(scratch)
            scratch.replace(target)
        finally:
            shutil.rmtree(scratch, ignore_errors=True)
    return target
