"""Gives a copy of a model folder another card, named in its manifest or not."""

import json
import shutil
from pathlib import Path

from engine.card import CARD
from engine.manifest import MANIFEST, entry_of

TEXT = "# Harbour\n\nWrites sea stories. 写海。\n"


def model_with_card(source: Path, folder: Path, data: bytes | None = TEXT.encode()) -> Path:
    """Copy a model under a name of its own, with these bytes as its card; None leaves it without.

    The copy's id is `harbour`.
    """
    shutil.copytree(source, folder)
    (folder / CARD).unlink(missing_ok=True)
    manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    manifest.update(id="harbour", name="Harbour")
    manifest["files"].pop(CARD, None)
    if data is not None:
        (folder / CARD).write_bytes(data)
        entry = entry_of(folder / CARD)
        manifest["files"][CARD] = {"sha256": entry.sha256, "n_bytes": entry.n_bytes}
    (folder / MANIFEST).write_text(json.dumps(manifest), encoding="utf-8")
    return folder
