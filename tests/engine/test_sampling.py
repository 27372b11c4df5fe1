"""Sampling against distributions worked out by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from engine.messages import Sampling
from engine.sampling import keep_top_k, keep_top_p, sample, softmax

# Probabilities 0.5, 0.3, 0.15, 0.05 of tokens 2, 0, 3, 1.
PROBABILITIES = np.array([0.3, 0.05, 0.5, 0.15])
LOGITS = np.log(PROBABILITIES).astype(np.float32)
# The 0.1% point of chi-square, by degrees of freedom.
CHI_SQUARE_LIMIT = {1: 10.83, 2: 13.82, 3: 16.27}
DRAWS = 20_000

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
