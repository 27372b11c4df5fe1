"""Trains runs one at a time: begins, pauses, goes on, deletes; rests while keys are typed."""

from __future__ import annotations

import asyncio
import contextlib
import functools
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMessageBox, QWidget

from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.language import mark, on_change, told, tr
from ui.notices import Choice, Tasks, Tell, ask
from ui.voices.training_page import Now, TrainingPage
from ui.voices.turns import UNTIL_TRAINED, Turns
from ui.voices.types import MadeVoice, Point, Progress, Run
from ui.voices.words import (
    Phase,
    better_said,
    forward,
    making_said,
    phase_of,
    proof_said,
    stage_said,
)

_REST_S, _REST_EVERY_S = 1.5, 1.0
_OPENING, _PAUSING = mark("Opening the voice…"), mark("Pausing…")
_WORK = {
    "waiting": mark("training waits"),
    "preparing": mark("training: getting ready"),
    "making": mark("training: making the voice"),
    "pausing": mark("training pauses…"),
}
_PAUSED = mark("Paused. It goes on from here, also on another day.")
_GONE = mark("Learning was interrupted; what was learned is safe. Go on picks it up again.")
_WAITING = mark("Another run learns now; this one can go on once that one is paused or done.")


class Trainer(Protocol):
    """What trains: the workshop, or a test's stand-in."""

    async def runs(self) -> tuple[Run, ...]:
        """Return all runs, the newest first."""

    async def train(self, run: str, on_part: Callable[[Point | Progress], None]) -> MadeVoice:
        """Train a run until its voice is in place."""

    def pause(self) -> bool:
        """Have the run that learns stop; whether there was anybody to tell."""

    async def delete_run(self, run: str) -> None:
        """Delete a run."""

    async def rest(self, seconds: float) -> None:
        """Let training rest."""


class Training(QObject):
    """The runs on this computer, one of which may learn.

    Signals:
        work_changed(str): what the status bar says of it; empty where nothing learns.
        runs_changed(tuple[Run, ...]): the runs as they are now.
        voice_made(str): a voice of that id is in place.
    """

    work_changed = Signal(str)
    runs_changed = Signal(object)
    voice_made = Signal(str)

    def __init__(
        self,
        page: TrainingPage,
        trainer: Trainer,
        tasks: Tasks,
        tell: Tell,
        clock: Callable[[], float] = time.monotonic,
        turns: Turns | None = None,
    ) -> None:
        super().__init__(page)
        self._page, self._trainer = page, trainer
        self._turns = turns or Turns(self)
        self._tasks, self._tell, self._clock = tasks, tell, clock
        self._runs: dict[str, Run] = {}
        self._said: dict[str, tuple[Callable[[], str], bool]] = {}
        self._points: list[Point] = []
        self._phase: Phase = ""
        self.active = ""
        self._task: asyncio.Task[None] | None = None
        self._is_leaving = False
        self._rested_at = float("-inf")
        self._turns.changed.connect(self._on_turn)
        on_change(self, self._say_again)
        page.run_chosen.connect(lambda _: self._show_now())
        page.pause_requested.connect(lambda _: self.pause())
        page.go_on_requested.connect(self.go_on)
        page.delete_requested.connect(lambda run: self._tasks.start(self._delete(run)))

    @property
    def is_under_way(self) -> bool:
        """Whether a run learns, or was paused and can go on."""
        return bool(self.active) or any(
            run.points and run.stage not in ("done", "refused") for run in self._runs.values()
        )

    async def refresh(self) -> None:
        """List the runs anew; where that fails the page says so."""
        try:
            runs = await self._trainer.runs()
        except (AskRefused, AskWithdrawn, EngineUnavailable) as error:
            fault = str(error)
            told(self._page.empty.setText, lambda: fault)
            return
        runs = tuple(replace(run, points=forward(run.points)) for run in runs)
        self._runs = {run.run: run for run in runs}
        self._page.show_runs(runs, self.active, self._phase)
        self._show_now()
        self.runs_changed.emit(runs)

    def begin(self, run: str) -> None:
        """Train a run that was just read, and look at it."""
        self._tasks.start(self._begin(run))

    def go_on(self, run: str) -> None:
        """Train a run, or go on with it; while another one learns it has to wait."""
        if self.active:
            if run != self.active:
                self._say(run, lambda: tr(_WAITING))
            return
        self.active = run
        known = self._runs.get(run)
        self._points = list(known.points) if known is not None else []
        self._turns.join(self, UNTIL_TRAINED)
        waits = self._turns.waits(self)
        self._phase = "waiting" if waits else "preparing"
        self._say(run, lambda: waits or tr(_OPENING))
        self._page.show_runs(tuple(self._runs.values()), run, self._phase)
        self._page.table.choose(run)
        self._tell_work()
        self._task = self._tasks.start(self._train(run))

    def pause(self) -> None:
        """Let the run that learns put down what it has; it rests once the engine says so."""
        if self._task is None or self._phase == "pausing":
            return
        self._phase = "pausing"
        self._say(self.active, lambda: tr(_PAUSING))
        self._tell_work()
        if not self._trainer.pause():
            self._task.cancel()

    def leave(self) -> None:
        """Pause because the window goes: nothing is asked any more, and nothing waited for."""
        self._is_leaving = True
        if self._task is not None:
            self._task.cancel()

    def rest_for_typing(self) -> None:
        """Let training step aside because a key was typed; asked at most once a second."""
        now = self._clock()
        if self.active and now - self._rested_at >= _REST_EVERY_S:
            self._rested_at = now
            self._tasks.start(self._rest())

    # Inside

    async def _begin(self, run: str) -> None:
        await self.refresh()
        self._page.table.choose(run)
        self.go_on(run)

    async def _rest(self) -> None:
        # Whether it rests is no matter for the writer, who types.
        with contextlib.suppress(AskRefused, AskWithdrawn, EngineUnavailable):
            await self._trainer.rest(_REST_S)

    async def _train(self, run: str) -> None:
        said: Callable[[], str] = functools.partial(tr, _PAUSED)
        is_error, made = False, None
        try:
            made = await self._trainer.train(run, self._on_part)
            said = functools.partial(proof_said, made)
        except AskRefused as error:
            said, is_error = functools.partial(str, str(error)), True
        except EngineUnavailable:
            said, is_error = functools.partial(tr, _GONE), True
            self._tell(tr(_GONE), is_error=True)
        except AskWithdrawn:
            pass
        finally:
            # A cancelled task ends here as well: no await before what is known is put right.
            self._put_right(run)
            self._say(run, said, is_error=is_error)
            self._tell_work()
            if not self._is_leaving:
                self._tasks.start(self.refresh())
        if made is not None:
            self._tell(
                tr("Your voice {name} is ready: it {proof}.").format(
                    name=made.name, proof=better_said(made.held_out)
                )
            )
            self.voice_made.emit(made.model)

    def _put_right(self, run: str) -> None:
        """Make what is known of a run true that has stopped, until the list comes anew."""
        known = self._runs.get(run)
        if known is not None and self._points:
            stage = "training" if known.stage == "prepared" else known.stage
            self._runs[run] = replace(known, points=tuple(self._points), stage=stage)
        self.active, self._task, self._phase = "", None, ""
        self._turns.leave(self)

    def _on_turn(self) -> None:
        if self._phase == "waiting" and not self._turns.waits(self):
            self._phase = "preparing"
            self._say(self.active, lambda: tr(_OPENING))
            self._tell_work()

    def _on_part(self, part: Point | Progress) -> None:
        if isinstance(part, Point) and part.has_figures:
            self._points = list(forward((*self._points, part)))
        if self._phase == "pausing":
            # What was under way ends first; it is not what the writer waits for.
            return
        if isinstance(part, Progress):
            share = f", {100 * part.done / part.total:.0f}%" if part.total else ""
            self._say(self.active, lambda: f"{making_said(part)}{share}…")
            return
        self._phase = phase_of(part.stage)
        self._said[self.active] = (functools.partial(_stage_said, part.stage), False)
        self._show_now()
        self._tell_work()

    async def _delete(self, id: str) -> None:
        run = self._runs.get(id)
        if run is None:
            return
        role = QMessageBox.ButtonRole
        detail = tr("The copy of your books in it goes; the books themselves are not touched.")
        if run.model:
            detail = f"{detail} {tr('The voice that came of it stays.')}"
        answer = await ask(
            self._window,
            tr("Delete what was read and learned for {name}?").format(name=run.name),
            detail,
            (
                Choice("keep", tr("Keep it"), role.RejectRole),
                Choice("go", tr("Delete"), role.DestructiveRole),
            ),
        )
        if answer != "go":
            return
        if id == self.active and self._task is not None:
            self.pause()
            await asyncio.wait({self._task})
        try:
            await self._trainer.delete_run(id)
        except (AskRefused, AskWithdrawn, EngineUnavailable) as error:
            self._say(id, functools.partial(str, str(error)), is_error=True)
            return
        self._said.pop(id, None)
        await self.refresh()
        self._page.table.setFocus()

    @property
    def _window(self) -> QWidget:
        return self._page.window()

    def _say_again(self) -> None:
        """Show what is known in another language."""
        self._page.show_runs(tuple(self._runs.values()), self.active, self._phase)
        self._show_now()
        self._tell_work()

    def _say(self, run: str, words: Callable[[], str], *, is_error: bool = False) -> None:
        self._said[run] = (words, is_error)
        self._show_now()

    def _show_now(self) -> None:
        known = dict(self._runs)
        if self.active in known:
            active = replace(known[self.active], points=tuple(self._points))
            known[self.active] = active
            self._page.show_state(active, self._phase)
        run = known.get(self._page.chosen)
        if run is None:
            self._page.show_now(None)
            return
        words, is_error = self._said.get(run.run, (lambda: run.reason, run.stage == "refused"))
        phase: Phase = self._phase if run.run == self.active else ""
        self._page.show_now(Now(run, phase, words(), is_error))

    def _tell_work(self) -> None:
        share = self._points[-1].share if self._points else 0.0
        work = tr("training {percent:.0f}%").format(percent=100 * share)
        if self._phase in _WORK:
            work = tr(_WORK[self._phase])
        self.work_changed.emit(work if self.active else "")


def _stage_said(stage: str) -> str:
    return f"{stage_said(stage)}…"
