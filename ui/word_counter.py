"""Measures a document while nobody types, a few milliseconds at a time."""

from __future__ import annotations

import time

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QTextBlock, QTextDocument

from ui.editor.word_count import Length, measure
from ui.timers import single_shot

_QUIET_MS = 300
_SLICE_S = 0.004


class WordCounter(QObject):
    """Keeps the length of one document.

    Signals:
        counted(Length): the document is so long.
    """

    counted = Signal(object)

    def __init__(self, document: QTextDocument, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._document = document
        self._block = QTextBlock()
        self._total = Length()
        self._quiet = single_shot(self, self._begin, _QUIET_MS)
        self._next = single_shot(self, self._go_on)
        document.contentsChanged.connect(self._on_contents_changed)
        self._quiet.start()

    def count_now(self) -> None:
        """Count without waiting for a pause; a short text is told before this returns."""
        self._quiet.stop()
        self._next.stop()
        self._begin()

    def _on_contents_changed(self) -> None:
        self._next.stop()
        self._quiet.start()

    def _begin(self) -> None:
        self._block, self._total = self._document.begin(), Length()
        self._go_on()

    def _go_on(self) -> None:
        until = time.perf_counter() + _SLICE_S
        while self._block.isValid():
            self._total += measure(self._block.text())
            self._block = self._block.next()
            if time.perf_counter() > until:
                self._next.start()
                return
        self.counted.emit(self._total)
