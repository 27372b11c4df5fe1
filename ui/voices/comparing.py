"""Blind comparison of a voice with the one it was made from: order by lot, choices kept."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Sequence
from typing import Protocol

from PySide6.QtCore import QObject

from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable, SaveFailed
from ui.language import mark, on_change, tr
from ui.notices import Tasks
from ui.voices.choices_file import ChoicesFile, Pick
from ui.voices.compare_page import ComparePage, Told
from ui.voices.odds import texts_of, verdict
from ui.voices.types import Pair, Run

MOST_PAIRS = 20


class PairSource(Protocol):
    """Where pairs come from: the workshop, or a test's stand-in."""

    async def pairs(self, run: str) -> tuple[Pair, ...]:
        """Return how base and voice of a run go on from the same places."""


class Comparing(QObject):
    """One run is compared at a time; what was chosen is kept at once."""

    def __init__(
        self,
        page: ComparePage,
        source: PairSource,
        file: ChoicesFile,
        tasks: Tasks,
        lot: random.Random | None = None,
    ) -> None:
        super().__init__(page)
        self._page, self._source, self._file, self._tasks = page, source, file, tasks
        self._lot = lot or random.Random()
        self._run = ""
        self._pairs: tuple[Pair, ...] = ()
        self._is_voice_first: list[bool] = []
        self._picks: list[Pick] = []
        self._writing = asyncio.Lock()
        on_change(self, lambda: self._show() if self._pairs else None)
        page.run_chosen.connect(self.open)
        page.pick_requested.connect(self._on_pick)
        page.back_requested.connect(self._on_back)
        page.again_requested.connect(self._on_again)

    def show_runs(self, runs: Sequence[Run]) -> None:
        """Offer the runs that have something to compare."""
        offered = [run for run in runs if run.stage in ("done", "refused")]
        self._page.show_runs(offered)
        if offered and self._run not in {run.run for run in offered}:
            self.open(offered[0].run)

    def open(self, run: str) -> None:
        """Compare a run; choices that were made before count."""
        if run:
            self._run = run
            self._page.run.show_value(run)
            self._tasks.start(self._open(run))

    async def _open(self, run: str) -> None:
        loop = asyncio.get_running_loop()
        try:
            pairs = (await self._source.pairs(run))[:MOST_PAIRS]
        except (AskRefused, AskWithdrawn, EngineUnavailable) as error:
            if run == self._run:
                self._page.show_sentence(str(error), is_error=not isinstance(error, AskRefused))
            return
        picks = await loop.run_in_executor(None, self._file.read, run, texts_of(pairs))
        if run != self._run:
            return
        self._pairs, self._picks = pairs, list(picks[: len(pairs)])
        self._is_voice_first = [self._lot.random() < 0.5 for _ in pairs]
        self._show()

    def _on_pick(self, which: int) -> None:
        at = len(self._picks)
        if at >= len(self._pairs):
            return
        is_voice = (which == 1) == self._is_voice_first[at]
        self._picks.append("neither" if which == 0 else "voice" if is_voice else "base")
        self._keep()

    def _on_back(self) -> None:
        if self._picks:
            self._picks.pop()
            self._keep()

    def _on_again(self) -> None:
        self._picks.clear()
        self._is_voice_first = [self._lot.random() < 0.5 for _ in self._pairs]
        self._keep()

    def _keep(self) -> None:
        self._show()
        self._tasks.start(self._write(self._run, texts_of(self._pairs), tuple(self._picks)))

    async def _write(self, run: str, texts: str, picks: tuple[Pick, ...]) -> None:
        loop = asyncio.get_running_loop()
        async with self._writing:
            try:
                await loop.run_in_executor(None, self._file.write, run, texts, picks)
            except OSError as error:
                raise SaveFailed(
                    tr(
                        "Your choices were not saved: {fault}. They count until this window is "
                        "closed."
                    ).format(fault=error.strerror or error)
                ) from error

    def _show(self) -> None:
        at, n = len(self._picks), len(self._pairs)
        if at < n:
            pair = self._pairs[at]
            ways = (pair.voice, pair.base)
            self._page.show_pair(
                pair.before, ways if self._is_voice_first[at] else ways[::-1], at, n
            )
        elif n:
            count = self._picks.count
            said = verdict(count("voice"), count("base"), count("neither"), n)
            told = [
                Told(pair.before, pair.base, pair.voice, pick)
                for pair, pick in zip(self._pairs, self._picks, strict=True)
            ]
            self._page.show_verdict(said, told)
        else:
            self._page.show_sentence(mark("This run has no pairs to compare."))
