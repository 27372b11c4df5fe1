"""The text around a caret: the window that an ask sends, and the line that decides about one."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtGui import QTextCursor

from ui.document import Document


@dataclass(frozen=True, slots=True)
class Context:
    """The text around the caret, and what tells a late answer from a current one."""

    before: str
    after: str
    revision: int
    caret: int
    """Position in UTF-16 units, Qt's own."""


def context_at(
    document: Document, cursor: QTextCursor, max_before: int, step: int, max_after: int
) -> Context:
    """Return the text around a cursor.

    Args:
        document: the cursor's document.
        cursor: its position is the caret.
        max_before: UTF-16 units before the caret at most.
        step: the left edge stands at a multiple of this, so that typing leaves it where it is.
        max_after: UTF-16 units behind the caret at most.
    """
    caret = cursor.position()
    start = max(0, -(-(caret - max_before) // step) * step)
    return Context(
        before=document.slice(start, caret),
        after=document.slice(caret, caret + max_after),
        revision=document.qt.revision(),
        caret=caret,
    )


def line_around(cursor: QTextCursor) -> tuple[str, str]:
    """Return the cursor's line before and behind it."""
    line = cursor.block().text()
    # Positions are UTF-16 units; slicing Python text needs code points.
    units = line.encode("utf-16-le", errors="surrogatepass")[: cursor.positionInBlock() * 2]
    at = len(units.decode("utf-16-le", errors="ignore"))
    return line[:at], line[at:]
