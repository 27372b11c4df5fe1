"""Says below the text what it is called, how long it is and how much of it came in this sitting."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QLocale, QObject

from ui.document import Document
from ui.editor.word_count import Length
from ui.language import on_change, tr
from ui.main_window import MainWindow
from ui.settings import Settings
from ui.word_counter import WordCounter


class Sitting:
    """Counts what was written since it began, over one text after another."""

    def __init__(self) -> None:
        self._before = 0
        self._first: int | None = None
        self._now = 0

    @property
    def written(self) -> int:
        """Words that are there now and were not; never below 0."""
        return max(0, self._before + self._now - (self._first or 0))

    def count(self, words: int) -> None:
        """Note how many words the text on show has."""
        self._now = words
        if self._first is None:
            self._first = words

    def leave(self) -> None:
        """Note that another text comes."""
        self._before += self._now - (self._first or 0)
        self._first, self._now = None, 0


class PlaceLine(QObject):
    """The left of the line below one window's text."""

    def __init__(
        self,
        window: MainWindow,
        document: Document,
        settings: Settings,
        show_words: Callable[[int], object],
    ) -> None:
        """Follow a text.

        Args:
            window: shows it.
            document: the text.
            settings: the rows `editor.count` and `editor.target`.
            show_words: is told the number of words each time it was counted.
        """
        super().__init__(window)
        self._window, self._document, self._settings = window, document, settings
        self._show_words = show_words
        self._length: Length | None = Length()
        self._sitting = Sitting()
        self._counter = WordCounter(document.qt, self)
        self._counter.counted.connect(self._on_counted)
        document.file_changed.connect(self.show)
        document.modified_changed.connect(lambda _: self.show())
        settings.changed.connect(lambda key: self.show() if key.startswith("editor.") else None)
        on_change(self, self.show)
        self.show()

    def begin_text(self) -> None:
        """Say nothing of the length until another text's is known."""
        self._length = None
        self._sitting.leave()
        self._counter.count_now()
        self.show()

    def show(self) -> None:
        """Say it."""
        title, modified = self._document.title, self._document.is_modified
        self._window.show_title(title, modified)
        details: tuple[str, ...] = ()
        if self._length is not None:
            details = (self._length_in_words(self._length), self._progress())
        self._window.status.show_place(title, modified, details)
        self._window.status.explain_place(_both(self._length) if self._length else "")

    def _on_counted(self, length: Length) -> None:
        self._length = length
        self._sitting.count(length.words)
        self._show_words(length.words)
        self.show()

    def _length_in_words(self, length: Length) -> str:
        unit = self._settings.choice("editor.count")
        if unit == "both":
            return _both(length)
        if unit == "characters" or (unit == "text" and length.is_mostly_cjk):
            return tr("%Ln characters", "", length.characters)
        return tr("%Ln words", "", length.words)

    def _progress(self) -> str:
        target = self._settings.number("editor.target")
        if not target:
            return ""
        number = QLocale().toString
        return tr("{written} of {target} this sitting").format(
            written=number(self._sitting.written), target=number(target)
        )


def _both(length: Length) -> str:
    words, characters = length.words, length.characters
    return " · ".join((tr("%Ln words", "", words), tr("%Ln characters", "", characters)))
