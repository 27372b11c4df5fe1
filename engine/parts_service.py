"""The train role's handlers over the training parts: whether they are there, and installing them.

Nothing is fetched but by `install`, which the writer asks for.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence

from engine.errors import UserError
from engine.jobs import CancelFlag
from engine.model_messages import PartsResult
from engine.parts import are_installed, use_parts
from engine.parts_install import PartsInstaller, folder_of
from engine.parts_list import PartsList, PartsSize, has_nvidia_gpu, read_parts_list
from engine.paths import UserFolders
from engine.train_messages import ProgressPart

_IN_A_CHECKOUT = "Install the training parts with “python packaging/bootstrap.py train”."
_NOT_MADE = "The training parts are not made for this kind of computer."


class PartsService:
    """Tells of the training parts and installs them where Longhand runs without a Python."""

    def __init__(
        self,
        folders: UserFolders,
        pip: Sequence[str] | None = None,
        parts: PartsList | None = None,
        has_gpu: Callable[[], bool] = has_nvidia_gpu,
    ) -> None:
        """Use the parts if they are installed.

        Args:
            folders: the user's.
            pip: the command that pip's arguments follow; None is this program itself where it is
                an installed app, and no way to install anything in a checkout.
            parts: None is the list that ships with Longhand.
            has_gpu: whether an NVIDIA GPU is there.
        """
        if pip is None and getattr(sys, "frozen", False):
            pip = (sys.executable, "--pip")
        self._pip = pip
        self._folders = folders
        self._parts = parts or read_parts_list()
        self._has_gpu = has_gpu
        if pip is not None:
            use_parts(folder_of(self._parts, folders))

    def parts(self) -> PartsResult:
        """Return whether the parts are installed, and what they would take."""
        size = self._size()
        installed = are_installed()
        hint = ""
        if not installed:
            hint = _IN_A_CHECKOUT if self._pip is None else _NOT_MADE if size is None else ""
        return PartsResult(
            installed=installed,
            can_install=self._pip is not None and size is not None,
            download_mb=size.download_mb if size else 0,
            disk_mb=size.disk_mb if size else 0,
            hint=hint,
        )

    def install(self, on_part: Callable[[ProgressPart], None], cancel: CancelFlag) -> PartsResult:
        """Download and install the parts; from then on they are used.

        Raises:
            Cancelled: the flag was raised; nothing is left but what was downloaded.
            UserError: it cannot be done, and why.
        """
        if are_installed():
            return self.parts()
        size = self._size()
        if self._pip is None or size is None:
            raise UserError(self.parts().hint)
        installer = PartsInstaller(
            self._parts,
            size,
            self._folders,
            self._pip,
            self._has_gpu(),
            lambda what, done, total: on_part(ProgressPart(what, done, total)),
            cancel,
        )
        use_parts(installer.install())
        return self.parts()

    def _size(self) -> PartsSize | None:
        return self._parts.size_here(self._has_gpu())
