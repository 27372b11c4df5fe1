"""What is dropped on a window: a text or a project opens, another file gets a sentence.

Text that is dropped on the page goes in as pasted text does.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication

from ui.language import tr
from ui.suggest.trigger import EditKind

if TYPE_CHECKING:
    from ui.desk import Desk

_DRAGS = (QEvent.Type.DragEnter, QEvent.Type.DragMove, QEvent.Type.Drop)
_TEXTS = frozenset((".md", ".markdown", ".mdown", ".mkd", ".txt", ".text"))


def opens(path: Path) -> bool:
    """Tell whether a dropped path is for Longhand: a folder, or a file called as texts are."""
    return path.is_dir() or path.suffix.lower() in _TEXTS


class Drops(QObject):
    """Takes what is dropped on one window."""

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
            return self._take_text(watched, drop) or super().eventFilter(watched, event)
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

    def _take_text(self, watched: QObject, drop: QDropEvent) -> bool:
        """Let the page insert dropped text; returns whether that is what was dropped."""
        editor = self._desk.editor
        if drop.type() != QEvent.Type.Drop or watched is not editor.viewport():
            return False
        # Around all of it: Qt inserts within an edit block, where a paste alone looks like nothing.
        text = drop.mimeData().text()
        editor.perform(EditKind.PASTED, lambda: editor.dropEvent(drop), inserted=text)
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
