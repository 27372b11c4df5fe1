"""The way from a desk to its commands; what only they need is fetched once they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from ui.commands.commands import Commands
    from ui.commands.preferences import Preferences
    from ui.desk import Desk


class CommandsDoor(QObject):
    """The commands of one desk."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._commands: Commands | None = None
        self._preferences: Preferences | None = None

    def open_palette(self) -> None:
        """Show the commands by name, or put them away."""
        if self._commands is None:
            from ui.commands.commands import Commands

            self._commands = Commands(self._desk.window, self._desk.editor)
        self._commands.toggle()

    def open_preferences(self) -> None:
        """Show all settings."""
        window = self._window()
        window.bring(window.pages[0])

    def close(self) -> None:
        """Close what stands beside the window."""
        if self._preferences is not None:
            self._preferences.close()

    def _window(self) -> Preferences:
        if self._preferences is None:
            from ui.commands.preferences import Preferences
            from ui.commands.settings_page import SettingsPage

            desk = self._desk
            settings = SettingsPage(desk.settings, desk.tasks)
            settings.voice_requested.connect(desk.voices.choose)
            self._preferences = Preferences((settings,), desk.window)
        return self._preferences
