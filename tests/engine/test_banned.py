"""Banned phrases: whole words in any spelling, and nothing shown that may become one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.banned import find_banned, held_chars, normalized, normalized_phrases


@pytest.mark.parametrize(
    ("text", "phrase", "at"),
    [
        ("a testament to ", "testament to", 2),
        ("A Testament\nto ", "testament to", 2),
        ("It isn\u2019t so", "isn't", 3),
        ("say \u201cno\u201d now", '"no"', 4),
        ("the ending", "the end", None),
        ("bathe end.", "the end", None),
        ("the end.", "the end", 0),
        ("the ending, the end.", "the end", 12),
        ("- end", "-", 0),
        ("\u4ed6\u7b11\u4e86\u7b11\u3002", "\u7b11\u4e86", 1),
    ],
)
def test_a_phrase_is_found_as_whole_words(text, phrase, at):
    assert find_banned(normalized(text), normalized_phrases([phrase]), False) == at


def test_a_word_at_the_end_counts_only_where_the_text_is_over():
    phrases = normalized_phrases(["the end"])
    assert find_banned("it is the end", phrases, is_whole=False) is None
    assert find_banned("it is the end", phrases, is_whole=True) == 6


@pytest.mark.parametrize(("known", "at"), [(0, 3), (9, 3), (10, 12), (18, 12), (19, None)])
def test_a_phrase_that_was_there_before_does_not_count(known, at):
    phrases = normalized_phrases(["the end"])
    assert find_banned("is the end, the end.", phrases, False, known) == at


def test_the_earliest_of_several_phrases_counts():
    assert find_banned("one two three ", normalized_phrases(["two three", "one two"]), False) == 0


@pytest.mark.parametrize(
    ("text", "held"),
    [("it was a test", 4), ("it was a testament t", 11), ("it was a contest", 0), ("", 0)],
)
def test_what_may_begin_a_phrase_is_held(text, held):
    assert held_chars(text, normalized_phrases(["testament to"])) == held


words = st.text("ab c", min_size=1, max_size=8).filter(str.strip)


@given(st.text("ab c.", max_size=30), st.lists(words, min_size=1, max_size=3))
def test_text_that_was_not_held_is_never_part_of_a_phrase_found_later(text, phrases):
    normal = normalized_phrases(phrases)
    shown = 0
    for end in range(1, len(text) + 1):
        start = find_banned(text[:end], normal, is_whole=False)
        if start is not None:
            assert start >= shown
            return
        shown = max(shown, end - held_chars(text[:end], normal))


@given(st.text())
def test_a_normalized_text_keeps_its_length(text):
    assert len(normalized(text)) == len(text)
