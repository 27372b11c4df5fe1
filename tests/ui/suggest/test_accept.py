import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.suggest.accept import next_paragraph, next_word, typed_through


def test_a_word_brings_the_space_before_it_and_the_mark_behind_it():
    assert next_word(" the rain, and") == (" the", " rain, and")
    assert next_word(" rain, and") == (" rain,", " and")


def test_the_space_at_the_end_goes_with_the_last_word():
    assert next_word("old ") == ("old ", "")


def test_a_paragraph_break_is_taken_with_the_word_behind_it():
    assert next_word("\n\nShe left.") == ("\n\nShe", " left.")


def test_a_chinese_character_is_a_word_and_takes_its_mark_along():
    assert next_word("他走了。然后") == ("他", "走了。然后")
    assert next_word("了。然后") == ("了。", "然后")


@given(st.text(min_size=1))
def test_taking_word_by_word_takes_everything_in_order(ghost):
    taken, rest = "", ghost
    while rest:
        word, rest = next_word(rest)
        assert word
        taken += word
    assert taken == ghost


def test_typed_letters_are_consumed_only_where_they_match():
    assert typed_through(" rain", " ") == "rain"
    assert typed_through("rain", "rain") == ""
    assert typed_through("rain", "R") is None
    assert typed_through("rain", "") is None


@pytest.mark.parametrize(
    ("ghost", "paragraph", "rest"),
    [
        ("\n\nOne. Two.\n\nThree.", "\n\nOne. Two.", "\n\nThree."),
        (" he went.\n\nThree.", " he went.", "\n\nThree."),
        ("One.", "One.", ""),
        ("\n\n", "\n\n", ""),
    ],
)
def test_the_next_paragraph_is_taken_with_the_gap_before_it(ghost, paragraph, rest):
    assert next_paragraph(ghost) == (paragraph, rest)
