"""Downloads a model's files from the hub: resumed where they broke off, held against their hashes.

huggingface_hub's own download can neither be cancelled within a file nor does it look at hashes,
so the bytes are read here; names, addresses and hashes are the hub's.
"""

from __future__ import annotations

import errno
import hashlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import requests
from huggingface_hub import hf_hub_url

from engine.errors import ModelDamaged, UserError
from engine.hub.listing import HubFile, HubModel, refuse_gated
from engine.hub.web import BROKEN, ENDPOINT, TIMEOUT_S, AnonymousSession, host_of, told_plainly
from engine.jobs import CancelFlag

OnProgress = Callable[[str, int, int], None]
_CACHE = "hub"
_WEEK_S = 7 * 24 * 3600
_BLOCK_BYTES = 1 << 20
# Broken connections in a row that brought nothing, and the seconds before the next try.
_ATTEMPTS, _PAUSE_S = 5, 1.0
# What stays free beside a download.
_DISK_MARGIN = 200_000_000


def folder_of(model: HubModel, cache: Path) -> Path:
    """Return the folder that a model is downloaded to, below the user's cache folder."""
    return cache / _CACHE / model.repo.replace("/", "--") / model.revision


def download(
    model: HubModel,
    folder: Path,
    on_progress: OnProgress = lambda what, done, total: None,
    cancel: CancelFlag | None = None,
    endpoint: str = ENDPOINT,
    check: Callable[[Path], None] = lambda folder: None,
    pause_s: float = _PAUSE_S,
) -> Path:
    """Download a model's files into a folder and return it.

    What an earlier call left there is gone on with. A file has its name only when it is whole and
    has its hash.

    Args:
        model: from `describe`.
        folder: for the files; made if need be.
        on_progress: told the bytes that are there, of all files.
        cancel: looked at for each megabyte; a connection that says nothing is waited for 15 s.
        endpoint: the address that `describe` was given.
        check: looks at the folder before the weights come, and raises where it cannot be used.
        pause_s: seconds between two tries.

    Raises:
        Cancelled: the flag was raised; what was downloaded stays.
        ModelNotFound: the model is not open to everybody.
        ModelDamaged: a file has another hash than the hub says.
        UserError: the hub cannot be reached, or the disk is full; what was downloaded stays.
    """
    refuse_gated(model)
    task = _Download(model, folder, on_progress, cancel or CancelFlag(), endpoint, pause_s)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        task.require_disk()
        with told_plainly(host_of(endpoint)), AnonymousSession() as session:
            small = [file for file in model.files if not file.is_weights]
            for file in small:
                task.fetch(session, file)
            check(folder)
            for file in model.files[len(small) :]:
                task.fetch(session, file)
    except OSError as error:
        raise _disk_error(model, folder, error) from error
    return folder


def sweep(cache: Path) -> None:
    """Remove downloads that nobody went on with for a week."""
    for folder in sorted((cache / _CACHE).glob("*")):
        times = [path.stat().st_mtime for path in (folder, *folder.rglob("*"))]
        if time.time() - max(times) > _WEEK_S:
            shutil.rmtree(folder, ignore_errors=True)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a file grows, and where it lies once it is whole."""

    file: HubFile
    whole: Path
    part: Path


class _Download:
    """One download under way."""

    def __init__(
        self,
        model: HubModel,
        folder: Path,
        on_progress: OnProgress,
        cancel: CancelFlag,
        endpoint: str,
        pause_s: float,
    ) -> None:
        self._model = model
        self._folder = folder
        self._on_progress = on_progress
        self._cancel = cancel
        self._endpoint = endpoint
        self._pause_s = pause_s
        self._done = 0

    def require_disk(self) -> None:
        """Refuse what does not fit on the disk.

        Raises:
            UserError: it does not.
        """
        there = sum(min(self._there(file), file.n_bytes) for file in self._model.files)
        need = self._model.n_bytes - there
        free = shutil.disk_usage(self._folder).free
        if need + _DISK_MARGIN > free:
            raise UserError(
                f"{self._model.repo} needs {need // 1_000_000} MB more on the disk, which has "
                f"{free // 1_000_000} MB free."
            )

    def fetch(self, session: requests.Session, file: HubFile) -> None:
        """Bring one file whole, from where it broke off."""
        place = self._place(file)
        if not (place.whole.is_file() and _has_hash(place.whole, file)):
            self._bring(session, place)
        self._done += file.n_bytes
        self._on_progress("downloaded bytes", self._done, self._model.n_bytes)

    def _bring(self, session: requests.Session, place: _Place) -> None:
        in_vain = 0
        while True:
            self._cancel.check()
            before = _size(place.part)
            try:
                self._append(session, place, before)
            except BROKEN:
                in_vain = in_vain + 1 if _size(place.part) <= before else 0
                if in_vain >= _ATTEMPTS:
                    raise
                self._cancel.wait(self._pause_s)
                continue
            if _size(place.part) >= place.file.n_bytes:
                break
            # A connection that ends early without an error has brought less than it promised.
            in_vain += 1
            if in_vain >= _ATTEMPTS:
                raise requests.exceptions.ConnectionError("the answer is too short")
        if not _has_hash(place.part, place.file):
            place.part.unlink()
            raise ModelDamaged(
                f"{place.file.name} of {self._model.repo} came with other contents than the hub "
                "says it has; try again later."
            )
        place.part.replace(place.whole)

    def _append(self, session: requests.Session, place: _Place, start: int) -> None:
        """Read what is missing of a file, or all of it where the hub begins anew."""
        url = hf_hub_url(
            self._model.repo,
            place.file.name,
            revision=self._model.revision,
            endpoint=self._endpoint,
        )
        headers = {"Accept-Encoding": "identity"}
        if 0 < start < place.file.n_bytes:
            headers["Range"] = f"bytes={start}-"
        with session.get(url, headers=headers, stream=True, timeout=TIMEOUT_S) as answer:
            answer.raise_for_status()
            goes_on = (
                answer.status_code == requests.codes.partial_content
                and _range_start(answer) == start
            )
            n_bytes = start if goes_on else 0
            with place.part.open("ab" if goes_on else "wb") as writer:
                for block in self._blocks(answer):
                    writer.write(block)
                    n_bytes += len(block)
                    if n_bytes > place.file.n_bytes:
                        break  # its hash will say that it is another file
                    self._on_progress("downloaded bytes", self._done + n_bytes, self._model.n_bytes)
                writer.flush()
                os.fsync(writer.fileno())

    def _blocks(self, answer: requests.Response) -> Iterator[bytes]:
        for block in answer.iter_content(_BLOCK_BYTES):
            self._cancel.check()
            yield block

    def _place(self, file: HubFile) -> _Place:
        whole = self._folder / file.name
        return _Place(file, whole, whole.with_name(f"{file.name}.part"))

    def _there(self, file: HubFile) -> int:
        place = self._place(file)
        return _size(place.whole) or _size(place.part)


def _range_start(answer: requests.Response) -> int | None:
    stated = answer.headers.get("Content-Range", "").removeprefix("bytes ").partition("-")[0]
    return int(stated) if stated.isdecimal() else None


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except FileNotFoundError:
        return 0


def _has_hash(path: Path, file: HubFile) -> bool:
    """Return whether a file is the one that the hub names."""
    if path.stat().st_size != file.n_bytes:
        return False
    with path.open("rb") as reader:
        if file.sha256 is not None:
            return hashlib.file_digest(reader, "sha256").hexdigest() == file.sha256
        # git's hash of a blob: a header before the contents. Not for security, but all there is.
        digest = hashlib.sha1(f"blob {file.n_bytes}\0".encode(), usedforsecurity=False)
        while block := reader.read(_BLOCK_BYTES):
            digest.update(block)
        return digest.hexdigest() == file.git_sha1


def _disk_error(model: HubModel, folder: Path, error: OSError) -> UserError:
    if error.errno in (errno.ENOSPC, errno.EDQUOT, errno.EFBIG):
        return UserError(f"The disk is full; what there is of {model.repo} stays in {folder}.")
    return UserError(f"The folder {folder} cannot be written: {error.strerror or error}.")
