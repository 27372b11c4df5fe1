"""Files that are dropped on a window: a text or a project opens, anything else gets a sentence.

Text that is dropped on the page is the page's own affair: it goes in as pasted.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from ui.language import tr

if TYPE_CHECKING:
    from ui.desk import Desk

_DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)
_TEXTS = frozenset((".md", ".markdown", ".mdown", ".mkd", ".txt", ".text"))


def opens(path: Path) -> bool:
    """Tell whether a dropped path is for Longhand: a folder, or a file called as texts are."""
    return path.is_dir() or path.suffix.lower() in _TEXTS


class Drops(QObject):
    """Takes the files that are dropped on one window."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk = desk
        desk.window.setAcceptDrops(True)
        for target in (desk.window, desk.editor.viewport()):
            target.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take files before the page would write their names into the text."""
        if event.type() not in _DRAGS:
            return super().eventFilter(watched, event)
        # Each of the three is a QDropEvent.
        drop = cast(QDropEvent, event)
        paths = [Path(url.toLocalFile()) for url in drop.mimeData().urls() if url.isLocalFile()]
        if not paths:
            return super().eventFilter(watched, event)
        if QApplication.activeModalWidget() is not None:
            # A question is open; another one over it would be lost.
            drop.ignore()
            return True
        # A copy, so that no file manager takes the file away from where it was.
        drop.setDropAction(Qt.DropAction.CopyAction)
        drop.accept()
        if event.type() == QEvent.Type.Drop:
            self._take(paths)
        return True

    def _take(self, paths: Sequence[Path]) -> None:
        tell = self._desk.window.notices.tell
        first = next((path for path in paths if opens(path)), None)
        if first is None:
            words = tr("{name} is no text (.md, .txt) and no project folder, so it was not opened.")
            tell(words.format(name=paths[0].name))
            return
        if len(paths) > 1:
            tell(tr("One text opens at a time: {name}.").format(name=first.name))
        self._desk.shared.company.begin_opening(first, self._desk)
