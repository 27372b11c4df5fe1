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


@pytest.mark.parametrize(
    ("counts", "said"),
    [
        ((16, 4, 0), "16 to 4 for your voice."),
        ((15, 3, 2), "15 to 3 for your voice, and 2 times neither."),
        ((1, 15, 4), "15 to 1 for the one it was made from, and 4 times neither."),
        ((9, 11, 0), "9 to 11: no difference that counts; 15 of 20 would be one."),
        (
            (9, 8, 3),
            "9 to 8, and 3 times neither: no difference that counts; 15 of 20 would be one.",
        ),
        ((0, 0, 20), "Neither, all 20 times: there is nothing to tell the two apart by."),
    ],
)
def test_the_verdict_says_who_leads_and_what_it_would_take(counts, said):
    assert verdict(*counts, 20) == said


def test_pairs_that_could_never_tell_are_called_too_few():
    assert verdict(3, 0, 0, 3) == "3 to 0: 3 pairs are too few to tell."
