"""Runs what was made ready as takes: one prefill, batches of takes, near ones written again."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, replace

from engine.diversity import NEAR, diversity, nearest
from engine.generate import Logits, decode_takes, prefill
from engine.jobs import CancelFlag
from engine.meaning import lost
from engine.messages import SuggestPart, SuggestResult, Take, Timings
from engine.model import LoadedModel
from engine.plan import Plan
from engine.takes import TakeSetting, TakeWriter

OnPart = Callable[[SuggestPart], None]
# Batches in which takes that are nearly another one are written again; then they are kept.
MAX_REFILLS = 2


@dataclass(frozen=True, slots=True)
class _Written:
    """The takes of an ask: those to show, in order, and all that were begun."""

    takes: list[TakeWriter]
    begun: list[TakeWriter]


def write_takes(
    model: LoadedModel, ready: Plan, started: float, on_part: OnPart, cancel: CancelFlag
) -> SuggestResult:
    """Run a plan that has its seed.

    Args:
        model: to run it.
        ready: what to run.
        started: when the ask came, on the clock of time.perf_counter.
        on_part: gets text as soon as it may be shown.
        cancel: looked at before every step.

    Raises:
        Cancelled: the flag was raised.
    """
    logits, reused = prefill(model.session, ready.prompt.ids, model.chunk, cancel)
    prefilled = time.perf_counter()
    limit_ms = ready.limits.max_ms
    deadline = None if limit_ms is None else started + limit_ms / 1000
    setting = ready.setting(model, deadline)
    written = _write(model, setting, logits, ready, on_part, cancel)
    return SuggestResult(
        model=model.manifest.id,
        provider=model.session.provider,
        takes=tuple(_finished(writer, ready) for writer in written.takes),
        timings=timings(
            started,
            prefilled - started,
            min(writer.first_token_at for writer in written.begun),
            sum(len(writer.tokens) for writer in written.begun),
        ),
        seed=ready.seed,
        prompt_tokens=len(ready.prompt.ids),
        reused_tokens=reused,
        cut_chars=ready.prompt.cut_chars,
        slots=ready.prompt.slots,
        origin=ready.origin(model),
        diversity=diversity([writer.text for writer in written.takes]),
        dropped=tuple(w.index for w in written.begun if w not in written.takes),
    )


def timings(started: float, prefill_s: float, first: float, n_tokens: int) -> Timings:
    """Return where the time went, in milliseconds; tokens of all takes count for the rate.

    Args:
        started: when the ask came, and `first`, when the first token did, on perf_counter's clock.
        prefill_s: seconds until the decoding, all prefills together.
        first: see `started`.
        n_tokens: that were decoded.
    """
    total = time.perf_counter() - started
    return Timings(
        prefill_ms=round(prefill_s * 1000, 3),
        first_token_ms=round((first - started) * 1000, 3),
        total_ms=round(total * 1000, 3),
        tokens_per_s=round(n_tokens / max(total - prefill_s, 1e-9), 2),
    )


def _finished(writer: TakeWriter, ready: Plan) -> Take:
    take = writer.take()
    return replace(take, lost=lost(ready.passage, take.text)) if ready.passage else take


def _write(
    model: LoadedModel,
    setting: TakeSetting,
    logits: Logits,
    ready: Plan,
    on_part: OnPart,
    cancel: CancelFlag,
) -> _Written:
    """Write takes in one batch; those nearly like an earlier one are written again in another."""
    n_takes, seed, passage = ready.takes, ready.seed, ready.passage.strip()
    # A passage without a slip is polished by leaving it.
    is_change = ready.task != "rewrite.polish"
    begun: list[TakeWriter] = []
    kept: list[TakeWriter] = []
    near: list[TakeWriter] = []
    for attempt in range(1 + MAX_REFILLS):
        looser = _loosened(setting, attempt)
        batch = [_take(looser, len(begun) + i, seed, on_part) for i in range(n_takes - len(kept))]
        begun.extend(batch)
        model.session.cache.trim(len(setting.prompt_ids))
        room, drafts = setting.room_wanted, setting.is_replacement
        decode_takes(model.session, logits, batch, room, cancel, drafts)
        kept, near = (begun, []) if setting.is_plain else _distinct(begun, passage, is_change)
        if len(kept) == n_takes or setting.is_late:
            break
    # Where the model has nothing else to say, a near take is better than none.
    return _Written([*kept, *near[: n_takes - len(kept)]], begun)


def _loosened(setting: TakeSetting, attempt: int) -> TakeSetting:
    """Return how takes are written again: held to the passage half as much each time."""
    bias = setting.sampling.copy_bias / 2**attempt
    return replace(setting, sampling=replace(setting.sampling, copy_bias=bias))


def _take(setting: TakeSetting, index: int, seed: int, on_part: OnPart) -> TakeWriter:
    return TakeWriter(setting, index, seed, lambda text: on_part(SuggestPart(text, index)))


def _distinct(
    begun: list[TakeWriter], passage: str, is_change: bool
) -> tuple[list[TakeWriter], list[TakeWriter]]:
    """Return the takes that differ from every earlier one kept, and those that are nearly one.

    Rewrites of a passage are alike by nature: there one word makes a difference, and the same text
    twice is no choice at all. Where a change was asked for, the passage itself is one only if
    nothing else comes.
    """
    kept: list[TakeWriter] = []
    near: list[TakeWriter] = []
    if passage:
        by_text = {writer.text: writer for writer in reversed(begun)}
        alike = by_text.pop(passage, None) if is_change else None
        kept = sorted(by_text.values(), key=lambda writer: writer.index)
        return kept, [alike] if alike is not None and not kept else []
    for writer in begun:
        is_near = nearest(writer.text, [other.text for other in kept]) > NEAR
        (near if is_near else kept).append(writer)
    return kept, near
