"""Lays a suggestion out at the caret without putting it into the text; knows no engine.

The ghost lives in the preedit area of the caret's text layout, where input methods show theirs: it
wraps and pushes the following words along, yet is in neither text, undo, clipboard nor file.
Positions behind the caret in that block are not shifted for extra selections (a Qt limit), and the
ghost must be hidden before the block changes; `EditorView` sees to both.
"""

from __future__ import annotations

from PySide6.QtGui import QColor, QTextBlock, QTextCharFormat, QTextDocument, QTextLayout

# Qt lays a preedit area out as one paragraph; its line breaks are line separators.
_LINE_SEPARATOR = "\u2028"


class GhostText:
    """At most one ghost in one document."""

    def __init__(self, document: QTextDocument) -> None:
        self._document = document
        self._text = ""
        self._block = QTextBlock()
        self._color = QColor()

    @property
    def text(self) -> str:
        """The ghost as it stands, empty where there is none; lines end in a line feed."""
        return self._text

    def set_color(self, color: QColor) -> None:
        """Choose the ghost's ink; the next `show` uses it."""
        self._color = color

    def show(self, position: int, text: str) -> bool:
        """Show a ghost at a document position in place of any other.

        Returns:
            Whether it is shown; not while an input method holds the preedit area.
        """
        self.hide()
        block = self._document.findBlock(position)
        layout = block.layout()
        if not text or layout.preeditAreaText():
            return False
        offset = position - block.position()
        shown = text.replace("\n", _LINE_SEPARATOR)
        # Qt's lengths are UTF-16 units.
        length = len(shown.encode("utf-16-le")) // 2
        layout.setPreeditArea(offset, shown)
        ghost = QTextLayout.FormatRange()
        ghost.start, ghost.length = offset, length
        ghost.format = QTextCharFormat()
        ghost.format.setForeground(self._color)
        layout.setFormats([*_shifted(layout.formats(), offset, length), ghost])
        self._document.markContentsDirty(block.position(), block.length())
        self._block, self._text = block, text
        return True

    def bottom(self) -> float:
        """Return the lower edge of the ghost's last line in the document's coordinates."""
        layout = self._block.layout()
        end = layout.preeditAreaPosition() + len(layout.preeditAreaText().encode("utf-16-le")) // 2
        line = layout.lineForTextPosition(end)
        top = self._document.documentLayout().blockBoundingRect(self._block).top()
        return top + (line.y() + line.height() if line.isValid() else 0.0)

    def hide(self) -> None:
        """Take the ghost away and leave the block as it was."""
        if not self._text:
            return
        self._text = ""
        block, self._block = self._block, QTextBlock()
        if not block.isValid():
            return
        layout = block.layout()
        offset = layout.preeditAreaPosition()
        length = len(layout.preeditAreaText().encode("utf-16-le")) // 2
        layout.setPreeditArea(-1, "")
        kept = [f for f in layout.formats() if not (f.start == offset and f.length == length)]
        layout.setFormats(_shifted(kept, offset, -length))
        self._document.markContentsDirty(block.position(), block.length())


def _shifted(
    formats: list[QTextLayout.FormatRange], offset: int, by: int
) -> list[QTextLayout.FormatRange]:
    """Return a highlighter's formats moved along with the text behind the caret.

    One that reaches over the caret is parted there, so that it does not style the ghost.
    """
    moved = []
    for given in formats:
        end = given.start + given.length
        if given.start < offset < end and by > 0:
            moved.append(_range(given, given.start, offset - given.start))
            moved.append(_range(given, offset + by, end - offset))
        else:
            start = given.start + by if given.start >= offset else given.start
            moved.append(_range(given, start, given.length))
    return moved


def _range(given: QTextLayout.FormatRange, start: int, length: int) -> QTextLayout.FormatRange:
    made = QTextLayout.FormatRange()
    made.format, made.start, made.length = given.format, start, length
    return made
