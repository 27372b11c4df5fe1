"""How sentences name the keys of actions: by the writer's own keys, where there are some."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtGui import QKeySequence

from ui.actions import ACTIONS, sequences
from ui.language import speaker, tr

_ROWS = {row.id: row for row in ACTIONS}
_own: dict[str, str] = {}


def key_word(id: str) -> str:
    """Return an action's key as the platform writes it, or its name where it has none."""
    key = _own.get(id)
    if key is None:
        found = sequences(_ROWS[id])
        key = found[0].toString(QKeySequence.SequenceFormat.NativeText) if found else ""
    return key or f"“{tr(_ROWS[id].label).rstrip('…')}”"


def use_own(keys: Mapping[str, str]) -> None:
    """Name the writer's own keys from now on, also in what is said already.

    Args:
        keys: by action, as the platform writes them; empty for an action that lost its key.
    """
    if keys != _own:
        _own.clear()
        _own.update(keys)
        speaker.changed.emit()
