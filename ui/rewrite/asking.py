"""Brings a round its takes: one ask for each piece, in order, one round at a time.

What is done stays, whatever happens to the rest. Takes are compared with the passage beside the
window's thread; what comes for a round that was given up is dropped.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from ui.engine_types import EngineState, EngineStatus, RewriteAsk, RewriteTake
from ui.engine_words import GONE
from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.language import tr
from ui.notices import Tasks
from ui.rewrite.asks import NotesFor, ask_for
from ui.rewrite.passage import Piece
from ui.rewrite.session import RewriteSession, Round, spans_of
from ui.rewrite.word_diff import Span
from ui.trace import Trace

OnTake = Callable[[int, str], None]


class RewriteSource(Protocol):
    """What rewrites need of an engine client."""

    @property
    def status(self) -> EngineStatus:
        """The engine's state now."""

    async def rewrite(self, ask: RewriteAsk, on_take: OnTake) -> tuple[RewriteTake, ...]:
        """Answer an ask take by take, piece by piece."""


@dataclass(frozen=True, slots=True)
class Heard:
    """Whom to tell what a round brings."""

    part: Callable[[], None]
    """Words streamed into a take."""
    piece: Callable[[], None]
    """A piece is done."""
    end: Callable[[str], None]
    """Nothing more comes; what went wrong, empty where nothing."""


class Asking:
    """The asks of one round after the other."""

    def __init__(
        self, source: RewriteSource, tasks: Tasks, trace: Trace, notes: NotesFor, heard: Heard
    ) -> None:
        self._source, self._tasks, self._trace = source, tasks, trace
        self._notes, self._heard = notes, heard
        self._session: RewriteSession | None = None
        self._round: Round | None = None
        self._task: asyncio.Task[None] | None = None
        self._began_at = 0.0

    @property
    def spent_s(self) -> float:
        """Seconds since the last round began."""
        return time.monotonic() - self._began_at

    def begin(self, session: RewriteSession, current: Round) -> None:
        """Ask for a round's takes; the round before it is given up."""
        self.withdraw()
        self._session, self._round = session, current
        self._began_at = time.monotonic()
        self._trace.event("rewrite_asked", mode=current.mode, pieces=len(current.pieces))
        self._task = self._tasks.start(self._answer(session, current))

    def withdraw(self) -> None:
        """Give up the round under way: what is done of it stays, and nobody is told."""
        task, self._task = self._task, None
        self._close()
        if task is not None:
            task.cancel()

    async def _answer(self, session: RewriteSession, current: Round) -> None:
        message = ""
        try:
            for number in range(len(current.pieces)):
                await self._bring(session, current, number)
        except EngineUnavailable as error:
            is_here = self._source.status.state is EngineState.READY
            message = str(error) if is_here else tr(GONE)
        except (AskRefused, AskWithdrawn) as error:
            message = str(error)
        except asyncio.CancelledError:
            # Whoever cancels has given the round up or closes the window.
            self._round = None if self._round is current else self._round
            raise
        finally:
            # Also after what no one foresaw: a round must not wait for ever.
            if self._round is current:
                self._task = None
                self._close()
                self._trace.event("rewrite_done", pieces=current.done, message=message)
                self._heard.end(message)

    async def _bring(self, session: RewriteSession, current: Round, number: int) -> None:
        ask = ask_for(session.passage, current, number, current.instruction, self._notes)
        takes = await self._source.rewrite(
            ask, lambda take, text: self._on_part(current, number, take, text)
        )
        if not takes:
            raise AskRefused(tr("The voice had nothing to say to this."))
        loop = asyncio.get_running_loop()
        spans = await loop.run_in_executor(
            None, _compared, current.mode, current.pieces[number], takes
        )
        session.finish_piece(current, takes, spans)
        self._trace.event("rewrite_piece", number=number, takes=[take.text for take in takes])
        self._heard.piece()

    def _on_part(self, current: Round, number: int, take: int, text: str) -> None:
        if self._session is None or current is not self._round or number != current.done:
            self._trace.event("dropped", reason="stale")
            return
        self._session.stream(current, take, text)
        self._trace.event("rewrite_part", take=take, text=text)
        self._heard.part()

    def _close(self) -> None:
        """End the round under way, if there is one."""
        session, current = self._session, self._round
        self._session = self._round = None
        if session is not None and current is not None:
            session.end(current)


def _compared(
    mode: str, piece: Piece, takes: tuple[RewriteTake, ...]
) -> tuple[tuple[Span, ...], ...]:
    """Return what each take changes in a piece."""
    return tuple(spans_of(mode, piece, take.text) for take in takes)
