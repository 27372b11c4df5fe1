"""The user's model folder: takes models in whole or not at all, renames them, gives them up."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import re
import shutil
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from engine.disk import sync_folder
from engine.errors import BadInput, ModelDamaged, ModelForeign, ModelNotFound, UserError
from engine.manifest import (
    MANIFEST,
    FileEntry,
    Manifest,
    read_manifest,
    refuse_pickle,
    require_regular,
)
from engine.registry import ModelRegistry

OnProgress = Callable[[str, int, int], None]
Check = Callable[[Path], None]
OnLeft = Callable[[Path], None]
"""Told of a folder that is of no use any more and could not be removed."""
# Folders that begin like this are under way or on their way out; the registry passes them over.
_SCRATCH = ".longhand-"
_BLOCK_BYTES = 1 << 20
# An import that lives writes to its folder far more often than this; what is older was killed.
_ABANDONED_S = 3600
# Names that every file system takes, and that mean nothing to any of them.
_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_MOST_NAME_CHARS = 100


def import_model(
    source: Path,
    models: Path,
    bundled: Path,
    check: Check,
    on_progress: OnProgress = lambda what, done, total: None,
    on_left: OnLeft = lambda folder: None,
) -> Path:
    """Copy a model folder into the user's, under its id; it appears there complete or not at all.

    Args:
        source: the folder; it is only read. Files that its manifest does not name stay behind.
        models: the user's folder of models; made if need be.
        bundled: the folder of the models that came with Longhand.
        check: looks at the copy before it gets its name, and raises where it cannot be used.
        on_progress: told the bytes copied.
        on_left: told of folders of killed imports, and of this one's, that cannot be removed.

    Returns:
        The new folder.

    Raises:
        ModelForeign, ModelTooNew, ModelDamaged: the source cannot be used, and why.
        UserError: the id is taken.
        OSError: the copy cannot be written.
    """
    _require_folder(source)
    refuse_pickle(source)
    manifest = read_manifest(source)
    target = require_free(manifest.id, models, bundled)
    models.mkdir(parents=True, exist_ok=True)
    _sweep(models, on_left)
    with _scratch(models, on_left) as scratch:
        _copy_checked(source, scratch, manifest, on_progress)
        check(scratch)
        try:
            scratch.rename(target)
        except OSError as error:
            if target.exists():  # another import of the same model was faster
                raise UserError(f"A model {manifest.id!r} is installed already.") from error
            raise
    return target


def require_free(model_id: str, models: Path, bundled: Path) -> Path:
    """Return the folder that a model of this id would have.

    Raises:
        ModelForeign: the id cannot name a folder.
        UserError: it is taken.
    """
    if not _ID.fullmatch(model_id) or _RESERVED.fullmatch(model_id):
        raise ModelForeign(f"{model_id[:100]!r} is an id that cannot name a folder.")
    if (bundled / model_id / MANIFEST).exists():
        raise UserError(f"{model_id!r} is the id of an included voice; export it under another.")
    target = models / model_id
    if target.exists():
        raise UserError(f"A model {model_id!r} is installed already; remove it first.")
    return target


def rename_model(name: str, shown: str, models: Path, bundled: Path) -> Path:
    """Give a model of the user's another name to be shown by; its id stays. Returns its folder.

    Args:
        name: its id, or the name of its folder.
        shown: the new name, one line of at most 100 characters.
        models: the user's folder of models.
        bundled: the folder of the models that came with Longhand.

    Raises:
        BadInput: that is no name to be shown, or several have that id.
        UserError: it is an included one.
        ModelNotFound: there is none of that name.
        ModelDamaged, ModelTooNew: its manifest cannot be read.
        OSError: it cannot be written; the old name stays.
    """
    shown = " ".join(shown.split())
    if not shown or len(shown) > _MOST_NAME_CHARS or not shown.isprintable():
        raise BadInput(f"A name has 1 to {_MOST_NAME_CHARS} letters, signs and spaces.")
    folder = _own_folder(name, models, bundled, "renamed")
    read_manifest(folder)
    # What a later version wrote into it stays.
    values = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    text = json.dumps({**values, "name": shown}, indent=2, ensure_ascii=False) + "\n"
    # Beside the folder: a file too many in it would make the model a damaged one.
    with _scratch(models, lambda left: None) as scratch:
        with (scratch / MANIFEST).open("w", encoding="utf-8", newline="") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        (scratch / MANIFEST).chmod(0o644)
        (scratch / MANIFEST).replace(folder / MANIFEST)
    sync_folder(folder)
    return folder


def disk_bytes(folder: Path) -> int:
    """Return what the files of a folder take on the disk, bytes."""
    return sum(path.stat().st_size for path in folder.iterdir() if path.is_file())


def remove_model(
    name: str, models: Path, bundled: Path, on_left: OnLeft = lambda folder: None
) -> Path:
    """Delete a model of the user's, good or damaged, and return the folder it had.

    Args:
        name: its id, or the name of its folder.
        models: the user's folder of models.
        bundled: the folder of the models that came with Longhand.
        on_left: told of what could not be deleted; it is no model any more.

    Raises:
        UserError: it is an included one.
        BadInput: several have that id.
        ModelNotFound: there is none of that name.
        OSError: it cannot be deleted; it is still whole then.
    """
    folder = _own_folder(name, models, bundled, "removed")
    # Renamed first: a model that is half deleted must not be found.
    with _scratch(models, on_left) as scratch:
        folder.rename(scratch / folder.name)
    return folder


def _require_folder(source: Path) -> None:
    if not source.is_dir():
        raise ModelNotFound(f"There is no folder {source}.")


def _own_folder(name: str, models: Path, bundled: Path, what: str) -> Path:
    folder = ModelRegistry((models,)).named(name)
    if folder is None:
        if ModelRegistry((bundled,)).named(name) is not None:
            raise UserError(f"{name!r} is an included voice and cannot be {what}.")
        raise ModelNotFound(f"There is no installed model {name!r}.")
    return folder


@contextlib.contextmanager
def _scratch(models: Path, on_left: OnLeft) -> Iterator[Path]:
    """Give a folder beside the models, and remove what is left of it."""
    scratch = Path(tempfile.mkdtemp(prefix=_SCRATCH, dir=models))
    try:
        yield scratch
    finally:
        _discard(scratch, on_left)


def _discard(folder: Path, on_left: OnLeft) -> None:
    shutil.rmtree(folder, ignore_errors=True)
    if folder.exists():
        on_left(folder)


def _sweep(models: Path, on_left: OnLeft) -> None:
    """Remove the folders of imports that were killed."""
    for folder in sorted(models.glob(f"{_SCRATCH}*")):
        if time.time() - _last_written(folder) > _ABANDONED_S:
            _discard(folder, on_left)


def _last_written(folder: Path) -> float:
    """Return when a folder or a file in it was last written, seconds since the epoch."""
    times = [0.0]
    for path in (folder, *folder.glob("*")):
        # Another process may be removing it.
        with contextlib.suppress(FileNotFoundError):
            times.append(path.stat().st_mtime)
    return max(times)


def _copy_checked(source: Path, target: Path, manifest: Manifest, on_progress: OnProgress) -> None:
    """Copy the files that a manifest names; what is hashed is what was copied."""
    total = sum(entry.n_bytes for entry in manifest.files.values())
    done = 0
    for name, entry in manifest.files.items():
        for n_bytes in _copy_file(source / name, target / name, entry, source):
            done += n_bytes
            on_progress("copied bytes", done, total)
    shutil.copyfile(source / MANIFEST, target / MANIFEST)
    target.chmod(0o755)  # mkdtemp's own is for this user alone


def _copy_file(path: Path, target: Path, entry: FileEntry, source: Path) -> Iterator[int]:
    digest, n_bytes = hashlib.sha256(), 0
    try:
        require_regular(path)
        reader = path.open("rb")
    except OSError as error:
        raise ModelDamaged(
            f"The model in {source} is damaged: {path.name} is missing or no file."
        ) from error
    with reader, target.open("wb") as writer:
        while block := reader.read(_BLOCK_BYTES):
            n_bytes += len(block)
            if n_bytes > entry.n_bytes:
                break
            digest.update(block)
            writer.write(block)
            yield len(block)
        writer.flush()
        os.fsync(writer.fileno())
    if n_bytes != entry.n_bytes or digest.hexdigest() != entry.sha256:
        raise ModelDamaged(f"The model in {source} is damaged: {path.name} was changed.")
