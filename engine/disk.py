"""Writes that are on the disk when they return."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any


def write_synced(path: Path, data: bytes) -> None:
    """Write a file and bring its bytes to the disk."""
    with path.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())


def write_json(path: Path, value: Any) -> None:
    """Write JSON beside, bring it to the disk, and replace the file with it."""
    beside = path.with_name(f".{path.name}.new")
    write_synced(beside, json.dumps(value, ensure_ascii=False, indent=1).encode("utf-8"))
    beside.replace(path)


def sync_tree(folder: Path) -> None:
    """Bring every file and folder below this one to the disk, and the folder itself."""
    for path in folder.rglob("*"):
        if path.is_dir():
            sync_folder(path)
        else:
            with path.open("r+b") as file:
                os.fsync(file.fileno())
    sync_folder(folder)


def sync_folder(folder: Path) -> None:
    """Bring a folder's names to the disk.

    Windows cannot open a folder; there a rename is durable with the file's own flush.
    """
    if os.name == "nt":
        return
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
