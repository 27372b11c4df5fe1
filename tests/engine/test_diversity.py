"""How alike takes are, on pairs counted by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.diversity import diversity, likeness, nearest


@pytest.mark.parametrize(
    ("first", "second", "expected"),
    [
        ("The rain had stopped.", "the rain had stopped", 1.0),
        ("rain", "snow", 0.0),
        # (,a) (a,b) (b,c) (c,) against (,a) (a,b) (b,d) (d,): two of six.
        ("a b c", "a b d", 2 / 6),
        ("\u4ed6\u7b11\u4e86", "\u4ed6\u7b11\u4e86\u3002", 1.0),
        ("\u4ed6\u7b11\u4e86", "\u4ed6\u54ed\u4e86", 2 / 6),
        ("", "", 1.0),
        ("", "a", 0.0),
    ],
)
def test_likeness_is_the_share_of_common_word_pairs(first, second, expected):
    assert likeness(first, second) == pytest.approx(expected)


@given(st.text(), st.text())
def test_likeness_does_not_depend_on_the_order(first, second):
    assert likeness(first, second) == likeness(second, first)
    assert 0 <= likeness(first, second) <= 1


def test_diversity_is_the_mean_of_all_pairs():
    assert diversity(["a", "a", "b"]) == pytest.approx(2 / 3)
    assert diversity(["a"]) is None
    assert diversity([]) is None


def test_the_nearest_of_several_texts_counts():
    assert nearest("a b", ["c", "a b", "a c"]) == 1
    assert nearest("a b", []) == 0
