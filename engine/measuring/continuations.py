"""What a model writes when it is left alone: measures of seeded continuations of 200 tokens.

repetition: share of runs of four tokens that stood in the same continuation before.
distinct_1, distinct_2, distinct_3: different runs of one, two and three words over all of them, in
    all continuations together (Li et al. 2016, "A Diversity-Promoting Objective Function").
sentence_ends: share of continuations whose end is a sentence's.
overlap: share of the words written that lie in a run of eight or more words (twelve characters in
    Chinese) that stands word for word in a corpus; None where no corpus is given.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.generate import decode, prefill
from engine.guards import runs_of, words_of
from engine.jobs import CancelFlag
from engine.messages import Sampling
from engine.model import LoadedModel
from engine.stopping import ends_sentence

N_CONTINUATIONS, N_TOKENS = 8, 200
_LEFT_CHARS, _RUN = 1500, 4


@dataclass(frozen=True, slots=True)
class Continuations:
    """The measures named in this module's docstring, each 0 to 1."""

    repetition: float
    distinct_1: float
    distinct_2: float
    distinct_3: float
    sentence_ends: float
    overlap: float | None


def measure_continuations(
    model: LoadedModel,
    text: str,
    sampling: Sampling,
    rng: np.random.Generator,
    corpus: Iterable[str] | None = None,
    on_progress: Callable[[int], None] = lambda n_done: None,
) -> Continuations:
    """Continue places of a text with no stop rule or guard and measure what comes.

    Args:
        model: ready to run.
        text: where the continuations start from.
        sampling: as for a writer; its seed is not used.
        rng: chooses the places and draws the tokens.
        corpus: texts to compare with, read once.
        on_progress: told the number of continuations done.
    """
    tokens: list[list[int]] = []
    for start in rng.integers(0, max(1, len(text) - _LEFT_CHARS), N_CONTINUATIONS).tolist():
        left = text[start : start + _LEFT_CHARS].rstrip()
        tokens.append(_continue(model, left, sampling, rng))
        on_progress(len(tokens))
    texts = [model.tokenizer.decode(ids) for ids in tokens]
    return Continuations(
        repetition=repetition(tokens),
        distinct_1=distinct(texts, 1),
        distinct_2=distinct(texts, 2),
        distinct_3=distinct(texts, 3),
        sentence_ends=sum(map(ends_sentence, texts)) / len(texts),
        overlap=None if corpus is None else overlap(texts, corpus),
    )


def repetition(continuations: Sequence[Sequence[int]]) -> float:
    """Return the share of runs of four tokens that stood in the same continuation before."""
    repeated = total = 0
    for tokens in continuations:
        runs = [tuple(tokens[i : i + _RUN]) for i in range(len(tokens) - _RUN + 1)]
        repeated += len(runs) - len(set(runs))
        total += len(runs)
    return repeated / total if total else 0.0


def distinct(texts: Sequence[str], n: int) -> float:
    """Return how many different runs of n words there are, over all such runs; 0 without any."""
    runs: list[tuple[str, ...]] = []
    for text in texts:
        words = [word for word, _ in words_of(text)]
        runs.extend(tuple(words[i : i + n]) for i in range(len(words) - n + 1))
    return len(set(runs)) / len(runs) if runs else 0.0


def overlap(texts: Sequence[str], corpus: Iterable[str]) -> float:
    """Return the share of words that lie in a long run standing word for word in the corpus.

    The runs of the few texts are looked for in the corpus, not the other way round: a corpus of
    gigabytes passes through memory one text at a time.
    """
    written = [[word for word, _ in words_of(text)] for text in texts]
    sought = {run for words in written for run, _ in runs_of(words)}
    known: set[tuple[str, ...]] = set()
    for document in corpus:
        known.update(
            run for run, _ in runs_of([word for word, _ in words_of(document)]) if run in sought
        )
    copied = 0
    for words in written:
        marked = [False] * len(words)
        for run, last in runs_of(words):
            if run in known:
                marked[last + 1 - len(run) : last + 1] = [True] * len(run)
        copied += sum(marked)
    total = sum(map(len, written))
    return copied / total if total else 0.0


def _continue(
    model: LoadedModel, left: str, sampling: Sampling, rng: np.random.Generator
) -> list[int]:
    cancel = CancelFlag()
    lead = [model.manifest.bos_id] if model.manifest.bos_id is not None else []
    n_tokens = min(N_TOKENS, model.session.cache.capacity // 2)
    ids = model.tokenizer.encode(left)[-(model.session.cache.capacity - n_tokens - 1) :]
    logits, _ = prefill(model.session, [*lead, *ids], model.chunk, cancel)
    breakers = model.vocabulary.breakers if sampling.dry_multiplier else frozenset()
    stream = decode(model.session, logits, sampling, rng, n_tokens, cancel, breakers)
    tokens = []
    for token in stream:
        if token in model.manifest.eos_ids:
            break
        tokens.append(token)
    return tokens
