"""Writes an outline: one beat after another behind a separator token, each unlike the others.

Where a model writes beats as lines of plain text, the newline is the separator, any token that ends
a line ends a beat, and the marks before lines are no part of them.

A beat that says nothing new, or what is banned, is taken back and begun again with another word.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from engine import banned
from engine.copying import Guide
from engine.diversity import NEAR, nearest
from engine.fingerprints import Books
from engine.generate import Step
from engine.guards import loop_start, words_of
from engine.habits import Habits
from engine.healing import Vocabulary
from engine.messages import Sampling
from engine.sampling import Logits, adjust, sample
from engine.tokens import TextTokenizer

MOST_BEAT_TOKENS = 40
# Beats where the asker did not say how many: what the model learned, with a margin.
FEWEST_BEATS, USUAL_MOST_BEATS = 3, 9
_MAX_TRIES = 6
# A separator and a token of text.
_LEAST_ROOM = 2
_BROKEN = "\ufffd"
# A word that a small model cannot get out of: "housekeeperkeeperkeeper".
_STUTTER = re.compile(r"((?!([^\W\d_])\2\2)[^\W\d_]{3,}?)\1\1")
_LINE_MARK = re.compile(r"\A(?:\d{1,2}[.)]|[-*\u2022\u2013])(?:\s+|$)")


@dataclass(frozen=True, slots=True)
class OutlineSetting:
    """What an outline is written by."""

    prompt_ids: tuple[int, ...]
    separator_id: int
    stop_ids: frozenset[int]
    """Every token that is not text, the separator left out."""
    sampling: Sampling
    n_beats: int | None
    room: int
    """Tokens that the model's window has left behind the prompt."""
    tokenizer: TextTokenizer
    vocabulary: Vocabulary
    habits: Habits
    guides: tuple[Guide, ...] = ()
    """What each beat is encouraged to copy from, in order; the last beat ends the outline."""
    line_ids: frozenset[int] = frozenset()
    """The tokens that end a line, where beats are lines; then the first needs no separator."""
    books: Books | None = None
    """The books that the model learned, none of which may be said again."""

    @property
    def is_plain(self) -> bool:
        """Whether the beats are the model's own, with nothing banned, penalized or mapped."""
        return self.sampling.temperature == 0


class OutlineWriter:
    """Writes the beats of one outline; a `generate.Writer`."""

    def __init__(
        self,
        setting: OutlineSetting,
        seed: int | tuple[int, ...],
        hand_on: Callable[[str], None],
        known: Sequence[str] = (),
    ) -> None:
        """Begin an outline.

        Args:
            setting: what to write.
            seed: of its random numbers.
            hand_on: gets each beat when it is complete.
            known: beats that stand elsewhere, which none may repeat; they may become more.
        """
        self.beats: list[str] = []
        self.n_tokens = 0
        self.first_token_at = 0.0
        self._setting = setting
        self._hand_on = hand_on
        self._known = known
        self._rng = np.random.default_rng(seed)
        self._phrases = banned.normalized_phrases(
            () if setting.is_plain else setting.sampling.banned
        )
        self._context = list(setting.prompt_ids)
        self._beat: list[int] = []
        self._start: Logits | None = None
        """Logits behind the separator of the current beat; None before it has run."""
        self._tried: set[int] = set()
        self._has_begun = False

    def write(self, logits: Logits) -> Step | None:
        """Choose a token; return what to run next, or None where the outline is complete."""
        if not self._has_begun:
            self._has_begun = True
            if not self._setting.line_ids:
                return self._open_beat()
        if self._start is None:
            self._start = logits.copy()
        token = self._choose(logits)
        if self._is_end(token):
            return self._end_beat(token)
        if self._beat and len(self._beat) >= self._most_tokens():
            return self._end_beat(self._setting.separator_id, cut_before=token)
        return self._keep(token)

    def _is_end(self, token: int) -> bool:
        setting = self._setting
        is_line = token == setting.separator_id or token in setting.line_ids
        return is_line or token in setting.stop_ids

    def _choose(self, logits: Logits) -> int:
        """Return the next token of the beat, or one that ends it."""
        setting = self._setting
        logits = logits.copy()
        if not self._beat:
            ends = (setting.separator_id, *setting.stop_ids, *setting.line_ids)
            logits[[*ends, *self._tried]] = -np.inf
        if setting.guides and not setting.is_plain:
            guide = setting.guides[min(len(self.beats), len(setting.guides) - 1)]
            logits[guide.next_tokens(self._beat)] += setting.sampling.copy_bias
        if not setting.is_plain:
            context = np.array(self._context, np.int64)
            logits = adjust(logits, setting.sampling, context, setting.vocabulary.breakers)
        return sample(logits, setting.sampling, self._rng)

    def _most_tokens(self) -> int:
        """Return how long this beat may be, so that those that must follow have room."""
        n_left = max(1, (self._setting.n_beats or FEWEST_BEATS) - len(self.beats))
        room = self._room_left() + len(self._beat)
        return max(1, min(MOST_BEAT_TOKENS, room // n_left - 1))

    def _room_left(self) -> int:
        return self._setting.room - (len(self._context) - len(self._setting.prompt_ids))

    def _keep(self, token: int, rewind: int = 0) -> Step:
        self._beat.append(token)
        self._context.append(token)
        self.n_tokens += 1
        self.first_token_at = self.first_token_at or time.perf_counter()
        return Step(token, rewind)

    def _open_beat(self, token: int | None = None) -> Step:
        """Begin a beat behind the separator, or behind the token that ended the line before it."""
        self._beat, self._start, self._tried = [], None, set()
        if token is None or token not in self._setting.line_ids:
            token = self._setting.separator_id
        self._context.append(token)
        return Step(token)

    def _end_beat(self, token: int, cut_before: int | None = None) -> Step | None:
        """Keep the beat, or begin it again where it says nothing new or what is banned."""
        whole = self._text(cut_before)
        text = self._sound(whole)
        words = _words(text)
        others = [*self._known, *self.beats]
        is_old = not words or words in map(_words, others)
        is_poor = text != whole or nearest(text, others) > NEAR
        # Each try begins with another token, so few of them can be an earlier beat word for word.
        if is_old or (is_poor and len(self._tried) < _MAX_TRIES):
            return self._begin_again()
        self.beats.append(text)
        self._hand_on(text)
        return None if self._is_complete(token) else self._open_beat(token)

    def _text(self, cut_before: int | None) -> str:
        """Return the beat in one line, without a broken character or, where it was cut, word."""
        text = self._line(self._beat)
        if cut_before is not None:
            # The last word is the next token's own, or the one that it would have gone on with.
            text = self._line([*self._beat, cut_before]).rpartition(" ")[0] or text
        return text if self._setting.is_plain else self._setting.habits.from_model(text, "")

    def _line(self, ids: list[int]) -> str:
        text = self._setting.tokenizer.decode(ids).partition(_BROKEN)[0].strip()
        if self._setting.line_ids:
            text = _LINE_MARK.sub("", text.partition("\n")[0])
        return " ".join(text.split())

    def _sound(self, text: str) -> str:
        """Return the text up to what is banned, stuttered or a book's, without a loop."""
        at = banned.find_banned(banned.normalized(text), self._phrases, is_whole=True)
        text = text[:at].rstrip()
        if not self._setting.is_plain and self._setting.books is not None:
            text = text[: self._setting.books.watch().limit(text)].rstrip()
        if not self._setting.is_plain and (stutter := _STUTTER.search(text)) is not None:
            text = text[: stutter.start()].rpartition(" ")[0]
        while not self._setting.is_plain and (loop := loop_start(text)) is not None:
            text = text[:loop].rstrip()
        return text

    def _begin_again(self) -> Step | None:
        """Take the beat back; returns what to begin with, or None where all has been tried."""
        assert self._start is not None
        n_run = len(self._beat)
        self._tried.add(self._beat[0])
        setting = self._setting
        n_ends = len({setting.separator_id, *setting.stop_ids, *setting.line_ids})
        if len(self._tried) + n_ends >= self._start.size:
            return None
        del self._context[len(self._context) - n_run :]
        self._beat = []
        return self._keep(self._choose(self._start), n_run)

    def _is_complete(self, token: int) -> bool:
        wanted, n_beats = self._setting.n_beats or len(self._setting.guides), len(self.beats)
        if wanted:
            return n_beats >= wanted or self._room_left() < _LEAST_ROOM
        if self._room_left() < MOST_BEAT_TOKENS // 4:
            return True
        has_ended = token in self._setting.stop_ids and n_beats >= FEWEST_BEATS
        return has_ended or n_beats >= USUAL_MOST_BEATS


def _words(text: str) -> list[str]:
    return [word for word, _ in words_of(text)]
