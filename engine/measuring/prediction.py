"""How well a model foresees a writer's words, and the keys that saves; the simulation is here.

A seeded sample of passages is walked word by word; a word is what stands between white space, or a
single Chinese, Japanese or Korean character. Before each word the model sees the text so far (its
last 1,500 characters, without white space at the end), and nothing of the word. It has to bring the
white space before the word itself.

next_word_top1: share of words that the greedy continuation begins with.
next_word_top3: share of words that the continuation of one of the three likeliest first tokens
    begins with, each continued greedily.
keystrokes_saved: 1 - keys / keys without help. The writer takes a word with one key exactly when
    it is what comes next, else types its letters and the space behind it, where there is one.
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
from engine.guards import UNSPACED
from engine.jobs import CancelFlag
from engine.model import LoadedModel
from engine.stopping import ends_sentence
from engine.tokens import IncrementalDecoder

_PASSAGE_WORDS = 50
_LEFT_CHARS = 1500
_CANDIDATES, _GHOST_WORDS = 3, 4
_WORD_TOKENS, _GHOST_TOKENS = 8, 24
WORD = re.compile(rf"[{UNSPACED}]|[^\s{UNSPACED}]+")
_UNSPACED = re.compile(f"[{UNSPACED}]")


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
        guesses = [
            _guess(model, text[edge : word.start()].rstrip(), _is_spaced(text, word))
            for word in passage
        ]
        wanted = [word[0] for word in passage]
        costs = [len(word[0]) + text[word.end() : word.end() + 1].isspace() for word in passage]
        for word, guess, cost in zip(wanted, guesses, costs, strict=True):
            top1 += word == guess.words[0]
            top3 += word in guess.words
            by_word += cost - 1 if word == guess.words[0] else 0
        keys += sum(costs)
        by_whole += _saved_by_whole(wanted, costs, [guess.ghost for guess in guesses])
        seen += len(passage)
        on_progress(seen)
    return Prediction(top1 / seen, top3 / seen, by_word / keys, by_whole / keys)


def _is_spaced(text: str, word: re.Match[str]) -> bool:
    return text[word.start() - 1 : word.start()].isspace()


def _saved_by_whole(
    wanted: Sequence[str], costs: Sequence[int], ghosts: Sequence[Sequence[str]]
) -> int:
    """Return the keys saved by taking each ghost that is exactly what comes next."""
    saved = at = 0
    while at < len(wanted):
        ghost = ghosts[at]
        end = at + len(ghost)
        if ghost and list(wanted[at:end]) == list(ghost):
            saved += sum(costs[at:end]) - 1
            at = end
        else:
            at += 1
    return saved


class _GreedyWords:
    """Writes the likeliest tokens until it has enough words."""

    def __init__(
        self, model: LoadedModel, prompt: Sequence[int], first: int, n_words: int, max_tokens: int
    ) -> None:
        self._eos_ids = model.manifest.eos_ids
        self._pieces = IncrementalDecoder(model.tokenizer, prompt)
        self._first: int | None = first
        self._n_words = n_words
        self._tokens_left = max_tokens
        self.text = ""

    def write(self, logits: Logits) -> Step | None:
        """Choose the next token; None once the words are complete."""
        token = int(logits.argmax()) if self._first is None else self._first
        self._first = None
        if token in self._eos_ids:
            return None
        self.text += self._pieces.push(token)
        self._tokens_left -= 1
        return None if self._tokens_left <= 0 or self._is_complete() else Step(token)

    def words(self, is_spaced: bool) -> tuple[str, ...]:
        """Return the words written, at most as many as wanted; none behind another gap."""
        if self.text[:1].isspace() != is_spaced:
            return ()
        return tuple(WORD.findall(self.text)[: self._n_words])

    def _is_complete(self) -> bool:
        words = list(WORD.finditer(self.text))
        # The word at the end may go on, unless it is a character of its own.
        grows = words and words[-1].end() == len(self.text) and not _UNSPACED.match(words[-1][0])
        finished = words[:-1] if grows else words
        if len(finished) >= self._n_words:
            return True
        return self._n_words > 1 and bool(finished) and ends_sentence(finished[-1][0])


def _guess(model: LoadedModel, left: str, is_spaced: bool) -> _Guess:
    cancel = CancelFlag()
    lead = [model.manifest.bos_id] if model.manifest.bos_id is not None else []
    room = min(_GHOST_TOKENS, model.session.cache.capacity // 4)
    ids = model.tokenizer.encode(left)[-(model.session.cache.capacity - room - 1) :]
    prompt = [*lead, *ids]
    logits, _ = prefill(model.session, prompt, model.chunk, cancel)
    order = np.argsort(-logits, kind="stable")[:_CANDIDATES].tolist()
    ghost = _GreedyWords(model, prompt, order[0], _GHOST_WORDS, room)
    others = [_GreedyWords(model, prompt, t, 1, min(room, _WORD_TOKENS)) for t in order[1:]]
    decode_takes(model.session, logits, [ghost, *others], room, cancel)
    words = tuple((writer.words(is_spaced) or ("",))[0] for writer in (ghost, *others))
    shown = ghost.words(is_spaced)
    ends = [n for n, word in enumerate(shown, start=1) if ends_sentence(word)]
    return _Guess(words, shown[: ends[0]] if ends else shown)
