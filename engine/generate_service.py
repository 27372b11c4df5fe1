"""The generate role's handlers; dataclasses in and out, never bytes.

The boundary: no transport here, and no Qt. One ask at a time runs on the calling thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from engine.asked import Asked
from engine.card import read_card
from engine.errors import BadInput, ModelNotFound
from engine.generate import prefill
from engine.ideas import write_ideas
from engine.jobs import CancelFlag
from engine.messages import (
    CardResult,
    LoadRequest,
    ModelInfo,
    SuggestRequest,
    SuggestResult,
    WarmRequest,
)
from engine.model import LoadedModel, load_model
from engine.outlining import OnBeat, write_outline
from engine.plan import Plan, plan
from engine.plan_outlines import OutlinePlan, plan_ideas, plan_outline
from engine.plan_tasks import plan_draft, plan_rewrite
from engine.registry import ModelRegistry
from engine.task_messages import (
    DraftRequest,
    IdeasRequest,
    IdeasResult,
    InspectResult,
    OutlineRequest,
    OutlineResult,
    RewriteRequest,
)
from engine.writing import OnPart, write_takes


class GenerateService:
    """Loads one model at a time and answers asks with it."""

    def __init__(
        self, registry: ModelRegistry, open_model: Callable[[Path], LoadedModel] = load_model
    ) -> None:
        self._registry = registry
        self._open_model = open_model
        self._model: LoadedModel | None = None
        self._asked: Asked | None = None

    @classmethod
    def holding(cls, model: LoadedModel) -> GenerateService:
        """Return a service that runs a model which is loaded already."""
        service = cls(ModelRegistry(()), lambda folder: model)
        service._model = model
        return service

    def load(self, request: LoadRequest) -> ModelInfo:
        """Load a model; the one loaded before stays in use if this fails."""
        folder = self._registry.resolve(request.model)
        if self._model is None or self._model.folder != folder:
            self._model = self._open_model(folder)
        return self._model.info

    def warm(self, request: WarmRequest, cancel: CancelFlag) -> None:
        """Run the prompt of a coming ask, so that only what is typed until then is left to do."""
        model = self._loaded()
        ask = SuggestRequest(request.before, request.after, notes=request.notes, beat=request.beat)
        ready = plan(model, ask)
        _ = model.vocabulary  # built here, not in the first ask
        prefill(model.session, ready.prompt.ids, model.chunk, cancel)

    def suggest(
        self, request: SuggestRequest, on_part: OnPart, cancel: CancelFlag
    ) -> SuggestResult:
        """Continue the text at the caret.

        Raises:
            BadInput: there is nothing to continue.
            LanguageUnsupported: the model does not know the text's script.
            Cancelled: the flag was raised.
        """
        started = time.perf_counter()
        ready = plan(self._loaded(), request)
        result = self._written(ready.seeded(), started, on_part, cancel)
        return replace(result, revision=request.revision, caret=request.caret)

    def rewrite(
        self, request: RewriteRequest, on_part: OnPart, cancel: CancelFlag
    ) -> SuggestResult:
        """Write a passage otherwise, or go on from it with a description or a dialogue.

        Raises:
            TaskUnsupported: the model cannot do it.
            BadInput: there is no text, or more than fits the model's window.
            LanguageUnsupported: the model does not know the text's script.
            Cancelled: the flag was raised.
        """
        started = time.perf_counter()
        ready = plan_rewrite(self._loaded(), request)
        result = self._written(ready.seeded(), started, on_part, cancel)
        return replace(result, revision=request.revision, caret=request.caret)

    def draft(self, request: DraftRequest, on_part: OnPart, cancel: CancelFlag) -> SuggestResult:
        """Write the passage of a beat; raises as `rewrite` does."""
        started = time.perf_counter()
        ready = plan_draft(self._loaded(), request)
        result = self._written(ready.seeded(), started, on_part, cancel)
        return replace(result, revision=request.revision, caret=request.caret)

    def outline(
        self, request: OutlineRequest, on_beat: OnBeat, cancel: CancelFlag
    ) -> OutlineResult:
        """Make beats of a premise or of a text, a long one in pieces; raises as `rewrite` does."""
        started = time.perf_counter()
        ready = plan_outline(self._loaded(), request)
        return self._outlined(ready.seeded(), started, on_beat, cancel)

    def ideas(self, request: IdeasRequest, on_beat: OnBeat, cancel: CancelFlag) -> IdeasResult:
        """Find what could happen after a beat of an outline; raises as `rewrite` does."""
        started = time.perf_counter()
        ready = plan_ideas(self._loaded(), request)
        return self._imagined(ready.seeded(), request.beats, started, on_beat, cancel)

    def inspect(self) -> InspectResult:
        """Return what the model was given for the last ask that was answered.

        Raises:
            BadInput: nothing was asked yet.
        """
        if self._asked is None:
            raise BadInput("Nothing was asked of the engine yet.")
        return self._asked.inspected()

    def _written(
        self, ready: Plan, started: float, on_part: OnPart, cancel: CancelFlag
    ) -> SuggestResult:
        """Run what was made ready and return its takes."""
        model = self._loaded()
        result = write_takes(model, ready, started, on_part, cancel)
        self._asked = Asked.of(model, ready, result.reused_tokens, result.timings)
        return result

    def _outlined(
        self, ready: OutlinePlan, started: float, on_beat: OnBeat, cancel: CancelFlag
    ) -> OutlineResult:
        """Run what was made ready and return its beats."""
        model = self._loaded()
        outlined = write_outline(model, ready, started, on_beat, cancel)
        result = outlined.result
        self._asked = Asked.of(model, outlined.last, outlined.reused, result.timings)
        return result

    def _imagined(
        self,
        ready: Plan,
        beats: tuple[str, ...],
        started: float,
        on_beat: OnBeat,
        cancel: CancelFlag,
    ) -> IdeasResult:
        """Run what was made ready and return its ideas."""
        model = self._loaded()
        imagined = write_ideas(model, ready, beats, started, on_beat, cancel)
        result = imagined.result
        self._asked = Asked.of(model, ready, imagined.reused, result.timings)
        return result

    def card(self) -> CardResult:
        """Return the card of the loaded model.

        Raises:
            ModelDamaged: it cannot be shown.
        """
        model = self._loaded()
        text = read_card(model.folder, model.manifest)
        return CardResult(model.manifest.id, model.manifest.name, text)

    def _loaded(self) -> LoadedModel:
        if self._model is None:
            raise ModelNotFound("No model is loaded.")
        return self._model
