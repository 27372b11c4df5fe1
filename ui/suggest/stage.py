"""The suggestion on show: follows its ask, lays out what has come, keeps the takes of its place.

An answer counts only while its ask is the current one and the editor's revision and caret are those
it was made for, or those that using some of its words led to; all else is dropped.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable

from PySide6.QtCore import QObject, Signal

from ui.editor.editor_view import EditorView
from ui.editor.surroundings import Context
from ui.engine_types import Suggestion
from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.notices import Tasks
from ui.suggest.state import Current, SuggestState
from ui.suggest.takes import Place, Takes
from ui.timers import single_shot
from ui.trace import Trace

# A growing ghost is laid out again at most this often: each time costs a paint.
_GROW_MS = 33
Answering = Callable[[Callable[[str], None]], Awaitable[Suggestion]]


class Stage(QObject):
    """One suggestion at a time.

    Signals:
        changed(): the state, the latency or the shown take changed.
        ghost_changed(bool): whether a ghost shows now.
        painted(float): the first words of an ask are on the screen, so many milliseconds after it.
        ended(Current, str): an ask came to its end; with the engine's reason where it refused.
    """

    changed = Signal()
    ghost_changed = Signal(bool)
    ended = Signal(object, str)
    painted = Signal(float)

    def __init__(self, editor: EditorView, tasks: Tasks, trace: Trace) -> None:
        # Its timer must not outlive the editor it shows in.
        super().__init__(editor)
        self._editor = editor
        self._tasks = tasks
        self._trace = trace
        self.state = SuggestState.IDLE
        self.current: Current | None = None
        self.takes = Takes()
        self.latency_ms: float | None = None
        self._number = 0
        self._answering: asyncio.Task[None] | None = None
        self._grow = single_shot(self, self._on_grow, _GROW_MS)

    @property
    def place(self) -> Place:
        """The revision and caret that tell a late answer from a current one."""
        return self._editor.document().revision(), self._editor.textCursor().position()

    def begin(
        self, context: Context, answering: Answering, *, asked: bool, by_paragraph: bool = False
    ) -> None:
        """Follow a new ask; what shows stays until its first words come."""
        self._withdraw()
        place = (context.revision, context.caret)
        self.current = self._new(place, asked=asked, by_paragraph=by_paragraph)
        self.state = SuggestState.ASKING
        self._trace.event("ask", id=self._number, revision=place[0], caret=place[1])
        self._answering = self._tasks.start(self._answer(answering, self.current))
        self.changed.emit()

    def step(self, by: int) -> bool:
        """Show the next or an earlier take that is there already; returns whether there is one.

        A take that is still being written stays as far as it came.
        """
        self.settle()
        text = self.takes.step(by)
        if text is None:
            return False
        self._put_back(text)
        self._show_current()
        self.changed.emit()
        return True

    def settle(self, ghost: str | None = None) -> bool:
        """Stay with the take that shows, though another was asked for already.

        Args:
            ghost: what showed before an edit took it away; None for what shows now.

        Returns:
            Whether another was asked for and one shows.
        """
        ghost = self._editor.ghost if ghost is None else ghost
        if self.state is not SuggestState.ASKING or not ghost or self.current is None:
            return False
        if not self.takes.at(self.current.place):
            return False
        self._put_back(self.takes.texts[self.takes.shown])
        return True

    def use(self, text: str) -> bool:
        """Follow words of the ghost that are in the text now; returns whether any are left.

        Args:
            text: the words, taken or typed.
        """
        current = self.current
        if current is None:
            return False
        current.taken += len(text)
        # The edit was foreseen by the suggestion: it is current where that edit led.
        current.place = self.place
        if not current.by_paragraph:
            # Used up while more of it comes, it becomes a take of where it goes on.
            current.is_kept = self.takes.use(text, current.place)
        if current.rest.strip():
            self._show_current()
            return True
        if current.is_streaming:
            self.ghost_changed.emit(False)
            return True
        return False

    def stop(self) -> None:
        """Let go of whatever is under way or on show; the takes of the place are kept."""
        self._withdraw()
        had = self.current is not None
        self.current = None
        self.state = SuggestState.IDLE
        if had:
            self.ghost_changed.emit(False)
            self.changed.emit()

    def _withdraw(self) -> None:
        self._grow.stop()
        if self._answering is not None:
            self._answering.cancel()
            self._answering = None

    def _new(self, place: Place, *, asked: bool, by_paragraph: bool = False) -> Current:
        self._number += 1
        return Current(
            self._number, place, asked_at=time.monotonic(), asked=asked, by_paragraph=by_paragraph
        )

    def _put_back(self, text: str) -> None:
        """Make a take that is there already the current suggestion."""
        asked = self.current is not None and self.current.asked
        self._withdraw()
        self.current = self._new(self.place, asked=asked)
        self.current.text = text
        self.current.is_streaming = False
        self.current.is_kept = True
        self.current.first_shown = True
        self.state = SuggestState.SHOWING

    async def _answer(self, answering: Answering, current: Current) -> None:
        """Follow one ask to its end."""
        reason = ""
        try:
            await answering(lambda text: self._on_text(current, text))
        except AskRefused as error:
            reason = str(error)
            self._trace.event("refused", id=current.number, reason=reason)
        except (EngineUnavailable, AskWithdrawn) as error:
            self._trace.event("dropped", id=current.number, reason=str(error))
        current.is_streaming = False
        is_current = current is self.current
        if is_current:
            self._answering = None
            if self._grow.isActive():
                self._grow.stop()
                self._on_grow()
        self._trace.event("answered", id=current.number)
        if is_current:
            self.ended.emit(current, reason)

    def _on_text(self, current: Current, text: str) -> None:
        self._trace.event("part", id=current.number, text=text)
        if current is not self.current or current.place != self.place:
            self._trace.event("dropped", id=current.number, reason="stale")
            return
        current.text += text
        if self.state is not SuggestState.SHOWING:
            self._show_current()
        elif not self._grow.isActive():
            self._grow.start()

    def _on_grow(self) -> None:
        if self.current is not None and self.current.place == self.place:
            self._show_current()

    def _show_current(self) -> None:
        current = self.current
        if current is None or not current.rest.strip():
            return
        if not self._editor.show_ghost(current.rest, lambda: self._on_painted(current)):
            return
        self.state = SuggestState.SHOWING
        if not current.by_paragraph:
            if not current.is_kept:
                self.takes.add(current.place, current.rest)
                current.is_kept = True
            self.takes.grow(current.rest)
        self._trace.event("ghost", id=current.number, text=current.rest)
        self.ghost_changed.emit(True)

    def _on_painted(self, current: Current) -> None:
        if current.first_shown:
            return
        current.first_shown = True
        self.latency_ms = (time.monotonic() - current.asked_at) * 1000
        self.painted.emit(self.latency_ms)
        self._trace.event(
            "shown", id=current.number, text=current.rest, latency_ms=round(self.latency_ms, 3)
        )
        self.changed.emit()
