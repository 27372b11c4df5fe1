"""The generate service as it runs on a real machine: it outlives a graphics card that fails.

An ask that fails on a GPU is answered by the CPU, and one sentence says so.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from engine import fallback
from engine.errors import EngineError, InternalError, MemoryShort
from engine.fallback import Resumption
from engine.generate_service import GenerateService
from engine.hardware import ORT_ERRORS, Role
from engine.jobs import CancelFlag
from engine.messages import (
    LoadRequest,
    ModelInfo,
    SuggestResult,
    WarmRequest,
)
from engine.model import load_model, tune_model
from engine.outlining import OnBeat
from engine.plan import Plan
from engine.plan_outlines import OutlinePlan
from engine.registry import ModelRegistry
from engine.task_messages import BeatPart, IdeasResult, OutlineResult
from engine.writing import OnPart

logger = logging.getLogger(__name__)
T = TypeVar("T")
_RUN_ERRORS: tuple[type[Exception], ...] = (InternalError, MemoryError, *ORT_ERRORS)


class SteadyService(GenerateService):
    """Loads for a role, moves to the CPU when it must, and tells the writer why."""

    def __init__(self, registry: ModelRegistry, role: Role, notify: Callable[[str], None]) -> None:
        """Prepare a service without a model.

        Args:
            registry: finds models.
            role: who runs them; decides their threads.
            notify: takes one sentence for the writer.
        """
        super().__init__(registry, partial(load_model, role=role))
        self._notify = notify

    def load(self, request: LoadRequest) -> ModelInfo:
        """Load a model as `GenerateService.load`; says so where it does not run where it should."""
        before = self._model
        try:
            info = super().load(request)
        except MemoryError as error:
            raise _final(error) from error
        if self._model is not None and self._model is not before and self._model.notice:
            self._notify(self._model.notice)
        return info

    def warm(self, request: WarmRequest, cancel: CancelFlag) -> None:
        """Run the prompt of a coming ask as `GenerateService.warm`."""
        warm = super().warm
        self._run(lambda: warm(request, cancel))

    def _written(
        self, ready: Plan, started: float, on_part: OnPart, cancel: CancelFlag
    ) -> SuggestResult:
        """Run takes; written twice, they are written alike, for the plan has its seed."""
        parts = Resumption(on_part)
        write = super()._written
        return self._run(lambda: write(ready, started, parts.push, cancel), parts.begin_again)

    def _outlined(
        self, ready: OutlinePlan, started: float, on_beat: OnBeat, cancel: CancelFlag
    ) -> OutlineResult:
        """Run an outline; beats that were handed on are not handed on again."""
        told = _Told(on_beat)
        outline = super()._outlined
        return self._run(lambda: outline(ready, started, told.push, cancel))

    def _imagined(
        self,
        ready: Plan,
        beats: tuple[str, ...],
        started: float,
        on_beat: OnBeat,
        cancel: CancelFlag,
    ) -> IdeasResult:
        """Run ideas; those that were handed on are not handed on again."""
        told = _Told(on_beat)
        imagine = super()._imagined
        return self._run(lambda: imagine(ready, beats, started, told.push, cancel))

    def tune(self, cancel: CancelFlag) -> bool:
        """Time the loaded model's threads for its next load; True if that had not been done.

        Raises:
            ModelNotFound: no model is loaded.
            Cancelled: the flag was raised.
            MemoryShort: there is not enough memory for a second session.
        """
        return tune_model(self._loaded(), cancel)

    def _run(self, run: Callable[[], T], before_again: Callable[[], None] = lambda: None) -> T:
        try:
            return run()
        except _RUN_ERRORS as error:
            model = self._loaded()
            if model.session.provider == "CPU":
                raise _final(error) from error
            self._model = moved = model.on_cpu(error)
            self._notify(moved.notice or "")
        before_again()
        try:
            return run()
        except _RUN_ERRORS as error:
            raise _final(error) from error


class _Told:
    """Beats as they are handed on, each once.

    Where a second writing differs from what was handed on, no more are; the result has all of them.
    """

    def __init__(self, on_beat: OnBeat) -> None:
        self._on_beat = on_beat
        self._titles: list[str] = []
        self._differs = False

    def push(self, part: BeatPart) -> None:
        """Hand on a beat that was not handed on yet."""
        if part.index < len(self._titles):
            self._differs = self._differs or self._titles[part.index] != part.title
        elif not self._differs:
            self._titles.append(part.title)
            self._on_beat(part)


def _final(error: Exception) -> EngineError:
    """Return a failure on the CPU, after which nothing else is tried, as an error of our own."""
    if isinstance(error, MemoryError) or fallback.is_full(error):
        return MemoryShort("There is not enough memory to go on; close other programs.")
    return InternalError("The model failed while it was running.")
