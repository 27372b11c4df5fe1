"""How the window looks: follows the settings and the system, and dresses each part that asks."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from ui import paths, theme
from ui.errors import SettingRefused
from ui.settings import Settings
from ui.theme import Theme

_ZOOM_STEP = 2
Dresser = Callable[[Theme, QFont], object]


class Appearance:
    """Colours and fonts of one window."""

    def __init__(
        self,
        app: QApplication,
        settings: Settings,
        styles: Sequence[Callable[[Theme], str]],
        dressers: Sequence[Dresser],
    ) -> None:
        """Take what is dressed.

        Args:
            app: gets the theme's palette and style sheet.
            settings: choose the theme and the size of the text.
            styles: style sheets of single parts.
            dressers: are given the theme and the text's font each time either changes.
        """
        self._app, self._settings = app, settings
        self._styles, self._dressers = tuple(styles), tuple(dressers)
        self._themes = theme.read_themes(paths.themes_file())
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    def dress(self) -> None:
        """Bring every part in line with the settings."""
        chosen = theme.chosen(self._themes, self._settings.choice("appearance.theme"))
        theme.apply(self._app, chosen, *self._styles)
        font = font_of(self._settings)
        for dresser in self._dressers:
            dresser(chosen, font)

    def let_go(self) -> None:
        """Dress no more: the window is closed."""
        self._app.styleHints().colorSchemeChanged.disconnect(self._on_scheme_changed)

    def _on_scheme_changed(self, _scheme: Qt.ColorScheme) -> None:
        self.dress()

    def choose_theme(self, name: str) -> None:
        """Choose a theme, or `system`."""
        self._settings.set("appearance.theme", name)

    def zoom(self, steps: int) -> None:
        """Make the text larger or smaller; at the end of the range nothing changes."""
        key = "editor.font_size"
        try:
            self._settings.set(key, self._settings.number(key) + steps * _ZOOM_STEP)
        except SettingRefused:
            return

    def reset_zoom(self) -> None:
        """Give the text its default size."""
        self._settings.reset("editor.font_size")


def font_of(settings: Settings) -> QFont:
    """Return the text's font as the settings have it."""
    return theme.text_font(settings.number("editor.font_size"), settings.choice("editor.font"))
