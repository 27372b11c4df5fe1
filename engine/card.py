"""A model's card: Markdown that came with a model on its data, quality, limits and licence.

Reads it and checks that it can be shown; knows nothing of how that is done.
"""

from __future__ import annotations

import hashlib
from pathlib import Path

from engine import texts
from engine.errors import BadInput, ModelDamaged
from engine.manifest import Manifest, require_regular

CARD = "card.md"
MAX_CARD_BYTES = 256 * 1024


def read_card(folder: Path, manifest: Manifest) -> str:
    """Return the text of a model's card; empty where it came without one.

    Only a file that the manifest names is a card, and only as it was when the model was opened.

    Raises:
        ModelDamaged: it cannot be shown, and why.
    """
    entry = manifest.files.get(CARD)
    if entry is None:
        return ""
    path = folder / CARD
    try:
        require_regular(path)
        with path.open("rb") as file:
            data = file.read(MAX_CARD_BYTES + 1)
        text = _text_of(data)
        if hashlib.sha256(data).hexdigest() != entry.sha256:
            raise ValueError("it was changed after the model was opened")
    except OSError as error:
        raise ModelDamaged(_sentence(folder, "it is missing or unreadable")) from error
    except ValueError as error:
        raise ModelDamaged(_sentence(folder, str(error))) from error
    return text


def read_card_file(path: Path) -> str:
    """Return the text of a file that is to become a model's card.

    Raises:
        BadInput: it cannot, and why.
    """
    try:
        return _text_of(texts.read_bytes(path))
    except ValueError as error:
        raise BadInput(f"{path} cannot be a model's card: {error}.") from error


def _text_of(data: bytes) -> str:
    """Return a card's text; raises ValueError with the reason why there is none."""
    if len(data) > MAX_CARD_BYTES:
        raise ValueError(f"it is larger than {MAX_CARD_BYTES // 1024} KiB")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise ValueError("it is not UTF-8 text") from error


def _sentence(folder: Path, reason: str) -> str:
    return f"The card of the model in {folder} cannot be shown: {reason}."
