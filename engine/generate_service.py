"""The generate role's methods: dataclasses in and out; knows neither bytes nor threads."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import guards, healing, stopping
from engine.errors import BadInput, ModelNotFound
from engine.generate import decode, prefill
from engine.habits import habits_of
from engine.jobs import CancelFlag
from engine.messages import (
    Finish,
    LoadRequest,
    ModelInfo,
    SuggestPart,
    SuggestRequest,
    SuggestResult,
    Take,
    Timings,
    WarmRequest,
)
from engine.model import LoadedModel, load_model
from engine.prompt import Prompt, build
from engine.registry import ModelRegistry
from engine.scripts import require_language
from engine.suggestion import SuggestionText, Surroundings
from engine.tokens import IncrementalDecoder

OnPart = Callable[[SuggestPart], None]
# Every shorter ask leaves this much room, so that all of them cut the text at the same place.
_RESERVED_TOKENS = 128


@dataclass(frozen=True, slots=True)
class _Plan:
    """An ask made ready: what to run and what to hold the answer against."""

    prompt: Prompt
    around: Surroundings
    stop_ids: frozenset[int]
    word: str
    """The last word, with the space before it, which is chosen again together with what follows."""


@dataclass(slots=True)
class _Clock:
    """Times of one ask, seconds of the monotonic clock."""

    started: float
    prefilled: float = 0.0
    first_token: float = 0.0
    decoded: int = 0

    def timings(self) -> Timings:
        """Return the times so far in milliseconds."""
        now = time.perf_counter()
        decode_s = max(now - self.prefilled, 1e-9)
        return Timings(
            prefill_ms=round((self.prefilled - self.started) * 1000, 3),
            first_token_ms=round((self.first_token - self.started) * 1000, 3),
            total_ms=round((now - self.started) * 1000, 3),
            tokens_per_s=round(self.decoded / decode_s, 2),
        )


class GenerateService:
    """Loads one model at a time and answers asks with it."""

    def __init__(self, registry: ModelRegistry) -> None:
        self._registry = registry
        self._model: LoadedModel | None = None

    def load(self, request: LoadRequest) -> ModelInfo:
        """Load a model; the one loaded before stays in use if this fails."""
        folder = self._registry.resolve(request.model)
        if self._model is None or self._model.folder != folder:
            self._model = load_model(folder)
        return self._model.info

    def warm(self, request: WarmRequest, cancel: CancelFlag) -> None:
        """Run the prompt of a coming ask, so that only what is typed until then is left to do."""
        model = self._loaded()
        plan = _plan(model, SuggestRequest(request.before, request.after))
        _ = model.vocabulary  # built here, not in the first ask
        prefill(model.session, plan.prompt.ids, model.chunk, cancel)

    def suggest(
        self, request: SuggestRequest, on_part: OnPart, cancel: CancelFlag
    ) -> SuggestResult:
        """Continue the text at the caret.

        Raises:
            BadInput: there is nothing to continue.
            LanguageUnsupported: the model does not know the text's script.
            Cancelled: the flag was raised.
        """
        clock = _Clock(time.perf_counter())
        model = self._loaded()
        plan = _plan(model, request)
        logits, reused = prefill(model.session, plan.prompt.ids, model.chunk, cancel)
        clock.prefilled = time.perf_counter()
        seed = request.sampling.seed
        if seed is None:
            seed = secrets.randbelow(2**63)
        takes = []
        for index in range(request.takes):
            model.session.cache.trim(len(plan.prompt.ids))
            rng = np.random.default_rng((seed, index))

            def hand_on(text: str, take: int = index) -> None:
                on_part(SuggestPart(text, take))

            takes.append(_write_take(model, plan, request, logits, rng, clock, hand_on, cancel))
        return SuggestResult(
            model=model.manifest.id,
            provider=model.session.provider,
            takes=tuple(takes),
            timings=clock.timings(),
            seed=seed,
            prompt_tokens=len(plan.prompt.ids),
            reused_tokens=reused,
            cut_chars=plan.prompt.cut_chars,
            revision=request.revision,
            caret=request.caret,
        )

    def _loaded(self) -> LoadedModel:
        if self._model is None:
            raise ModelNotFound("No model is loaded.")
        return self._model


def _plan(model: LoadedModel, request: SuggestRequest) -> _Plan:
    """Choose the task, bring the text to the model's form and fit it into the window."""
    if not request.before.strip():
        raise BadInput("There is no text to continue.")
    require_language(request.before, model.manifest.languages, model.manifest.name)
    plain = request.sampling.temperature == 0
    before, after = request.before, request.after
    around_text = before + after
    habits = habits_of(around_text)
    if not plain:
        if model.manifest.family == "starter":
            before, after = habits.to_model(before), habits.to_model(after)
        # One space is healed into the first token; more would be text of their own.
        before = before.rstrip(" \t") + (" " if before[-1] in " \t" else "")
    left, word = (before, "") if plain else healing.split_last_word(before)
    task = _task_for(model, before, after)
    capacity = model.session.cache.capacity
    room = capacity - min(max(request.limits.max_tokens, _RESERVED_TOKENS), capacity // 2)
    slots = {"left": left, "right": after}
    prompt = build(model.templates[task], slots, model.tokenizer, room)
    eos = frozenset(model.manifest.eos_ids)
    stop_ids = eos if plain else eos | model.templates[task].stop_ids | model.tokenizer.special_ids
    return _Plan(
        prompt=prompt,
        around=Surroundings(
            before=request.before,
            after=request.after,
            habits=habits,
            runs=frozenset() if plain else guards.word_runs(around_text),
        ),
        stop_ids=stop_ids,
        word=word,
    )


def _task_for(model: LoadedModel, before: str, after: str) -> str:
    """Return infill where text follows and the left text ends a sentence, else continue.

    The models that can infill learned it between whole sentences; inside one, the seam guard with
    plain continuation does better.
    """
    before = before.rstrip(" ")
    ended = before.endswith("\n") or stopping.sentence_end(before[-200:] + "\n") is not None
    between = after.strip() and ended and before.rstrip()[-1:] in ".!?\u2026\"\u201d\u2019')*_"
    return "infill" if between and "infill" in model.templates else "continue"


def _write_take(
    model: LoadedModel,
    plan: _Plan,
    request: SuggestRequest,
    logits: NDArray[np.float32],
    rng: np.random.Generator,
    clock: _Clock,
    hand_on: Callable[[str], None],
    cancel: CancelFlag,
) -> Take:
    """Decode one take, handing on text as it becomes showable."""
    limits = request.limits
    text = SuggestionText(plan.around, limits, plain=request.sampling.temperature == 0)
    pieces = IncrementalDecoder(model.tokenizer, plan.prompt.ids)
    deadline = None if limits.max_ms is None else clock.started + limits.max_ms / 1000
    healed = healing.Healing(model.vocabulary, plan.word) if plan.word else None
    known = len(plan.word)
    n_tokens = 0
    finish: Finish = "length"
    stream = decode(model.session, logits, request.sampling, rng, limits.max_tokens, cancel, healed)
    for token in stream:
        clock.first_token = clock.first_token or time.perf_counter()
        if token in plan.stop_ids:
            finish = "eos"
            break
        n_tokens += 1
        clock.decoded += 1
        piece = pieces.push(token)
        # The letters of the healed word stand in the document already.
        known, piece = max(0, known - len(piece)), piece[known:]
        shown = text.push(piece)
        if shown:
            hand_on(shown)
        if text.finish is not None:
            break
        if deadline is not None and time.perf_counter() > deadline:
            finish = "time"
            break
    if finish == "length" and text.finish is None and n_tokens < limits.max_tokens:
        finish = "context"
    rest = text.close(finish)
    if rest:
        hand_on(rest)
    return Take(text=text.text, finish=text.finish or finish, tokens=n_tokens)
