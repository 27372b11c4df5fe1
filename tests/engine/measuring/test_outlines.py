"""Outlines and drafts held against the text they were made of."""

from collections import Counter

import pytest

from engine.measuring.outlines import (
    Outlining,
    distinct_share,
    grounded_share,
    judge,
    order_share,
    premise_of,
    summary,
)

TEXT = (
    "The lamp burned low in the empty room. A stranger knocked twice at the door. "
    "They left the island before the storm. Nobody ever saw the letter again."
)
BEATS = ("The lamp burned low", "A stranger knocked twice", "They left before the storm")


def test_beats_of_the_texts_own_words_in_its_order_are_good():
    assert judge(Outlining("outline.from_text", TEXT, BEATS)) == {
        "good": True,
        "grounded": 1.0,
        "in_order": 1.0,
        "distinct": 1.0,
        "beats": 3,
    }


def test_beats_that_go_back_in_the_text_are_out_of_order():
    assert order_share(BEATS[::-1], TEXT) == 0.0
    assert order_share((BEATS[0], BEATS[2], BEATS[1]), TEXT) == 0.5


def test_beats_of_other_words_are_not_grounded_and_have_no_place():
    beats = (BEATS[0], "The dragon slept on gold", BEATS[1])
    assert grounded_share(beats, TEXT) == pytest.approx(2 / 3)
    assert order_share(beats, TEXT) == 1.0
    assert order_share(("The dragon slept",), TEXT) == 0.0


def test_a_beat_that_says_an_earlier_one_again_is_not_distinct():
    assert distinct_share((*BEATS, "The lamp burned low")) == 0.75
    assert distinct_share(()) == 0.0


def test_fewer_than_three_beats_are_no_good_outline():
    assert not judge(Outlining("outline.from_text", TEXT, BEATS[:2]))["good"]


def test_an_outline_of_a_premise_takes_up_its_words():
    found = judge(Outlining("outline.from_premise", "lamp, storm, dragon", BEATS))
    assert found["grounded"] == pytest.approx(2 / 3)
    assert found["good"]
    assert not judge(Outlining("outline.from_premise", "dragon, gold, cave", BEATS))["good"]


def test_a_draft_says_its_beat_and_ends():
    beat = "A stranger knocked twice"
    good = judge(Outlining("draft", beat, ("That night a stranger came and knocked.",)))
    assert (good["good"], good["grounded"]) == (True, pytest.approx(2 / 3))
    assert not judge(Outlining("draft", beat, ("That night a stranger came and knocked",)))["good"]
    again = "A stranger knocked at once and a stranger knocked at once."
    assert not judge(Outlining("draft", beat, (again,)))["good"]


def test_a_premise_is_made_of_the_words_that_tell_a_text_from_others():
    counts = Counter({"lamp": 1, "room": 9, "door": 9, "storm": 2, "island": 1})
    premise = premise_of("The lamp, the room, the door, the storm, the island.", counts, 3)
    assert premise == "lamp, storm, island"


def test_the_summary_is_the_mean_of_each_measure():
    assert summary([{"good": 1, "beats": 3}, {"good": 0, "beats": 5}]) == {"good": 0.5, "beats": 4}
    assert summary([]) == {}
