"""Takes with drafts, over sessions that copy more or less: the same text as without, and sooner."""

import itertools
from dataclasses import dataclass

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine import drafting
from engine.drafting import DraftingRow, DraftingRows, Tally
from engine.errors import Cancelled
from engine.generate import decode_takes, prefill
from engine.habits import habits_of
from engine.healing import Vocabulary
from engine.jobs import CancelFlag
from engine.messages import Limits, Sampling
from engine.rows import DraftingSession
from engine.speculation import CALL_SIZES
from engine.suggestion import Surroundings
from engine.takes import TakeSetting, TakeWriter
from tests.fakes import ByteTokenizer, FakeRows, FakeSession, LettersSession

EOT = 256
LONG = Limits(max_tokens=60)
PASSAGE = "A cab came. A cad, a bad cab, came back. "


class CountingFlag(CancelFlag):
    """A flag that raises itself at its nth look."""

    def __init__(self, at):
        super().__init__()
        self._looks = itertools.count(1)
        self._at = at

    def check(self):
        if next(self._looks) >= self._at:
            self.set()
        super().check()


class CopyingSession(LettersSession, DraftingSession):
    """A session over bytes that is drawn to the prompt's next byte, and forks rows that run ahead.

    `calls` lists the sizes of the calls of all rows that ran ahead; the one numbered `fails_at`, if
    there is one, is stopped midway.
    """

    def __init__(self, prompt: str, pull: float, seed: int, fails_at: int | None = None) -> None:
        super().__init__("abcd ,.", seed)
        self.tally = Tally()
        self.calls: list[int] = []
        self.plain: FakeRows | None = None
        self._prompt = prompt.encode()
        self._pull = pull
        self.fails_at = fails_at

    def logits_after(self, tokens):
        logits = super().logits_after(tokens)
        n_written = len(tokens) - len(self._prompt)
        wanted = self._prompt[n_written] if 0 <= n_written < len(self._prompt) else EOT
        logits[wanted] = logits.max() + self._pull
        return logits

    def fork_drafting(self, n_rows, room):
        if self.cache.length + room + 1 > self.cache.capacity:
            raise ValueError("no room")
        prompt, grown = self.cache.tokens, [[] for _ in range(n_rows)]
        runs = [self._over_cache] if n_rows == 1 else [self._over(prompt, row) for row in grown]
        rows = [
            DraftingRow(number, run, prompt, self.cache.capacity, self.tally)
            for number, run in enumerate(runs)
        ]

        def otherwise(lengths, numbers):
            if n_rows == 1:
                grown[0] = list(self.cache.tokens[len(prompt) :])
                self.cache.trim(len(prompt))
            self.plain = super(CopyingSession, self).fork(len(lengths), room)
            self.plain._rows = [
                grown[number][: length - len(prompt)]
                for number, length in zip(numbers, lengths, strict=True)
            ]
            return self.plain

        return DraftingRows(rows, self.cache.trim if n_rows == 1 else lambda n: None, otherwise)

    def _over_cache(self, past, tokens):
        self._note(tokens)
        self.cache.trim(past)
        before = self.cache.tokens
        self.cache.append(tokens)
        return self._after_each(before, tokens)

    def _over(self, prompt, grown):
        def run(past, tokens):
            self._note(tokens)
            del grown[past - len(prompt) :]
            before = (*prompt, *grown)
            grown.extend(tokens)
            return self._after_each(before, tokens)

        return run

    def _note(self, tokens):
        self.calls.append(len(tokens))
        if len(self.calls) == self.fails_at:
            raise Cancelled("The ask was withdrawn.")

    def _after_each(self, before, tokens):
        ends = range(1, len(tokens) + 1)
        return np.stack([self.logits_after((*before, *tokens[:end])) for end in ends])


@dataclass(frozen=True, slots=True)
class Wish:
    """What takes are asked to do."""

    pull: float = 3.0
    seed: int = 1
    n_takes: int = 1
    banned: tuple[str, ...] = ()
    limits: Limits = LONG
    word: str = ""
    temperature: float = 1.0


wishes = st.builds(
    Wish,
    pull=st.sampled_from([-30.0, -1.0, 1.0, 3.0, 8.0]),
    seed=st.integers(0, 10**6),
    n_takes=st.integers(1, 4),
    banned=st.lists(st.sampled_from(["cab", "a", "bad c", "came", ", "]), max_size=2).map(tuple),
    limits=st.builds(
        Limits,
        max_tokens=st.integers(1, 60),
        stop=st.sampled_from(["none", "sentence", "paragraph"]),
        ending=st.sampled_from(["any", "sentence"]),
    ),
    word=st.sampled_from(["", " a", " ba"]),
    temperature=st.sampled_from([0.0, 0.7, 1.5]),
)


def session_for(wish, fails_at=None):
    return CopyingSession(PASSAGE, wish.pull, wish.seed, fails_at)


def takes_of(session, wish, drafts, flag=None):
    """Write takes; return each with what was handed on and its tokens."""
    flag = flag or CancelFlag()
    ids = tuple(PASSAGE.encode())
    logits, _ = prefill(session, ids, 64, flag)
    # The passage is replaced: nothing in it counts as an echo.
    before = "It rained then." + wish.word
    setting = TakeSetting(
        prompt_ids=ids,
        around=Surroundings(before, "", habits_of(before), frozenset()),
        word=wish.word,
        stop_ids=frozenset({EOT}),
        sampling=Sampling(
            temperature=wish.temperature, top_k=0, top_p=1.0, banned=wish.banned, dry_multiplier=0.0
        ),
        limits=wish.limits,
        room=session.cache.capacity - len(ids),
        deadline=None,
        tokenizer=ByteTokenizer(),
        vocabulary=Vocabulary((i, chr(i)) for i in range(128)),
    )
    shown: list[list[str]] = [[] for _ in range(wish.n_takes)]
    writers = [TakeWriter(setting, i, 7, shown[i].append) for i in range(wish.n_takes)]
    decode_takes(session, logits, writers, setting.room_wanted, flag, drafts)
    return [(w.take(), w.tokens, parts) for w, parts in zip(writers, shown, strict=True)]


@settings(max_examples=150, deadline=None)
@given(wishes)
def test_takes_with_drafts_are_those_without(wish):
    assert takes_of(session_for(wish), wish, True) == takes_of(session_for(wish), wish, False)


@settings(max_examples=100, deadline=None)
@given(wishes, st.integers(1, 12), st.booleans())
def test_a_cancel_at_any_call_leaves_a_cache_that_is_true(wish, at, is_midway):
    session = session_for(wish, fails_at=at if is_midway else None)
    # The prefill looks once before it runs its only chunk.
    flag = CancelFlag() if is_midway else CountingFlag(at + 1)
    try:
        takes_of(session, wish, True, flag)
    except Cancelled:
        # A step of the loop is a call of each row at most.
        assert len(session.calls) <= (at if is_midway else at * wish.n_takes)
    session.fails_at = None
    again = takes_of(session, wish, True)
    assert again == takes_of(session_for(wish), wish, False)


@pytest.mark.parametrize("n_takes", [1, 4])
def test_a_flag_is_looked_at_before_every_token_drafted_or_not(n_takes):
    wish = Wish(pull=30.0, n_takes=n_takes)
    session, flag = session_for(wish), CountingFlag(9)
    with pytest.raises(Cancelled):
        takes_of(session, wish, True, flag)
    # The prefill looked once, the loop before each of the steps that ran: seven, in a call or two.
    assert sum(session.calls) >= 7 * n_takes
    assert len(session.calls) <= 3 * n_takes


def test_a_copy_takes_few_calls_and_few_drafts_are_in_vain():
    wish = Wish(pull=30.0)
    session = session_for(wish)
    ((take, tokens, _),) = takes_of(session, wish, True)
    assert take.text.startswith("A cab came. A cad, a bad cab")
    assert len(session.calls) == session.tally.calls < len(tokens) / 3
    assert session.tally.drafted == sum(session.calls) - len(session.calls)
    assert session.tally.accepted > 0.7 * session.tally.drafted
    assert set(session.calls) <= set(CALL_SIZES)


def test_the_cache_of_a_single_take_holds_its_tokens_and_no_draft():
    wish = Wish(limits=Limits(max_tokens=11), pull=30.0)
    session = session_for(wish)
    ((_, tokens, _),) = takes_of(session, wish, True)
    assert session.cache.tokens == (*PASSAGE.encode(), *tokens[:-1])


def test_takes_that_copy_nothing_go_on_as_one_batch_and_write_the_same():
    wish = Wish(pull=-30.0, n_takes=4)
    session = session_for(wish)
    found = takes_of(session, wish, True)
    assert session.plain is not None
    assert session.plain.batches
    assert found == takes_of(session_for(wish), wish, False)


def test_takes_that_copy_never_need_the_batch():
    wish = Wish(pull=30.0, n_takes=4)
    session = session_for(wish)
    takes_of(session, wish, True)
    assert session.plain is None


@settings(max_examples=60, deadline=None)
@given(wishes, st.floats(0.5, 0.95))
def test_wherever_the_batch_takes_over_the_text_is_the_same(wish, least):
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(drafting, "_LEAST_SHARES", (least,))
        found = takes_of(session_for(wish), wish, True)
    assert found == takes_of(session_for(wish), wish, False)


def test_a_session_that_cannot_run_ahead_writes_without_drafts():
    session = FakeSession(vocab_size=258, capacity=400)
    assert takes_of(session, Wish(), True) == takes_of(session, Wish(), False)


def rows_of(*texts):
    """Return rows that know what each token is followed by, over calls that note their tokens."""
    calls: list[tuple[int, ...]] = []

    def run(past, tokens):
        calls.append(tuple(tokens))
        return np.array([[token] for token in tokens], np.float32)

    rows = [DraftingRow(i, run, text, len(text) + 4, Tally()) for i, text in enumerate(texts)]
    return DraftingRows(rows, lambda length: None, lambda lengths, numbers: None), calls


def test_a_row_without_a_draft_runs_two_tokens_all_the_same():
    rows, calls = rows_of([1, 2, 3])
    np.testing.assert_array_equal(rows.step([9]), [[9]])
    assert calls == [(9, 9)]


def test_a_row_that_went_back_forgets_what_ran_ahead():
    rows, calls = rows_of([1, 2, 3, 4])
    rows.step([1])
    rows.step([2])
    rows.rewind(0, 1)
    rows.step([2])
    assert calls == [(1, 2), (2, 3)]


@pytest.mark.parametrize("n_tokens", [-1, 2])
def test_a_row_cannot_go_back_behind_its_prompt(n_tokens):
    rows, _ = rows_of([1, 2, 3])
    rows.step([9])
    with pytest.raises(ValueError, match="cannot go back"):
        rows.rewind(0, n_tokens)


def test_rows_refuse_what_does_not_fit():
    rows, _ = rows_of([1, 2, 3], [1, 2, 3])
    for tokens in ([], [1], [1, 2, 3]):
        with pytest.raises(ValueError, match="tokens for 2 rows"):
            rows.step(tokens)
    for token in (7, 8, 9):
        rows.step([token, token])
    with pytest.raises(ValueError, match="no room"):
        rows.step([6, 6])


def test_a_row_that_ends_leaves_its_number_to_the_last():
    rows, _ = rows_of([1, 2], [1, 2], [1, 2])
    rows.step([7, 8, 9])
    rows.drop(0)
    np.testing.assert_array_equal(rows.step([5, 6]), [[5], [6]])
    rows.rewind(0, 2)
    assert rows.n_rows == 2
    with pytest.raises(ValueError, match="cannot go back"):
        rows.rewind(1, 3)
