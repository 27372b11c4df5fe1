"""From a stream of text pieces to a suggestion that may be shown: stop rules, guards, habits.

Only finished words are handed out, and nothing handed out is ever taken back. At temperature 0 the
text passes through untouched (`plain=True`): it equals the model's own greedy output.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from engine import guards
from engine.echo import EchoWatch
from engine.fingerprints import Books
from engine.habits import Habits
from engine.messages import Finish, Limits
from engine.stopping import end_of, ends_sentence, sentence_end

_MOST_LETTERS, _MOST_WORD_CHARS = 40, 80
# Room for 24 long words, the longest run that a guard counts.
_MOST_GUARDED_CHARS = 600
_LETTERS = re.compile(r"\w*\Z")
# The last word and the space before it may still grow; a Chinese or Japanese character is finished.
_UNFINISHED = re.compile(r"\s*[^\s\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]*\Z")


@dataclass(frozen=True, slots=True)
class Surroundings:
    """The text around the caret as the guards need it."""

    before: str
    after: str
    habits: Habits
    runs: frozenset[guards.Run]
    """The document's runs of eight words."""
    gap: str | None = None
    """The white space between `before` and the caret, where a passage of its own is to stand behind
    it; None where the text goes on in its line."""
    books: Books | None = None
    """The books that the model learned, none of which may be said again."""


class SuggestionText:
    """One take's text as it grows; `finish` is set once it is complete."""

    def __init__(self, around: Surroundings, limits: Limits, plain: bool) -> None:
        self._around = around
        self._limits = limits
        self._plain = plain
        self._raw = ""
        self._tails = () if plain else guards.tails_of(around.before)
        self._word = "" if plain else _letters_before(around.before)
        self._echoes = () if plain else _echoes_of(around)
        self._taken = 0
        self._shown: list[str] = []
        # Whether a passage behind a text goes on in its paragraph.
        self._is_in_line = False
        self._last_sentence_from: int | None = None
        self.finish: Finish | None = None

    @property
    def text(self) -> str:
        """Everything handed out so far."""
        return "".join(self._shown)

    @property
    def ends_sentence(self) -> bool:
        """Whether what the model wrote so far may end here as a sentence does."""
        if len(self._raw) >= _MOST_WORD_CHARS:
            return ends_sentence(self._raw[-_MOST_WORD_CHARS:])
        return ends_sentence(self._around.before[-_MOST_WORD_CHARS:] + self._raw)

    def finish_sentence(self) -> None:
        """End with the sentence that is being written, whatever the stop rule was."""
        if self._last_sentence_from is None:
            # The last word may be the sentence's: its closing quote or a space has yet to come.
            self._last_sentence_from = _word_end(self._cleaned())

    def rewind(self, n_chars: int) -> None:
        """Forget what the model wrote behind its first `n_chars` characters.

        Raises:
            ValueError: some of it was handed out.
        """
        self._raw = self._raw[:n_chars]
        if len(self._cleaned()) < self._taken:
            raise ValueError("text that was handed out cannot be taken back")

    def push(self, piece: str, held_chars: int = 0) -> str:
        """Add what the model wrote and return what may be shown in addition.

        Args:
            piece: the new text.
            held_chars: characters at its end that may still be taken back.
        """
        self._raw += piece
        if not self._plain and guards.may_restate(self._tails, self._raw):
            return ""
        text = self._cleaned()
        end = self._end(text)
        if end is not None:
            at, self.finish = end
            return self._closed(self._hand_out(self._seamed(text[:at])))
        if self._plain:
            return self._hand_out(text)
        return self._hand_out(text[: self._finished_chars(text, held_chars)])

    def close(self, finish: Finish) -> str:
        """End the suggestion for a reason outside the text; returns what else may be shown.

        The model's own end and a sentence's finish the last word; a limit cuts before it.
        """
        if self.finish is not None:
            return ""
        self.finish = finish
        text = self._cleaned()
        # What seemed to restate the text before the caret was not looked at yet.
        echoes = self._echoes_in(text)
        if echoes:
            text, self.finish = text[: min(echoes)], "guard"
        elif not self._plain and finish not in ("eos", "stop"):
            text = text[: _whole_words(text)]
        return self._closed(self._hand_out(self._seamed(text)))

    def _cleaned(self) -> str:
        if self._plain:
            return self._raw
        restated = guards.restated_chars(self._tails, self._raw)
        return guards.join_seam(self._around.before, self._raw[restated:])

    def _end(self, text: str) -> tuple[int, Finish] | None:
        """Return where the text has to end and why: the earliest of all rules."""
        ends: list[tuple[int, Finish]] = []
        # Letters right before the caret belong to the first word: "windo" + "w." is no initial.
        word = self._word
        stop = end_of(word + text, self._limits.stop)
        if stop is not None and stop > len(word):
            ends.append((stop - len(word), "stop"))
        if self._last_sentence_from is not None:
            last = sentence_end(text[self._last_sentence_from :])
            if last is not None:
                ends.append((self._last_sentence_from + last, "stop"))
        limit = self._limits.max_chars
        if limit is not None and len(text) > limit:
            ends.append((limit if self._plain else _whole_words(text[:limit]), "length"))
        if not self._plain:
            ends.extend((at, "guard") for at in self._guarded(text))
        return min(ends) if ends else None

    def _guarded(self, text: str) -> list[int]:
        """Return where guards say that the text has to end."""
        # What loops ends where the text does now: earlier words were looked at before.
        start = max(0, len(text) - _MOST_GUARDED_CHARS)
        end = text[start:]
        ends = [guards.loop_start(end), guards.broken_start(end)]
        after = self._around.after
        seams = (
            guards.repeats_after(text, after),
            # A passage of its own does not stand in the line that the text after goes on with.
            guards.ends_line_of(text, after) if self._around.gap is None else None,
        )
        return [
            *self._echoes_in(text),
            *(start + at for at in ends if at is not None),
            *(at for at in seams if at is not None),
        ]

    def _echoes_in(self, text: str) -> list[int]:
        """Return where echoes of the document and of the books reach their last word."""
        limits = [watch.limit(text) for watch in self._echoes]
        return [at for at in limits if at is not None]

    def _finished_chars(self, text: str, held_chars: int) -> int:
        """Return how much of the text is finished words that cannot become a repeat of `after`."""
        held = max(held_chars, guards.overlap_with_after(text, self._around.after))
        # Held characters may include white space that the seam has dropped already.
        text = text[: max(0, min(_word_end(text), len(text) - held))]
        # What the seam may drop waits, and so does what stands behind it: a full stop before a
        # closing quote goes where the text after brings its own.
        joined = guards.join_right(text, self._around.after)
        return len(text[: _common_start(text, joined)].rstrip())

    def _seamed(self, text: str) -> str:
        """Drop what the text after the caret brings itself: its first words, its white space."""
        if self._plain:
            return text
        return guards.join_right(text, self._around.after)

    def _hand_out(self, text: str) -> str:
        """Return what `text` has beyond what was handed out, in the document's habits."""
        piece = text[self._taken :]
        if not piece:
            return ""
        self._taken = len(text)
        if not self._plain:
            before = self._around.before + (self._around.gap or "")
            previous = self._shown[-1] if self._shown else before
            piece = self._around.habits.from_model(piece, previous)
            if self._around.gap is not None and not self._shown:
                piece = self._opened(piece, self._around.gap)
        self._shown.append(piece)
        return piece

    def _opened(self, piece: str, gap: str) -> str:
        """Return a passage's beginning with what the gap before it lacks of a space or paragraph.

        A model that begins with a space goes on in the same paragraph, any other opens one.
        """
        before, text = self._around.before, piece.lstrip()
        if not before or guards.opens(before):
            return text
        lead = piece[: len(piece) - len(text)]
        self._is_in_line = lead != "" and "\n" not in lead
        if self._is_in_line:
            return text if gap else " " + text
        return "\n" * (len(self._around.habits.paragraph_gap) - gap.count("\n")) + text

    def _closed(self, piece: str) -> str:
        """Return the last piece, behind a passage of its own with the gap to the text after it."""
        after = self._around.after
        if self._plain or self._around.gap is None or not self._shown or not after.strip():
            return piece
        if self._is_in_line:
            return piece  # the seam has brought the space to the word that follows
        n_there = len(after) - len(after.lstrip("\n"))
        tail = "\n" * (len(self._around.habits.paragraph_gap) - n_there)
        if piece:
            self._shown.pop()
        piece = piece.rstrip(" ") + tail
        self._shown.append(piece)
        return piece


def _echoes_of(around: Surroundings) -> tuple[EchoWatch, ...]:
    document = EchoWatch(around.runs.__contains__)
    return (document,) if around.books is None else (document, around.books.watch())


def _common_start(first: str, second: str) -> int:
    """Return how many characters two texts begin with alike."""
    n = min(len(first), len(second))
    if first[:n] == second[:n]:
        return n
    return next(i for i in range(n) if first[i] != second[i])


def _word_end(text: str) -> int:
    # The end only, for the same reason as in `_letters_before`.
    bound = max(0, len(text) - _MOST_WORD_CHARS)
    match = _UNFINISHED.search(text, bound)
    if match is not None and bound and match.start() == bound:
        match = _UNFINISHED.search(text)
    return match.start() if match else len(text)


def _whole_words(text: str) -> int:
    """Return the end of the last finished word, or all of the text where it is a single word."""
    return _word_end(text) or len(text)


def _letters_before(before: str) -> str:
    # The end only: the pattern tries every start, which a whole chapter makes slow.
    match = _LETTERS.search(before[-_MOST_LETTERS:])
    return match[0] if match else ""
