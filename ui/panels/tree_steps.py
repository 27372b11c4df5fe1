"""What can be undone in a panel: the keys for it, and steps over the manuscript's tree."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QKeySequence, QUndoCommand, QUndoStack

from ui.language import tr
from ui.manuscript.tree import Tree

UNDO_STEPS = 500


class TreeStep(QUndoCommand):
    """One change: the tree before and after, each with the row to stand on."""

    def __init__(
        self,
        show: Callable[[Tree, str], object],
        before: tuple[Tree, str],
        after: tuple[Tree, str],
    ) -> None:
        """Keep both trees; `show` is called with one of them for each way, the first time too."""
        super().__init__(tr("Change the binder"))
        self._show, self._before, self._after = show, before, after

    def redo(self) -> None:
        """Do it, for the first time or again."""
        self._show(*self._after)

    def undo(self) -> None:
        """Take it back."""
        self._show(*self._before)


def undo_keys(stack: QUndoStack) -> dict[str, Callable[[], object]]:
    """Return the keys that undo and redo on this platform, and what each does."""
    portable = QKeySequence.SequenceFormat.PortableText
    found: dict[str, Callable[[], object]] = {
        "Ctrl+Z": stack.undo,
        "Ctrl+Shift+Z": stack.redo,
        "Ctrl+Y": stack.redo,
    }
    for key, act in (
        (QKeySequence.StandardKey.Undo, stack.undo),
        (QKeySequence.StandardKey.Redo, stack.redo),
    ):
        for sequence in QKeySequence.keyBindings(key):
            found[sequence.toString(portable)] = act
    return found
