"""The small menu of voices at the status bar: a check mark on the one that writes."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget

from ui.errors import AskRefused, EngineUnavailable
from ui.language import mark, on_change, told, tr
from ui.notices import Tasks, Tell
from ui.voices.library import Library
from ui.voices.types import VoiceRow

_GAP_PX = 4
_LOOKING = mark("Looking for voices…")


class VoiceMenu:
    """Opens above a widget; voices that come while it is open join it."""

    def __init__(
        self,
        library: Library,
        tasks: Tasks,
        tell: Tell,
        open_window: Callable[[], object],
        parent: QWidget,
    ) -> None:
        self._library, self._tasks, self._tell = library, tasks, tell
        self._open_window = open_window
        self._above = parent
        self.menu = QMenu(parent)
        told(self.menu.setAccessibleName, mark("Voices"))
        self.menu.setToolTipsVisible(True)
        library.changed.connect(self._on_changed)
        on_change(self.menu, lambda: self._fill(self._library.voices))

    def open(self, above: QWidget) -> None:
        """Show the menu with its last row at a widget's upper edge."""
        self._tasks.start(self._library.refresh())
        self._above = above
        self._fill(self._library.voices)
        self.menu.popup(self._place().topLeft())
        self._begin_at_chosen()

    def _on_changed(self, voices: tuple[VoiceRow, ...]) -> None:
        if self.menu.isVisible():
            self._fill(voices)
            self.menu.setGeometry(self._place())
            self._begin_at_chosen()

    def _begin_at_chosen(self) -> None:
        """Let the keys begin at the voice that writes."""
        chosen = next((each for each in self.menu.actions() if each.isChecked()), None)
        self.menu.setActiveAction(chosen or self.menu.actions()[-1])

    def _place(self) -> QRect:
        """Return where the menu belongs: on the widget, their right edges in line."""
        above, size = self._above, self.menu.sizeHint()
        corner = above.mapToGlobal(QPoint(above.width(), -_GAP_PX))
        return QRect(QPoint(max(0, corner.x() - size.width()), corner.y() - size.height()), size)

    def _fill(self, voices: tuple[VoiceRow, ...]) -> None:
        self.menu.clear()
        group = QActionGroup(self.menu)
        for voice in voices:
            action = QAction(voice.name.replace("&", "&&"), self.menu)
            action.setCheckable(True)
            action.setChecked(voice.id == self._library.in_use)
            action.setEnabled(not voice.problem)
            action.setToolTip(voice.problem)
            action.triggered.connect(lambda _, id=voice.id: self._tasks.start(self._use(id)))
            group.addAction(action)
            self.menu.addAction(action)
        if not voices:
            self.menu.addAction(tr(_LOOKING)).setEnabled(False)
        self.menu.addSeparator()
        self.menu.addAction(tr("Voices…")).triggered.connect(lambda _: self._open_window())

    async def _use(self, id: str) -> None:
        try:
            await self._library.use(id)
        except (AskRefused, EngineUnavailable) as error:
            self._tell(str(error), is_error=True)
