"""Finds model folders and resolves an id or a path to one; loads nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.errors import BadInput, ModelError, ModelNotFound
from engine.manifest import MANIFEST, Manifest, read_manifest

DEFAULT_MODEL = "starter"


@dataclass(frozen=True, slots=True)
class FoundModel:
    """A folder that claims to be a model: its manifest, or why it cannot be used."""

    folder: Path
    manifest: Manifest | None
    problem: str | None


class ModelRegistry:
    """The models under a list of roots; an earlier root hides a later one's of the same id."""

    def __init__(self, roots: tuple[Path, ...]) -> None:
        self._roots = roots

    def found(self) -> Iterator[FoundModel]:
        """Yield every folder with a manifest, good or not, in order of root and name."""
        for root in self._roots:
            yield from _found_in(root)

    def named(self, name: str) -> Path | None:
        """Return the folder of the model with this id, else the folder of this name.

        Raises:
            BadInput: several models of one root have the id, and no folder is named by it.
        """
        for root in self._roots:
            if (folder := _with_id(root, name)) is not None:
                return folder
        if Path(name).name != name or name.startswith("."):
            return None
        return next((r / name for r in self._roots if (r / name / MANIFEST).exists()), None)

    def resolve(self, name: str) -> Path:
        """Return the folder of a model given by id, by its folder's name or by path.

        Raises:
            BadInput: several models have the id.
            ModelNotFound: neither a model's id nor a folder.
        """
        if (named := self.named(name)) is not None:
            return named
        with contextlib.suppress(RuntimeError):  # "~name" of a user whom the system does not know
            folder = Path(name).expanduser()
            if folder.is_dir():
                return folder
        raise ModelNotFound(f"There is no model {name!r}: neither an installed id nor a folder.")


def _found_in(root: Path) -> Iterator[FoundModel]:
    if not root.is_dir():
        return
    for folder in sorted(root.iterdir()):
        # A name with a dot in front is a model on its way in or out.
        if folder.name.startswith(".") or not (folder / MANIFEST).exists():
            continue
        try:
            yield FoundModel(folder, read_manifest(folder), None)
        except ModelError as error:
            yield FoundModel(folder, None, str(error))


def _with_id(root: Path, name: str) -> Path | None:
    """Return the folder in a root whose manifest has an id; one that is named by it goes first."""
    folders = [m.folder for m in _found_in(root) if m.manifest and m.manifest.id == name]
    own = [folder for folder in folders if folder.name == name]
    if len(folders) > 1 and not own:
        named = ", ".join(folder.name for folder in folders)
        raise BadInput(f"Several models have the id {name!r}; name one by its folder: {named}.")
    return next(iter(own or folders), None)
