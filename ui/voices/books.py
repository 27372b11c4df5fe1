"""Has books read into a run, and hands the run on to training."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.file_dialogs import choose_folder
from ui.language import mark, tr
from ui.notices import Tasks
from ui.voices.new_voice_page import NewVoicePage
from ui.voices.types import BookWish, Corpus
from ui.voices.words import reading_said
from ui.voices.work_line import Job
from ui.voices.workshop import OnProgress

_FILTERS = mark("Books (*.docx *.odt *.epub *.html *.rtf *.md *.txt);;All files (*)")


class Reader(Protocol):
    """What reads books: the workshop, or a test's stand-in."""

    async def prepare(self, wish: BookWish, on_progress: OnProgress) -> Corpus:
        """Read books into a new run."""

    async def delete_run(self, run: str) -> None:
        """Delete a run."""


class Books(QObject):
    """From a wish to a run that can be trained.

    Signals:
        run_ready(str): a run was read, and the writer wants it trained.
        runs_changed(): a run came or went.
    """

    run_ready = Signal(str)
    runs_changed = Signal()

    def __init__(
        self,
        page: NewVoicePage,
        reader: Reader,
        tasks: Tasks,
        start: Callable[[], Path] = Path.home,
    ) -> None:
        """Prepare the page.

        Args:
            page: where books are chosen.
            reader: reads them.
            tasks: runs what takes time.
            start: the folder that file dialogs begin in.
        """
        super().__init__(page)
        self._page, self._reader, self._tasks, self._start = page, reader, tasks, start
        self._corpus: Corpus | None = None
        self._job = job = Job(page.line, tasks)
        job.changed.connect(page.set_busy)
        page.read_requested.connect(
            lambda wish: job.start(tr("Reading the books…"), self._read(wish))
        )
        page.train_requested.connect(self._train)
        page.again_requested.connect(lambda: tasks.start(self._again()))
        page.files_requested.connect(lambda: tasks.start(self._choose_files()))
        page.folder_requested.connect(lambda: tasks.start(self._choose_folder()))

    async def _read(self, wish: BookWish) -> str:
        line = self._page.line
        self._corpus = await self._reader.prepare(
            wish, lambda progress: line.show_progress(progress, reading_said(progress))
        )
        self._page.show_report(self._corpus)
        self.runs_changed.emit()
        return ""

    def _train(self) -> None:
        if self._corpus is not None:
            run, self._corpus = self._corpus.run, None
            self._page.show_wish()
            self.run_ready.emit(run)

    async def _again(self) -> None:
        """Go back to the wish; what was read for the other one goes."""
        self._page.show_wish()
        self._page.first.setFocus()
        if self._corpus is None:
            return
        run, self._corpus = self._corpus.run, None
        try:
            await self._reader.delete_run(run)
        except (AskRefused, AskWithdrawn, EngineUnavailable) as error:
            self._page.line.say(str(error), is_error=True)
        self.runs_changed.emit()

    async def _choose_files(self) -> None:
        dialog = QFileDialog(self._page.window(), tr("Add books"), str(self._start()), tr(_FILTERS))
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        chosen: asyncio.Future[list[str]] = asyncio.get_running_loop().create_future()

        def on_finished(code: int) -> None:
            if not chosen.done():
                chosen.set_result(dialog.selectedFiles() if code else [])

        dialog.finished.connect(on_finished)
        dialog.open()
        try:
            self._page.books.add(Path(name) for name in await chosen)
        finally:
            dialog.deleteLater()

    async def _choose_folder(self) -> None:
        folder = await choose_folder(
            self._page.window(), tr("Add a folder of books"), self._start()
        )
        if folder is not None:
            self._page.books.add([folder])
