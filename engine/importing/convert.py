"""Takes a checkpoint folder in: refused, converted in a scratch place, checked, then there.

What is made on the way lies in the user's cache folder under the hash of the checkpoint, so that an
import that was broken off goes on behind what was finished. The model appears under its id only
when it is complete.
"""

from __future__ import annotations

import contextlib
import re
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil

from engine import library, memory
from engine.errors import ExportRefused, MemoryShort, UserError
from engine.importing.safety import refuse_tricks
from engine.importing.sizes import Sizes, needs_training_parts, sizes_of
from engine.jobs import CancelFlag
from engine.training.export.checkpoint import Checkpoint, read_checkpoint

OnProgress = Callable[[str, int, int], None]
WORK = "importing"
_OWNER = "owner.txt"
_WEEK_S = 7 * 24 * 3600
_KEY_CHARS = 32
_NO_MEMORY = ("can't allocate memory", "bad_alloc", "bad allocation", "Failed to allocate")


@dataclass(frozen=True, slots=True)
class Places:
    """The folders that an import works with."""

    models: Path
    """The user's models."""
    bundled: Path
    """Those that came with Longhand."""
    cache: Path
    """The user's cache folder."""


@dataclass(frozen=True, slots=True)
class Wish:
    """What the writer says of the model that comes in."""

    id: str | None = None
    """None takes the folder's name."""
    name: str | None = None
    languages: tuple[str, ...] = ()
    licence: str = "unknown"
    precision: str | None = None
    """int4 | int8 | fp16 | fp32; None takes the fastest that loses no more than 1%."""


def read_source(source: Path) -> Checkpoint:
    """Return a checkpoint that may be taken in; nothing of it is run.

    Raises:
        ModelNotFound, ModelForeign, ExportRefused: it may not, and why.
    """
    refuse_tricks(source)
    return read_checkpoint(source)


def import_checkpoint(
    source: Path,
    places: Places,
    wish: Wish,
    check: library.Check,
    on_progress: OnProgress = lambda what, done, total: None,
    cancel: CancelFlag | None = None,
    on_left: library.OnLeft = lambda folder: None,
) -> Path:
    """Convert a checkpoint and put it among the user's models.

    Args:
        source: the checkpoint's folder; it is only read.
        places: where models and scratch places are.
        wish: what it is to be called.
        check: looks at the finished model, and raises where it cannot be used.
        on_progress: told stages with the percent done, then the bytes copied into place.
        cancel: looked at between stages and between blocks that are copied. What optimum made is
            kept for a week.
        on_left: told of folders of no use that cannot be removed.

    Returns:
        The model's folder.

    Raises:
        ModelNotFound, ModelForeign, ExportRefused: the checkpoint cannot be taken in, and why.
        UserError: the id is taken, the disk is too full, the training parts are missing, or the
            same checkpoint is being taken in already.
        MemoryShort: there is not enough memory.
        Cancelled: the flag was raised.
    """
    cancel = cancel or CancelFlag()

    def tell(what: str, done: int, total: int) -> None:
        cancel.check()
        on_progress(what, done, total)

    tell("reading the checkpoint", 0, 100)
    checkpoint = read_source(source)
    model_id = wish.id or id_of(source)
    library.require_free(model_id, places.models, places.bundled)
    sizes = sizes_of(checkpoint)
    sweep(places.cache)
    with _work(places.cache, checkpoint) as work:
        _require_memory(source.name, sizes)
        _require_disk(source.name, sizes, work)
        out = work / "made" / model_id
        shutil.rmtree(out.parent, ignore_errors=True)
        _convert(checkpoint, out, work, wish, tell, cancel)
        _require_unchanged(checkpoint)
        return library.import_model(out, places.models, places.bundled, check, tell, on_left)


def id_of(folder: Path) -> str:
    """Return the id that a model gets after its folder's name."""
    return re.sub(r"[^a-z0-9._-]+", "-", folder.resolve().name.lower()).strip("-._") or "model"


def sweep(cache: Path) -> None:
    """Remove the scratch places of imports that nobody went on with for a week."""
    for work in sorted((cache / WORK).glob("*")):
        with contextlib.suppress(FileNotFoundError):
            if time.time() - work.stat().st_mtime > _WEEK_S and not _is_alive(work):
                shutil.rmtree(work, ignore_errors=True)


def _convert(
    checkpoint: Checkpoint,
    out: Path,
    work: Path,
    wish: Wish,
    tell: OnProgress,
    cancel: CancelFlag,
) -> None:
    try:
        from engine.training.export.entry import ExportRequest, Follower, export
    except ModuleNotFoundError as error:
        raise needs_training_parts(error) from error
    request = ExportRequest(
        source=checkpoint.folder,
        out=out,
        precision=wish.precision,  # type: ignore[arg-type]  # the export says what it knows
        name=wish.name or checkpoint.folder.resolve().name,
        languages=wish.languages,
        licence=wish.licence,
        work=work,
    )
    try:
        export(request, Follower(tell, cancel))
    except (MemoryError, RuntimeError) as error:
        if not _is_memory(error):
            raise
        raise MemoryShort(
            f"There was not enough memory to convert {checkpoint.folder.name}; close other "
            "programs or choose a smaller one."
        ) from error


def _is_memory(error: Exception) -> bool:
    """Return whether memory ran out; torch and ONNX Runtime only say so in words."""
    return isinstance(error, MemoryError) or any(word in str(error) for word in _NO_MEMORY)


def _require_unchanged(checkpoint: Checkpoint) -> None:
    """Refuse what was made of a checkpoint that is another one now, or gone."""
    try:
        is_same = read_source(checkpoint.folder).source_sha256 == checkpoint.source_sha256
    except UserError as error:
        raise ExportRefused(
            f"The checkpoint in {checkpoint.folder} went away while it was converted."
        ) from error
    if not is_same:
        raise ExportRefused(
            f"The checkpoint in {checkpoint.folder} changed while it was converted; try again."
        )


def _require_memory(name: str, sizes: Sizes) -> None:
    limit = memory.limit_from_environment()
    free, own = memory.machine_memory(), memory.own_bytes()
    memory.require_room(f"Converting {name}", sizes.converting_bytes, free, own, limit)


def _require_disk(name: str, sizes: Sizes, work: Path) -> None:
    free = shutil.disk_usage(work).free
    if sizes.disk_bytes > free:
        raise UserError(
            f"Converting {name} needs about {sizes.disk_bytes // memory.MB} MB on the disk for a "
            f"while, which has {free // memory.MB} MB free."
        )


@contextlib.contextmanager
def _work(cache: Path, checkpoint: Checkpoint) -> Iterator[Path]:
    """Give the scratch place of a checkpoint to this process alone.

    It goes once all is done, and where going on with it cannot help; else it stays.
    """
    work = cache / WORK / checkpoint.source_sha256[:_KEY_CHARS]
    work.mkdir(parents=True, exist_ok=True)
    if _is_alive(work):
        raise UserError(f"{checkpoint.folder.name} is being taken in already.")
    owner = work / _OWNER
    process = psutil.Process()
    owner.write_text(f"{process.pid} {process.create_time()}", encoding="utf-8")
    is_over = False
    try:
        yield work
        is_over = True
    except (ExportRefused, OSError):
        is_over = True
        raise
    finally:
        if is_over:
            shutil.rmtree(work, ignore_errors=True)
        else:
            owner.unlink(missing_ok=True)


def _is_alive(work: Path) -> bool:
    """Return whether the process that has a scratch place is still there, and another one."""
    try:
        pid, created = (work / _OWNER).read_text(encoding="utf-8").split()
        process = psutil.Process(int(pid))
        return bool(process.create_time() == float(created))
    except (OSError, ValueError, psutil.NoSuchProcess):
        return False
