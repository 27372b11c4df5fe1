"""The generate service as it runs on a real machine: it outlives a graphics card that fails.

An ask that fails on a GPU is answered by the CPU, and one sentence says so.
"""

from __future__ import annotations

import logging
import secrets
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from typing import TypeVar

from engine import fallback
from engine.errors import EngineError, InternalError, MemoryShort
from engine.fallback import Resumption
from engine.generate_service import GenerateService, OnPart
from engine.hardware import ORT_ERRORS, Role
from engine.jobs import CancelFlag
from engine.messages import (
    LoadRequest,
    ModelInfo,
    SuggestRequest,
    SuggestResult,
    WarmRequest,
)
from engine.model import load_model, tune_model
from engine.registry import ModelRegistry

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

    def suggest(
        self, request: SuggestRequest, on_part: OnPart, cancel: CancelFlag
    ) -> SuggestResult:
        """Continue the text at the caret as `GenerateService.suggest`."""
        if request.sampling.seed is None:
            # Written twice, an answer must be written alike.
            sampling = replace(request.sampling, seed=secrets.randbelow(2**63))
            request = replace(request, sampling=sampling)
        parts = Resumption(on_part)
        suggest = super().suggest
        return self._run(lambda: suggest(request, parts.push, cancel), parts.begin_again)

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


def _final(error: Exception) -> EngineError:
    """Return a failure on the CPU, after which nothing else is tried, as an error of our own."""
    if isinstance(error, MemoryError) or fallback.is_full(error):
        return MemoryShort("There is not enough memory to go on; close other programs.")
    return InternalError("The model failed while it was running.")
