"""How a model of the hub is named here, and how one that was taken in is tried."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from engine.hub.catalogue import recommended
from engine.importing.convert import Wish, id_of

if TYPE_CHECKING:
    from engine.hub.listing import HubModel


def hub_wish(model: HubModel) -> Wish:
    """Return the wish for a model of the hub; its makers often name only its first language."""
    known = next((row for row in recommended() if row.repo == model.repo), None)
    name = model.repo.rpartition("/")[2]
    return Wish(
        id=id_of(Path(name)),
        name=known.name if known else name,
        languages=known.languages if known else model.languages,
        licence=model.licence,
    )


def try_out(folder: Path) -> None:
    """Open a model for both who may run it, which also times its threads for them.

    Raises:
        ModelError, MemoryShort: it cannot be used, and why.
    """
    from engine.model import load_model

    for role in ("window", "command line"):
        load_model(folder, role, times_threads=True)
