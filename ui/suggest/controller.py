"""Decides when to ask, shows what comes, and carries out what the writer makes of it.

States, each with one way in:

    IDLE ----edit or accept that may lead on----> WAITING   (the pause runs)
    WAITING --pause over, engine ready----------> ASKING    (an ask is under way)
    ASKING --first words of the current ask-----> SHOWING   (a ghost shows and may still grow)
    SHOWING --all taken or typed through--------> WAITING
    any ----edit, Esc, focus, selection, engine gone----> IDLE

An answer counts only while its ask is the current one and the editor's revision and caret are
those it was made for, or those that taking some of its words led to; all else is dropped.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Sequence

from PySide6.QtCore import QObject, Signal

from ui.editor.editor_view import Edit, EditorView
from ui.editor.surroundings import Context
from ui.engine_types import EngineState, EngineStatus, Suggestion
from ui.engine_words import why_not
from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.notices import Tasks
from ui.settings import Settings
from ui.suggest import accept
from ui.suggest.read_ahead import ReadAhead, window_of
from ui.suggest.state import (
    ON_DEMAND,
    ON_DEMAND_CHARS,
    ON_PAUSE,
    Activity,
    AskKind,
    Current,
    SuggestionSource,
    SuggestState,
    ask_for,
    draft_for,
)
from ui.suggest.story import NoStory, Story
from ui.suggest.trigger import EditKind, can_suggest, wants_suggestion
from ui.timers import single_shot
from ui.trace import Trace

# A growing ghost is laid out again at most this often: each time costs a paint.
_GROW_MS = 33
_DRAFT_HINT = "draft: Tab takes a paragraph, Esc leaves the rest"
Answering = Callable[[Callable[[str], None]], Awaitable[Suggestion]]


class SuggestionController(QObject):
    """The suggestion of one editor.

    Signals:
        activity_changed(Activity): thinking began or ended, or there is a new latency or message.
        ghost_changed(bool): whether a ghost shows now.
    """

    activity_changed = Signal(object)
    ghost_changed = Signal(bool)

    def __init__(
        self,
        editor: EditorView,
        source: SuggestionSource,
        settings: Settings,
        tasks: Tasks,
        trace: Trace,
        story: Story | None = None,
    ) -> None:
        # Its timers must not outlive the editor they ask about.
        super().__init__(editor)
        self._editor = editor
        self._source = source
        self._settings = settings
        self._tasks = tasks
        self._trace = trace
        self._state = SuggestState.IDLE
        self._current: Current | None = None
        self._answering: asyncio.Task[None] | None = None
        self._number = 0
        self._story: Story = story or NoStory()
        self._read_ahead = ReadAhead(editor, source, tasks, self._is_idle, self._story, self)
        self._latency_ms: float | None = None
        self._accepting = False
        self._pause = single_shot(self, self._on_pause_over)
        self._grow = single_shot(self, self._on_grow, _GROW_MS)
        editor.edited.connect(self._on_edited)
        editor.interrupted.connect(lambda: self.dismiss("interrupted"))
        editor.caret_moved.connect(self._read_ahead.schedule)

    @property
    def state(self) -> SuggestState:
        """Where the current suggestion stands."""
        return self._state

    # What the writer does

    def continue_here(self) -> None:
        """Ask for a paragraph now; asked again, it brings another take."""
        self.dismiss("asked again")
        moment = self._editor.moment(enabled=True)
        if reason := why_not(self._source.status):
            self._report(reason)
        elif can_suggest(moment):
            self._ask(ON_DEMAND, ON_DEMAND_CHARS)
        elif not moment.has_text:
            self._report("Write a few words first; a suggestion continues them.")

    def draft(self, beats: Sequence[str], current: int) -> None:
        """Write out one of an outline's beats at the caret, to be taken by paragraph."""
        self.dismiss("asked again")
        if reason := why_not(self._source.status):
            self._report(reason)
            return
        context = self._context()
        ask = draft_for(beats, current, context, self._story)
        self._begin(context, lambda on_text: self._source.draft(ask, on_text), by_paragraph=True)

    def accept_all(self) -> None:
        """Take everything that shows; of a draft a paragraph."""
        text = self._editor.ghost
        if text and self._current is not None and self._current.by_paragraph:
            paragraph, _rest = accept.next_paragraph(text)
            self._take(paragraph)
            self._show_rest()
        elif text:
            self._take(text)
            self._stop_asking()
            self._wait()

    def accept_word(self) -> None:
        """Take the next word; the rest stays where it is."""
        ghost = self._editor.ghost
        if ghost and self._current is not None:
            word, _rest = accept.next_word(ghost)
            self._take(word)
            self._show_rest()

    def dismiss(self, reason: str = "escape") -> None:
        """Take the suggestion away; the next key may bring another."""
        shown = self._editor.ghost
        self._editor.clear_ghost()
        self._drop(reason, shown)

    def on_engine_status(self, status: EngineStatus) -> None:
        """Follow the engine: read ahead once it is ready, let go of it when it is not."""
        if status.state is EngineState.READY:
            self._read_ahead.schedule()
        else:
            self.dismiss("engine")
        self._report()

    def on_document_changed(self) -> None:
        """Read the new text ahead."""
        self.dismiss("document")
        self._read_ahead.schedule()

    # What happens

    def _on_edited(self, edit: Edit) -> None:
        if self._accepting:
            return
        if edit.kind is EditKind.TYPED and edit.ghost and self._current is not None:
            rest = accept.typed_through(edit.ghost, edit.inserted)
            if rest is not None:
                self._current.taken += len(edit.inserted)
                self._show_rest()
                return
        self._drop("edited", edit.ghost)
        self._wait()

    def _on_pause_over(self) -> None:
        self._state = SuggestState.IDLE
        ready = self._source.status.state is EngineState.READY
        if ready and wants_suggestion(self._editor.moment(self._is_enabled())):
            self._ask(ON_PAUSE, self._settings.number("suggest.max_chars"))

    # Asking

    def _wait(self) -> None:
        """Begin the pause, if the moment may lead to a suggestion."""
        if wants_suggestion(self._editor.moment(self._is_enabled())):
            self._state = SuggestState.WAITING
            self._pause.start(self._settings.number("suggest.pause_ms"))

    def _ask(self, kind: AskKind, max_chars: int) -> None:
        context = self._context()
        ask = ask_for(kind, context, max_chars, self._story)
        self._begin(context, lambda on_text: self._source.suggest(ask, on_text))

    def _context(self) -> Context:
        return self._editor.context(*window_of(self._source.status))

    def _begin(self, context: Context, answering: Answering, *, by_paragraph: bool = False) -> None:
        self._number += 1
        place = (context.revision, context.caret)
        current = Current(self._number, place, asked_at=time.monotonic(), by_paragraph=by_paragraph)
        self._current = current
        self._state = SuggestState.ASKING
        self._trace.event("ask", id=current.number, revision=place[0], caret=place[1])
        self._answering = self._tasks.start(self._answer(answering, current))
        self._report()

    async def _answer(self, answering: Answering, current: Current) -> None:
        """Follow one ask to its end."""
        message = ""
        try:
            await answering(lambda text: self._on_text(current, text))
        except AskRefused as error:
            message = str(error)
            self._trace.event("refused", id=current.number, reason=message)
        except (EngineUnavailable, AskWithdrawn) as error:
            self._trace.event("dropped", id=current.number, reason=str(error))
        current.is_streaming = False
        if current is not self._current:
            return
        if self._grow.isActive():
            self._grow.stop()
            self._on_grow()
        if not current.rest.strip():
            self._stop_asking()
            if current.taken:
                self._wait()
        self._report(message)

    def _on_text(self, current: Current, text: str) -> None:
        self._trace.event("part", id=current.number, text=text)
        if current is not self._current or not self._is_still_there(current):
            self._trace.event("dropped", id=current.number, reason="stale")
            return
        current.text += text
        if self._state is not SuggestState.SHOWING:
            self._show(current)
        elif not self._grow.isActive():
            self._grow.start()

    def _on_grow(self) -> None:
        if self._current is not None and self._is_still_there(self._current):
            self._show(self._current)

    def _is_still_there(self, current: Current) -> bool:
        return current.place == self._place()

    def _place(self) -> tuple[int, int]:
        """Return the revision and caret that tell a late answer from a current one."""
        return self._editor.document().revision(), self._editor.textCursor().position()

    # Showing

    def _show(self, current: Current) -> None:
        def painted() -> None:
            if not current.first_shown:
                current.first_shown = True
                self._latency_ms = (time.monotonic() - current.asked_at) * 1000
                self._trace.event(
                    "shown",
                    id=current.number,
                    text=current.rest,
                    latency_ms=round(self._latency_ms, 3),
                )
                self._report()

        if not current.rest.strip():
            return
        if self._editor.show_ghost(current.rest, painted):
            self._state = SuggestState.SHOWING
            self._trace.event("ghost", id=current.number, text=current.rest)
            self.ghost_changed.emit(True)

    def _show_rest(self) -> None:
        """Go on with what is left after some of it was taken or typed."""
        current = self._current
        if current is None:
            return
        # The edit was foreseen by the suggestion: it is current where that edit led.
        current.place = self._place()
        if current.rest.strip():
            self._show(current)
        elif current.is_streaming:
            self.ghost_changed.emit(False)
        else:
            self._stop_asking()
            self._wait()

    def _take(self, text: str) -> None:
        self._accepting = True
        try:
            self._editor.insert_accepted(text)
        finally:
            self._accepting = False
        if self._current is not None:
            self._current.taken += len(text)
        self._trace.event("accepted", text=text)

    def _drop(self, reason: str, ghost: str) -> None:
        """End whatever is under way; `ghost` is what showed of it."""
        if ghost:
            self._trace.event("dismissed", reason=reason, text=ghost)
        self._stop_asking()

    def _stop_asking(self) -> None:
        self._pause.stop()
        self._grow.stop()
        if self._answering is not None:
            self._answering.cancel()
            self._answering = None
        had = self._current is not None
        self._current = None
        self._state = SuggestState.IDLE
        if had:
            self.ghost_changed.emit(False)
            self._report()

    # Telling

    def _report(self, message: str = "") -> None:
        thinking = self._state is SuggestState.ASKING
        shows_draft = self._current is not None and self._current.by_paragraph
        if not message and shows_draft and self._state is SuggestState.SHOWING:
            message = _DRAFT_HINT
        self.activity_changed.emit(Activity(thinking, self._latency_ms, message))

    def _is_idle(self) -> bool:
        return self._state is SuggestState.IDLE and self._is_enabled()

    def _is_enabled(self) -> bool:
        return self._settings.flag("suggest.enabled")
