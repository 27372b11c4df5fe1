"""The comparator itself: it must be able to fail."""

import pytest

from tests.greedy import compared_tokens


def test_equal_texts_are_compared_to_their_end():
    assert compared_tokens([1, 2, 3], [1.0, 1.0, 1.0], [1, 2, 3]) == 3


def test_a_flip_where_the_reference_was_sure_fails():
    with pytest.raises(AssertionError, match="token 1"):
        compared_tokens([1, 2, 3], [1.0, 0.1, 1.0], [1, 9, 3])


def test_a_flip_at_a_tie_ends_the_comparison():
    assert compared_tokens([1, 2, 3], [1.0, 1e-4, 1.0], [1, 9, 9]) == 1


@pytest.mark.parametrize("actual", [[1, 2], [1, 2, 3, 4]])
def test_another_length_fails(actual):
    with pytest.raises(AssertionError):
        compared_tokens([1, 2, 3], [1.0, 1.0, 1.0], actual)
