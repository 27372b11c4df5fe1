"""The banner that offers the training parts where they are missing, and installs them."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.language import mark, told, tr
from ui.notices import Tasks
from ui.voices.page import button, head, quiet, row
from ui.voices.turns import UNTIL_INSTALLED, Turns
from ui.voices.types import Parts
from ui.voices.words import size_said
from ui.voices.work_line import Job, WorkLine
from ui.voices.workshop import OnProgress

_WHAT = mark(
    "To learn from your books and to add models, Longhand needs more parts than it "
    "came with. They come from the internet, once; your texts stay here."
)


class PartsBanner(QFrame):
    """What is missing, how large it is, and a button.

    Signals:
        install_requested(): the parts shall be installed.
    """

    install_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("partsBanner")
        self.text = quiet("", self)
        self.install = button(mark("Install"), self)
        self.install.clicked.connect(self.install_requested)
        self.line = WorkLine(mark("Training parts"), self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 12, 16, 12)
        layout.setSpacing(8)
        layout.addWidget(head(mark("Training parts are missing"), self))
        layout.addWidget(self.text)
        layout.addWidget(self.line)
        layout.addLayout(row(self.install))
        self.hide()

    def show_parts(self, parts: Parts) -> None:
        """Show what is missing, or nothing where nothing is."""
        self.setVisible(not parts.installed)
        self.install.setVisible(parts.can_install)
        if parts.can_install:
            told(self.text.setText, lambda: _offer_said(parts))
            told(
                self.install.setText,
                lambda: tr("Download and install {size}").format(size=size_said(parts.download_mb)),
            )
        else:
            told(self.text.setText, lambda: parts.hint)


def _offer_said(parts: Parts) -> str:
    """Return what is missing and how large it is."""
    sizes = tr("Download: {download}, on disk: {disk}.")
    sizes = sizes.format(download=size_said(parts.download_mb), disk=size_said(parts.disk_mb))
    return f"{tr(_WHAT)} {sizes}"


class PartsSource(Protocol):
    """What knows of the parts: the workshop, or a test's stand-in."""

    async def parts(self) -> Parts:
        """Return whether they are installed."""

    async def install_parts(self, on_progress: OnProgress) -> Parts:
        """Install them."""


class PartsDesk(QObject):
    """Keeps every banner true.

    Signals:
        ready_changed(bool): whether the parts are installed.
    """

    ready_changed = Signal(bool)

    def __init__(
        self,
        banners: tuple[PartsBanner, ...],
        source: PartsSource,
        tasks: Tasks,
        turns: Turns | None = None,
    ) -> None:
        super().__init__(banners[0])
        self._banners, self._source = banners, source
        self._jobs = [Job(banner.line, tasks, turns) for banner in banners]
        for banner, job in zip(banners, self._jobs, strict=True):
            job.changed.connect(self._on_busy)
            banner.install_requested.connect(
                lambda banner=banner, job=job: job.start(
                    tr("Installing…"), self._install(banner), UNTIL_INSTALLED
                )
            )

    async def refresh(self) -> None:
        """Look whether the parts are installed; where that cannot be told no banner shows."""
        try:
            self._show(await self._source.parts())
        except (AskRefused, AskWithdrawn, EngineUnavailable):
            # Whatever needs the parts says why it cannot be done.
            self.ready_changed.emit(True)

    async def _install(self, banner: PartsBanner) -> str:
        self._show(await self._source.install_parts(banner.line.show_progress))
        return tr("The training parts are installed.")

    def _on_busy(self, is_busy: bool) -> None:
        for banner in self._banners:
            banner.install.setDisabled(is_busy)

    def _show(self, parts: Parts) -> None:
        for banner in self._banners:
            banner.show_parts(parts)
        self.ready_changed.emit(parts.installed)
