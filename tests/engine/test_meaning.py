"""Meaning-bearing words: which they are, and what counts as keeping them."""

import pytest

from engine.meaning import keeps_names, kept_share, meaning_words


def test_function_words_carry_no_meaning():
    assert meaning_words("She had been in the old House, and wouldn't leave it.") == [
        "old",
        "house",
        "wouldn't",
        "leave",
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


def test_a_text_without_meaning_keeps_all_of_it():
    assert kept_share("It is so.", "Anything.") == 1.0


def test_names_and_numbers_are_kept_as_they_are_only():
    source = "At dawn, Margaret counted 12 ships."
    assert keeps_names(source, "There Margaret saw 12 of them.")
    assert not keeps_names(source, "There Margarets saw 12 of them.".replace("Margarets", "Marga"))
    assert not keeps_names(source, "There Margaret saw twelve of them.")


def test_a_capital_at_a_sentences_start_is_no_name():
    assert keeps_names("Lamps burned. Ships waited.", "They burned and waited.")


def test_in_chinese_every_character_counts():
    assert meaning_words("\u706f\u4eae\u4e86") == ["\u706f", "\u4eae", "\u4e86"]
