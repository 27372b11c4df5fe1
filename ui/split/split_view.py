"""Shows a second text beside the one that is written, and changes their places.

States: closed; following (it shows the text that is written, another place of it); elsewhere (it
shows a file's text as it was read). Where another text comes to be written in, the one before it
stays in the second view. Only one text is ever written in: what is safe about one text stays as
simple as it is.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont

from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.editor.page_form import form_of
from ui.editor.page_view import PageView
from ui.filing import in_thread
from ui.manuscript.text_file import open_text
from ui.settings import Settings
from ui.split.second_view import SecondView
from ui.theme import Theme
from ui.timers import single_shot

_REST_MS = 150


@dataclass(frozen=True, slots=True)
class Shown:
    """A file in the second view."""

    path: Path
    title: str


class SplitView(QObject):
    """The second view of one window.

    Signals:
        changed(): it came or went.
    """

    changed = Signal()

    def __init__(
        self,
        view: SecondView,
        editor: EditorView,
        document: Document,
        settings: Settings,
        write_in: Callable[[Path], Awaitable[bool]],
    ) -> None:
        """Stay closed at first.

        Args:
            view: shows the second text.
            editor: the view that is written in.
            document: its text.
            settings: say how a page is set.
            write_in: opens a file there once the text on show is safe; returns whether it is open.
        """
        super().__init__(view)
        self._view, self._editor, self._document = view, editor, document
        self._settings, self._write_in = settings, write_in
        self._shown: Shown | None = None
        self._followed: Shown | None = None
        self._rest = single_shot(self, self._follow, _REST_MS)
        document.qt.contentsChanged.connect(self._on_changed)
        document.leaving.connect(self._on_leaving)
        document.replaced.connect(self._on_replaced)
        document.file_changed.connect(self._on_changed)
        view.close_requested.connect(self.close)
        view.left.connect(editor.setFocus)

    @property
    def is_open(self) -> bool:
        """Whether there is a second view."""
        return self._view.isVisible()

    @property
    def page(self) -> PageView:
        """The page of the second view."""
        return self._view.page

    @property
    def has_keys(self) -> bool:
        """Whether the writer is in it."""
        return self._view.page.hasFocus()

    def toggle(self) -> None:
        """Show the text that is written a second time, at the caret's place, or close the view."""
        if self.is_open:
            self.close()
            return
        self._shown = None
        self._follow()
        self._view.show()
        self._view.page.stand_at(self._editor.textCursor().position())
        self._editor.setFocus()
        self._tell()

    def close(self) -> None:
        """Give all the room back to the text."""
        self._rest.stop()
        self._view.hide()
        self._editor.setFocus()
        self._tell()

    def dress(self, theme: Theme, font: QFont) -> None:
        """Take the look of the text that is written."""
        settings = self._settings
        measure = settings.number("editor.measure")
        self._view.dress(theme, font, form_of(settings, font), measure)

    async def show(self, path: Path, title: str) -> None:
        """Show a file's text as it is on disk; the keys stay where they are.

        Raises:
            FileUnusable: it cannot be read; what was shown stays.
        """
        if path == self._path:
            self._shown = None
            self._follow()
        else:
            opened = await in_thread(lambda: open_text(path))
            self._shown = Shown(path, title)
            self._view.show_text(opened.text, title)
        self._view.show()
        self._tell()

    async def swap(self) -> None:
        """Write in the text that was read, and read the one that was written.

        Raises:
            FileUnusable: the file is gone or cannot be read; both stay.
            SaveFailed: the text that was written cannot be saved; both stay.
        """
        if not self.is_open:
            return
        there, here = self._view.position, self._editor.textCursor().position()
        shown, path, title = self._shown, self._path, self._document.title
        if shown is not None:
            if not await self._write_in(shown.path):
                return
            if path is not None:
                await self.show(path, title)
            else:
                self._shown = None
                self._follow()
        self._editor.go_to(there)
        self._view.page.go_to(here)
        self._editor.setFocus()

    def _tell(self) -> None:
        # Each of two columns is centred in its own view.
        self._editor.set_centered_in_view(self.is_open)
        self.changed.emit()

    @property
    def _path(self) -> Path | None:
        return self._document.file.path if self._document.file is not None else None

    def _on_leaving(self) -> None:
        if self.is_open and self._shown is None:
            # What was typed last is read on too.
            self._follow()

    def _on_replaced(self) -> None:
        if self.is_open and self._shown is None and self._followed is not None:
            # What was written in until now goes on being read.
            self._rest.stop()
            self._shown = self._followed
        self._on_changed()

    def _on_changed(self) -> None:
        if not self.is_open:
            return
        if self._shown is not None and self._shown.path == self._path:
            # What was read is written in now: it shows every change.
            self._shown = None
        if self._shown is None:
            self._rest.start()

    def _follow(self) -> None:
        path, title = self._path, self._document.title
        self._followed = Shown(path, title) if path is not None else None
        self._view.show_text(self._document.text(), title)
