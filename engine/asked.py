"""The last ask that was answered: what the model was given, told part by part.

It outlives a change of the model, of which it keeps the tokenizer alone.
"""

from __future__ import annotations

from dataclasses import dataclass

from engine.messages import Timings
from engine.model import LoadedModel
from engine.plan import Plan
from engine.prompt import Prompt
from engine.task_messages import InspectedPart, InspectResult
from engine.tokens import TextTokenizer

_BROKEN = "\ufffd"


@dataclass(frozen=True, slots=True)
class Asked:
    """A prompt that was run, and by what."""

    ready: Plan
    tokenizer: TextTokenizer
    model: str
    provider: str
    precision: str
    context_tokens: int
    reused: int
    timings: Timings

    @classmethod
    def of(cls, model: LoadedModel, ready: Plan, reused: int, timings: Timings) -> Asked:
        """Return a seeded plan that was run, with the model that ran it."""
        return cls(
            ready=ready,
            tokenizer=model.tokenizer,
            model=model.manifest.id,
            provider=model.session.provider,
            precision=model.manifest.precision,
            context_tokens=model.session.cache.capacity,
            reused=reused,
            timings=timings,
        )

    def inspected(self) -> InspectResult:
        """Return the ask as the window is told of it."""
        prompt = self.ready.prompt
        n_tokens = len(prompt.ids)
        return InspectResult(
            task=self.ready.task,
            model=self.model,
            provider=self.provider,
            precision=self.precision,
            seed=self.ready.seed,
            sampling=self.ready.sampling,
            parts=inspected_parts(prompt, self.tokenizer),
            slots=prompt.slots,
            prompt_tokens=n_tokens,
            reused_tokens=self.reused,
            context_tokens=self.context_tokens,
            max_tokens=min(self.ready.limits.max_tokens, self.context_tokens - n_tokens),
            timings=self.timings,
            word=self.ready.word,
        )


def inspected_parts(prompt: Prompt, tokenizer: TextTokenizer) -> tuple[InspectedPart, ...]:
    """Return a prompt's stretches with their texts, which together are the prompt's.

    A character whose bytes two stretches share stands in the second one.
    """
    whole = tokenizer.spell(prompt.ids)
    parts: list[InspectedPart] = []
    n_tokens = n_chars = 0
    for span in prompt.spans:
        n_tokens += span.n_tokens
        is_last = n_tokens == len(prompt.ids)
        known = whole if is_last else tokenizer.spell(prompt.ids[:n_tokens]).rstrip(_BROKEN)
        end = max(n_chars, len(known))
        parts.append(InspectedPart(span.kind, whole[n_chars:end], span.n_tokens))
        n_chars = end
    return tuple(parts)
