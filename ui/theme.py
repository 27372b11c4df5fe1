"""Colours and fonts: reads the tokens of resources/themes and dresses the application in them."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QFontMetricsF, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

# The included fonts come first; Chinese, Japanese and Korean take the system's own.
SERIF, SANS = "Source Serif Pro", "Source Sans Pro"
_SERIF_FALLBACKS = ["Noto Serif CJK SC", "Source Han Serif SC", "Songti SC", "SimSun", "serif"]
_SANS_FALLBACKS = ["Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "sans-serif"]
INTERFACE_FAMILIES = ["Source Sans Pro", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei"]
INTERFACE_PX = 13
LINE_HEIGHT_PERCENT = 155


@dataclass(frozen=True, slots=True)
class Theme:
    """The colour tokens of one theme."""

    name: str
    page: QColor
    ink: QColor
    quiet: QColor
    ghost: QColor
    line: QColor
    accent: QColor
    danger: QColor


def read_themes(path: Path) -> dict[str, Theme]:
    """Read every theme of the token file; raises KeyError where a token is missing."""
    tables = tomllib.loads(path.read_text(encoding="utf-8"))
    tokens = [name for name in Theme.__dataclass_fields__ if name != "name"]
    return {
        name: Theme(name, **{token: QColor(table[token]) for token in tokens})
        for name, table in tables.items()
    }


def load_fonts(paths: list[Path]) -> None:
    """Make the bundled fonts known to Qt."""
    for path in paths:
        QFontDatabase.addApplicationFont(str(path))


def text_font(size_px: int, family: str = "") -> QFont:
    """Return the font of the text.

    Args:
        size_px: its size.
        family: what it is called; the included serif where empty.
    """
    fallbacks = _SANS_FALLBACKS if family == SANS else [SERIF, *_SERIF_FALLBACKS]
    font = QFont([family, *fallbacks] if family else fallbacks)
    font.setPixelSize(size_px)
    font.setHintingPreference(QFont.HintingPreference.PreferVerticalHinting)
    return font


def line_height_percent(font: QFont, times_percent: int = LINE_HEIGHT_PERCENT) -> int:
    """Return what makes lines so many percent of the text's size, in percent of the font's height.

    Qt counts proportional line height from the font's own height, which is more than its size.
    """
    large = QFont(font)
    large.setPixelSize(100)
    return round(100 * times_percent / QFontMetricsF(large).height())


def chosen(themes: dict[str, Theme], setting: str) -> Theme:
    """Return the theme that a setting means; `system` follows the desktop."""
    if setting in themes:
        return themes[setting]
    dark = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Dark
    return themes["dark" if dark else "light"]


def apply(app: QApplication, theme: Theme, *styles: Callable[[Theme], str]) -> None:
    """Dress every widget in a theme; `styles` give the style sheets of single parts."""
    sheet = "".join([_style_sheet(theme), *(style(theme) for style in styles)])
    if sheet == app.styleSheet():
        # Another window has done so already; Qt would look at every widget anew.
        return
    font = QFont(INTERFACE_FAMILIES)
    font.setPixelSize(INTERFACE_PX)
    app.setFont(font)
    app.setPalette(_palette(theme))
    app.setStyleSheet(sheet)


def _palette(theme: Theme) -> QPalette:
    palette = QPalette()
    role = QPalette.ColorRole
    for where, color in (
        (role.Window, theme.page),
        (role.Base, theme.page),
        (role.AlternateBase, theme.page),
        (role.Button, theme.page),
        (role.ToolTipBase, theme.page),
        (role.WindowText, theme.ink),
        (role.Text, theme.ink),
        (role.ButtonText, theme.ink),
        (role.ToolTipText, theme.ink),
        (role.PlaceholderText, theme.quiet),
        (role.Highlight, theme.accent),
        (role.HighlightedText, theme.page),
        (role.Link, theme.accent),
        (role.Mid, theme.line),
    ):
        palette.setColor(where, color)
    palette.setColor(QPalette.ColorGroup.Disabled, role.WindowText, theme.ghost)
    palette.setColor(QPalette.ColorGroup.Disabled, role.Text, theme.ghost)
    palette.setColor(QPalette.ColorGroup.Disabled, role.ButtonText, theme.ghost)
    return palette


def _style_sheet(theme: Theme) -> str:
    page, ink, quiet, line, accent, danger, ghost = (
        color.name()
        for color in (
            theme.page, theme.ink, theme.quiet, theme.line, theme.accent, theme.danger, theme.ghost
        )
    )  # fmt: skip
    families = ", ".join(f'"{family}"' for family in INTERFACE_FAMILIES)
    return f"""
        QMenuBar, QMenu, QLabel, QPushButton, QListWidget, QToolTip, QLineEdit, QTreeView {{
            font-family: {families}; font-size: {INTERFACE_PX}px; }}
        QMainWindow, QDialog {{ background: {page}; }}
        QMenuBar {{ background: {page}; color: {quiet}; padding: 4px 8px; border: none; }}
        QMenuBar::item {{ padding: 4px 8px; border-radius: 6px; background: transparent; }}
        QMenuBar::item:selected {{ background: {line}; color: {ink}; }}
        QMenu {{ background: {page}; color: {ink}; border: 1px solid {line}; padding: 4px; }}
        QMenu::item {{ padding: 5px 48px 5px 24px; border-radius: 6px; min-width: 200px; }}
        QMenu::item:selected {{ background: {line}; }}
        QMenu::item:disabled {{ color: {ghost}; }}
        QMenu::separator {{ height: 1px; background: {line}; margin: 4px 8px; }}
        QTextEdit {{ background: {page}; color: {ink}; border: none;
                     selection-background-color: {accent}; selection-color: {page}; }}
        QLabel[tone="quiet"] {{ color: {quiet}; }}
        QLabel[tone="danger"] {{ color: {danger}; }}
        QFrame#notice {{ background: {page}; border-top: 1px solid {line}; }}
        QFrame#status {{ background: {page}; border-top: 1px solid {line}; }}
        QPushButton {{ background: {page}; color: {ink}; border: 1px solid {ghost}; outline: none;
                       border-radius: 6px; padding: 4px 16px; min-height: 20px; }}
        QPushButton:hover {{ background: {line}; }}
        QPushButton:focus {{ border: 2px solid {accent}; padding: 3px 15px; }}
        QPushButton:default {{ color: {accent}; }}
        QPushButton[tone="danger"] {{ color: {danger}; }}
        QMessageBox QLabel {{ min-width: 360px; padding: 4px 8px 4px 0; }}
        QMessageBox QLabel#qt_msgbox_label {{ font-size: 15px; font-weight: 600; }}
        QMessageBoxIconLabel, QLabel#qt_msgboxex_icon_label {{ min-width: 0; padding: 0; }}
        QListWidget {{ background: {page}; color: {ink}; border: 1px solid {ghost};
                       border-radius: 6px; padding: 4px; }}
        QListWidget:focus {{ border: 2px solid {accent}; padding: 3px; }}
        QListWidget::item {{ padding: 8px; border-radius: 6px; }}
        QListWidget::item:selected {{ background: {line}; color: {ink}; }}
        QScrollBar:vertical {{ background: transparent; width: 12px; margin: 0; }}
        QScrollBar::handle:vertical {{ background: {ghost}; border-radius: 3px; min-height: 32px;
                                       margin: 2px 3px; }}
        QScrollBar::handle:vertical:hover {{ background: {quiet}; }}
        QScrollBar:horizontal {{ background: transparent; height: 12px; margin: 0; }}
        QScrollBar::handle:horizontal {{ background: {ghost}; border-radius: 3px; min-width: 32px;
                                         margin: 3px 2px; }}
        QScrollBar::handle:horizontal:hover {{ background: {quiet}; }}
        QScrollBar::add-line, QScrollBar::sub-line {{ width: 0; height: 0; }}
        QAbstractScrollArea::corner {{ background: transparent; border: none; }}
        QScrollBar::add-page, QScrollBar::sub-page {{ background: transparent; }}
    """
