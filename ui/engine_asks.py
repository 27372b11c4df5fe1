"""Between the window's plain values and the wire's messages, both ways; owns nothing."""

from __future__ import annotations

from engine.messages import (
    CardResult,
    Limits,
    ModelInfo,
    SuggestRequest,
    SuggestResult,
    WarmRequest,
)
from engine.task_messages import (
    MODES,
    DraftRequest,
    IdeasRequest,
    IdeasResult,
    InspectResult,
    OutlineRequest,
    OutlineResult,
    RewriteRequest,
)
from ui.engine_types import (
    Ask,
    Beats,
    Card,
    Cut,
    DraftAsk,
    IdeasAsk,
    Inspection,
    OutlineAsk,
    RewriteAsk,
    RewriteTake,
    SeenPart,
    Suggestion,
    Voice,
)


def suggest_request(ask: Ask) -> SuggestRequest:
    """Return the message of a continuation."""
    return SuggestRequest(
        before=ask.before,
        after=ask.after,
        # A suggestion that stops in the middle of a phrase is of little use.
        limits=Limits(ask.stop, ask.max_tokens, ask.max_chars, ask.max_ms, ending="sentence"),
        revision=ask.revision,
        caret=ask.caret,
        notes=ask.notes,
        beat=ask.beat,
    )


def warm_request(before: str, after: str, notes: tuple[str, ...], beat: str) -> WarmRequest:
    """Return the message of reading ahead."""
    return WarmRequest(before, after, notes=notes, beat=beat)


def rewrite_request(ask: RewriteAsk) -> RewriteRequest:
    """Return the message of a rewrite; raises ValueError for a mode that no engine knows."""
    mode = next((mode for mode in MODES if mode == ask.mode), None)
    if mode is None:
        raise ValueError(f"no engine rewrites in the mode {ask.mode}")
    return RewriteRequest(
        mode=mode,
        text=ask.text,
        before=ask.before,
        after=ask.after,
        instruction=ask.instruction,
        takes=ask.takes,
        notes=ask.notes,
    )


def draft_request(ask: DraftAsk) -> DraftRequest:
    """Return the message of a draft."""
    return DraftRequest(
        beats=ask.beats,
        current=ask.current,
        before=ask.before,
        after=ask.after,
        revision=ask.revision,
        caret=ask.caret,
        notes=ask.notes,
    )


def outline_request(ask: OutlineAsk) -> OutlineRequest:
    """Return the message of an outline."""
    return OutlineRequest(premise=ask.premise, text=ask.text, beats=ask.beats)


def ideas_request(ask: IdeasAsk) -> IdeasRequest:
    """Return the message of ideas."""
    return IdeasRequest(beats=ask.beats, current=ask.current, premise=ask.premise, n=ask.n)


def suggestion(result: SuggestResult) -> Suggestion:
    """Return a finished continuation or draft."""
    return Suggestion(
        text=result.takes[0].text,
        provider=result.provider,
        total_ms=result.timings.total_ms,
        cut_chars=result.cut_chars,
    )


def rewrite_takes(result: SuggestResult) -> tuple[RewriteTake, ...]:
    """Return the finished takes of a rewrite."""
    return tuple(RewriteTake(take.text, take.lost, take.finish) for take in result.takes)


def outline_beats(result: OutlineResult) -> Beats:
    """Return the beats of an outline."""
    titles = tuple(beat.title for beat in result.beats)
    return Beats(titles, result.read_chars, result.cut_chars, result.pieces)


def idea_beats(result: IdeasResult) -> Beats:
    """Return ideas as beats."""
    return Beats(result.ideas)


def inspection(result: InspectResult) -> Inspection:
    """Return all that the engine saw for its last answer."""
    times = result.timings
    return Inspection(
        task=result.task,
        model=result.model,
        provider=result.provider,
        precision=result.precision,
        seed=result.seed,
        parts=tuple(SeenPart(part.kind, part.text, part.tokens) for part in result.parts),
        word=result.word,
        cuts=tuple(
            Cut(slot.slot, slot.kept_chars, slot.cut_chars, slot.tokens, slot.reason)
            for slot in result.slots
        ),
        prompt_tokens=result.prompt_tokens,
        reused_tokens=result.reused_tokens,
        prefill_ms=times.prefill_ms,
        first_token_ms=times.first_token_ms,
        total_ms=times.total_ms,
        tokens_per_s=times.tokens_per_s,
    )


def card(result: CardResult) -> Card:
    """Return a model's card."""
    return Card(model=result.model, name=result.name, text=result.text)


def voice(model: ModelInfo) -> Voice:
    """Return the loaded model as far as the window cares."""
    return Voice(
        id=model.id,
        name=model.name,
        provider=model.provider,
        context_tokens=model.context_tokens,
        precision=model.precision,
        languages=model.languages,
        tasks=model.tasks,
    )
