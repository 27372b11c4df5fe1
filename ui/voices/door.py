"""The way from a desk to its voices: what stands at the start, and what is fetched once asked for.

The pages, the workshop and their values are imported by the first opening: a writer who never opens
them does not pay for them at every start.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QWidget

from ui.engine_types import EngineStatus
from ui.language import mark, tr
from ui.theme import Theme
from ui.trace import Trace
from ui.voices.in_use import VoiceInUse
from ui.voices.meeting import VoicesMeeting

if TYPE_CHECKING:
    from ui.desk import Desk
    from ui.process_link import ProcessLink
    from ui.voices.voices_desk import VoicesDesk

_NO_ENGINE = mark("Voices need the engine, which is off.")


class VoicesDoor(QObject):
    """The voices of one desk.

    Signals:
        work_changed(str): what is under way, for the status bar; empty where nothing is.
    """

    work_changed = Signal(str)

    def __init__(
        self,
        desk: Desk,
        command: Sequence[str],
        choices: Path,
        trace: Trace,
        meeting: VoicesMeeting | None = None,
    ) -> None:
        """Wire the voices to a desk's editor and status bar; nothing is started or shown.

        Args:
            desk: its window, client, settings and tasks are there; its project may come later.
            command: starts the train role; empty for a window without an engine.
            choices: where choices of blind comparisons are kept.
            trace: hears what happens.
            meeting: leads to the voices of another desk, where those were opened first.
        """
        super().__init__(desk.window)
        self._desk, self._command = desk, tuple(command)
        self._choices, self._trace = choices, trace
        self._tell = desk.window.notices.tell
        self._voice = VoiceInUse(desk.client, desk.settings, desk.tasks, self._tell)
        self._look: tuple[Theme, QFont] | None = None
        self.inside: VoicesDesk | None = None
        self._meeting = meeting or VoicesMeeting()
        status = desk.window.status
        desk.editor.key_painted.connect(lambda _: self.on_key())
        self.work_changed.connect(status.show_work)
        status.voice_clicked.connect(lambda: self.choose(status.voice_button))
        status.left.connect(desk.editor.setFocus)

    def open(self) -> None:
        """Show the installed voices."""
        if (inside := self.entered()) is not None:
            inside.open()

    def open_new(self) -> None:
        """Show the page that makes a voice of books."""
        if (inside := self.entered()) is not None:
            inside.open_new()

    def choose(self, above: QWidget) -> None:
        """Open the small menu of voices above a widget."""
        if (inside := self.entered()) is not None:
            inside.choose(above)

    def dress(self, theme: Theme, font: QFont) -> None:
        """Show everything in these colours and this font of the text from now on."""
        self._look = (theme, font)
        if self.inside is not None:
            self.inside.dress(theme, font)

    def on_engine_status(self, status: EngineStatus) -> bool:
        """Follow the engine; return whether the writer hears of it from here."""
        if (inside := self._shared_inside) is not None:
            inside.on_engine_status(status)
        return self._voice.on_engine_status(status)

    @property
    def processes(self) -> list[ProcessLink]:
        """The workshop's process, once there is one."""
        inside = self._shared_inside
        return [inside.workshop] if inside is not None else []

    def on_key(self) -> None:
        """Let training step aside because the writer types."""
        if (inside := self._shared_inside) is not None:
            inside.on_key()

    @property
    def _shared_inside(self) -> VoicesDesk | None:
        """What is behind the door that was opened first, this one or another window's."""
        home = self._meeting.home or self
        return home.inside

    def close(self) -> None:
        """Close the window; a run that learns is paused."""
        if self._meeting.home is self:
            self._meeting.home = None
        if self.inside is not None:
            self.inside.close()

    async def stop(self) -> None:
        """End the workshop's process."""
        if self.inside is not None:
            await self.inside.stop()

    def entered(self) -> VoicesDesk | None:
        """Return what is behind the door; where there is no engine the writer is told."""
        if not self._command:
            self._tell(tr(_NO_ENGINE))
            return None
        home = self._meeting.home
        if home is not None and home is not self:
            return home.entered()
        self._meeting.home = self
        if self.inside is None:
            from ui.voices.voices_desk import VoicesDesk

            self.inside = VoicesDesk(
                self._desk.window,
                self._command,
                self._voice,
                self._choices,
                self._desk.tasks,
                self._tell,
                self._trace,
                self._project,
            )
            self.inside.work_changed.connect(self.work_changed)
            if self._look is not None:
                self.inside.dress(*self._look)
        return self.inside

    def _project(self) -> Path | None:
        opened = self._desk.project.project
        return opened.folder if opened is not None else None
