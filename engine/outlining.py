"""Runs an outline that was made ready, piece by piece, each beat unlike all before it."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256

from engine.generate import decode_takes, prefill
from engine.jobs import CancelFlag
from engine.messages import CutReason, Origin, SlotCut
from engine.model import LoadedModel
from engine.outline import OutlineSetting, OutlineWriter
from engine.plan import Plan
from engine.plan_outlines import OutlinePlan, condensed
from engine.task_messages import BeatPart, OutlineBeat, OutlineResult
from engine.writing import timings

OnBeat = Callable[[BeatPart], None]


@dataclass(frozen=True, slots=True)
class Outlined:
    """A finished outline, and the last prompt that was run for it."""

    result: OutlineResult
    last: Plan
    reused: int
    """Tokens of that prompt which the cache had."""


class _Run:
    """One outline as it is written."""

    def __init__(self, model: LoadedModel, cancel: CancelFlag) -> None:
        self.reused = 0
        self.n_tokens = 0
        self.prefill_s = 0.0
        self.first_token_at = 0.0
        self._model = model
        self._cancel = cancel

    def beats_of(self, ready: OutlinePlan, on_beat: OnBeat) -> tuple[str, ...]:
        """Write the beats of all pieces, one after another."""
        beats: list[str] = []

        def tell(text: str) -> None:
            beats.append(text)
            on_beat(BeatPart(text, len(beats) - 1))

        self.first_token_at = 0.0
        for number, piece in enumerate(ready.pieces):
            self._write(piece, number, beats, tell)
        return tuple(beats)

    def _write(
        self, ready: Plan, number: int, known: Sequence[str], tell: Callable[[str], None]
    ) -> None:
        model = self._model
        begun = time.perf_counter()
        logits, self.reused = prefill(model.session, ready.prompt.ids, model.chunk, self._cancel)
        self.prefill_s += time.perf_counter() - begun
        # A single piece has the seed's own numbers, each further one others.
        seed = ready.seed if number == 0 else (ready.seed, number)
        writer = OutlineWriter(setting_of(model, ready), seed, tell, tuple(known))
        room = model.session.cache.capacity - len(ready.prompt.ids)
        decode_takes(model.session, logits, [writer], room, self._cancel)
        self.n_tokens += writer.n_tokens
        self.first_token_at = self.first_token_at or writer.first_token_at


def write_outline(
    model: LoadedModel, ready: OutlinePlan, started: float, on_beat: OnBeat, cancel: CancelFlag
) -> Outlined:
    """Run an outline that has its seed.

    Where fewer beats are asked for than there are pieces, each piece gives one, and these are
    outlined in turn; only the beats of that last outline are handed on.

    Args:
        model: to run it.
        ready: what to run.
        started: when the ask came, on the clock of time.perf_counter.
        on_beat: gets each beat when it is complete.
        cancel: looked at before every step.

    Raises:
        Cancelled: the flag was raised.
    """
    run, stage = _Run(model, cancel), ready
    while stage.condenses:
        stage = condensed(model, stage, run.beats_of(stage, _unheard))
    beats = run.beats_of(stage, on_beat)
    slot = _summed(ready)
    first_token_at = run.first_token_at or time.perf_counter()
    result = OutlineResult(
        model=model.manifest.id,
        provider=model.session.provider,
        beats=tuple(OutlineBeat(text) for text in beats),
        read_chars=slot.kept_chars,
        cut_chars=slot.cut_chars,
        timings=timings(started, run.prefill_s, first_token_at, run.n_tokens),
        seed=ready.seed,
        slots=(slot,),
        origin=_origin(model, ready),
        pieces=len(ready.pieces),
    )
    return Outlined(result, stage.pieces[-1], run.reused)


def setting_of(model: LoadedModel, ready: Plan) -> OutlineSetting:
    """Return what the beats of a plan are written by."""
    template = model.templates[ready.task]
    separator_id = template.separator_id
    assert separator_id is not None  # the templates were checked
    control = model.tokenizer.special_ids | frozenset(model.manifest.eos_ids)
    return OutlineSetting(
        prompt_ids=ready.prompt.ids,
        separator_id=separator_id,
        stop_ids=(control | template.stop_ids) - {separator_id},
        line_ids=model.vocabulary.line_ids if template.in_lines else frozenset(),
        sampling=ready.sampling,
        n_beats=ready.n_beats,
        room=min(model.session.cache.capacity - len(ready.prompt.ids), ready.limits.max_tokens),
        tokenizer=model.tokenizer,
        vocabulary=model.vocabulary,
        habits=ready.around.habits,
        books=ready.around.books,
        guides=ready.guides,
    )


def _summed(ready: OutlinePlan) -> SlotCut:
    """Return what of the whole text was read, all pieces together."""
    cuts = [cut for piece in ready.pieces for cut in piece.prompt.slots]
    if len(cuts) == 1:
        return cuts[0]
    n_cut = sum(cut.cut_chars for cut in cuts)
    n_tokens = sum(cut.tokens for cut in cuts)
    reason: CutReason = next((cut.reason for cut in cuts if cut.reason), "")
    return SlotCut(cuts[0].slot, ready.n_chars - n_cut, n_cut, n_tokens, reason)


def _origin(model: LoadedModel, ready: OutlinePlan) -> Origin:
    """Return the origin of an outline: of a single piece its own, else with a hash over all."""
    origins = [piece.origin(model) for piece in ready.pieces]
    if len(origins) == 1:
        return origins[0]
    context = "\n".join([*(origin.context_sha256 for origin in origins), str(ready.n_beats)])
    return replace(origins[0], context_sha256=sha256(context.encode()).hexdigest())


def _unheard(part: BeatPart) -> None:
    """Leave a beat to the outline of the beats."""
