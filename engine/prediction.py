"""How well a model foresees a writer's words, and the keys that saves; the simulation is here.

A seeded sample of passages is walked word by word; a word is what stands between white space. At
the space before each word the model sees the text so far (its last 1,500 characters), and nothing
of the word.

next_word_top1: share of words that the greedy continuation begins with.
next_word_top3: share of words that the continuation of one of the three likeliest first tokens
    begins with, each continued greedily.
keystrokes_saved: 1 - keys / keys without help. The writer takes a word with one key exactly when
    it is what comes next, else types its letters and a space.
keystrokes_saved_whole: the same where the writer only takes whole suggestions: the greedy
    continuation up to four words or the end of a sentence, with one key, exactly when all of it is
    what comes next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine.generate import Logits, Step, decode_takes, prefill
from engine.jobs import CancelFlag
from engine.model import LoadedModel
from engine.stopping import ends_sentence

_PASSAGE_WORDS = 50
_LEFT_CHARS = 1500
_CANDIDATES, _GHOST_WORDS = 3, 4
_WORD_TOKENS, _GHOST_TOKENS = 8, 24
WORD = re.compile(r"\S+")


@dataclass(frozen=True, slots=True)
class Prediction:
    """The measures named in this module's docstring, each 0 to 1."""

    next_word_top1: float
    next_word_top3: float
    keystrokes_saved: float
    keystrokes_saved_whole: float


@dataclass(frozen=True, slots=True)
class _Guess:
    """What the model would show before a word."""

    words: tuple[str, ...]
    """The next word by each of the likeliest first tokens."""
    ghost: tuple[str, ...]


def predict(
    model: LoadedModel,
    text: str,
    sample_words: int,
    rng: np.random.Generator,
    on_progress: Callable[[int], None] = lambda n_words: None,
) -> Prediction:
    """Walk through a sample of a text.

    Args:
        model: ready to run.
        text: at least two words.
        sample_words: how many words to predict, about.
        rng: chooses the passages.
        on_progress: told the number of words done.
    """
    words = list(WORD.finditer(text))
    n_passages = max(1, min(sample_words, len(words) - 1) // _PASSAGE_WORDS)
    longest = min(_PASSAGE_WORDS, len(words) - 1)
    starts = sorted(rng.integers(1, len(words) - longest + 1, n_passages).tolist())
    top1 = top3 = seen = keys = by_word = by_whole = 0
    for start in starts:
        passage = words[start : start + longest]
        edge = max(0, passage[0].start() - _LEFT_CHARS)
        guesses = [_guess(model, text[edge : word.start()].rstrip()) for word in passage]
        wanted = [word[0] for word in passage]
        for word, guess in zip(wanted, guesses, strict=True):
            top1 += word == guess.words[0]
            top3 += word in guess.words
            by_word += len(word) if word == guess.words[0] else 0
            keys += len(word) + 1
        by_whole += _saved_by_whole(wanted, [guess.ghost for guess in guesses])
        seen += len(passage)
        on_progress(seen)
    return Prediction(top1 / seen, top3 / seen, by_word / keys, by_whole / keys)


def _saved_by_whole(wanted: Sequence[str], ghosts: Sequence[Sequence[str]]) -> int:
    """Return the keys saved by taking each ghost that is exactly what comes next."""
    saved = at = 0
    while at < len(wanted):
        ghost = ghosts[at]
        if ghost and list(wanted[at : at + len(ghost)]) == list(ghost):
            saved += sum(len(word) + 1 for word in ghost) - 1
            at += len(ghost)
        else:
            at += 1
    return saved


class _GreedyWords:
    """Writes the likeliest tokens until it has enough words."""

    def __init__(self, model: LoadedModel, first: int, n_words: int, max_tokens: int) -> None:
        self._model = model
        self._first: int | None = first
        self._n_words = n_words
        self._max_tokens = max_tokens
        self._ids: list[int] = []

    def write(self, logits: Logits) -> Step | None:
        """Choose the next token; None once the words are complete."""
        token = int(logits.argmax()) if self._first is None else self._first
        self._first = None
        if token in self._model.manifest.eos_ids:
            return None
        self._ids.append(token)
        if len(self._ids) >= self._max_tokens or self._is_complete():
            return None
        return Step(token)

    @property
    def words(self) -> tuple[str, ...]:
        """The words written, at most as many as wanted."""
        return tuple(self._text().split()[: self._n_words])

    def _text(self) -> str:
        return self._model.tokenizer.decode(self._ids)

    def _is_complete(self) -> bool:
        text = self._text()
        words = text.split()
        # The word at the end may go on, unless white space or the next word follows it.
        finished = len(words) - (0 if text[-1:].isspace() else 1)
        if finished >= self._n_words:
            return True
        return self._n_words > 1 and finished > 0 and ends_sentence(" ".join(words[:finished]))


def _guess(model: LoadedModel, left: str) -> _Guess:
    cancel = CancelFlag()
    lead = [model.manifest.bos_id] if model.manifest.bos_id is not None else []
    room = min(_GHOST_TOKENS, model.session.cache.capacity // 4)
    ids = model.tokenizer.encode(left)[-(model.session.cache.capacity - room - 1) :]
    logits, _ = prefill(model.session, [*lead, *ids], model.chunk, cancel)
    order = np.argsort(-logits, kind="stable")[:_CANDIDATES].tolist()
    ghost = _GreedyWords(model, order[0], _GHOST_WORDS, room)
    others = [_GreedyWords(model, token, 1, min(room, _WORD_TOKENS)) for token in order[1:]]
    decode_takes(model.session, logits, [ghost, *others], room, cancel)
    found = [writer.words[:1] or ("",) for writer in (ghost, *others)]
    ghost_words = ghost.words
    for n, _ in enumerate(ghost_words, start=1):
        if ends_sentence(" ".join(ghost_words[:n])):
            ghost_words = ghost_words[:n]
            break
    return _Guess(tuple(words[0] for words in found), ghost_words)
