"""One take from logits to text: what may be chosen, what it spells, when it ends.

A take owns its random numbers and its text. Where the text spells a banned phrase the take goes
back to the token that began it, forbids that token there, and writes on.
"""

from __future__ import annotations

import bisect
import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from engine import banned, healing
from engine.copying import Guide
from engine.generate import Step
from engine.healing import Vocabulary
from engine.messages import Finish, Limits, Sampling, Take
from engine.sampling import Logits, adjust, sample
from engine.suggestion import SuggestionText, Surroundings
from engine.tokens import IncrementalDecoder, TextTokenizer

# Tokens beyond the limit in which a take may finish its sentence, where it has to.
GRACE_TOKENS = 48
# A model that wants nothing but banned phrases is cut off after so many tries at one place, and a
# take that goes to and fro between several after as many in all as it may have tokens beyond.
_MAX_TRIES = 32
_SPACES = 16
# Tokens of points and quotes that may close a passage that breaks off.
_MOST_POINTS = 4


@dataclass(frozen=True, slots=True)
class TakeSetting:
    """What all takes of an ask have in common."""

    prompt_ids: tuple[int, ...]
    around: Surroundings
    word: str
    """The last word, with the space before it, which is chosen again together with what follows."""
    stop_ids: frozenset[int]
    sampling: Sampling
    limits: Limits
    room: int
    """Tokens that the model's window has left behind the prompt."""
    deadline: float | None
    """On the clock of time.perf_counter, seconds."""
    tokenizer: TextTokenizer
    vocabulary: Vocabulary | None
    """None where nothing is healed or penalized."""
    is_replacement: bool = False
    """Whether the answer takes the place of the writer's text: then it has to say something."""
    guide: Guide | None = None
    """The passage that is to be written otherwise, where copying it is encouraged."""

    @property
    def is_plain(self) -> bool:
        """Whether the text has to be the model's own, with nothing held or mapped."""
        return self.sampling.temperature == 0

    @property
    def most_tokens(self) -> int:
        """How many tokens a take may have."""
        finishing = self.limits.ending == "sentence" and not self.is_plain
        wanted = self.limits.max_tokens + (GRACE_TOKENS if finishing else 0)
        # The last token need not be run, so it needs no room.
        return min(wanted, self.room + 1)

    @property
    def room_wanted(self) -> int:
        """How many tokens of a take may have to be run."""
        return min(self.most_tokens, self.room)

    @property
    def is_late(self) -> bool:
        """Whether the time of the ask is up."""
        return self.deadline is not None and time.perf_counter() > self.deadline


class TakeWriter:
    """Writes one take; `write` is called with each step's logits until it returns None."""

    def __init__(
        self, setting: TakeSetting, index: int, seed: int, hand_on: Callable[[str], None]
    ) -> None:
        """Begin a take.

        Args:
            setting: shared by all takes of the ask.
            index: its number; with the seed it fixes the take's random numbers.
            seed: of the ask.
            hand_on: gets text as soon as it may be shown.
        """
        self.index = index
        self.tokens: list[int] = []
        self.first_token_at = 0.0
        self._setting = setting
        self._hand_on = hand_on
        self._rng = np.random.default_rng((seed, index))
        self._text = SuggestionText(setting.around, setting.limits, plain=setting.is_plain)
        self._phrases = banned.normalized_phrases(
            () if setting.is_plain else setting.sampling.banned
        )
        # Squeezed white space may make a phrase longer in the text than it is itself.
        self._reach = 2 * max(map(len, self._phrases), default=0) + _SPACES
        self._lead = banned.normalized(setting.around.before[-self._reach :])
        self._context = np.empty(len(setting.prompt_ids) + setting.most_tokens, np.int64)
        self._context[: len(setting.prompt_ids)] = setting.prompt_ids
        self._first_logits: Logits | None = None
        self._forbidden: dict[int, set[int]] = {}
        self._backtracks = 0
        self._begin()

    def _begin(self) -> None:
        """Set what depends on the tokens written so far to that of none."""
        setting = self._setting
        self._pieces = IncrementalDecoder(setting.tokenizer, setting.prompt_ids)
        self._healing = None
        if setting.word and setting.vocabulary is not None:
            self._healing = healing.Healing(setting.vocabulary, setting.word)
        self._raw = ""
        self._normal = ""
        # Characters spelled before each token, the healed word's included, and in all.
        self._marks: list[int] = []
        self._spelled = 0

    @property
    def text(self) -> str:
        """What has been handed on."""
        return self._text.text

    def take(self) -> Take:
        """Return the finished take."""
        finish: Finish = self._text.finish or "length"
        return Take(self.text, finish, len(self.tokens), self.index)

    def write(self, logits: Logits) -> Step | None:
        """Choose a token; return what to run next, or None where the take has ended."""
        if self._first_logits is None:
            self._first_logits = logits
        rewind = 0
        while True:
            n_run = len(self.tokens)
            token = self._choose(logits)
            self.first_token_at = self.first_token_at or time.perf_counter()
            if token is None:
                self._close("guard")
                return None
            has_ended = token in self._setting.stop_ids or self._goes_beyond(token)
            piece = "" if has_ended else self._push(token)
            start = self._banned_start(is_whole=has_ended)
            if start is None and has_ended:
                self._close("eos")
                return None
            if start is None:
                break
            at = self._go_back(start)
            if at is None:
                self._close("guard")
                return None
            if 0 < at < n_run:
                # Its logits are gone: the token before it runs again.
                return Step(self.tokens[-1], n_run - at + 1)
            if at == 0:
                logits, rewind = self._first_logits, rewind + n_run
        self._show(self._text.push(piece, self._held_chars()))
        return None if self._is_over() else Step(token, rewind)

    def _goes_beyond(self, token: int) -> bool:
        """Whether a token says more than points and quotes behind where a passage breaks off."""
        guide, n_tokens = self._setting.guide, len(self.tokens)
        if guide is None or not any(
            guide.is_over(self.tokens[: n_tokens - n]) for n in range(min(n_tokens, _MOST_POINTS))
        ):
            return False
        spelled = self._setting.tokenizer.decode([token])
        return spelled[:1].isspace() or any(letter.isalnum() for letter in spelled)

    def _choose(self, logits: Logits) -> int | None:
        """Return the next token, or None where everything is forbidden."""
        setting = self._setting
        if setting.is_plain:
            return int(logits.argmax())
        impossible = self._impossible()
        if impossible:
            logits = logits.copy()
            logits[impossible] = -np.inf
        if self._healing is not None and not self._healing.is_done:
            logits = self._healing.restrict(logits)
        if impossible and logits.max() == -np.inf:
            return None
        if setting.guide is not None:
            logits = logits.copy()
            logits[setting.guide.next_tokens(self.tokens)] += setting.sampling.copy_bias
        breakers = setting.vocabulary.breakers if setting.vocabulary else ()
        logits = adjust(logits, setting.sampling, self._written(), breakers)
        return sample(logits, setting.sampling, self._rng)

    def _impossible(self) -> list[int]:
        """Return the tokens that begin a banned phrase here, or end the text too early."""
        found = list(self._forbidden.get(len(self.tokens), ()))
        is_early = self._setting.limits.ending == "sentence" and not self._text.ends_sentence
        # What was asked for as a passage is never nothing; a ghost may be.
        is_passage = self._setting.is_replacement or self._setting.around.gap is not None
        is_empty = is_passage and not self._raw.strip()
        if is_early or is_empty:
            found.extend(self._setting.stop_ids)
        return found

    def _written(self) -> NDArray[np.int64]:
        return self._context[: len(self._setting.prompt_ids) + len(self.tokens)]

    def _push(self, token: int) -> str:
        """Note a token; returns the text that it completes."""
        if self._healing is not None and not self._healing.is_done:
            self._healing.advance(token)
        self._marks.append(self._spelled)
        self._context[len(self._setting.prompt_ids) + len(self.tokens)] = token
        self.tokens.append(token)
        piece = self._pieces.push(token)
        # The letters of the healed word stand in the document already.
        known = max(0, len(self._setting.word) - self._spelled)
        self._spelled += len(piece)
        self._raw += piece[known:]
        if self._phrases:
            self._normal += banned.normalized(piece[known:])
        return piece[known:]

    def _searchable(self, end: int, newest: int) -> tuple[str, int]:
        """Return the normalized text in which phrases are looked for, and where it begins.

        A phrase may begin before the caret, so that a place in the raw text may be negative. What
        lies further back than the longest phrase has been looked at before.

        Args:
            end: of the text, in the raw text.
            newest: characters at its end that were never looked at.
        """
        start = end - newest - self._reach
        if start >= 0:
            return self._normal[start:end], start
        lead = self._lead[start:]
        return lead + self._normal[:end], -len(lead)

    def _banned_start(self, is_whole: bool) -> int | None:
        """Return where in the raw text a banned phrase begins that was not there before."""
        if not self._phrases:
            return None
        end = len(self._raw)
        newest = 0 if is_whole or not self._marks else end - self._raw_at(len(self._marks) - 1)
        text, first = self._searchable(end, newest)
        # What ended earlier was found earlier, or is the writer's own; a word may end just now.
        known = max(-first, len(text) - newest - 1)
        start = banned.find_banned(text, self._phrases, is_whole, known)
        return None if start is None else max(0, start + first)

    def _go_back(self, start: int) -> int | None:
        """Forget everything from the token on that began the text at `start`.

        Returns:
            The number of tokens left; None where there were too many tries.
        """
        at = self._token_at(start)
        kept, token = self.tokens[:at], self.tokens[at]
        self._forbidden = {i: tokens for i, tokens in self._forbidden.items() if i <= at}
        self._forbidden.setdefault(at, set()).add(token)
        self._backtracks += 1
        self.tokens = []
        self._begin()
        for earlier in kept:
            self._push(earlier)
        self._text.rewind(len(self._raw))
        is_stuck = len(self._forbidden[at]) > _MAX_TRIES
        is_lost = self._backtracks > _MAX_TRIES + self._setting.most_tokens
        return None if is_stuck or is_lost else at

    def _held_chars(self) -> int:
        """Return how much of the raw text's end may still be taken back, whole tokens of it.

        Where it is taken back, what stands before it may begin a phrase again with what comes then.
        """
        end = len(self._raw)
        while self._phrases and end > 0:
            text, _ = self._searchable(end, 0)
            held = banned.held_chars(text, self._phrases)
            if not held:
                break
            end = self._raw_at(self._token_at(max(0, end - held)))
        return len(self._raw) - end

    def _token_at(self, offset: int) -> int:
        """Return the token that began the character at an offset of the raw text."""
        spelled = offset + len(self._setting.word)
        # The last token that began at or before it; tokens of no text come before their character.
        at = bisect.bisect_right(self._marks, spelled) - 1
        while at > 0 and self._marks[at - 1] == self._marks[at]:
            at -= 1
        return at

    def _raw_at(self, token: int) -> int:
        """Return how long the raw text was before a token."""
        return max(0, self._marks[token] - len(self._setting.word))

    def _is_over(self) -> bool:
        """End the take where a limit says so; returns whether it has ended."""
        setting, n_tokens = self._setting, len(self.tokens)
        if self._text.finish is not None:
            return True
        if setting.is_late:
            self._close("time")
        elif n_tokens >= setting.most_tokens:
            self._close("length" if n_tokens >= setting.limits.max_tokens else "context")
        elif n_tokens >= setting.limits.max_tokens:
            self._text.finish_sentence()
        return self._text.finish is not None

    def _close(self, finish: Finish) -> None:
        """End the take for a reason outside the text."""
        start = self._banned_start(is_whole=True)
        if start is not None:
            self._text.rewind(start)
            finish = "guard"
        self._show(self._text.close(finish))

    def _show(self, text: str) -> None:
        if text:
            self._hand_on(text)
