"""The words of the welcome page, with the writer's own keys in them; no widgets."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

_PLACE = re.compile(r"\{([a-z_]+\.[a-z_]+)\}")


def sample_text(path: Path, key_of: Callable[[str], str]) -> str:
    """Return the page. May block.

    Args:
        path: its file; `{id}` stands for the key of that action.
        key_of: returns an action's key as the platform writes it, or words where it has none.
    """
    text = path.read_text(encoding="utf-8").rstrip("\n")
    return _PLACE.sub(lambda found: key_of(found[1]), text)
