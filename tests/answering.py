"""A loaded model that answers what a test wants: a real tokenizer over a scripted graph."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from engine.generate_service import GenerateService
from engine.messages import Sampling
from engine.model import LoadedModel
from tests.fakes import FakeRows, FakeSession

# Takes what the session wants most, and needs no vocabulary.
SURE = Sampling(temperature=0.7, top_k=1, dry_multiplier=0.0, seed=1)


class AnsweringSession(FakeSession):
    """A session that wants to write the first of some answers, else the next ones, then to end.

    It serves one ask: what is in its cache when rows are forked is the prompt.
    """

    provider = "CPU"

    def __init__(
        self, answers: Sequence[Sequence[int]], end: int, vocab_size: int, capacity: int
    ) -> None:
        super().__init__(vocab_size, capacity)
        self.prompt: tuple[int, ...] | None = None
        self._answers = [[*answer, end] for answer in answers]
        self._end = end

    def logits_after(self, tokens: Sequence[int]) -> NDArray[np.float32]:
        """Return 50, 49, 48, ... for what each answer that begins like this goes on with."""
        logits = np.full(self.vocab_size, -50, np.float32)
        logits[self._end] = -40
        written = [] if self.prompt is None else list(tokens)[len(self.prompt) :]
        for rank, answer in reversed(list(enumerate(self._answers))):
            if answer[: len(written)] == written and len(answer) > len(written):
                logits[answer[len(written)]] = 50 - rank
        return logits

    def fork(self, n_rows: int, room: int) -> FakeRows:
        """Return rows behind the prompt."""
        self.prompt = self.cache.tokens
        return super().fork(n_rows, room)


def answering(model: LoadedModel, *answers: str, capacity: int = 1024) -> GenerateService:
    """Return a service over a model that wants to write these answers, the first one most.

    In an answer, "|" stands for the token before a beat.
    """
    beat = model.tokenizer.id_of("<|beat|>")
    assert beat is not None
    ids = []
    for answer in answers:
        pieces = [model.tokenizer.encode(piece) for piece in answer.split("|")]
        ids.append(pieces[0] + [i for piece in pieces[1:] for i in (beat, *piece)])
    end, vocab_size = model.manifest.eos_ids[0], model.manifest.shape.vocab_size
    session = AnsweringSession(ids, end, vocab_size, capacity)
    return GenerateService.holding(replace(model, session=session))
