"""Continuations of the same places by the base and by the voice, for the writer to judge by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import nn

from engine.stopping import ends_sentence, sentences_of
from engine.tokens import TextTokenizer
from engine.training.learner import measuring

_PROMPT_TOKENS, _ANSWER_TOKENS = 160, 56
_TEMPERATURE, _TOP_K, _TOP_P = 0.8, 40, 0.9


@dataclass(frozen=True, slots=True)
class Place:
    """Where a continuation starts: the text before, and its last token ids."""

    before: str
    ids: tuple[int, ...]


def places_in(
    chapters: Sequence[str], tokenizer: TextTokenizer, count: int, lead: Sequence[int]
) -> tuple[Place, ...]:
    """Return places at sentence ends spread evenly over held-out chapters, `count` at most.

    All have the same number of tokens, so that they run as one batch.
    """
    ids, offsets = tokenizer.encode_with_offsets("\n\n".join(chapters))
    text = "\n\n".join(chapters)
    ends = [
        i
        for i, (start, _) in enumerate(offsets)
        if i >= _PROMPT_TOKENS and ends_sentence(text[max(0, start - 80) : start])
    ]
    chosen = [ends[len(ends) * k // count] for k in range(count)] if len(ends) >= count else ends
    return tuple(
        Place(
            text[offsets[end - _PROMPT_TOKENS][0] : offsets[end][0]],
            (*lead, *ids[end - _PROMPT_TOKENS : end]),
        )
        for end in chosen
    )


def continuations(
    module: nn.Module, places: Sequence[Place], tokenizer: TextTokenizer, seed: int
) -> tuple[str, ...]:
    """Return one seeded continuation of each place, cut at the end of its last whole sentence."""
    if not places:
        return ()
    device = next(module.parameters()).device
    prompts = torch.tensor([place.ids for place in places], device=device)
    torch.manual_seed(seed)
    with measuring(module):
        written = module.generate(  # type: ignore[operator]  # transformers' own method
            input_ids=prompts,
            attention_mask=torch.ones_like(prompts),
            max_new_tokens=_ANSWER_TOKENS,
            do_sample=True,
            temperature=_TEMPERATURE,
            top_k=_TOP_K,
            top_p=_TOP_P,
            use_cache=True,
            pad_token_id=0,
        )
    answers = written[:, prompts.shape[1] :].tolist()
    return tuple(_whole_sentences(tokenizer.decode(answer)) for answer in answers)


def _whole_sentences(text: str) -> str:
    """Drop a sentence at the end that was not finished, unless it is the only one."""
    paragraphs = text.split("\n\n")
    sentences = sentences_of(paragraphs[-1])
    if len(sentences) > 1 and not ends_sentence(sentences[-1]):
        cut = paragraphs[-1].rfind(sentences[-1])
        paragraphs[-1] = paragraphs[-1][:cut].rstrip()
    return "\n\n".join(paragraphs)
