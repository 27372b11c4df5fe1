"""A text file on disk: read without loss, written atomically, never over somebody else's change.

Pure Python; may block, so the window calls it from a worker thread.
"""

from __future__ import annotations

import contextlib
import errno
import hashlib
import logging
import os
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from engine.errors import BadInput
from engine.texts import FileForm, decode_text, read_bytes
from ui.errors import ChangedOnDisk, FileUnusable, SaveFailed
from ui.language import mark, tr

__all__ = [
    "FileForm",
    "FileState",
    "OpenedFile",
    "digest",
    "open_text",
    "save_text",
    "write_atomic",
]

logger = logging.getLogger(__name__)
# Qt's document takes these for line ends of its own.
_SEPARATORS = {"\u2029", "\ufdd0", "\ufdd1"}
_REASONS = {
    errno.ENOSPC: mark("the disk is full"),
    errno.EDQUOT: mark("the disk quota is used up"),
    errno.EACCES: mark("it is not allowed there"),
    errno.EPERM: mark("it is not allowed there"),
    errno.EROFS: mark("the disk is read-only"),
    errno.ENOENT: mark("the folder does not exist"),
    errno.EISDIR: mark("it is a folder"),
}


@dataclass(frozen=True, slots=True)
class FileState:
    """A file as it was when it was last read or written."""

    path: Path
    form: FileForm
    sha256: str


@dataclass(frozen=True, slots=True)
class OpenedFile:
    """A file's text, its lines ending in a line feed, and its state."""

    text: str
    state: FileState
    note: str = ""
    """What saving will change beside the writer's own edits; empty where nothing."""


def open_text(path: Path) -> OpenedFile:
    """Read a text file.

    Raises:
        FileUnusable: it is missing, unreadable, too large or not text; one sentence says which.
    """
    try:
        data = read_bytes(path)
        decoded = decode_text(data, path.name)
    except BadInput as error:
        raise FileUnusable(str(error)) from error
    # Absolute, so that a later change of the working folder cannot move it.
    state = FileState(path.absolute(), decoded.form, digest(data))
    is_exact = decoded.form.encode(decoded.text) == data and not _SEPARATORS & set(decoded.text)
    note = (
        ""
        if is_exact
        else tr("{name} mixes several kinds of line ends; saving writes all of them alike.").format(
            name=path.name
        )
    )
    return OpenedFile(decoded.text, state, note)


def save_text(path: Path, text: str, form: FileForm, expected: str | None) -> FileState:
    """Write a text file atomically.

    Args:
        path: where to; a link's target is written, the link stays.
        text: lines end in a line feed.
        form: encoding, byte order mark and line ends to write.
        expected: SHA-256 that the file has to have still; None overwrites whatever is there.

    Raises:
        ChangedOnDisk: the file is not the one that was read.
        SaveFailed: it cannot be written; the file on disk is as it was.
    """
    try:
        data = form.encode(text)
    except BadInput as error:
        raise SaveFailed(str(error)) from error
    target = path.resolve()
    if expected is not None and _digest_on_disk(target) != expected:
        sentence = tr("{name} was deleted or moved since you opened it.")
        if target.exists():
            sentence = tr("{name} was changed by another program since you opened it.")
        raise ChangedOnDisk(sentence.format(name=path.name))
    try:
        write_atomic(target, data)
    except OSError as error:
        known = _REASONS.get(error.errno or 0)
        reason = tr(known) if known else error.strerror or tr("of an unknown fault")
        raise SaveFailed(
            tr(
                "{name} was not saved: {reason}. Your text is kept in the journal; save it "
                "elsewhere or try again."
            ).format(name=path.name, reason=reason)
        ) from error
    return FileState(path.absolute(), form, digest(data))


def write_atomic(target: Path, data: bytes) -> None:
    """Write beside the target, flush to the disk, replace, flush the folder.

    Raises:
        OSError: nothing was changed.
    """
    mode = stat.S_IMODE(target.stat().st_mode) if target.exists() else None
    if mode is not None and not os.access(target, os.W_OK):
        # Replacing needs the folder's permission only; a file made read-only was meant to stay.
        raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(target))
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".tmp", dir=target.parent)
    beside = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        beside.chmod(mode if mode is not None else 0o666 & ~_umask())
        beside.replace(target)
    except BaseException:
        with contextlib.suppress(OSError):
            beside.unlink()
        raise
    try:
        _sync_folder(target.parent)
    except OSError:
        # Some network and FUSE mounts cannot; the file itself is in place and flushed.
        logger.warning("the folder %s cannot be flushed", target.parent)


def digest(data: bytes) -> str:
    """Return the SHA-256 of bytes in hex."""
    return hashlib.sha256(data).hexdigest()


def _digest_on_disk(path: Path) -> str | None:
    try:
        return digest(path.read_bytes())
    except OSError:
        return None


def _sync_folder(folder: Path) -> None:
    if os.name == "nt":
        # Windows cannot open a folder for writing; replace is durable with the file's own flush.
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _umask() -> int:
    # The only way to read it is to set it; both calls are atomic for a process's single writer.
    mask = os.umask(0o077)
    os.umask(mask)
    return mask
