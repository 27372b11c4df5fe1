"""The voices on this computer: lists them, changes which one writes, renames, checks, deletes."""

from __future__ import annotations

from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from ui.engine_types import EngineStatus
from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.language import tr
from ui.notices import Choice, Tasks, Tell, ask
from ui.voices.in_use import VoiceInUse
from ui.voices.types import Checked, VoiceRow
from ui.voices.voices_page import VoicesPage
from ui.voices.words import size_said
from ui.voices.work_line import Job


class VoiceShelf(Protocol):
    """Where voices lie: the workshop, or a test's stand-in."""

    async def models(self) -> tuple[VoiceRow, ...]:
        """Return every voice."""

    async def rename(self, model: str, name: str) -> None:
        """Give a voice another name."""

    async def remove(self, model: str) -> None:
        """Delete a voice."""

    async def verify(self, model: str) -> Checked:
        """Check a voice's files."""


class Library(QObject):
    """The voices, and which one writes.

    Signals:
        changed(tuple[VoiceRow, ...]): the voices as they are now.
    """

    changed = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        shelf: VoiceShelf,
        voice: VoiceInUse,
        tasks: Tasks,
        tell: Tell,
    ) -> None:
        super().__init__(parent)
        self._window: QWidget = parent
        self._shelf, self._voice = shelf, voice
        self._tasks, self._tell = tasks, tell
        self.voices: tuple[VoiceRow, ...] = ()
        self._page: VoicesPage | None = None
        self._job: Job | None = None

    @property
    def in_use(self) -> str:
        """The id of the voice that writes."""
        return self._voice.id

    def attach(self, page: VoicesPage) -> None:
        """Show the voices on a page and do what it asks for."""
        self._page, self._window = page, page
        self._job = job = Job(page.line, self._tasks)
        job.changed.connect(page.set_busy)
        page.use_requested.connect(lambda id: self._tasks.start(self._use_there(id)))
        page.rename_requested.connect(lambda id, name: self._tasks.start(self._rename(id, name)))
        page.check_requested.connect(
            lambda id: job.start(tr("Checking the files…"), self._check(id))
        )
        page.delete_requested.connect(lambda id: self._tasks.start(self._delete(id)))
        page.show_voices(self.voices, self.in_use)

    async def refresh(self) -> None:
        """List the voices anew; where that fails the page says so, and what it shows stays."""
        try:
            self.voices = await self._shelf.models()
        except (AskRefused, AskWithdrawn, EngineUnavailable) as error:
            self._say(str(error), is_error=True)
            return
        self._show()
        self.changed.emit(self.voices)

    def on_engine_status(self, _status: EngineStatus) -> None:
        """Follow the engine: another voice may write."""
        self._show()

    async def use(self, id: str) -> None:
        """Change to another voice; raises as `VoiceInUse.use`."""
        await self._voice.use(id)
        self._show()

    # Inside

    async def _use_there(self, id: str) -> None:
        try:
            await self.use(id)
        except (AskRefused, EngineUnavailable) as error:
            self._say(str(error), is_error=True)
            return
        self._say(tr("{name} writes from now on.").format(name=self._name(id)))

    async def _rename(self, id: str, name: str) -> None:
        try:
            await self._shelf.rename(id, name)
        except (AskRefused, AskWithdrawn, EngineUnavailable) as error:
            self._say(str(error), is_error=True)
            return
        self._voice.renamed(id, name)
        await self.refresh()
        self._say("")

    async def _check(self, id: str) -> str:
        checked = await self._shelf.verify(id)
        return tr(
            "{name}: all %Ln files are as they were made, and it opens.", "", checked.files
        ).format(name=self._name(id))

    async def _delete(self, id: str) -> None:
        voice = next((v for v in self.voices if v.id == id), None)
        if voice is None or voice.included or id == self.in_use:
            return
        role = QMessageBox.ButtonRole
        answer = await ask(
            self._window,
            tr("Delete the voice {name}?").format(name=voice.name),
            tr("This frees {size}. What you wrote with it stays.").format(
                size=size_said(voice.size_mb)
            ),
            (
                Choice("keep", tr("Keep it"), role.RejectRole),
                Choice("go", tr("Delete"), role.DestructiveRole),
            ),
        )
        if answer != "go":
            return
        try:
            await self._shelf.remove(id)
        except (AskRefused, AskWithdrawn, EngineUnavailable) as error:
            self._say(str(error), is_error=True)
            return
        await self.refresh()
        self._say(tr("{name} was deleted.").format(name=voice.name))
        if self._page is not None:
            self._page.table.setFocus()

    def _name(self, id: str) -> str:
        return next((voice.name for voice in self.voices if voice.id == id), id)

    def _show(self) -> None:
        if self._page is not None:
            self._page.show_voices(self.voices, self.in_use)

    def _say(self, text: str, *, is_error: bool = False) -> None:
        if self._page is not None and self._page.isVisible():
            self._page.line.say(text, is_error=is_error)
        elif is_error:
            self._tell(text, is_error=True)
