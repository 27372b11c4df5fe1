"""The generate role's handlers; dataclasses in and out, never bytes.

The boundary: no transport here, and no Qt. One ask at a time runs on the calling thread.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from engine.card import read_card
from engine.diversity import NEAR, diversity, nearest
from engine.errors import ModelNotFound
from engine.generate import Logits, decode_takes, prefill
from engine.jobs import CancelFlag
from engine.messages import (
    CardResult,
    LoadRequest,
    ModelInfo,
    SuggestPart,
    SuggestRequest,
    SuggestResult,
    Timings,
    WarmRequest,
)
from engine.model import LoadedModel, load_model
from engine.outline import OutlineSetting, OutlineWriter
from engine.plan import Plan, plan
from engine.plan_tasks import plan_draft, plan_outline, plan_rewrite
from engine.registry import ModelRegistry
from engine.takes import TakeSetting, TakeWriter
from engine.task_messages import (
    BeatPart,
    DraftRequest,
    OutlineBeat,
    OutlineRequest,
    OutlineResult,
    RewriteRequest,
)

OnPart = Callable[[SuggestPart], None]
OnBeat = Callable[[BeatPart], None]
# Batches in which takes that are nearly another one are written again; then they are kept.
_MAX_REFILLS = 2


@dataclass(frozen=True, slots=True)
class _Written:
    """The takes of an ask: those to show, in order, and all that were begun."""

    takes: list[TakeWriter]
    begun: list[TakeWriter]


class GenerateService:
    """Loads one model at a time and answers asks with it."""

    def __init__(
        self, registry: ModelRegistry, open_model: Callable[[Path], LoadedModel] = load_model
    ) -> None:
        self._registry = registry
        self._open_model = open_model
        self._model: LoadedModel | None = None

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
        ready = plan(model, SuggestRequest(request.before, request.after))
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
        """Make beats of a premise or of a text; raises as `rewrite` does, but a text is cut."""
        started = time.perf_counter()
        ready = plan_outline(self._loaded(), request)
        return self._outlined(ready.seeded(), request.beats, started, on_beat, cancel)

    def _outlined(
        self, ready: Plan, n_beats: int | None, started: float, on_beat: OnBeat, cancel: CancelFlag
    ) -> OutlineResult:
        """Run what was made ready and return its beats."""
        model = self._loaded()
        logits, _ = prefill(model.session, ready.prompt.ids, model.chunk, cancel)
        prefilled = time.perf_counter()
        seed = ready.seed
        writer = OutlineWriter(
            _outline_setting(model, ready, n_beats),
            seed,
            lambda text: on_beat(BeatPart(text, len(writer.beats) - 1)),
        )
        room = model.session.cache.capacity - len(ready.prompt.ids)
        decode_takes(model.session, logits, [writer], room, cancel)
        (slot,) = ready.prompt.slots
        ended = time.perf_counter()
        return OutlineResult(
            model=model.manifest.id,
            provider=model.session.provider,
            beats=tuple(OutlineBeat(text) for text in writer.beats),
            read_chars=slot.kept_chars,
            cut_chars=slot.cut_chars,
            timings=_timings(started, prefilled, writer.first_token_at or ended, writer.n_tokens),
            seed=seed,
            slots=ready.prompt.slots,
            origin=ready.origin(model),
        )

    def _written(
        self, ready: Plan, started: float, on_part: OnPart, cancel: CancelFlag
    ) -> SuggestResult:
        """Run what was made ready and return its takes."""
        model = self._loaded()
        logits, reused = prefill(model.session, ready.prompt.ids, model.chunk, cancel)
        prefilled = time.perf_counter()
        seed = ready.seed
        limit_ms = ready.limits.max_ms
        deadline = None if limit_ms is None else started + limit_ms / 1000
        setting = ready.setting(model, deadline)
        written = _write(model, setting, logits, ready.takes, seed, on_part, cancel)
        return SuggestResult(
            model=model.manifest.id,
            provider=model.session.provider,
            takes=tuple(writer.take() for writer in written.takes),
            timings=_timings(
                started,
                prefilled,
                min(writer.first_token_at for writer in written.begun),
                sum(len(writer.tokens) for writer in written.begun),
            ),
            seed=seed,
            prompt_tokens=len(ready.prompt.ids),
            reused_tokens=reused,
            cut_chars=ready.prompt.cut_chars,
            slots=ready.prompt.slots,
            origin=ready.origin(model),
            diversity=diversity([writer.text for writer in written.takes]),
            dropped=tuple(w.index for w in written.begun if w not in written.takes),
        )

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


def _write(
    model: LoadedModel,
    setting: TakeSetting,
    logits: Logits,
    n_takes: int,
    seed: int,
    on_part: OnPart,
    cancel: CancelFlag,
) -> _Written:
    """Write takes in one batch; those nearly like an earlier one are written again in another."""
    begun: list[TakeWriter] = []
    kept: list[TakeWriter] = []
    near: list[TakeWriter] = []
    for _ in range(1 + _MAX_REFILLS):
        batch = [_take(setting, len(begun) + i, seed, on_part) for i in range(n_takes - len(kept))]
        begun.extend(batch)
        model.session.cache.trim(len(setting.prompt_ids))
        decode_takes(model.session, logits, batch, setting.room_wanted, cancel)
        kept, near = (begun, []) if setting.is_plain else _distinct(begun, setting.is_replacement)
        if len(kept) == n_takes or setting.is_late:
            break
    # Where the model has nothing else to say, a near take is better than none.
    return _Written([*kept, *near[: n_takes - len(kept)]], begun)


def _take(setting: TakeSetting, index: int, seed: int, on_part: OnPart) -> TakeWriter:
    return TakeWriter(setting, index, seed, lambda text: on_part(SuggestPart(text, index)))


def _distinct(
    begun: list[TakeWriter], is_replacement: bool
) -> tuple[list[TakeWriter], list[TakeWriter]]:
    """Return the takes that differ from every earlier one kept, and those that are nearly one.

    Rewrites of one passage are alike by nature: there one word makes a difference, and the same
    text twice is no choice at all.
    """
    kept: list[TakeWriter] = []
    near: list[TakeWriter] = []
    for writer in begun:
        others = [other.text for other in kept]
        if is_replacement:
            if writer.text not in others:
                kept.append(writer)
        else:
            (near if nearest(writer.text, others) > NEAR else kept).append(writer)
    return kept, near


def _outline_setting(model: LoadedModel, ready: Plan, n_beats: int | None) -> OutlineSetting:
    separator_id = model.templates[ready.task].separator_id
    assert separator_id is not None  # the templates were checked
    control = model.tokenizer.special_ids | frozenset(model.manifest.eos_ids)
    stop_ids = control | model.templates[ready.task].stop_ids
    return OutlineSetting(
        prompt_ids=ready.prompt.ids,
        separator_id=separator_id,
        stop_ids=stop_ids - {separator_id},
        sampling=ready.sampling,
        n_beats=n_beats,
        room=min(model.session.cache.capacity - len(ready.prompt.ids), ready.limits.max_tokens),
        tokenizer=model.tokenizer,
        vocabulary=model.vocabulary,
        habits=ready.around.habits,
        guides=ready.guides,
    )


def _timings(started: float, prefilled: float, first: float, n_tokens: int) -> Timings:
    """Return where the time went, in milliseconds; tokens of all takes count for the rate."""
    now = time.perf_counter()
    return Timings(
        prefill_ms=round((prefilled - started) * 1000, 3),
        first_token_ms=round((first - started) * 1000, 3),
        total_ms=round((now - started) * 1000, 3),
        tokens_per_s=round(n_tokens / max(now - prefilled, 1e-9), 2),
    )
