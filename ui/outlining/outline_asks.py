"""Decides what an outline suggestion asks and how its beats join the outline.

States: CLOSED -> IDLE (the dialog is open) -> ASKING -> IDLE with beats. Only `add` changes the
outline, as one step of undo. An answer counts only for the ask it was made for.
"""

from __future__ import annotations

import asyncio
import functools
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QWidget

from ui.engine_types import Beats, EngineStatus, IdeasAsk, OutlineAsk
from ui.engine_words import gone_or, why_not
from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable, FileUnusable
from ui.language import labelled, mark, on_change, tr
from ui.notices import Tasks
from ui.outlining import suggested
from ui.outlining.outline_dialog import OutlineDialog
from ui.outlining.structures import Structure
from ui.outlining.suggested import Suggested
from ui.outlining.wishes import OutlineHome, SceneText, Source, Wish, line_of
from ui.trace import Trace

_N_IDEAS, _MOST_AROUND = 5, 30
_NOTHING_TO_FOLLOW = mark("There is no beat yet that something could follow.")
_FAULT = mark("Something went wrong, and the beats that came are kept here. Ask again.")
_TASKS = {
    Source.PREMISE: "outline.from_premise",
    Source.SCENE: "outline.from_text",
    Source.MANUSCRIPT: "outline.from_text",
    Source.NEXT: "outline.next",
}
OnBeat = Callable[[str], None]


class OutlineSource(Protocol):
    """What outline suggestions need of an engine client."""

    @property
    def status(self) -> EngineStatus:
        """The engine's state now."""

    async def outline(self, ask: OutlineAsk, on_beat: OnBeat) -> Beats:
        """Answer with beats, one by one."""

    async def ideas(self, ask: IdeasAsk, on_idea: OnBeat) -> Beats:
        """Answer with ideas, one by one."""


@dataclass(slots=True)
class _Current:
    """The ask under way."""

    wish: Wish
    beats: list[Suggested] = field(default_factory=list)
    titles: dict[str, str] = field(default_factory=dict)
    """What the scenes are called that beats were made of."""
    after: str = ""
    """The beat that ideas follow."""
    read_chars: int = 0
    cut_chars: int = 0
    known_scenes: int = 0


class OutlineAsks(QObject):
    """The outline suggestions of one window."""

    def __init__(
        self,
        window: QWidget,
        source: OutlineSource,
        home: OutlineHome,
        structures: Sequence[Structure],
        tasks: Tasks,
        trace: Trace,
    ) -> None:
        super().__init__(window)
        self._source, self._home = source, home
        self._tasks, self._trace = tasks, trace
        self._current: _Current | None = None
        self._asking: asyncio.Task[None] | None = None
        self._beat = ""
        self.dialog = OutlineDialog(structures, window)
        self.dialog.suggest_requested.connect(self._ask)
        self.dialog.stop_requested.connect(self.stop)
        self.dialog.add_requested.connect(self._add)
        self.dialog.finished.connect(lambda _: self.stop())
        on_change(self, self._refresh)

    @property
    def is_asking(self) -> bool:
        """Whether beats are under way."""
        return self._asking is not None

    def open(self, source: Source = Source.PREMISE, beat: str = "") -> None:
        """Show the dialog.

        Args:
            source: what beats are to be made of.
            beat: the beat that ideas shall follow.
        """
        if not self.is_asking:
            self._beat = beat or self._last_beat()
            if self._current is not None and self._current.wish.source is not source:
                # Beats of something else must not stand below it, ready to be added.
                self._current = None
                self.dialog.clear()
            self.dialog.show_source(source)
        self._refresh()
        self.dialog.show()
        self.dialog.raise_()
        self.dialog.activateWindow()
        if source is Source.PREMISE:
            self.dialog.premise.setFocus()
        else:
            self.dialog.suggest.setFocus()

    def close(self) -> None:
        """Close the dialog and end what is under way."""
        self.dialog.close()

    def on_engine_status(self, status: EngineStatus) -> None:
        """Show what can be asked of the engine now."""
        if self.dialog.isVisible():
            self._refresh()

    def forget(self) -> None:
        """Let go of all beats: the outline that they were made for is another one now."""
        self.stop()
        self._current, self._beat = None, ""
        self.dialog.clear()
        self.dialog.close()

    def stop(self) -> None:
        """End what is under way; beats that came stay."""
        if self._asking is not None:
            self._asking.cancel()
            self._asking = None
            self.dialog.finish(lambda: tr("Stopped; the beats that came are kept here."))

    # Asking

    def _ask(self, wish: Wish) -> None:
        self.stop()
        current = _Current(wish)
        self._current = current
        self.dialog.begin()
        self._trace.event("outline_asked", source=wish.source.value)
        self._asking = self._tasks.start(self._answer(current))

    async def _answer(self, current: _Current) -> None:
        """Follow one ask to its end; whatever that is, the dialog does not wait any more."""
        message = tr(_FAULT)
        try:
            message = await self._work(current)
        finally:
            if current is self._current and self._asking is asyncio.current_task():
                self._asking = None
                self.dialog.finish(lambda: message or _told(current))
                titles = [beat.title for beat in current.beats]
                self._trace.event("outline_done", beats=titles, message=message)

    async def _work(self, current: _Current) -> str:
        """Bring the beats that were asked for; returns what went wrong, empty where nothing."""
        try:
            if current.wish.source is Source.PREMISE:
                await self._from_premise(current)
            elif current.wish.source is Source.NEXT:
                await self._next(current)
            elif current.wish.source is Source.SCENE:
                await self._from_scenes(current, (self._home.current_scene(),))
            else:
                await self._from_scenes(current, await self._home.scenes())
        except EngineUnavailable as error:
            return gone_or(self._source.status, str(error))
        except (AskRefused, AskWithdrawn, FileUnusable) as error:
            return str(error)
        return ""

    async def _from_premise(self, current: _Current) -> None:
        wish = current.wish
        n_beats = suggested.beats_for(wish.words, wish.structure)
        lines: list[str] = []

        def show() -> None:
            # The acts are known once all lines are: until then each stands for itself.
            self._show(current, suggested.from_premise(lines, wish.words, 1, wish.structure))

        def on_line(line: str) -> None:
            lines.append(line)
            show()

        self.dialog.say(lambda: tr("Beat 1 of {total}…").format(total=n_beats))
        answer = await self._source.outline(OutlineAsk(wish.premise, beats=n_beats), on_line)
        lines[:] = answer.titles
        current.read_chars, current.cut_chars = answer.read_chars, answer.cut_chars
        whole = suggested.from_premise(lines, wish.words, wish.acts, wish.structure)
        self._show(current, whole)

    async def _from_scenes(self, current: _Current, scenes: Sequence[SceneText]) -> None:
        """Work through scenes in order; a text that was outlined before is not read again."""
        voice = self._source.status.voice
        model = voice.id if voice else ""
        todo = [scene for scene in scenes if scene.text.strip()]
        current.titles = {scene.id: scene.title for scene in todo}
        started, n_read = time.monotonic(), 0
        for number, scene in enumerate(todo):
            spent_s = time.monotonic() - started
            self.dialog.say(functools.partial(_progress, scene, number, len(todo), n_read, spent_s))
            known = await self._find(model, scene.text)
            if known is not None:
                current.known_scenes += 1
                current.read_chars += len(scene.text)
                self._extend(current, scene, known)
                continue
            at = len(current.beats)
            on_beat = functools.partial(self._on_beat, current, scene)
            answer = await self._source.outline(OutlineAsk(text=scene.text), on_beat)
            del current.beats[at:]
            self._extend(current, scene, answer.titles)
            current.read_chars += answer.read_chars
            current.cut_chars += answer.cut_chars
            n_read += 1
            if not answer.cut_chars:
                await self._keep(model, scene.text, answer.titles)

    async def _next(self, current: _Current) -> None:
        beats = self._home.outline.order()
        if not beats:
            raise AskRefused(tr(_NOTHING_TO_FOLLOW))
        at = next((n for n, beat in enumerate(beats) if beat.id == self._beat), len(beats) - 1)
        first = max(0, at + 1 - _MOST_AROUND)
        lines = tuple(line_of(beat) for beat in beats[first : at + 1])
        current.after = beats[at].id
        ask = IdeasAsk(lines, len(lines) - 1, n=_N_IDEAS)
        answer = await self._source.ideas(
            ask, lambda line: self._show(current, [*current.beats, Suggested(line)])
        )
        self._show(current, [Suggested(line) for line in answer.titles])

    def _on_beat(self, current: _Current, scene: SceneText, line: str) -> None:
        self._extend(current, scene, (line,))

    def _extend(self, current: _Current, scene: SceneText, lines: Sequence[str]) -> None:
        more = [Suggested(line, group=scene.id, label=scene.title) for line in lines]
        self._show(current, [*current.beats, *more])

    def _show(self, current: _Current, beats: Sequence[Suggested]) -> None:
        if current is self._current and self._asking is not None:
            current.beats = list(beats)
            self.dialog.show_beats(current.beats)
            self._trace.event("outline_beat", count=len(beats))

    async def _find(self, model: str, text: str) -> tuple[str, ...] | None:
        cache = self._home.cache
        if cache is None:
            return None
        return await asyncio.get_running_loop().run_in_executor(None, cache.find, model, text)

    async def _keep(self, model: str, text: str, beats: tuple[str, ...]) -> None:
        cache = self._home.cache
        if cache is not None:
            await asyncio.get_running_loop().run_in_executor(None, cache.keep, model, text, beats)

    # Adding

    def _add(self, beats: tuple[Suggested, ...]) -> None:
        current = self._current
        if current is None or not beats or self._home.why_not_kept:
            return
        outline = self._home.outline
        if current.wish.source is Source.PREMISE:
            outline = suggested.join_acts(outline, beats)
        elif current.wish.source is Source.NEXT:
            after = current.after if current.after in outline else ""
            outline = suggested.join_after(outline, beats, after)
        else:
            outline = suggested.join_scenes(outline, beats, current.titles)
        self._home.apply_outline(outline, tr("Add suggested beats"))
        self._trace.event("outline_added", beats=[beat.title for beat in beats])
        self._current = None
        self.dialog.clear()
        self.dialog.close()

    def _refresh(self) -> None:
        outline = self._home.outline
        after = line_of(outline.find(self._beat)) if self._beat in outline else ""
        self.dialog.set_reasons(self._reasons(), self._home.why_not_kept, after)

    def _reasons(self) -> dict[Source, str]:
        voice = self._source.status.voice
        if (reason := why_not(self._source.status)) or voice is None:
            return dict.fromkeys(Source, reason)
        reasons = {
            source: tr("The voice {name} was not taught this.").format(name=voice.name)
            for source, task in _TASKS.items()
            if task not in voice.tasks
        }
        if not self._home.outline.beats:
            reasons.setdefault(Source.NEXT, tr(_NOTHING_TO_FOLLOW))
        if self._home.cache is None:
            reasons.setdefault(Source.MANUSCRIPT, tr("The text in this window is no project."))
        return reasons

    def _last_beat(self) -> str:
        beats = self._home.outline.order()
        return beats[-1].id if beats else ""


def _told(current: _Current) -> str:
    """Return what was read and what was left out, where there was a text to read."""
    if current.wish.source in (Source.PREMISE, Source.NEXT):
        return ""
    n_known = current.known_scenes
    if n_known and current.cut_chars:
        sentence = tr(
            "Read {read:,} characters, %Ln scenes known from before; {cut:,} characters did not "
            "fit and were left out.",
            "",
            n_known,
        )
    elif n_known:
        sentence = tr(
            "Read {read:,} characters, %Ln scenes known from before, all of it.", "", n_known
        )
    elif current.cut_chars:
        sentence = tr("Read {read:,} characters; {cut:,} characters did not fit and were left out.")
    else:
        sentence = tr("Read {read:,} characters, all of it.")
    return sentence.format(read=current.read_chars, cut=current.cut_chars)


def _progress(scene: SceneText, number: int, total: int, n_read: int, spent_s: float) -> str:
    sentence = tr("scene {number} of {total}…")
    left_s = 0
    if n_read:
        sentence = tr("scene {number} of {total}, about {seconds} s left…")
        left_s = max(1, round(spent_s / n_read * (total - number)))
    progress = sentence.format(number=number + 1, total=total, seconds=left_s)
    return labelled(scene.title, progress) if scene.title else progress
