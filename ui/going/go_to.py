"""The line to go anywhere by name: the palette, with places instead of commands."""

from __future__ import annotations

from ui.commands.command_list import CommandRow
from ui.commands.palette_host import PaletteHost
from ui.editor.editor_view import EditorView
from ui.going.destinations import Destinations
from ui.language import mark, told, tr
from ui.main_window import MainWindow
from ui.split.split_view import SplitView


class GoTo(PaletteHost):
    """The places of one window by name."""

    def __init__(
        self,
        window: MainWindow,
        editor: EditorView,
        destinations: Destinations,
        split: SplitView,
    ) -> None:
        super().__init__(window, editor)
        self._destinations, self._split = destinations, split
        self._in_second = False
        told(self.palette.setAccessibleName, mark("Go to"))
        told(self.palette.line.setAccessibleName, mark("Place"))
        told(self.palette.line.setPlaceholderText, mark("Where would you like to go?"))
        told(self.palette.list.setAccessibleName, mark("Matching places"))

    def toggle(self, words: str = "") -> None:
        """Show the places with the keys in the line, or put them away."""
        self._in_second = self._split.has_keys
        told(self.palette.nothing.setText, self._nothing)
        super().toggle(words)

    def _nothing(self) -> str:
        if self._destinations.rows(in_second=self._in_second):
            return tr("No scene, heading or note has a name like that.")
        return tr("No scenes, headings or notes yet. A line that begins with # is a heading.")

    def _rows(self) -> list[CommandRow]:
        return self._destinations.rows(in_second=self._in_second)

    def _run(self, id: str) -> None:
        self._close()
        self._destinations.go(id, in_second=self._in_second)
