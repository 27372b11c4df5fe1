"""How good a model is on a text: bits per byte, foreseen words, and what it writes alone.

bits_per_byte: total negative log2-likelihood of the text over its UTF-8 bytes. Windows of the
    context, at most 1,024 tokens, move by half a window; each token is scored once, with at least
    half a window before it (but for the text's beginning).
The other measures are those of `engine.measuring.prediction`, `continuations`, `rewrites` and
`outlines`.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from engine.errors import BadInput
from engine.measuring.continuations import N_CONTINUATIONS, Continuations, measure_continuations
from engine.measuring.prediction import WORD, Prediction, predict
from engine.measuring.tasks import Measures, measure_tasks
from engine.model import LoadedModel

Score = Callable[[Sequence[int]], NDArray[np.float32]]
OnProgress = Callable[[str, int, int], None]
"""Told what is measured, how much of it is done, and how much there is."""
N_TASK_SAMPLES = 24
_MIN_WORDS = 20
_SCORE_CHUNK = 128
# Logits of a whole window are held at once: 1,024 x 128,000 doubles are a gigabyte.
_WINDOW = 1024


@dataclass(frozen=True, slots=True)
class Evaluation:
    """The measured quality of a model on one text."""

    bits_per_byte: float
    prediction: Prediction
    continuations: Continuations
    tasks: dict[str, Measures]
    chars: int

    def as_row(self) -> dict[str, Any]:
        """Return every measure under its own name; those of a task under the task's."""
        return {
            "bits_per_byte": self.bits_per_byte,
            **asdict(self.prediction),
            **asdict(self.continuations),
            "tasks": self.tasks,
            "chars": self.chars,
        }


def evaluate(
    model: LoadedModel,
    text: str,
    sample_words: int,
    corpus: Iterable[str] | None = None,
    seed: int = 1,
    task_samples: int = N_TASK_SAMPLES,
    on_progress: OnProgress = lambda what, done, total: None,
) -> Evaluation:
    """Measure a model on a text.

    Args:
        model: ready to run.
        text: at least 20 words.
        sample_words: how many words to predict, about.
        corpus: texts that the model may have been trained on, to find what it repeats of them.
        seed: of the samples.
        task_samples: answers of each task to measure; 0 leaves the tasks out.
        on_progress: told how far it is.

    Raises:
        BadInput: the text is too short to say anything.
    """
    n_words = sum(1 for _ in WORD.finditer(text))
    if n_words < _MIN_WORDS:
        raise BadInput(
            f"The text has fewer than {_MIN_WORDS} words, too few to evaluate a model on."
        )
    rng = np.random.default_rng(seed)
    sampled = min(sample_words, n_words - 1)
    return Evaluation(
        bits_per_byte=bits_per_byte(model, text, on_progress),
        prediction=predict(
            model, text, sample_words, rng, lambda done: on_progress("words", done, sampled)
        ),
        continuations=measure_continuations(
            model,
            text,
            model.templates["continue"].sampling,
            rng,
            corpus,
            lambda done: on_progress("continuations", done, N_CONTINUATIONS),
        ),
        tasks=measure_tasks(
            model,
            text,
            task_samples,
            seed,
            lambda done, total: on_progress("tasks", done, total),
        ),
        chars=len(text),
    )


def bits_per_byte(model: LoadedModel, text: str, on_progress: OnProgress) -> float:
    """Return what a text costs a model; see this module's docstring."""
    ids = model.tokenizer.encode(text)
    bits = token_bits(
        onnx_score(model),
        ids,
        model.manifest.bos_id,
        min(model.session.cache.capacity, _WINDOW),
        lambda done: on_progress("bits per byte", done, len(ids)),
    )
    return sum(bits) / len(text.encode("utf-8"))


def token_bits(
    score: Score,
    ids: Sequence[int],
    bos_id: int | None,
    window: int,
    on_progress: Callable[[int], None] = lambda n_tokens: None,
) -> list[float]:
    """Return the bits that each token costs given those before it.

    Args:
        score: takes a window's tokens, returns logits float32 [len(tokens), vocab_size].
        ids: the text's tokens.
        bos_id: put before every window; without one the first token costs log2(vocab_size).
        window: tokens a window holds at most, the first one included.
        on_progress: told the number of tokens scored.
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
        on_progress(len(bits))
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
