"""Everything about voices behind the door: builds the parts and wires them to each other.

The Voices window is built when it is first opened, and the workshop's process is started by the
first ask.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from ui.engine_types import EngineStatus
from ui.notices import Tasks, Tell
from ui.theme import Theme
from ui.trace import Trace
from ui.voices.adding import Adding
from ui.voices.books import Books
from ui.voices.choices_file import ChoicesFile
from ui.voices.comparing import Comparing
from ui.voices.curves import Curves, load_drawing
from ui.voices.in_use import VoiceInUse
from ui.voices.library import Library
from ui.voices.page import Page
from ui.voices.parts_banner import PartsDesk
from ui.voices.training import Training
from ui.voices.turns import Turns
from ui.voices.voice_menu import VoiceMenu
from ui.voices.window import VoicesWindow
from ui.voices.work_line import WorkLine
from ui.voices.workshop import Workshop


@dataclass(frozen=True, slots=True)
class Opened:
    """The Voices window once it was opened, and what moves its pages."""

    window: VoicesWindow
    parts: PartsDesk
    books: Books
    training: Training
    comparing: Comparing
    adding: Adding


class VoicesDesk(QObject):
    """The voices of one window.

    Signals:
        work_changed(str): what is under way, for the status bar; empty where nothing is.
    """

    work_changed = Signal(str)

    def __init__(
        self,
        parent: QWidget,
        command: Sequence[str],
        voice: VoiceInUse,
        choices: Path,
        tasks: Tasks,
        tell: Tell,
        trace: Trace,
        project: Callable[[], Path | None],
    ) -> None:
        """Prepare; nothing is started or shown.

        Args:
            parent: the window.
            command: starts the train role.
            voice: the one that writes.
            choices: where choices of blind comparisons are kept.
            tasks: runs what takes time.
            tell: shows a sentence in the window.
            trace: hears what happens.
            project: returns the folder of the open project.
        """
        super().__init__(parent)
        self._parent = parent
        self._choices, self._tasks, self._tell = choices, tasks, tell
        self._trace, self._project = trace, project
        self.workshop = Workshop(command, self)
        self.workshop.notice_given.connect(tell)
        self.library = Library(parent, self.workshop, voice, tasks, tell)
        self.menu = VoiceMenu(self.library, tasks, tell, self.open, parent)
        self.library.changed.connect(
            lambda voices: self._trace.event("voices", ids=[voice.id for voice in voices])
        )
        self._look: tuple[Theme, QFont] | None = None
        self.opened: Opened | None = None
        self._may_turn = False

    def open(self) -> None:
        """Show what learns or was paused; the installed voices where nothing is."""
        # What was paused on an earlier day is known once the runs were listed.
        self._may_turn = self.opened is None
        self._open(lambda window: window.training if self._is_under_way else window.voices)

    def open_new(self) -> None:
        """Show the page that makes a voice of books."""
        self._open(lambda window: window.new_voice)

    def choose(self, above: QWidget) -> None:
        """Open the small menu of voices above a widget."""
        self.menu.open(above)

    def dress(self, theme: Theme, font: QFont) -> None:
        """Show everything in these colours and this font of the text from now on."""
        self._look = (theme, font)
        if self.opened is not None:
            self.opened.window.dress(theme, font)

    def on_engine_status(self, status: EngineStatus) -> None:
        """Follow the engine."""
        self.library.on_engine_status(status)

    def on_key(self) -> None:
        """Let training step aside because the writer types."""
        if self.opened is not None:
            self.opened.training.rest_for_typing()

    def close(self) -> None:
        """Close the window; a run that learns is paused."""
        if self.opened is not None:
            self.opened.training.leave()
            self.opened.window.close()

    async def stop(self) -> None:
        """End the workshop's process."""
        await self.workshop.stop()

    # Inside

    def _open(self, page: Callable[[VoicesWindow], Page]) -> None:
        if self.opened is None:
            self.opened = self._built()
        window = self.opened.window
        window.new_voice.set_project(self._project())
        if not window.isVisible():
            self._tasks.start(self._refresh(self.opened))
        window.bring(page(window))
        self._trace.event("voices_opened", page=window.page.title)

    def _built(self) -> Opened:
        window = VoicesWindow(self._parent)
        window.finished.connect(lambda _: self._trace.event("voices_closed"))
        if self._look is not None:
            window.dress(*self._look)
        workshop, tasks, turns = self.workshop, self._tasks, Turns(window)
        banners = (window.new_voice.banner, window.add_model.banner)
        opened = Opened(
            window,
            PartsDesk(banners, workshop, tasks, turns),
            Books(window.new_voice, workshop, tasks),
            Training(window.training, workshop, tasks, self._tell, turns=turns),
            Comparing(window.compare, workshop, ChoicesFile(self._choices), tasks),
            Adding(window.add_model, workshop, tasks, turns=turns),
        )
        self.library.attach(window.voices)
        self._wire(opened)
        tasks.start(_allow_drawing(window.training.curves))
        return opened

    def _wire(self, opened: Opened) -> None:
        window, training, books = opened.window, opened.training, opened.books
        opened.parts.ready_changed.connect(window.new_voice.set_ready)
        opened.parts.ready_changed.connect(window.add_model.set_ready)
        books.run_ready.connect(lambda _: window.show_page(window.training))
        books.run_ready.connect(training.begin)
        books.runs_changed.connect(lambda: self._tasks.start(training.refresh()))
        training.work_changed.connect(self.work_changed)
        training.runs_changed.connect(opened.comparing.show_runs)
        training.voice_made.connect(lambda _: self._tasks.start(self.library.refresh()))
        opened.adding.model_added.connect(lambda _: self._tasks.start(self.library.refresh()))
        for line in window.findChildren(WorkLine):
            line.said.connect(lambda text: self._trace.event("voices_said", text=text))
        training.runs_changed.connect(
            lambda runs: self._trace.event("runs", runs=[run.run for run in runs])
        )
        window.training.use_requested.connect(window.voices.use_requested)
        window.training.use_requested.connect(lambda _: window.show_page(window.voices))
        window.training.compare_requested.connect(opened.comparing.open)
        window.training.compare_requested.connect(lambda _: window.show_page(window.compare))
        self.library.changed.connect(window.new_voice.show_bases)

    @property
    def _is_under_way(self) -> bool:
        return self.opened is not None and self.opened.training.is_under_way

    async def _refresh(self, opened: Opened) -> None:
        window = opened.window
        await opened.training.refresh()
        # The page Voices shows nothing yet: nobody is torn away from anything.
        if self._may_turn and self._is_under_way and window.page is window.voices:
            window.show_page(window.training)
        self._may_turn = False
        await self.library.refresh()
        await opened.parts.refresh()
        await opened.adding.refresh()


async def _allow_drawing(curves: Curves) -> None:
    """Load what draws on another thread: on the window's own, keys would wait for it."""
    await asyncio.get_running_loop().run_in_executor(None, load_drawing)
    curves.allow()
