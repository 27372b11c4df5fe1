"""How well a model predicts a text: bits per byte, and what that would save a writer.

bits_per_byte: total negative log2-likelihood of the text over its UTF-8 bytes. Windows of the
    context, at most 1,024 tokens, overlap by half; each token is scored once, with at least half a
    window before it (but for the text's beginning).
next_word_top1: share of words, in a seeded sample of passages, that the greedy continuation at the
    space before them spells exactly.
keystrokes_saved: 1 - keys(with) / keys(without) over the same words: a writer who sees that word
    accepts it with one key exactly when it is the next one, else types its letters and a space.
repetition: share of repeated runs of four tokens in seeded continuations of 200 tokens.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadInput
from engine.generate import decode, prefill
from engine.jobs import CancelFlag
from engine.messages import Sampling
from engine.model import LoadedModel

Score = Callable[[Sequence[int]], NDArray[np.float32]]
_PASSAGE_WORDS = 50
_LEFT_CHARS = 1500
_MAX_WORD_TOKENS = 8
_CONTINUATIONS, _CONTINUATION_TOKENS, _RUN = 8, 200, 4
_WORD = re.compile(r"\S+")
_SCORE_CHUNK = 128
# Logits of a whole window are held at once: 1,024 x 128,000 doubles are a gigabyte.
_WINDOW = 1024


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The measured quality of a model on one text."""

    bits_per_byte: float
    next_word_top1: float
    keystrokes_saved: float
    repetition: float
    chars: int


def evaluate(model: LoadedModel, text: str, sample_words: int, seed: int = 1) -> Evaluation:
    """Measure a model on a text.

    Raises:
        BadInput: the text is too short to say anything.
    """
    words = list(_WORD.finditer(text))
    if len(words) < 20:
        raise BadInput("The text has fewer than 20 words, too few to evaluate a model on.")
    ids = model.tokenizer.encode(text)
    bits = token_bits(
        onnx_score(model), ids, model.manifest.bos_id, min(model.session.cache.capacity, _WINDOW)
    )
    rng = np.random.default_rng(seed)
    hits, keys, keys_saved = _walk(model, text, words, sample_words, rng)
    return Evaluation(
        bits_per_byte=sum(bits) / len(text.encode("utf-8")),
        next_word_top1=hits,
        keystrokes_saved=keys_saved / keys,
        repetition=_repetition(model, text, rng),
        chars=len(text),
    )


def token_bits(score: Score, ids: Sequence[int], bos_id: int | None, window: int) -> list[float]:
    """Return the bits that each token costs given those before it.

    Args:
        score: takes a window's tokens, returns logits float32 [len(tokens), vocab_size].
        ids: the text's tokens.
        bos_id: put before every window; without one the first token costs log2(vocab_size).
        window: tokens a window holds at most, the first one included.
    """
    bits: list[float] = []
    lead = [bos_id] if bos_id is not None else []
    size = window - len(lead)
    start = 0
    while len(bits) < len(ids):
        piece = list(ids[start : start + size])
        logits = score([*lead, *piece])
        if not bits and not lead:
            bits.append(math.log2(logits.shape[1]))
        done = len(bits) - start
        # Row i predicts the token behind it; with a lead, row 0 predicts the first of the piece.
        rows = logits[done - 1 + len(lead) : len(piece) - 1 + len(lead)].astype(np.float64)
        targets = np.array(piece[done:], np.intp)
        peak = rows.max(axis=1, keepdims=True)
        total = peak[:, 0] + np.log(np.exp(rows - peak).sum(axis=1))
        nats = total - rows[np.arange(len(targets)), targets]
        bits.extend((nats / math.log(2)).tolist())
        start += max(1, size // 2)
    return bits


def onnx_score(model: LoadedModel) -> Score:
    """Return the scoring function of a loaded model; each call starts from an empty cache."""

    def score(tokens: Sequence[int]) -> NDArray[np.float32]:
        model.session.cache.trim(0)
        rows = [
            model.session.score(tokens[i : i + _SCORE_CHUNK])
            for i in range(0, len(tokens), _SCORE_CHUNK)
        ]
        return np.concatenate(rows)

    return score


def _walk(
    model: LoadedModel,
    text: str,
    words: list[re.Match[str]],
    sample_words: int,
    rng: np.random.Generator,
) -> tuple[float, int, int]:
    """Predict words one after another; returns the hit rate, keys without help, keys saved."""
    passages = max(1, min(sample_words, len(words) - 1) // _PASSAGE_WORDS)
    longest = min(_PASSAGE_WORDS, len(words) - 1)
    hits = seen = keys = saved = 0
    for first in sorted(rng.integers(1, len(words) - longest + 1, passages).tolist()):
        edge = max(0, words[first].start() - _LEFT_CHARS)
        for word in words[first : first + longest]:
            left = text[edge : word.start()].rstrip()
            guess = _next_word(model, left)
            cost = len(word[0]) + 1
            keys += cost
            seen += 1
            if guess == word[0]:
                hits += 1
                saved += cost - 1
    return hits / seen, keys, saved


def _next_word(model: LoadedModel, left: str) -> str:
    """Return the word that the greedy continuation of `left` begins with."""
    written: list[int] = []
    for token in _stream(model, left, Sampling(temperature=0), _MAX_WORD_TOKENS, None):
        if token in model.manifest.eos_ids:
            break
        written.append(token)
        words = model.tokenizer.decode(written)
        if len(words.split()) > 1:
            break
    found = model.tokenizer.decode(written).split()
    return found[0] if found else ""


def _repetition(model: LoadedModel, text: str, rng: np.random.Generator) -> float:
    repeated = total = 0
    for start in rng.integers(0, max(1, len(text) - _LEFT_CHARS), _CONTINUATIONS).tolist():
        left = text[start : start + _LEFT_CHARS].rstrip()
        tokens = list(_stream(model, left, Sampling(), _CONTINUATION_TOKENS, rng))
        runs = [tuple(tokens[i : i + _RUN]) for i in range(len(tokens) - _RUN + 1)]
        repeated += len(runs) - len(set(runs))
        total += len(runs)
    return repeated / total if total else 0.0


def _stream(
    model: LoadedModel,
    left: str,
    sampling: Sampling,
    max_tokens: int,
    rng: np.random.Generator | None,
) -> Iterator[int]:
    """Continue a text with no stop rule or guard; yields the tokens as the model chooses them."""
    cancel = CancelFlag()
    lead = [model.manifest.bos_id] if model.manifest.bos_id is not None else []
    ids = model.tokenizer.encode(left)[-(model.session.cache.capacity - max_tokens - 1) :]
    logits, _ = prefill(model.session, [*lead, *ids], model.chunk, cancel)
    rng = rng or np.random.default_rng(0)
    yield from decode(model.session, logits, sampling, rng, max_tokens, cancel)
