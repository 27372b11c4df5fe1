"""Finds model folders and resolves an id or a path to one; loads nothing."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from engine.errors import ModelError, ModelNotFound
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
            if not root.is_dir():
                continue
            for folder in sorted(root.iterdir()):
                # A name with a dot in front is a model on its way in or out.
                if folder.name.startswith(".") or not (folder / MANIFEST).exists():
                    continue
                try:
                    yield FoundModel(folder, read_manifest(folder), None)
                except ModelError as error:
                    yield FoundModel(folder, None, str(error))

    def resolve(self, name: str) -> Path:
        """Return the folder of a model given by id or by path.

        Raises:
            ModelNotFound: neither a model's id nor a folder.
        """
        for root in self._roots:
            folder = root / name
            if Path(name).name == name and (folder / MANIFEST).exists():
                return folder
        with contextlib.suppress(RuntimeError):  # "~name" of a user whom the system does not know
            folder = Path(name).expanduser()
            if folder.is_dir():
                return folder
        raise ModelNotFound(f"There is no model {name!r}: neither an installed id nor a folder.")
