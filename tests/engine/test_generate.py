"""The loop over a fake session: cached equals uncached, and every cancel is seen in time."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import Cancelled
from engine.generate import Step, chunk_tokens, decode, decode_takes, prefill
from engine.jobs import CancelFlag
from engine.messages import Sampling
from tests.fakes import FakeSession

GREEDY = Sampling(temperature=0)
WARM = Sampling(temperature=1.0, top_k=0, top_p=1.0)
prompts = st.lists(st.integers(0, 3), min_size=1, max_size=20)


class CountingFlag(CancelFlag):
    """A flag that raises itself at its nth look."""

    def __init__(self, at: int) -> None:
        super().__init__()
        self.looks = 0
        self._at = at

    def check(self) -> None:
        self.looks += 1
        if self.looks >= self._at:
            self.set()
        super().check()


def written(
    session: FakeSession, prompt: list[int], n: int = 8, sampling: Sampling = WARM, chunk: int = 4
) -> list[int]:
    """Prefill a prompt and return n tokens."""
    logits, _ = prefill(session, prompt, chunk, CancelFlag())
    rng = np.random.default_rng(5)
    return list(decode(session, logits, sampling, rng, n, CancelFlag()))


@settings(max_examples=80)
@given(st.lists(prompts, min_size=1, max_size=5), st.sampled_from([GREEDY, WARM]))
def test_a_used_cache_gives_the_same_tokens_as_a_fresh_one(sequence, sampling):
    used = FakeSession()
    for prompt in sequence:
        assert written(used, prompt, sampling=sampling) == written(
            FakeSession(), prompt, sampling=sampling
        )


@settings(max_examples=60)
@given(prompts, st.integers(0, 19))
def test_a_trimmed_cache_gives_the_same_tokens_as_a_fresh_one(prompt, length):
    session = FakeSession()
    written(session, prompt)
    session.cache.trim(min(length, session.cache.length))
    assert written(session, prompt) == written(FakeSession(), prompt)


@settings(max_examples=60)
@given(prompts, st.integers(1, 12), st.integers(1, 25))
def test_a_cancelled_run_leaves_a_cache_that_is_true(prompt, at, chunk):
    session, flag = FakeSession(), CountingFlag(at)
    try:
        logits, _ = prefill(session, prompt, chunk, flag)
        for _ in decode(session, logits, WARM, np.random.default_rng(5), 8, flag):
            pass
    except Cancelled:
        pass
    assert written(session, prompt) == written(FakeSession(), prompt)


@given(prompts, st.integers(1, 25))
def test_the_chunk_size_does_not_change_the_tokens(prompt, chunk):
    assert written(FakeSession(), prompt, chunk=chunk) == written(FakeSession(), prompt, chunk=1)


def test_the_fake_sessions_logits_depend_on_every_token():
    assert written(FakeSession(), [1, 2, 3]) != written(FakeSession(), [2, 2, 3])


def test_a_prompt_runs_in_chunks_and_only_what_is_new():
    session = FakeSession()
    assert prefill(session, list(range(10)), 4, CancelFlag())[1] == 0
    assert session.steps == [(0, 1, 2, 3), (4, 5, 6, 7), (8, 9)]
    session.steps.clear()
    assert prefill(session, [*range(10), 10], 4, CancelFlag())[1] == 10
    assert session.steps == [(10,)]


def test_the_logits_of_a_prefill_are_the_callers_own():
    session = FakeSession()
    logits, _ = prefill(session, [1, 2], 4, CancelFlag())
    kept = logits.copy()
    session.step((3,))
    np.testing.assert_array_equal(logits, kept)


def test_an_empty_prompt_is_refused():
    with pytest.raises(ValueError, match="at least one token"):
        prefill(FakeSession(), [], 4, CancelFlag())


@pytest.mark.parametrize("at", [1, 2, 3])
def test_a_cancel_is_seen_before_every_chunk(at):
    session = FakeSession()
    with pytest.raises(Cancelled):
        prefill(session, list(range(12)), 4, CountingFlag(at))
    assert len(session.steps) == at - 1


@pytest.mark.parametrize("at", range(1, 8))
def test_a_cancel_is_seen_before_every_token_but_the_first(at):
    session = FakeSession()
    logits, _ = prefill(session, [1, 2, 3], 4, CancelFlag())
    session.steps.clear()
    found = []
    with pytest.raises(Cancelled):
        found.extend(decode(session, logits, WARM, np.random.default_rng(1), 20, CountingFlag(at)))
    assert len(found) == at
    assert len(session.steps) == at - 1


def test_a_token_is_handed_out_before_the_step_that_follows_it():
    session = FakeSession()
    logits, _ = prefill(session, [1, 2, 3], 4, CancelFlag())
    session.steps.clear()
    tokens = decode(session, logits, WARM, np.random.default_rng(1), 5, CancelFlag())
    first = next(tokens)
    assert session.steps == []
    next(tokens)
    assert session.steps == [(first,)]


@pytest.mark.parametrize(("capacity", "n", "expected"), [(64, 5, 5), (6, 50, 4), (3, 50, 1)])
def test_the_tokens_end_with_the_limit_or_the_room(capacity, n, expected):
    session = FakeSession(capacity=capacity)
    assert len(written(session, [1, 2, 3], n=n)) == expected


class CountedTake:
    """A writer that takes the likeliest tokens until it has enough, and may change its mind."""

    def __init__(self, n_tokens: int, back_at: int | None = None, back_by: int = 0) -> None:
        self.tokens: list[int] = []
        self._n_tokens = n_tokens
        self._back = (back_at, back_by)

    def write(self, logits: np.ndarray) -> Step | None:
        at, by = self._back
        if at == len(self.tokens):
            # Take tokens back and run the last kept one again, as a banned phrase does.
            self._back = (None, 0)
            del self.tokens[len(self.tokens) - by :]
            return Step(self.tokens[-1], by + 1)
        if len(self.tokens) == self._n_tokens:
            return None
        self.tokens.append(int(logits.argmax()))
        return Step(self.tokens[-1])


def greedy_tokens(prompt: list[int], n: int) -> list[int]:
    """Return what a fresh session continues a prompt with."""
    return written(FakeSession(), prompt, n, GREEDY)


@settings(max_examples=60)
@given(prompts, st.lists(st.integers(0, 9), min_size=1, max_size=5))
def test_takes_of_any_lengths_write_in_one_batch_what_each_writes_alone(prompt, lengths):
    session = FakeSession()
    logits, _ = prefill(session, prompt, 4, CancelFlag())
    takes = [CountedTake(length) for length in lengths]
    decode_takes(session, logits, takes, 9, CancelFlag())
    assert [take.tokens for take in takes] == [greedy_tokens(prompt, n) for n in lengths]
    assert session.cache.tokens == tuple(prompt)


def test_a_take_that_goes_back_leaves_the_others_alone():
    session = FakeSession()
    logits, _ = prefill(session, [1, 2], 4, CancelFlag())
    takes = [CountedTake(6), CountedTake(6, back_at=5, back_by=3), CountedTake(2)]
    decode_takes(session, logits, takes, 9, CancelFlag())
    assert [take.tokens for take in takes] == [greedy_tokens([1, 2], n) for n in (6, 6, 2)]


def test_a_step_under_way_can_be_stopped_by_the_asks_own_flag():
    session, flag = FakeSession(), CancelFlag()
    logits, _ = prefill(session, [1, 2], 4, CancelFlag())
    seen = []

    class Looking(CountedTake):
        def write(self, logits):
            seen.append(list(session.interruptible_by))
            return super().write(logits)

    decode_takes(session, logits, [Looking(2)], 9, flag)
    assert seen == [[flag]] * 3
    assert session.interruptible_by == []


def test_a_flag_raised_between_two_steps_ends_the_takes():
    session = FakeSession()
    logits, _ = prefill(session, [1, 2], 4, CancelFlag())
    take = CountedTake(9)
    with pytest.raises(Cancelled):
        decode_takes(session, logits, [take], 9, CountingFlag(at=3))
    assert len(take.tokens) == 3
    assert session.interruptible_by == []


@given(st.integers(0, 10**12))
def test_a_chunk_is_a_power_of_two_within_its_bounds(parameters):
    chunk = chunk_tokens(parameters)
    assert 16 <= chunk <= 128
    assert chunk & (chunk - 1) == 0


def test_a_larger_model_runs_smaller_chunks():
    assert [chunk_tokens(n) for n in (7_000_000, 42_000_000, 1_000_000_000)] == [128, 64, 16]
