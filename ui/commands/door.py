"""The way from a desk to its commands; what only they need is fetched once they are asked for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui.commands.own_keys import OwnKeys

if TYPE_CHECKING:
    from ui.commands.commands import Commands, MoreRows
    from ui.commands.preferences import Preferences
    from ui.desk import Desk
    from ui.going.go_to import GoTo


class CommandsDoor(QObject):
    """The commands of one desk."""

    def __init__(self, desk: Desk, keys: Path, more: MoreRows | None = None) -> None:
        """Give a desk's actions the keys of a file.

        Args:
            desk: its window, settings, tasks and voices are there.
            keys: where the writer's own keys are kept.
            more: what the palette lists beside the commands.
        """
        super().__init__(desk.window)
        self.keys = OwnKeys(keys, desk.window, desk.tasks, desk.window.notices.tell)
        self._desk, self._more = desk, more
        self._commands: Commands | None = None
        self._go_to: GoTo | None = None
        self._preferences: Preferences | None = None

    def open_palette(self, words: str = "") -> None:
        """Show the commands by name, or put them away.

        Args:
            words: what is looked for at first.
        """
        if self._commands is None:
            from ui.commands.commands import Commands

            self._commands = Commands(self._desk.window, self._desk.editor, self._more)
        self._commands.toggle(words)

    def open_places(self) -> None:
        """Show scenes, headings and notes by name, or put them away."""
        if self._go_to is None:
            from ui.going.destinations import Destinations
            from ui.going.go_to import GoTo

            desk = self._desk
            self._go_to = GoTo(desk.window, desk.editor, Destinations(desk), desk.split)
        self._go_to.toggle()

    def open_preferences(self) -> None:
        """Show all settings."""
        window = self._window()
        window.bring(window.pages[0])

    def open_keys(self) -> None:
        """Show the keys of all commands."""
        window = self._window()
        window.bring(window.pages[1])

    def settle(self) -> None:
        """Begin what is still to be written."""
        self.keys.settle()

    def close(self) -> None:
        """Close what stands beside the window."""
        if self._preferences is not None:
            self._preferences.close()

    def _window(self) -> Preferences:
        if self._preferences is None:
            from ui.commands.keymap import rules_here
            from ui.commands.keys_page import KeysPage
            from ui.commands.preferences import Preferences
            from ui.commands.settings_page import SettingsPage

            desk = self._desk
            settings = SettingsPage(desk.settings, desk.tasks)
            settings.voice_requested.connect(desk.voices.choose)
            keys = KeysPage(self.keys.keymap, rules_here(), desk.tasks)
            keys.keymap_changed.connect(self.keys.change)
            self.keys.changed.connect(keys.show_keymap)
            self.keys.adopted.connect(keys.show_keymap)
            self._preferences = Preferences((settings, keys), desk.window)
        return self._preferences
