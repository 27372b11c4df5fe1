import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.voices.odds import chance, least_sure, verdict

COUNTS = st.integers(min_value=0, max_value=40)


def test_fifteen_of_twenty_rule_chance_out_and_fourteen_do_not():
    assert chance(15, 5) == pytest.approx(0.0414, abs=1e-4)
    assert chance(14, 6) == pytest.approx(0.1153, abs=1e-4)
    assert least_sure(20) == 15


@given(COUNTS, COUNTS)
def test_chance_is_a_share_and_takes_no_side(voice, base):
    assert 0 < chance(voice, base) <= 1
    assert chance(voice, base) == chance(base, voice)


def test_a_clear_choice_is_called_one():
    said = verdict(15, 5, 0, 20)
    assert said.startswith("Your voice 15, the one it was made from 5, neither 0.")
    assert "hardly chance: you like your voice better" in said


def test_the_base_may_win():
    assert "you like the one it was made from better" in verdict(1, 15, 4, 20)


def test_an_unclear_choice_is_not_made_more_of():
    said = verdict(13, 5, 2, 20)
    assert "about 10 times in 100" in said
    assert "prove little; with 20 pairs it takes about 15" in said


def test_no_choice_says_nothing():
    assert verdict(0, 0, 20, 20).endswith("Without a choice there is nothing to say.")
