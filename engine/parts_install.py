"""Installs the training parts into the user's data folder: whole or not at all.

All of it happens in a folder beside the final one, which gets its name once everything is there; a
kill leaves what the next install sweeps. What pip downloaded lies in the user's cache folder until
the install is complete, so that a second try is shorter.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from collections.abc import Callable, Iterator, Sequence
from importlib.metadata import distributions
from pathlib import Path

import psutil

from engine.errors import InternalError, UserError
from engine.jobs import CancelFlag
from engine.parts_list import PartsList, PartsSize, name_of
from engine.parts_pip import DownloadCount, run_pip
from engine.paths import UserFolders

OnProgress = Callable[[str, int, int], None]
TORCH_CPU_INDEX = "https://download.pytorch.org/whl/cpu"
DOWNLOADED, INSTALLING = "downloaded bytes", "installing"
_MB = 1_000_000
# What stays free beside the parts.
_DISK_MARGIN_MB = 300
_OWNER = "owner.txt"
_CUDA = ("nvidia-", "cuda-", "triton")
_CALM = ("--no-input", "--disable-pip-version-check", "--no-color", "--timeout", "15")
_FETCH = ("--no-deps", "--only-binary", ":all:", "--progress-bar", "raw", "--retries", "3")


def folder_of(parts: PartsList, folders: UserFolders) -> Path:
    """Return where the parts of a list lie once they are installed."""
    return folders.data / "parts" / parts.digest


class PartsInstaller:
    """One install of the parts."""

    def __init__(
        self,
        parts: PartsList,
        size: PartsSize,
        folders: UserFolders,
        pip: Sequence[str],
        has_gpu: bool,
        on_progress: OnProgress,
        cancel: CancelFlag,
    ) -> None:
        """Prepare an install.

        Args:
            parts: what is to be there.
            size: what it takes here, from the list.
            folders: the user's.
            pip: the command that pip's arguments follow.
            has_gpu: whether a torch with CUDA can be used.
            on_progress: told bytes of the download, then bytes on the disk.
            cancel: raised, pip is killed and what it made is removed, but for its downloads.
        """
        self._parts = parts
        self._size = size
        self._folder = folder_of(parts, folders)
        self._work = self._folder.with_name(f"{self._folder.name}.new")
        self._cache = folders.cache / "parts"
        self._pip = pip
        self._has_gpu = has_gpu
        self._on_progress = on_progress
        self._cancel = cancel
        self._count = DownloadCount()
        self._stage = DOWNLOADED

    def install(self) -> Path:
        """Install the parts and return their folder; older ones are swept then.

        Raises:
            Cancelled: the flag was raised.
            UserError: it could not be done, and why.
        """
        try:
            with _claimed(self._work):
                self._require_disk()
                for arguments in self._plan():
                    self._fetch(arguments)
                self._require_whole()
                self._put_in_place()
        except OSError as error:
            raise UserError(
                f"The training parts could not be written to {self._folder.parent}: "
                f"{error.strerror or error}."
            ) from error
        shutil.rmtree(self._cache, ignore_errors=True)
        self._sweep()
        return self._folder

    @property
    def _site(self) -> Path:
        return self._work / "site"

    def _require_disk(self) -> None:
        """Refuse what does not fit: the wheels, their copies in the cache, and what is in them."""
        need_mb = self._size.disk_mb + 2 * self._size.download_mb + _DISK_MARGIN_MB
        free_mb = shutil.disk_usage(self._work).free // _MB
        if need_mb > free_mb:
            raise UserError(
                f"The training parts need {need_mb} MB of free space while they are installed, "
                f"and the disk has {free_mb} MB."
            )

    def _plan(self) -> list[list[str]]:
        """Return the arguments of each install, after asking which torch the index offers.

        PyPI's torch for Linux brings several GB of CUDA along: that one is for an NVIDIA GPU.
        """
        self._on_progress(DOWNLOADED, 0, self._size.download_mb * _MB)
        cuda = [line for line in self._offered_with_torch() if name_of(line).startswith(_CUDA)]
        if cuda and not self._has_gpu:
            cpu_torch = ["--index-url", TORCH_CPU_INDEX, self._parts.torch]
            return [cpu_torch, list(self._parts.besides_torch)]
        return [[*self._parts.requirements, *cuda]]

    def _offered_with_torch(self) -> list[str]:
        """Return what the index would bring with torch, each with its version."""
        report = self._work / "report.json"
        asked = ["--dry-run", "--ignore-installed", "--only-binary", ":all:", "--quiet"]
        self._run(["install", *asked, "--report", str(report), self._parts.torch])
        found = json.loads(report.read_text(encoding="utf-8"))["install"]
        return [f"{item['metadata']['name']}=={item['metadata']['version']}" for item in found]

    def _fetch(self, requirements: list[str]) -> None:
        self._stage = DOWNLOADED
        self._run(["install", *_FETCH, "--target", str(self._site), *requirements])

    def _run(self, arguments: list[str]) -> None:
        scratch = self._work / "tmp"
        scratch.mkdir(exist_ok=True)
        variables = {name: str(scratch) for name in ("TMPDIR", "TEMP", "TMP")}
        # Whatever pip is told elsewhere: it writes here, and into no environment of the user's.
        variables |= {"PIP_USER": "0", "PIP_REQUIRE_VIRTUALENV": "0"}
        arguments = [*arguments, *_CALM, "--cache-dir", str(self._cache)]
        run_pip(self._pip, arguments, variables, self._on_line, self._cancel)

    def _on_line(self, line: str | None) -> None:
        total = self._size.download_mb * _MB
        if line is not None and self._count.feed(line):
            self._on_progress(DOWNLOADED, min(self._count.n_bytes, total), total)
        elif line is not None and line.startswith("Installing collected packages"):
            self._stage = INSTALLING
        if line is None and self._stage == INSTALLING:
            total = self._size.disk_mb * _MB
            self._on_progress(INSTALLING, min(_bytes_in(self._work), total), total)

    def _require_whole(self) -> None:
        """Hold what is installed against the list.

        Raises:
            InternalError: something is missing.
        """
        there = {
            f"{name_of(found.name)}=={found.version.partition('+')[0]}"
            for found in distributions(path=[str(self._site)])
        }
        wanted = [(name_of(line), line.partition("==")[2]) for line in self._parts.requirements]
        if missing := {f"{name}=={version}" for name, version in wanted} - there:
            raise InternalError(f"pip left out {', '.join(sorted(missing))}.")

    def _put_in_place(self) -> None:
        if hasattr(os, "sync"):
            # A power cut must not leave a complete folder of empty files.
            os.sync()
        if self._folder.exists():
            shutil.rmtree(self._folder)
        self._site.rename(self._folder)

    def _sweep(self) -> None:
        """Remove parts of other lists, and what broken-off installs left."""
        for folder in self._folder.parent.iterdir():
            if folder != self._folder and not _is_claimed(folder):
                shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _claimed(work: Path) -> Iterator[None]:
    """Make an empty folder to work in, and remove it with all that is left in it at the end.

    Raises:
        UserError: another process works in it.
    """
    if _is_claimed(work):
        raise UserError("The training parts are being installed already.")
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    process = psutil.Process()
    owner = f"{process.pid} {process.create_time()}"
    (work / _OWNER).write_text(owner, encoding="utf-8")
    try:
        yield
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _is_claimed(work: Path) -> bool:
    """Return whether a process that is still there works in a folder."""
    try:
        pid, created = (work / _OWNER).read_text(encoding="utf-8").split()
        return bool(psutil.Process(int(pid)).create_time() == float(created))
    except (OSError, ValueError, psutil.NoSuchProcess):
        return False


def _bytes_in(folder: Path) -> int:
    """Return the bytes of all files in a folder that others write to meanwhile."""
    n_bytes = 0
    for root, _, names in os.walk(folder):
        for name in names:
            with contextlib.suppress(OSError):
                n_bytes += os.lstat(os.path.join(root, name)).st_size
    return n_bytes
