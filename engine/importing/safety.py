"""Refuses a checkpoint folder that could reach outside itself or run code; opens no weights."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from engine.errors import ModelForeign, ModelNotFound
from engine.manifest import require_regular

_INDEX = "*.index.json"
_SETTINGS = ("config.json", "tokenizer_config.json", "generation_config.json")
# Any of these is far smaller; a larger one is there to fill the memory.
_MAX_JSON_BYTES = 64 * 1024 * 1024


def refuse_tricks(folder: Path) -> None:
    """Refuse links and names that lead out of a folder, and settings that name code.

    Raises:
        ModelNotFound: there is no such folder.
        ModelForeign: it holds something of the kind, and what.
    """
    if not folder.is_dir():
        raise ModelNotFound(f"There is no folder {folder}.")
    for path in sorted(folder.iterdir()):
        _refuse_outside(path, folder)
    for path in sorted(folder.glob(_INDEX)):
        _refuse_index(path)
    refuse_code(folder)


def refuse_code(folder: Path) -> None:
    """Refuse settings that name code to be run; the weights need not be there yet.

    Raises:
        ModelForeign: they do.
    """
    for name in _SETTINGS:
        if (folder / name).is_file() and "auto_map" in _json(folder / name):
            raise ModelForeign(f"The checkpoint in {folder} wants to run code of its own ({name}).")


def _refuse_outside(path: Path, folder: Path) -> None:
    if path.is_symlink() and not path.resolve().is_relative_to(folder.resolve()):
        raise ModelForeign(
            f"{path.name} in {folder} is a link to another place; copy the files themselves."
        )
    if path.is_dir():
        return
    try:
        require_regular(path)
    except OSError as error:
        raise ModelForeign(f"{path.name} in {folder} is not a file of bytes.") from error


def _refuse_index(path: Path) -> None:
    """Refuse an index of weights that names anything but files beside it."""
    weights = _json(path).get("weight_map")
    names = set(map(str, weights.values())) if isinstance(weights, dict) else {""}
    for name in sorted(names):
        if not name.endswith(".safetensors") or Path(name).name != name or "\\" in name:
            raise ModelForeign(f"{path.name} in {path.parent} names {name!r}, which is no weights.")
        if not (path.parent / name).is_file():
            raise ModelForeign(f"{name} is missing in {path.parent}; the checkpoint is incomplete.")


def _json(path: Path) -> dict[str, Any]:
    try:
        if path.stat().st_size > _MAX_JSON_BYTES:
            raise ModelForeign(f"{path.name} in {path.parent} has an impossible size.")
        value = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise ModelForeign(f"{path.name} in {path.parent} cannot be read.") from error
    return value if isinstance(value, dict) else {}
