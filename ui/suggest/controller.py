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

import enum
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from PySide6.QtCore import QObject, QTimer, Signal

from ui.editor.editor_view import Edit, EditorView
from ui.engine_types import Ask, EngineState, EngineStatus, Suggestion
from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.notices import Tasks
from ui.settings import Settings
from ui.suggest import accept
from ui.suggest.trigger import EditKind, can_suggest, wants_suggestion
from ui.trace import Trace

_CHARS_PER_TOKEN = 6
_DEFAULT_CONTEXT = 1024
_AFTER_CHARS = 1200
_WARM_DELAY_MS = 200


class SuggestionSource(Protocol):
    """What the controller needs of an engine client."""

    @property
    def status(self) -> EngineStatus:
        """The engine's state now."""

    async def suggest(self, ask: Ask, on_text: Callable[[str], None]) -> Suggestion:
        """Answer an ask piece by piece."""

    async def warm(self, before: str, after: str) -> None:
        """Read the text around the caret ahead of an ask."""


class SuggestState(enum.Enum):
    """Where the current suggestion stands."""

    IDLE = "idle"
    WAITING = "waiting"
    ASKING = "asking"
    SHOWING = "showing"


@dataclass(frozen=True, slots=True)
class Activity:
    """What the status bar tells of suggestions."""

    is_thinking: bool
    latency_ms: float | None
    """From the end of the pause to the first painted word of the last suggestion."""
    message: str = ""


@dataclass(frozen=True, slots=True)
class _Kind:
    """The limits of one kind of ask."""

    stop: Literal["sentence", "paragraph"]
    max_tokens: int
    max_ms: int


_ON_PAUSE = _Kind("sentence", 48, 2_000)
_ON_DEMAND = _Kind("paragraph", 128, 10_000)
_ON_DEMAND_CHARS = 800


@dataclass(slots=True)
class _Current:
    """The ask under way or on show."""

    number: int
    revision: int
    caret: int
    asked_at: float
    text: str = ""
    taken: int = 0
    is_streaming: bool = True
    first_shown: bool = False

    @property
    def rest(self) -> str:
        """What is neither taken nor typed through."""
        return self.text[self.taken :]


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
        parent: QObject | None = None,
    ) -> None:
        # Its timers must not outlive the editor they ask about.
        super().__init__(parent or editor)
        self._editor = editor
        self._source = source
        self._settings = settings
        self._tasks = tasks
        self._trace = trace
        self._state = SuggestState.IDLE
        self._current: _Current | None = None
        self._cancel: Callable[[], object] = _nothing
        self._cancel_warm: Callable[[], object] = _nothing
        self._number = 0
        self._latency_ms: float | None = None
        self._accepting = False
        self._pause = QTimer(self)
        self._pause.setSingleShot(True)
        self._pause.timeout.connect(self._on_pause_over)
        self._warm_delay = QTimer(self)
        self._warm_delay.setSingleShot(True)
        self._warm_delay.setInterval(_WARM_DELAY_MS)
        self._warm_delay.timeout.connect(self._on_warm_delay_over)
        editor.edited.connect(self._on_edited)
        editor.interrupted.connect(self.interrupt)
        editor.caret_moved.connect(self._on_caret_moved)

    @property
    def state(self) -> SuggestState:
        """Where the current suggestion stands."""
        return self._state

    # What the writer does

    def continue_here(self) -> None:
        """Ask for a paragraph now; asked again, it brings another take."""
        self._drop("asked again")
        moment = self._editor.moment(enabled=True)
        status = self._source.status
        if status.state is not EngineState.READY:
            self._tell(status.reason or "The engine is starting; ask again in a moment.")
        elif can_suggest(moment):
            self._ask(_ON_DEMAND, _ON_DEMAND_CHARS)
        elif not moment.has_text:
            self._tell("Write a few words first; a suggestion continues them.")

    def accept_all(self) -> None:
        """Take everything that shows."""
        text = self._editor.ghost
        if text:
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

    def dismiss(self) -> None:
        """Take the suggestion away; the next key may bring another."""
        self._drop("escape")

    def interrupt(self) -> None:
        """End the suggestion: the writer turned to something else."""
        self._drop("interrupted")

    def on_engine_status(self, status: EngineStatus) -> None:
        """Follow the engine: read ahead once it is ready, let go of it when it is not."""
        if status.state is EngineState.READY:
            self._warm_delay.start()
        else:
            self._drop("engine")
        self._report()

    def on_document_changed(self) -> None:
        """Read the new text ahead."""
        self._drop("document")
        self._warm_delay.start()

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
        self._drop("edited", ghost=edit.ghost)
        self._wait()

    def _on_caret_moved(self) -> None:
        self._warm_delay.start()

    def _on_pause_over(self) -> None:
        self._state = SuggestState.IDLE
        ready = self._source.status.state is EngineState.READY
        if ready and wants_suggestion(self._editor.moment(self._is_enabled())):
            self._ask(_ON_PAUSE, self._settings.number("suggest.max_chars"))

    def _on_warm_delay_over(self) -> None:
        ready = self._source.status.state is EngineState.READY
        if not ready or self._state is not SuggestState.IDLE or not self._is_enabled():
            return
        context = self._editor.context(*self._window())
        if not context.before.strip():
            return

        async def warm() -> None:
            try:
                await self._source.warm(context.before, context.after)
            except (EngineUnavailable, AskRefused, AskWithdrawn):
                # Reading ahead is a courtesy; the ask itself says what is wrong.
                return

        self._cancel_warm()
        self._cancel_warm = self._tasks.start(warm()).cancel

    # Asking

    def _wait(self) -> None:
        """Begin the pause, if the moment may lead to a suggestion."""
        if wants_suggestion(self._editor.moment(self._is_enabled())):
            self._state = SuggestState.WAITING
            self._pause.start(self._settings.number("suggest.pause_ms"))

    def _ask(self, kind: _Kind, max_chars: int) -> None:
        context = self._editor.context(*self._window())
        self._number += 1
        current = _Current(self._number, context.revision, context.caret, time.monotonic())
        self._current = current
        self._state = SuggestState.ASKING
        ask = Ask(
            before=context.before,
            after=context.after,
            stop=kind.stop,
            max_tokens=kind.max_tokens,
            max_chars=max_chars,
            max_ms=kind.max_ms,
            revision=context.revision,
            caret=context.caret,
        )
        self._trace.event("ask", id=current.number, revision=ask.revision, caret=ask.caret)
        self._cancel = self._tasks.start(self._answer(ask, current)).cancel
        self._report()

    async def _answer(self, ask: Ask, current: _Current) -> None:
        """Follow one ask to its end."""
        message = ""
        try:
            await self._source.suggest(ask, lambda text: self._on_text(current, text))
        except AskRefused as error:
            message = str(error)
            self._trace.event("refused", id=current.number, reason=message)
        except (EngineUnavailable, AskWithdrawn) as error:
            self._trace.event("dropped", id=current.number, reason=str(error))
        current.is_streaming = False
        if current is not self._current:
            return
        if not current.rest:
            self._current = None
            self._state = SuggestState.IDLE
            if current.taken:
                self._wait()
        self._report(message)

    def _on_text(self, current: _Current, text: str) -> None:
        self._trace.event("part", id=current.number, text=text)
        if current is not self._current or not self._is_still_there(current):
            self._trace.event("dropped", id=current.number, reason="stale")
            return
        current.text += text
        self._show(current)

    def _is_still_there(self, current: _Current) -> bool:
        revision = self._editor.document().revision()
        return (revision, self._editor.textCursor().position()) == (
            current.revision,
            current.caret,
        )

    # Showing

    def _show(self, current: _Current) -> None:
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
            self.ghost_changed.emit(True)

    def _show_rest(self) -> None:
        """Go on with what is left after some of it was taken or typed."""
        current = self._current
        if current is None:
            return
        # The edit was foreseen by the suggestion: it is current where that edit led.
        current.revision = self._editor.document().revision()
        current.caret = self._editor.textCursor().position()
        if current.rest:
            self._show(current)
        else:
            self.ghost_changed.emit(False)
            if not current.is_streaming:
                self._current = None
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

    def _drop(self, reason: str, ghost: str = "") -> None:
        """End whatever is under way."""
        shown = self._editor.ghost or ghost
        if shown:
            self._trace.event("dismissed", reason=reason, text=shown)
        self._editor.clear_ghost()
        self._stop_asking()

    def _stop_asking(self) -> None:
        self._pause.stop()
        self._cancel()
        self._cancel = _nothing
        had = self._current is not None
        self._current = None
        self._state = SuggestState.IDLE
        if had:
            self.ghost_changed.emit(False)
            self._report()

    # Telling

    def _report(self, message: str = "") -> None:
        thinking = self._state is SuggestState.ASKING
        self.activity_changed.emit(Activity(thinking, self._latency_ms, message))

    def _tell(self, message: str) -> None:
        self._report(message)

    def _is_enabled(self) -> bool:
        return self._settings.flag("suggest.enabled")

    def _window(self) -> tuple[int, int, int]:
        """Return how many characters to send before and after the caret, and the edge's step."""
        voice = self._source.status.voice
        tokens = voice.context_tokens if voice else _DEFAULT_CONTEXT
        chars = tokens * _CHARS_PER_TOKEN
        return chars, chars // 2, _AFTER_CHARS


def _nothing() -> None:
    """Stand in for the cancel of an ask that is not there."""
