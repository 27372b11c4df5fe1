import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.editor.word_count import Length, count_words, length_of, measure


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        (" \n ", 0),
        ("The rain had stopped.", 4),
        ("don't twenty-one \u2014 o\u2019clock", 3),
        ("*Really*?", 1),
        ("他走了。", 3),
        ("他 said hello", 3),
        ("1,204", 2),
    ],
)
def test_words_are_counted_as_a_writer_counts_them(text, words):
    assert count_words(text) == words


@pytest.mark.parametrize(
    ("text", "length"),
    [("", "0 words"), ("One.", "1 word"), ("Two words.", "2 words"), ("天黑了。", "3 characters"),
     ("他说 OK", "3 characters")],
)  # fmt: skip
def test_a_length_is_told_as_its_reader_counts_it(text, length):
    assert length_of(text) == length


def test_a_text_is_measured_in_words_and_in_characters():
    assert measure("It rained.\n  Café\u3000au lait") == Length(words=5, characters=19)
    assert measure("他说：“好。” OK") == Length(words=4, characters=9, cjk=3)
    assert measure("") == Length()


@given(st.text(), st.text())
def test_two_lines_are_as_long_as_both_of_them(one, other):
    assert measure(f"{one}\n{other}") == measure(one) + measure(other)
