"""Two lines under the first suggestion that name its keys; once they were read, never again."""

from __future__ import annotations

from PySide6.QtCore import QElapsedTimer, Qt
from PySide6.QtWidgets import QLabel

from ui.editor.editor_view import EditorView
from ui.key_words import key_word
from ui.language import told, tr
from ui.settings import Settings

_SETTING = "suggest.hint"
# Long enough to have read two lines.
_READ_MS = 3000
_GAP = 8


class FirstHint(QLabel):
    """The hint of one editor."""

    def __init__(self, editor: EditorView, settings: Settings) -> None:
        super().__init__(editor.viewport())
        self._editor, self._settings = editor, settings
        self._seen_ms = 0
        self._clock = QElapsedTimer()
        self.setObjectName("firstHint")
        self.setProperty("tone", "quiet")
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        told(self.setText, _words)
        self.hide()
        editor.laid_out.connect(self._place)
        editor.ghost_grew.connect(self._place)

    def on_ghost_changed(self, shows: bool) -> None:
        """Stand below a suggestion, and go with it."""
        if shows and self._settings.flag(_SETTING):
            self._place()
            if self.isHidden():
                self._clock.start()
                self.show()
        elif not self.isHidden():
            self.hide()
            self._seen_ms += self._clock.elapsed()
            if self._seen_ms >= _READ_MS:
                self._settings.set(_SETTING, False)

    def on_taken(self) -> None:
        """Go for good: whoever took one knows how."""
        self.hide()
        self._settings.set(_SETTING, False)

    def _place(self) -> None:
        if not self._editor.ghost:
            return
        self.adjustSize()
        # Where the suggestion's last line begins: in its column.
        top = round(self._editor.ghost_bottom()) + _GAP
        beyond = top + self.height() - self._editor.viewport().height()
        if beyond > 0 and self.isVisible():
            # Scrolling places it anew.
            self._editor.scroll_down(beyond)
            top = round(self._editor.ghost_bottom()) + _GAP
        self.move(0, top)


def _words() -> str:
    keys = {
        "all": key_word("suggestion.accept_all"),
        "word": key_word("suggestion.accept_word"),
        "sentence": key_word("suggestion.accept_sentence"),
        "leave": key_word("suggestion.dismiss"),
    }
    first = tr("{all} takes it, {word} a word of it, {sentence} a sentence.").format(**keys)
    second = tr("Write on or press {leave}, and it goes.").format(**keys)
    return f"{first}\n{second}"
