"""The training parts, torch and what goes with it: whether they are there; imports none of them."""

from __future__ import annotations

import importlib
import importlib.util
import sys
from pathlib import Path

from engine.errors import UserError

NAMES = ("torch", "transformers", "peft", "optimum", "accelerate", "onnx", "huggingface_hub")


def are_installed() -> bool:
    """Return whether every part can be imported; none is."""
    return all(importlib.util.find_spec(name) is not None for name in NAMES)


def require_parts() -> None:
    """Refuse work that needs the training parts where they are not installed.

    Raises:
        UserError: one is missing.
    """
    if not are_installed():
        raise UserError("The training parts are not installed yet; install them first.")


def use_parts(folder: Path) -> None:
    """Let imports find the parts in a folder, behind all that Longhand carries itself.

    A folder that is not there changes nothing, and may be given again once it is.
    """
    if folder.is_dir() and str(folder) not in sys.path:
        sys.path.append(str(folder))
    importlib.invalidate_caches()
