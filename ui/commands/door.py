"""The way from a desk to its commands; what only they need is fetched once they are asked for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

if TYPE_CHECKING:
    from ui.commands.commands import Commands
    from ui.desk import Desk


class CommandsDoor(QObject):
    """The commands of one desk."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._commands: Commands | None = None

    def open_palette(self) -> None:
        """Show the commands by name, or put them away."""
        if self._commands is None:
            from ui.commands.commands import Commands

            self._commands = Commands(self._desk.window, self._desk.editor)
        self._commands.toggle()
