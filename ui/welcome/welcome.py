"""Shows the welcome page: a sample that teaches the keys, in the editor itself, as a new text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from ui import paths
from ui.commands.keymap import native
from ui.engine_types import EngineState
from ui.language import speaker, tr
from ui.welcome.sample import sample_text

if TYPE_CHECKING:
    from ui.desk import Desk


class Welcome(QObject):
    """The welcome page of one window."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        self._waits_for: str | None = None

    def show_first(self) -> None:
        """Show the page in a window whose text is empty."""
        document = self._desk.document
        if document.file is None and not document.text():
            self._show()

    async def open(self) -> None:
        """Show the page once the text before it is safe; a project before it stays open."""
        desk = self._desk
        if await desk.project.leave_text():
            self._show()

    def _show(self) -> None:
        desk = self._desk
        text = sample_text(paths.welcome_file(speaker.language), self._key_of)
        desk.document.show_sample(text, tr("Welcome"))
        desk.editor.setFocus()
        self._waits_for = desk.document.draft
        self.suggest_if_ready()

    def suggest_if_ready(self) -> None:
        """Ask for one ghost, as soon as the engine can; not where the writer went on already."""
        desk = self._desk
        if self._waits_for is None or desk.client.status.state is not EngineState.READY:
            return
        is_untouched = self._waits_for == desk.document.draft and not desk.document.is_modified
        self._waits_for = None
        if is_untouched and desk.settings.flag("suggest.enabled"):
            desk.controller.continue_here()

    def _key_of(self, id: str) -> str:
        action = self._desk.window.actions_by_id[id]
        keys = self._desk.commands.keys.keymap.keys(id)
        return native(keys[0]) if keys else action.text().rstrip("…")
