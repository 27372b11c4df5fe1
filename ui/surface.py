"""The writing surface as the writer wishes it: focus, typewriter, full screen, marks, Markdown."""

from __future__ import annotations

from typing import cast

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QFont, QKeyEvent

from ui.editor.focus import Focus
from ui.editor.highlighter import MarkdownHighlighter
from ui.editor.page_form import form_of
from ui.editor.typography import marks_of
from ui.main_window import MainWindow
from ui.settings import Settings
from ui.theme import Theme


class Surface(QObject):
    """Carries the settings of one editor into it, and leads into focus and out of it.

    Signals:
        changed(): focus, typewriter scrolling or full screen is on or off now.
    """

    changed = Signal()

    def __init__(
        self, window: MainWindow, highlighter: MarkdownHighlighter, settings: Settings
    ) -> None:
        super().__init__(window)
        self._window = window
        self._editor = window.editor
        self._highlighter = highlighter
        self._settings = settings
        self._theme: Theme | None = None
        self.is_focused = False
        for watched in (self._editor, window):
            watched.installEventFilter(self)
        settings.changed.connect(lambda key: self._follow() if key.startswith("editor.") else None)
        self._follow()

    def dress(self, chosen: Theme, font: QFont) -> None:
        """Take a theme's colours, and set the page in a font."""
        self._theme = chosen
        self._editor.set_measure(self._settings.number("editor.measure"))
        self._editor.set_form(form_of(self._settings, font))
        self._highlighter.set_inks(chosen.ink, chosen.quiet)
        self._follow()

    def toggle_focus(self) -> None:
        """Veil all but the sentence or paragraph at the caret and put the panels away, or back."""
        self.is_focused = not self.is_focused
        self._window.set_quiet(self.is_focused)
        self._editor.setFocus()
        self._follow()

    def toggle_typewriter(self) -> None:
        """Keep the caret's line at one height, or let it wander."""
        key = "editor.typewriter"
        self._settings.set(key, not self._settings.flag(key))

    def toggle_full_screen(self) -> None:
        """Fill the screen, or give it back."""
        self._window.setWindowState(self._window.windowState() ^ Qt.WindowState.WindowFullScreen)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let Esc lead out of focus where it has nothing else to put away."""
        if event.type() == QEvent.Type.WindowStateChange:
            # The desktop can end full screen as well.
            self.changed.emit()
        is_escape = (
            watched is self._editor
            and event.type() == QEvent.Type.KeyPress
            and cast(QKeyEvent, event).key() == Qt.Key.Key_Escape
        )
        if is_escape and self.is_focused and not self._editor.ghost:
            self.toggle_focus()
            return True
        return super().eventFilter(watched, event)

    def _follow(self) -> None:
        """Bring the editor in line with the settings."""
        self._highlighter.set_enabled(self._settings.flag("editor.markdown"))
        language = self._settings.choice("editor.marks")
        named = "" if language == "system" else language
        self._editor.set_marks(None if language == "off" else marks_of(named))
        self._editor.set_typewriter(self._settings.flag("editor.typewriter"))
        if self._theme is not None:
            wanted = Focus(self._settings.choice("editor.focus"))
            self._editor.set_focus(wanted if self.is_focused else Focus.OFF, self._theme.page)
        self.changed.emit()
