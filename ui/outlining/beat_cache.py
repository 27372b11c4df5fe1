"""Beats of texts that were outlined before, kept in a JSON file; may block."""

from __future__ import annotations

import hashlib
import json
import logging
import threading
from pathlib import Path

from ui.manuscript.text_file import write_atomic

logger = logging.getLogger(__name__)
_SCHEMA = 1
_MOST_TEXTS = 2000


class BeatCache:
    """One project's cache: text and model decide, so that a changed scene alone is done again.

    A file that is missing, damaged or of another version is an empty cache: all of it can be made
    again.
    """

    def __init__(self, path: Path) -> None:
        self._path = path
        self._rows: dict[str, list[str]] | None = None
        # An ask that was stopped may still be at it while the next one begins.
        self._lock = threading.Lock()

    def find(self, model: str, text: str) -> tuple[str, ...] | None:
        """Return the beats of a text, or None where they are not known."""
        with self._lock:
            row = self._read().get(_key(model, text))
        return None if row is None else tuple(row)

    def keep(self, model: str, text: str, beats: tuple[str, ...]) -> None:
        """Remember the beats of a text; where the disk refuses, they are made again next time."""
        with self._lock:
            rows = self._read()
            rows[_key(model, text)] = list(beats)
            # The oldest go first.
            for key in list(rows)[: max(0, len(rows) - _MOST_TEXTS)]:
                del rows[key]
            data = json.dumps({"schema": _SCHEMA, "beats": rows}, ensure_ascii=False)
            try:
                self._path.parent.mkdir(exist_ok=True)
                write_atomic(self._path, data.encode("utf-8"))
            except OSError as error:
                logger.warning("the beats in %s were not kept: %s", self._path, error)

    def _read(self) -> dict[str, list[str]]:
        if self._rows is None:
            self._rows = _rows_in(self._path)
        return self._rows


def _rows_in(path: Path) -> dict[str, list[str]]:
    try:
        tree = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (OSError, ValueError) as error:
        logger.warning("the beats in %s cannot be read: %s", path, error)
        return {}
    rows = tree.get("beats") if isinstance(tree, dict) and tree.get("schema") == _SCHEMA else None
    if not isinstance(rows, dict):
        return {}
    return {
        key: row
        for key, row in rows.items()
        if isinstance(row, list) and all(isinstance(line, str) for line in row)
    }


def _key(model: str, text: str) -> str:
    digest = hashlib.sha256(model.encode())
    digest.update(b"\0" + text.encode("utf-8", "surrogatepass"))
    return digest.hexdigest()
