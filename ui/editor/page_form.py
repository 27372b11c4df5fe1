"""How the paragraphs of a page are set, after the settings; none of it is in the text."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

from PySide6.QtGui import QFont, QTextBlockFormat

from ui import theme
from ui.settings import Settings

# In sizes of the text: what books indent by, and half an empty line.
_INDENT, _SPACE = 1.5, 0.75


@dataclass(frozen=True, slots=True)
class PageForm:
    """The form of every paragraph."""

    line_height_percent: int = 100
    """Of the font's own height."""
    indent_px: float = 0.0
    """How far a paragraph's first line stands in."""
    space_px: float = 0.0
    """What is left free below a paragraph."""

    def is_like(self, other: Self) -> bool:
        """Whether only the size of what is left free is another."""
        return (self.line_height_percent, self.indent_px > 0, self.space_px > 0) == (
            other.line_height_percent, other.indent_px > 0, other.space_px > 0
        )  # fmt: skip

    def of_paragraph(self) -> QTextBlockFormat:
        """Return the form as Qt has it."""
        made = QTextBlockFormat()
        made.setLineHeight(
            self.line_height_percent, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value
        )
        made.setTextIndent(self.indent_px)
        made.setBottomMargin(self.space_px)
        return made


def form_of(settings: Settings, font: QFont) -> PageForm:
    """Return the form that the settings ask for.

    Args:
        settings: the rows `editor.line_height` and `editor.paragraphs`.
        font: the text's.
    """
    style, size_px = settings.choice("editor.paragraphs"), font.pixelSize()
    return PageForm(
        theme.line_height_percent(font, settings.number("editor.line_height")),
        indent_px=_INDENT * size_px if style == "indent" else 0.0,
        space_px=_SPACE * size_px if style == "space" else 0.0,
    )
