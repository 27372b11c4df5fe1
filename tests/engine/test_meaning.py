"""Meaning-bearing words: which they are, and what counts as keeping them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.meaning import kept_share, lost, lost_names, meaning_words, written_words


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
    assert not lost_names(source, "There Margaret saw 12 of them.")
    assert lost_names(source, "There Margarets saw 12 of them.".replace("Margarets", "Marga"))
    assert lost_names(source, "There Margaret saw twelve of them.")


def test_names_and_numbers_are_compared_as_whole_words():
    source = "It was so, Ann said, at 12."
    assert lost_names(source, "He was Annoyed, 3124.")
    assert not lost_names(source, "At 12, it was Ann's.")
    assert lost_names(source, "Ann came.") == {"12"}


@pytest.mark.parametrize("title", ["Dr.", "Mr.", "Mrs.", "St.", "Mrs"])
def test_a_name_behind_a_title_is_a_name_and_the_title_is_none(title):
    assert lost_names(f"And then {title} Cathcart came.", "He came.") == {"Cathcart"}
    assert not lost_names(f"{title} Cathcart came.", "Cathcart was there.")


def test_a_function_word_with_a_capital_is_no_name():
    assert not lost_names("He saw, But did not say, Don't or I'll.", "He saw.")


def test_a_capital_at_a_sentences_start_is_no_name():
    assert not lost_names("Lamps burned. Ships waited.", "They burned and waited.")


def test_in_chinese_every_character_counts():
    assert meaning_words("\u706f\u4eae\u4e86") == ["\u706f", "\u4eae", "\u4e86"]


SAID = (
    "\u201cI shall wander to the old lighthouse tomorrow,\u201d said Ann to Mr. Cathcart in 1812."
)


def test_nothing_is_lost_of_a_text_that_is_the_same():
    assert lost(SAID, SAID) == ()


def test_what_is_lost_stands_as_it_was_written_in_the_order_of_the_text():
    assert lost(SAID, "He left.") == (
        "\u201cI shall wander to the old lighthouse tomorrow,\u201d",
        "Ann",
        "Cathcart",
        "1812",
    )
    assert lost("So then O\u2019Brien came to Ann.", "He came.") == ("O\u2019Brien", "Ann")


@pytest.mark.parametrize(
    "other",
    [
        # Polished, unquoted, in other quotes, with other words between.
        '"I will wander to the old lighthouse tomorrow," said Ann to Mr. Cathcart in 1812.',
        "In 1812 Mr. Cathcart heard that Ann wanders to the old lighthouse tomorrow.",
        "\u300cWandering to that old, old lighthouse tomorrow!\u300d So Ann to Mr. Cathcart, 1812.",
    ],
)
def test_a_quotation_is_kept_by_its_words_in_their_order(other):
    assert lost(SAID, other) == ()


@pytest.mark.parametrize(
    ("said", "n_kept", "is_kept"),
    [
        # Five meaning-bearing words: four of them are 80%.
        (["lamp", "stranger", "letter", "storm", "island"], 5, True),
        (["lamp", "stranger", "letter", "storm", "island"], 4, True),
        (["lamp", "stranger", "letter", "storm", "island"], 3, False),
    ],
)
def test_four_of_five_words_keep_a_quotation_and_three_do_not(said, n_kept, is_kept):
    quotation = f'"The {" and the ".join(said)}."'
    other = f"The {' and the '.join(said[:n_kept])}."
    assert lost(f"{quotation} He left.", other) == (() if is_kept else (quotation,))


def test_words_in_another_order_are_not_the_quotation():
    source = '"The lamp before the stranger before the letter before the storm."'
    assert lost(source, "The storm, the letter, the stranger, the lamp.") == (source,)


def test_a_quotation_of_small_words_is_measured_by_all_of_them():
    assert lost('"I am not," he said.', "I am not, he said.") == ()
    assert lost('"I am not," he said.', "He said so.") == ('"I am not,"',)


def test_a_name_that_stood_in_a_lost_quotation_alone_is_told_of_with_it():
    source = '"Go and find Ann in the harbour," he said.'
    assert lost(source, "He left.") == ('"Go and find Ann in the harbour,"',)
    both = f"{source} And then Ann came."
    assert lost(both, "He left.") == ('"Go and find Ann in the harbour,"', "Ann")


def test_speech_that_goes_on_in_the_next_paragraph_is_a_quotation_too():
    text = "\u201cThe storm took the boat away.\n\n\u201cThe island was gone.\u201d"
    assert lost(text, "Nothing.") == (
        "\u201cThe storm took the boat away.",
        "\u201cThe island was gone.\u201d",
    )


def test_chinese_quotations_and_numbers_are_found():
    text = "「你好，世界！」她说。他有3个。"
    assert lost(text, "她说你好世界，3。") == ()
    assert lost(text, "她走了。") == ("「你好，世界！」", "3")


@given(st.text('ab" \u201c\u201d\u300c\u300dA1.\n', max_size=60))
def test_what_is_lost_stands_in_the_text_once_and_a_text_loses_nothing_to_itself(text):
    found = lost(text, "")
    assert len(set(found)) == len(found)
    assert all(piece in text for piece in found)
    assert lost(text, text) == ()
