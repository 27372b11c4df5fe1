"""Runs ideas that were made ready: a beat each, in one batch, all unlike each other."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace

from engine.diversity import NEAR, nearest
from engine.generate import decode_takes, prefill
from engine.jobs import CancelFlag
from engine.model import LoadedModel
from engine.outline import MOST_BEAT_TOKENS, OutlineSetting, OutlineWriter
from engine.outlining import OnBeat, setting_of
from engine.plan import Plan
from engine.task_messages import BeatPart, IdeasResult
from engine.writing import MAX_REFILLS, timings

# The separator before a beat.
_LEAD_TOKENS = 1


@dataclass(frozen=True, slots=True)
class Imagined:
    """Finished ideas."""

    result: IdeasResult
    reused: int
    """Tokens of the prompt which the cache had."""


class _Found:
    """The ideas there are, and what no further one may be like."""

    def __init__(self, beats: tuple[str, ...], on_beat: OnBeat) -> None:
        self.ideas: list[str] = []
        self.known = list(beats)
        self._on_beat = on_beat

    def take(self, text: str) -> None:
        """Keep an idea, unless it says what stands there already."""
        if nearest(text, self.known) > NEAR:
            return
        self.known.append(text)
        self.ideas.append(text)
        self._on_beat(BeatPart(text, len(self.ideas) - 1))


def write_ideas(
    model: LoadedModel,
    ready: Plan,
    beats: tuple[str, ...],
    started: float,
    on_beat: OnBeat,
    cancel: CancelFlag,
) -> Imagined:
    """Run a plan that has its seed; what is nearly an earlier idea is written again.

    Args:
        model: to run it.
        ready: what to run; its takes say how many ideas.
        beats: of the outline, which none may repeat.
        started: when the ask came, on the clock of time.perf_counter.
        on_beat: gets each idea when it is complete.
        cancel: looked at before every step.

    Raises:
        Cancelled: the flag was raised.
    """
    logits, reused = prefill(model.session, ready.prompt.ids, model.chunk, cancel)
    prefill_s = time.perf_counter() - started
    setting = setting_of(model, ready)
    room = min(setting.room, MOST_BEAT_TOKENS + _LEAD_TOKENS)
    found = _Found(beats, on_beat)
    begun: list[OutlineWriter] = []
    for _ in range(1 + MAX_REFILLS):
        missing = ready.takes - len(found.ideas)
        batch = [_writer(setting, ready, len(begun) + number, found) for number in range(missing)]
        begun.extend(batch)
        model.session.cache.trim(len(ready.prompt.ids))
        decode_takes(model.session, logits, batch, room, cancel)
        if len(found.ideas) == ready.takes:
            break
    firsts = [writer.first_token_at for writer in begun if writer.first_token_at]
    n_tokens = sum(writer.n_tokens for writer in begun)
    result = IdeasResult(
        model=model.manifest.id,
        provider=model.session.provider,
        ideas=tuple(found.ideas),
        timings=timings(started, prefill_s, min(firsts, default=time.perf_counter()), n_tokens),
        seed=ready.seed,
        slots=ready.prompt.slots,
        origin=ready.origin(model),
    )
    return Imagined(result, reused)


def _writer(setting: OutlineSetting, ready: Plan, index: int, found: _Found) -> OutlineWriter:
    """Return the writer of one beat, with the words that this one should take up."""
    if ready.guides:
        setting = replace(setting, guides=(ready.guides[index % len(ready.guides)],))
    return OutlineWriter(setting, (ready.seed, index), found.take, found.known)
