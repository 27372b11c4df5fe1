"""The generate role's handlers: load, warm, suggest; dataclasses in and out, never bytes.

The boundary: no transport here, and no Qt. One ask at a time runs on the calling thread.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from engine.diversity import NEAR, diversity, nearest
from engine.errors import ModelNotFound
from engine.generate import Logits, decode_takes, prefill
from engine.jobs import CancelFlag
from engine.messages import (
    LoadRequest,
    ModelInfo,
    SuggestPart,
    SuggestRequest,
    SuggestResult,
    Timings,
    WarmRequest,
)
from engine.model import LoadedModel, load_model
from engine.plan import plan
from engine.registry import ModelRegistry
from engine.takes import TakeSetting, TakeWriter

OnPart = Callable[[SuggestPart], None]
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
        model = self._loaded()
        ready = plan(model, request)
        logits, reused = prefill(model.session, ready.prompt.ids, model.chunk, cancel)
        prefilled = time.perf_counter()
        seed = request.sampling.seed
        if seed is None:
            seed = secrets.randbelow(2**63)
        limit_ms = request.limits.max_ms
        deadline = None if limit_ms is None else started + limit_ms / 1000
        setting = ready.setting(model, request, deadline)
        written = _write(model, setting, logits, request.takes, seed, on_part, cancel)
        return SuggestResult(
            model=model.manifest.id,
            provider=model.session.provider,
            takes=tuple(writer.take() for writer in written.takes),
            timings=_timings(started, prefilled, written.begun),
            seed=seed,
            prompt_tokens=len(ready.prompt.ids),
            reused_tokens=reused,
            cut_chars=ready.prompt.cut_chars,
            slots=ready.prompt.slots,
            origin=ready.origin(model, request, seed),
            diversity=diversity([writer.text for writer in written.takes]),
            dropped=tuple(w.index for w in written.begun if w not in written.takes),
            revision=request.revision,
            caret=request.caret,
        )

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
        kept, near = (begun, []) if setting.is_plain else _distinct(begun)
        if len(kept) == n_takes or setting.is_late:
            break
    # Where the model has nothing else to say, a near take is better than none.
    return _Written([*kept, *near[: n_takes - len(kept)]], begun)


def _take(setting: TakeSetting, index: int, seed: int, on_part: OnPart) -> TakeWriter:
    return TakeWriter(setting, index, seed, lambda text: on_part(SuggestPart(text, index)))


def _distinct(begun: list[TakeWriter]) -> tuple[list[TakeWriter], list[TakeWriter]]:
    """Return the takes that differ from every earlier one kept, and the others."""
    kept: list[TakeWriter] = []
    near: list[TakeWriter] = []
    for writer in begun:
        is_near = nearest(writer.text, [other.text for other in kept]) > NEAR
        (near if is_near else kept).append(writer)
    return kept, near


def _timings(started: float, prefilled: float, writers: list[TakeWriter]) -> Timings:
    """Return where the time went, in milliseconds; tokens of all takes count for the rate."""
    now = time.perf_counter()
    first = min(writer.first_token_at for writer in writers)
    decoded = sum(len(writer.tokens) for writer in writers)
    return Timings(
        prefill_ms=round((prefilled - started) * 1000, 3),
        first_token_ms=round((first - started) * 1000, 3),
        total_ms=round((now - started) * 1000, 3),
        tokens_per_s=round(decoded / max(now - prefilled, 1e-9), 2),
    )
