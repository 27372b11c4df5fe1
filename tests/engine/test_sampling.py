"""Sampling against distributions worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.messages import Sampling, TokenBias
from engine.sampling import (
    adjust,
    keep_min_p,
    keep_top_k,
    keep_top_p,
    keep_typical,
    penalize_repeats,
    repeat_lengths,
    sample,
    softmax,
)

# Probabilities 0.5, 0.3, 0.15, 0.05 of tokens 2, 0, 3, 1.
PROBABILITIES = np.array([0.3, 0.05, 0.5, 0.15])
LOGITS = np.log(PROBABILITIES).astype(np.float32)
# The 0.1% point of chi-square, by degrees of freedom.
CHI_SQUARE_LIMIT = {1: 10.83, 2: 13.82, 3: 16.27}
DRAWS = 8_000

logits = arrays.arrays(
    np.float32,
    st.integers(1, 30),
    elements=st.floats(-50, 50, width=32) | st.sampled_from([0.0, 1.0]),
)


def draws(sampling: Sampling, n: int = DRAWS, seed: int = 11) -> np.ndarray:
    """Return how often each token was drawn."""
    rng = np.random.default_rng(seed)
    found = [sample(LOGITS, sampling, rng) for _ in range(n)]
    return np.bincount(found, minlength=LOGITS.size)


def check_frequencies(counts: np.ndarray, expected: np.ndarray) -> None:
    """Fail where the counts are improbable under the expected probabilities."""
    possible = expected > 0
    assert counts[~possible].sum() == 0
    wanted = expected[possible] * counts.sum()
    chi_square = ((counts[possible] - wanted) ** 2 / wanted).sum()
    assert chi_square < CHI_SQUARE_LIMIT[int(possible.sum()) - 1]


@pytest.mark.parametrize(
    ("sampling", "expected"),
    [
        (Sampling(temperature=1, top_k=0, top_p=1), [0.3, 0.05, 0.5, 0.15]),
        (Sampling(temperature=1, top_k=2, top_p=1), [0.375, 0, 0.625, 0]),
        (Sampling(temperature=1, top_k=3, top_p=1), [6 / 19, 0, 10 / 19, 3 / 19]),
        (Sampling(temperature=1, top_k=0, top_p=0.8), [0.375, 0, 0.625, 0]),
        (Sampling(temperature=1, top_k=0, top_p=0.81), [6 / 19, 0, 10 / 19, 3 / 19]),
        # Top-p counts what top-k left over: of 10/19, 6/19, 3/19 the first two reach 0.84.
        (Sampling(temperature=1, top_k=3, top_p=0.83), [0.375, 0, 0.625, 0]),
        # At half the temperature the probabilities are squared.
        (
            Sampling(temperature=0.5, top_k=0, top_p=1),
            [0.09 / 0.365, 0.0025 / 0.365, 0.25 / 0.365, 0.0225 / 0.365],
        ),
        # Of 0.5, 0.3, 0.15, 0.05 half the largest is 0.25.
        (Sampling(temperature=1, top_k=0, top_p=1, min_p=0.5), [0.375, 0, 0.625, 0]),
        (Sampling(temperature=1, top_k=0, top_p=1, min_p=0.31), [0.375, 0, 0.625, 0]),
        (Sampling(temperature=1, top_k=0, top_p=1, min_p=0.29), [6 / 19, 0, 10 / 19, 3 / 19]),
        # Entropy 1.142 nats; surprises 0.693, 1.204, 1.897, 2.996: 0.3 is nearest, then 0.5.
        (Sampling(temperature=1, top_k=0, top_p=1, typical_p=0.29), [1, 0, 0, 0]),
        (Sampling(temperature=1, top_k=0, top_p=1, typical_p=0.31), [0.375, 0, 0.625, 0]),
        (Sampling(temperature=1, top_k=0, top_p=1, typical_p=0.81), [6 / 19, 0, 10 / 19, 3 / 19]),
        # Typical counts what min-p left over: 0.375 of the two is nearest to their entropy.
        (Sampling(temperature=1, top_k=0, top_p=1, min_p=0.5, typical_p=0.5), [0, 0, 1, 0]),
        # The temperature comes before top-p: 0.25 / 0.365 = 0.68 reaches it alone.
        (Sampling(temperature=0.5, top_k=0, top_p=0.68), [0, 0, 1, 0]),
    ],
)
def test_tokens_are_drawn_with_their_probabilities(sampling, expected):
    counts = draws(sampling)
    if max(expected) == 1:
        assert counts.tolist() == [DRAWS * p for p in expected]
    else:
        check_frequencies(counts, np.array(expected))


def test_the_frequency_check_notices_a_wrong_distribution():
    with pytest.raises(AssertionError):
        check_frequencies(
            draws(Sampling(temperature=1, top_k=0, top_p=1)), np.array([0.33, 0.05, 0.47, 0.15])
        )


def test_temperature_zero_takes_the_likeliest_and_draws_nothing():
    rng = np.random.default_rng(3)
    state = rng.bit_generator.state
    assert sample(LOGITS, Sampling(temperature=0), rng) == 2
    assert sample(np.array([1, 5, 5, 5], np.float32), Sampling(temperature=0), rng) == 1
    assert rng.bit_generator.state == state


@given(logits, st.floats(0.05, 2), st.integers(0, 40), st.floats(0.01, 1), st.integers(0, 99))
def test_a_seed_gives_the_same_token_again_for_one_draw(values, temperature, k, p, seed):
    sampling = Sampling(temperature=temperature, top_k=k, top_p=p)
    untouched = values.copy()
    first, second, plain = (np.random.default_rng(seed) for _ in range(3))
    token = sample(values, sampling, first)
    assert token == sample(values, sampling, second)
    assert 0 <= token < values.size
    plain.random()
    assert first.bit_generator.state == plain.bit_generator.state
    np.testing.assert_array_equal(values, untouched)


@given(logits, st.integers(0, 40))
def test_top_k_keeps_the_k_largest_in_order_and_the_smaller_id_of_equals(values, k):
    ids, kept = keep_top_k(values, k)
    expected = sorted(range(values.size), key=lambda i: (-values[i], i))
    assert ids.tolist() == expected[: k or None]
    np.testing.assert_array_equal(kept, values[ids])


@given(logits, st.floats(0, 2, exclude_min=True))
def test_probabilities_sum_to_one_at_any_temperature_above_zero(values, temperature):
    probabilities = softmax(values, temperature)
    assert probabilities.dtype == np.float64
    assert probabilities.sum() == pytest.approx(1)
    assert probabilities.min() >= 0
    assert probabilities[values.argmax()] == probabilities.max()


@given(logits, st.floats(0.01, 1))
def test_top_p_keeps_the_smallest_head_that_reaches_it(values, top_p):
    probabilities = np.sort(softmax(values, 1.0))[::-1]
    kept = keep_top_p(probabilities, top_p)
    n = int((kept > 0).sum())
    assert n >= 1
    np.testing.assert_array_equal(kept[:n], probabilities[:n])
    assert n == 1 or probabilities[: n - 1].sum() < top_p + 1e-9
    assert probabilities[:n].sum() > top_p - 1e-9


def test_a_head_that_reaches_top_p_exactly_is_enough():
    probabilities = np.array([0.5, 0.25, 0.25])
    assert keep_top_p(probabilities, 0.75).tolist() == [0.5, 0.25, 0]
    assert keep_top_p(probabilities, 0.5).tolist() == [0.5, 0, 0]


def test_top_p_of_one_keeps_everything():
    assert keep_top_p(PROBABILITIES, 1.0) is PROBABILITIES


def test_the_logits_of_a_token_that_is_ruled_out_may_be_minus_infinity():
    values = np.array([-np.inf, 1.0, -np.inf], np.float32)
    assert sample(values, Sampling(top_k=0), np.random.default_rng(1)) == 1


def context(*tokens: int) -> np.ndarray:
    """Return tokens as the penalties take them."""
    return np.array(tokens, np.int64)


def test_a_repetition_penalty_divides_what_is_likely_and_multiplies_what_is_not():
    found = penalize_repeats(np.array([4.0, -4.0, 0.0], np.float32), 2.0)
    np.testing.assert_array_equal(found, [2.0, -8.0, 0.0])


@pytest.mark.parametrize(
    ("reach", "expected"), [(0, [1, 2, 2, 4]), (2, [2, 2, 2, 4]), (1, [2, 4, 2, 4])]
)
def test_a_repetition_penalty_reaches_as_far_back_as_it_is_told(reach, expected):
    sampling = Sampling(repetition_penalty=2, repetition_range=reach)
    raw = np.array([2.0, 4.0, 4.0, 4.0], np.float32)
    np.testing.assert_array_equal(adjust(raw, sampling, context(0, 1, 2)), expected)


def test_a_bias_is_added_before_the_penalty_is_applied():
    sampling = Sampling(repetition_penalty=2, logit_bias=(TokenBias(1, 3.0), TokenBias(2, -1.0)))
    raw = np.array([1.0, 1.0, 1.0], np.float32)
    np.testing.assert_array_equal(adjust(raw, sampling, context(1)), [1.0, 2.0, 0.0])
    np.testing.assert_array_equal(raw, [1.0, 1.0, 1.0])


def test_without_penalties_the_logits_are_handed_through():
    assert adjust(LOGITS, Sampling(dry_multiplier=0), context(1, 2)) is LOGITS


@pytest.mark.parametrize(
    ("tokens", "breakers", "expected"),
    [
        # "1 2 3 ... 1 2": 3 would carry on a repeat of two, whatever came between.
        ([1, 2, 3, 9, 1, 2], (), {3: 2}),
        # The longest of several repeats counts, each for what followed it.
        ([1, 2, 3, 7, 2, 4, 1, 2], (), {3: 2, 4: 1}),
        ([5, 2, 3, 1, 2, 3, 8, 1, 2], (), {3: 2}),
        ([7, 7, 7], (), {7: 2}),
        ([1, 2, 3, 9, 1, 2], (1,), {3: 1}),
        ([1, 2, 3, 9, 1, 2], (2,), {}),
        ([1, 2, 3, 9, 1, 2], (3,), {}),
        ([1, 2, 3], (), {}),
        ([1], (), {}),
        ([], (), {}),
    ],
)
def test_a_repeat_is_as_long_as_the_tokens_that_stood_before(tokens, breakers, expected):
    assert repeat_lengths(context(*tokens), breakers) == expected


@given(st.lists(st.integers(0, 3), max_size=40), st.sets(st.integers(0, 3), max_size=2))
def test_repeat_lengths_are_those_of_comparing_every_place(tokens, breakers):
    expected: dict[int, int] = {}
    for follower in range(1, len(tokens)):
        length = 0
        while (
            length < follower
            and tokens[follower - 1 - length] == tokens[-1 - length]
            and tokens[-1 - length] not in breakers
        ):
            length += 1
        token = tokens[follower]
        if length and token not in breakers:
            expected[token] = max(length, expected.get(token, 0))
    assert repeat_lengths(context(*tokens), breakers) == expected


def test_dry_grows_with_the_length_of_the_repeat():
    sampling = Sampling(dry_multiplier=0.5, dry_base=2, dry_allowed_length=2)
    raw = np.zeros(10, np.float32)
    for tokens, penalty in (([1, 2, 9, 2], 0), ([1, 2, 9, 1, 2], 0.5), ([3, 1, 2, 9, 3, 1, 2], 1)):
        assert adjust(raw, sampling, context(*tokens))[9] == -penalty


def test_dry_looks_back_only_as_far_as_its_range():
    sampling = Sampling(dry_multiplier=1, dry_allowed_length=1, dry_range=3)
    raw = np.zeros(10, np.float32)
    assert not adjust(raw, sampling, context(1, 2, 9, 1, 2)).any()
    assert adjust(raw, sampling, context(1, 2, 1, 2, 9, 2))[9] < 0


def test_a_bounded_repeat_penalty_stays_finite():
    sampling = Sampling(dry_multiplier=10, dry_base=4, dry_allowed_length=1)
    assert np.isfinite(adjust(np.zeros(8, np.float32), sampling, context(*[5] * 4000))).all()


@given(logits, st.floats(0.01, 1), st.floats(0, 1))
def test_typical_and_min_p_always_leave_a_token(raw, typical_p, min_p):
    probabilities = softmax(np.sort(raw)[::-1], 1.0)
    kept = keep_typical(keep_min_p(probabilities, min_p), typical_p)
    assert kept.any()
    assert np.all((kept == 0) | (kept == probabilities))
