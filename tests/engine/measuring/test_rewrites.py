"""Rewrites held against the measure of their mode."""

import pytest

from engine.measuring.rewrites import Rewriting, judge, mode_of, notes, summary

SOURCE = "At dawn, Margaret walked slowly to the harbour and waited for the ferry with 2 bags."


def verdict(mode, answer, source=SOURCE, reference=SOURCE):
    return judge(Rewriting(mode, "", source, reference, answer))


def passes(mode, answer, **more):
    found = verdict(mode, answer, **more)
    return found.kept, found.changed, found.met


def test_polish_has_to_bring_the_text_nearer_to_the_undamaged_one():
    damaged = SOURCE.replace("slowly", "slwoly").replace("harbour", "harbour harbour")
    assert passes("polish", SOURCE, source=damaged) == (True, True, True)
    assert passes("polish", damaged, source=damaged) == (False, False, False)
    better = SOURCE.replace("slowly", "slwoly")
    # One word of eight is lost to the typing error that was left.
    assert passes("polish", better, source=damaged)[1:] == (True, True)


def test_polish_that_says_something_else_keeps_nothing():
    kept, changed, met = passes("polish", "He slept.", source=SOURCE.replace("a", "e"))
    assert (kept, changed, met) == (False, True, False)


def test_shorten_is_two_to_four_fifths_of_the_length():
    assert passes("shorten", "At dawn, Margaret waited for the ferry with 2 bags.") == (
        True,
        True,
        True,
    )
    assert not verdict("shorten", "Margaret, 2.").met
    assert not verdict("shorten", SOURCE).met


def test_a_name_or_number_that_is_gone_is_not_kept():
    assert not verdict("shorten", "At dawn, she waited for the ferry with 2 bags.").kept
    assert not verdict("shorten", "At dawn, Margaret waited for the ferry with bags.").kept


def test_expand_is_longer_and_has_the_notes_words():
    source = "lamp low, oil gone"
    assert passes("expand", "The lamp burned low, for the oil was gone.", source=source) == (
        True,
        True,
        True,
    )
    assert not verdict("expand", "The fire burned on and on and on.", source=source).kept


def test_rephrase_may_use_other_words_but_not_other_names():
    answer = "In the morning, Margaret strolled to the harbour to wait for the ferry with 2 bags."
    assert passes("rephrase", answer) == (True, True, True)
    assert passes("rephrase", SOURCE) == (True, False, True)


@pytest.mark.parametrize(
    ("mode", "answer", "met"),
    [
        ("describe", "The room was long and low, with a single window.", True),
        ("describe", 'The room was long. "Come in," she said to him.', False),
        ("describe", "The room was long and low and", False),
        ("describe", "Long. Low.", False),
        ("describe", "It was long and low and it was long and low again.", False),
        ("dialogue", '"Who is there?" she asked, and nobody answered.', True),
        ("dialogue", '"Who is there? she asked, and nobody answered.', False),
        ("dialogue", "Nobody was there at all that night.", False),
        ("dialogue", "\u201cWho is there?\u201d she asked, and nobody answered.", True),
    ],
)
def test_a_paragraph_of_a_kind_is_whole_fresh_and_of_that_kind(mode, answer, met):
    assert verdict(mode, answer).met is met


def test_the_summary_is_the_share_that_passes_everything():
    good = verdict("shorten", "At dawn, Margaret waited for the ferry with 2 bags.")
    same = verdict("shorten", SOURCE)
    found = summary([good, same])
    assert found["good"] == 0.5
    assert found["kept"] == 1.0
    assert found["length_ratio"] == pytest.approx(
        (good.numbers["length_ratio"] + same.numbers["length_ratio"]) / 2
    )
    assert summary([]) == {}


def test_notes_are_the_meaning_bearing_words_clause_by_clause():
    assert notes("He lit the lamp; then he sat down, and the storm began.") == (
        "lit lamp, sat, storm began"
    )


def test_a_mode_is_read_from_its_task():
    assert mode_of("rewrite.polish") == "polish"
    with pytest.raises(ValueError, match="no rewrite"):
        mode_of("draft")
