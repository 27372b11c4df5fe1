"""Lets the engine read the text around the caret while nothing is asked, so that asks are short."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject

from ui.editor.editor_view import EditorView
from ui.editor.surroundings import Context
from ui.engine_types import EngineState, EngineStatus
from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.notices import Tasks
from ui.suggest.state import SuggestionSource
from ui.suggest.story import Story
from ui.timers import single_shot

_DELAY_MS = 200
# English takes a little over 4 characters a token; more is sent than the window can hold, so that
# the engine makes the cut, at a sentence.
_CHARS_PER_TOKEN = 6
_DEFAULT_CONTEXT = 1024
_AFTER_CHARS = 1200


class ReadAhead(QObject):
    """Asks for a prefill a moment after the caret came to rest somewhere."""

    def __init__(
        self,
        editor: EditorView,
        source: SuggestionSource,
        tasks: Tasks,
        may_read: Callable[[], bool],
        story: Story,
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        self._story = story
        self._editor = editor
        self._source = source
        self._tasks = tasks
        self._may_read = may_read
        self._cancel: Callable[[], object] | None = None
        self._delay = single_shot(self, self._on_delay_over, _DELAY_MS)

    def schedule(self) -> None:
        """Read once the caret has rested; asked again, the rest begins anew."""
        self._delay.start()

    def _on_delay_over(self) -> None:
        if self._source.status.state is not EngineState.READY or not self._may_read():
            return
        context = self._editor.context(*window_of(self._source.status))
        if not context.before.strip():
            return
        if self._cancel is not None:
            self._cancel()
        self._cancel = self._tasks.start(self._read(context)).cancel

    async def _read(self, context: Context) -> None:
        notes = self._story.notes(context.before)
        try:
            await self._source.warm(context.before, context.after, notes, self._story.beat())
        except (EngineUnavailable, AskRefused, AskWithdrawn):
            # Reading ahead is a courtesy; the ask itself says what is wrong.
            return


def window_of(status: EngineStatus) -> tuple[int, int, int]:
    """Return how many characters to send before and after the caret, and the left edge's step."""
    tokens = status.voice.context_tokens if status.voice else _DEFAULT_CONTEXT
    chars = tokens * _CHARS_PER_TOKEN
    return chars, chars // 8, _AFTER_CHARS
