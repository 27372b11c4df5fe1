"""Damage a hurried writer does, and the rate of wrong characters."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.measuring.damage import damage, error_rate

TEXT = "The old lamp burned low, and nobody in the house had thought of the oil; it was past two."
LETTERS = st.text("abc ", max_size=8)


def test_damage_is_seeded_and_never_the_text_itself():
    first, again = (damage(TEXT, np.random.default_rng(3)) for _ in range(2))
    assert first == again
    for seed in range(50):
        assert damage(TEXT, np.random.default_rng(seed)) != TEXT


@pytest.mark.parametrize(
    "text",
    [
        "\u041a\u043e\u0433\u0434\u0430 \u0434\u043e\u0436\u0434\u044c.",
        "\u96e8\u505c\u4e86\u3002\u5979\u8d70\u5230\u9580\u53e3\u3002",
        "lamp",
        "a",
        "1914, 1915.",
    ],
)
def test_letters_of_any_script_and_marks_can_be_damaged(text):
    assert all(damage(text, np.random.default_rng(seed)) != text for seed in range(20))


@pytest.mark.parametrize("text", ["1914.", "", " ", "1914.  1915.", "\u2014 * \u2014", ","])
def test_a_text_without_anything_to_damage_is_left_as_it_is(text):
    assert damage(text, np.random.default_rng(1)) == text


def test_damage_leaves_most_of_a_text_alone():
    rates = [error_rate(damage(TEXT, np.random.default_rng(seed)), TEXT) for seed in range(100)]
    assert 0.01 < np.mean(rates) < 0.1


@pytest.mark.parametrize(
    ("text", "reference", "edits"),
    [
        ("lamp", "lamp", 0),
        ("", "lamp", 4),
        ("lamps", "lamp", 1),
        ("lmap", "lamp", 2),
        ("kitten", "sitting", 3),
        ("\U0001f600b", "\U0001f600a", 1),
    ],
)
def test_the_error_rate_counts_edits_over_the_references_length(text, reference, edits):
    assert error_rate(text, reference) == edits / len(reference)


def plain_distance(a, b):
    if not a or not b:
        return len(a) + len(b)
    same = plain_distance(a[1:], b[1:]) + (a[0] != b[0])
    return min(same, plain_distance(a[1:], b) + 1, plain_distance(a, b[1:]) + 1)


@given(LETTERS.filter(lambda t: len(t) < 6), LETTERS.filter(lambda t: 0 < len(t) < 6))
def test_the_error_rate_is_levenshteins(text, reference):
    assert error_rate(text, reference) == plain_distance(text, reference) / len(reference)


def test_an_error_rate_without_a_reference_is_refused():
    with pytest.raises(ValueError, match="reference"):
        error_rate("lamp", "")
