"""Meaning-bearing words: which they are, and what counts as keeping them."""

import pytest

from engine.meaning import keeps_names, kept_share, lost_names, meaning_words, written_words


def test_function_words_carry_no_meaning():
    assert meaning_words("She had been in the old House, and wouldn't leave it.") == [
        "old",
        "house",
        "leave",
    ]


def test_neither_i_nor_a_contraction_carries_meaning_whatever_its_apostrophe():
    text = "I didn't, she couldn\u2019t, he isn't, I\u2019ll, they've, we're, I'd, I'm, it's, won't"
    assert meaning_words(text) == []
    assert meaning_words("Anna\u2019s o'clock") == ["anna's", "o'clock"]


def test_written_words_keep_their_capitals_and_apostrophes():
    text = "Then Margaret Hale read Thornton\u2019s letter in London."
    assert written_words(text) == [
        "Margaret",
        "Hale",
        "read",
        "Thornton\u2019s",
        "letter",
        "London",
    ]


def test_a_number_with_a_point_or_comma_is_one_word():
    assert written_words("He paid 1,200 for 3.14 tons in 1914.") == [
        *("paid", "1,200", "3.14", "tons", "1914"),
    ]


@pytest.mark.parametrize(
    ("other", "share"),
    [
        ("The lamp burned low.", 1.0),
        ("A low lamp was burning.", 1.0),
        ("The lamp went out.", 1 / 3),
        ("", 0.0),
    ],
)
def test_a_word_is_kept_in_any_form_of_the_same_first_letters(other, share):
    assert kept_share("The lamp burned low.", other) == pytest.approx(share)


def test_a_short_word_is_kept_only_by_itself():
    assert kept_share("sea lit oil", "search little oiled") == 0.0
    assert kept_share("sea lit oil", "The sea was lit by oil.") == 1.0


def test_a_genitive_keeps_its_word_and_the_other_way_round():
    assert kept_share("Ann's lamp", "Ann had a lamp.") == 1.0
    assert kept_share("Ann, lamp", "It was Ann\u2019s lamp.") == 1.0


def test_a_text_without_meaning_keeps_all_of_it():
    assert kept_share("It is so.", "Anything.") == 1.0


def test_names_and_numbers_are_kept_as_they_are_only():
    source = "At dawn, Margaret counted 12 ships."
    assert keeps_names(source, "There Margaret saw 12 of them.")
    assert not keeps_names(source, "There Margarets saw 12 of them.".replace("Margarets", "Marga"))
    assert not keeps_names(source, "There Margaret saw twelve of them.")


def test_names_and_numbers_are_compared_as_whole_words():
    source = "It was so, Ann said, at 12."
    assert not keeps_names(source, "He was Annoyed, 3124.")
    assert keeps_names(source, "At 12, it was Ann's.")
    assert lost_names(source, "Ann came.") == {"12"}


@pytest.mark.parametrize("title", ["Dr.", "Mr.", "Mrs.", "St.", "Mrs"])
def test_a_name_behind_a_title_is_a_name_and_the_title_is_none(title):
    assert lost_names(f"And then {title} Cathcart came.", "He came.") == {"Cathcart"}
    assert keeps_names(f"{title} Cathcart came.", "Cathcart was there.")


def test_a_function_word_with_a_capital_is_no_name():
    assert keeps_names("He saw, But did not say, Don't or I'll.", "He saw.")


def test_a_capital_at_a_sentences_start_is_no_name():
    assert keeps_names("Lamps burned. Ships waited.", "They burned and waited.")


def test_in_chinese_every_character_counts():
    assert meaning_words("\u706f\u4eae\u4e86") == ["\u706f", "\u4eae", "\u4e86"]
