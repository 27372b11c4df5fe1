"""The writer's choices of blind comparisons on disk: JSON in the user's data; may block."""

from __future__ import annotations

import contextlib
import hashlib
import json
from pathlib import Path
from typing import Any, Literal

from ui.manuscript.text_file import write_atomic

Pick = Literal["voice", "base", "neither"]
_SCHEMA = 1
_PICKS: tuple[Pick, ...] = ("voice", "base", "neither")


class ChoicesFile:
    """Choices by run; those made over other texts do not count."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def read(self, run: str, texts: str) -> tuple[Pick, ...]:
        """Return the choices over these texts, in the order of the pairs; none where none fit."""
        try:
            entry = self._runs().get(run)
        except OSError:
            return ()
        if not isinstance(entry, dict) or entry.get("texts") != _digest(texts):
            return ()
        picks = entry.get("picks")
        if not isinstance(picks, list) or not all(pick in _PICKS for pick in picks):
            return ()
        return tuple(picks)

    def write(self, run: str, texts: str, picks: tuple[Pick, ...]) -> None:
        """Keep the choices of a run; raises OSError where the disk does not take them."""
        runs = {**self._runs(), run: {"texts": _digest(texts), "picks": list(picks)}}
        self._path.parent.mkdir(parents=True, exist_ok=True)
        tree = {"schema": _SCHEMA, "runs": runs}
        write_atomic(self._path, json.dumps(tree, ensure_ascii=False, indent=1).encode("utf-8"))

    def _runs(self) -> dict[str, Any]:
        """Return what the file holds; raises OSError where it cannot be told."""
        try:
            tree = json.loads(self._path.read_text(encoding="utf-8"))
        except FileNotFoundError:
            return {}
        except (ValueError, RecursionError):
            with contextlib.suppress(OSError):
                # The next choice writes the file anew; what it held is kept beside it.
                self._path.replace(self._path.with_name(self._path.name + ".unreadable"))
            return {}
        runs = tree.get("runs") if isinstance(tree, dict) else None
        return runs if isinstance(runs, dict) else {}


def _digest(texts: str) -> str:
    return hashlib.sha256(texts.encode("utf-8", "surrogatepass")).hexdigest()
