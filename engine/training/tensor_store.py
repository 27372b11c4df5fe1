"""Tensors on disk that a kill cannot harm: each save is a new folder, complete or not there.

A folder holds safetensors and a note in JSON with their hashes. Reading takes the newest sound one;
a damaged one is passed over, and told of.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file

from engine.disk import sync_folder, write_json
from engine.manifest import sha256_of

_NOTE, _HASHES = "note.json", "sha256"
_NEW = ".new-"


@dataclass(frozen=True, slots=True)
class Saved:
    """What was saved at a step: tensors by group and name, and a note."""

    step: int
    groups: dict[str, dict[str, torch.Tensor]]
    note: dict[str, Any]


class TensorStore:
    """Saves by step under one folder, of which the newest few are kept."""

    def __init__(self, folder: Path, keep: int) -> None:
        self._folder = folder
        self._keep = keep

    def save(
        self, step: int, groups: Mapping[str, Mapping[str, torch.Tensor]], note: dict[str, Any]
    ) -> None:
        """Write tensors and a note; older saves go only when this one is on the disk.

        Raises:
            OSError: it cannot be written; the older ones are as they were.
        """
        self._folder.mkdir(parents=True, exist_ok=True)
        self._sweep()
        scratch = self._folder / f"{_NEW}{step}"
        scratch.mkdir()
        try:
            hashes = {}
            for name, tensors in groups.items():
                path = scratch / f"{name}.safetensors"
                _write(path, tensors)
                hashes[path.name] = sha256_of(path)
            write_json(scratch / _NOTE, {**note, "step": step, _HASHES: hashes})
            target = self._free(step)
            scratch.rename(target)
        except OSError:
            shutil.rmtree(scratch, ignore_errors=True)
            raise
        sync_folder(self._folder)
        same = [f for f in self._found() if _step_of(f) == _name(step) and f != target]
        for old in (*same, *[f for f in self._found() if f not in same][self._keep :]):
            shutil.rmtree(old, ignore_errors=True)

    def drop_after(self, step: int) -> None:
        """Remove the saves of later steps: a run that goes on from `step` never came to them."""
        for folder in self._found():
            if _step_of(folder) > _name(step):
                shutil.rmtree(folder, ignore_errors=True)

    def newest(self, on_damaged: Callable[[Path], None] = lambda path: None) -> Saved | None:
        """Return the newest sound save, or None.

        Args:
            on_damaged: told of each save that was passed over.
        """
        for folder in self._found():
            try:
                return _read(folder)
            except (OSError, ValueError, KeyError, SafetensorError):
                on_damaged(folder)
        return None

    def _found(self) -> list[Path]:
        """Return the saves, newest first."""
        if not self._folder.is_dir():
            return []
        return sorted(self._folder.glob("step-*"), reverse=True)

    def _free(self, step: int) -> Path:
        """Return where a save goes: one of the same step stays until the new one is there."""
        name = _name(step)
        same = [folder for folder in self._found() if _step_of(folder) == name]
        if not same:
            return self._folder / name
        number = int(same[0].name.partition(".")[2] or 0) + 1
        return self._folder / f"{name}.{number:03d}"

    def _sweep(self) -> None:
        """Remove what a killed save has left."""
        for path in self._folder.glob(f"{_NEW}*"):
            shutil.rmtree(path, ignore_errors=True)


def _name(step: int) -> str:
    return f"step-{step:010d}"


def _step_of(folder: Path) -> str:
    return folder.name.partition(".")[0]


def _write(path: Path, tensors: Mapping[str, torch.Tensor]) -> None:
    whole = {name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()}
    try:
        save_file(whole, str(path))
    except SafetensorError as error:
        # The library hides the system's error in its text.
        raise OSError(28, "the disk may be full", str(path)) from error
    with path.open("r+b") as file:
        os.fsync(file.fileno())


def _read(folder: Path) -> Saved:
    note = json.loads((folder / _NOTE).read_text(encoding="utf-8"))
    groups = {}
    for name, digest in note[_HASHES].items():
        if sha256_of(folder / name) != digest:
            raise ValueError(f"{name} was changed")
        groups[Path(name).stem] = load_file(str(folder / name))
    return Saved(int(note["step"]), groups, note)
