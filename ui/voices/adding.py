"""Adds models: weighs a folder or asks the hub first, then converts on the writer's click."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal

from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.file_dialogs import choose_folder
from ui.language import mark, tr
from ui.notices import Tasks
from ui.voices.add_model_page import AddModelPage
from ui.voices.turns import UNTIL_ADDED, UNTIL_WEIGHED, Turns
from ui.voices.types import Catalogue, Cost, HubModel, Taken
from ui.voices.work_line import Job
from ui.voices.workshop import OnProgress

_ADDING = mark("Adding the model…")


class Importer(Protocol):
    """What takes models in: the workshop, or a test's stand-in."""

    async def catalogue(self) -> Catalogue:
        """Return the models worth having."""

    async def cost(self, folder: str, on_progress: OnProgress) -> Cost:
        """Return what a folder would take."""

    async def take_in(self, folder: str, on_progress: OnProgress) -> Taken:
        """Take a folder in."""

    async def describe(self, repo: str) -> HubModel:
        """Ask the hub what a model is."""

    async def download(self, repo: str, revision: str, on_progress: OnProgress) -> Taken:
        """Download a model and take it in."""


class Adding(QObject):
    """One model at a time.

    Signals:
        model_added(str): a model of that id is in place.
    """

    model_added = Signal(str)

    def __init__(
        self,
        page: AddModelPage,
        importer: Importer,
        tasks: Tasks,
        start: Callable[[], Path] = Path.home,
        turns: Turns | None = None,
    ) -> None:
        super().__init__(page)
        self._page, self._importer, self._start = page, importer, start
        self._folder = ""
        self._found: HubModel | None = None
        self._job = job = Job(page.line, tasks, turns, page.next_for_keys)
        job.changed.connect(page.set_busy)
        page.folder_requested.connect(lambda: tasks.start(self._choose()))
        page.look_up_requested.connect(
            lambda repo: job.start(
                tr("Asking the hub for {repo}…").format(repo=repo), self._look_up(repo)
            )
        )
        page.take_requested.connect(lambda: job.start(tr(_ADDING), self._take(), UNTIL_ADDED))
        page.download_requested.connect(
            lambda: job.start(tr("Downloading…"), self._download(), UNTIL_ADDED)
        )

    async def refresh(self) -> None:
        """List the models worth having; where that fails the page says so."""
        try:
            self._page.show_catalogue(await self._importer.catalogue())
        except (AskRefused, AskWithdrawn, EngineUnavailable) as error:
            self._page.line.say(str(error), is_error=True)

    def weigh(self, folder: Path) -> None:
        """Show what a folder would take."""
        self._page.clear()
        self._job.start(tr("Finding out what it takes…"), self._weigh(str(folder)), UNTIL_WEIGHED)

    # Inside

    async def _choose(self) -> None:
        folder = await choose_folder(self._page.window(), tr("Folder of a model"), self._start())
        if folder is not None:
            self.weigh(folder)

    async def _weigh(self, folder: str) -> str:
        cost = await self._importer.cost(folder, self._page.line.show_progress)
        self._folder = folder
        self._page.show_cost(cost)
        return ""

    async def _take(self) -> str:
        taken = await self._importer.take_in(self._folder, self._page.line.show_progress)
        return self._added(taken)

    async def _look_up(self, repo: str) -> str:
        self._found = await self._importer.describe(repo)
        self._page.show_found(self._found)
        return ""

    async def _download(self) -> str:
        found = self._found
        if found is None:
            return ""
        taken = await self._importer.download(
            found.repo, found.revision, self._page.line.show_progress
        )
        return self._added(taken)

    def _added(self, taken: Taken) -> str:
        self._page.clear()
        self.model_added.emit(taken.model)
        return tr("{name} is in place; choose it on the page Voices.").format(name=taken.name)
