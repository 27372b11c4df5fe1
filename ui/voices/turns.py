"""Whose turn it is: the workshop does its long work one ask after the other; imports no widget."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from ui.language import mark, tr

UNTIL_TRAINED = mark("Waits until the training is paused or done.")
UNTIL_WEIGHED = mark("Waits until the model's folder was looked at.")
UNTIL_ADDED = mark("Waits until the model was added.")
UNTIL_INSTALLED = mark("Waits until the training parts are installed.")


class Turns(QObject):
    """Those who asked for long work, in the order in which the workshop takes them.

    Signals:
        changed(): somebody is through, or gave up waiting.
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._line: list[tuple[object, str]] = []

    def join(self, who: object, until: str) -> None:
        """Stand behind those who are there.

        Args:
            who: leaves again by `leave`.
            until: what those behind are told meanwhile, marked: one of the UNTIL sentences.
        """
        self._line.append((who, until))

    def leave(self, who: object) -> None:
        """Make room; who is not there leaves nothing."""
        kept = [each for each in self._line if each[0] is not who]
        if len(kept) != len(self._line):
            self._line = kept
            self.changed.emit()

    def waits(self, who: object) -> str:
        """Return the sentence that says what somebody waits for; empty where it is their turn."""
        if not self._line or not any(each[0] is who for each in self._line):
            return ""
        first, until = self._line[0]
        return "" if first is who else tr(until)
