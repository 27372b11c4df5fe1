"""What an answer should take up next: tokens behind a stretch, words that are not there yet."""

from hypothesis import given
from hypothesis import strategies as st

from engine.copying import Mentions, Source

END = 99
IDS = st.lists(st.integers(1, 6), min_size=1, max_size=12)


def test_an_answer_begins_with_the_first_token_of_any_stretch():
    assert Source([[7, 8], [3, 4], []], END).next_tokens([]) == [3, 7]


def test_the_longest_stretch_decides_what_follows():
    source = Source([[1, 2, 3, 9, 2, 4]], END)
    assert source.next_tokens([2]) == [3, 4]
    assert source.next_tokens([1, 2]) == [3]
    assert source.next_tokens([9, 2]) == [4]


def test_behind_the_last_token_comes_the_end():
    assert Source([[1, 2]], END).next_tokens([1, 2]) == [END]
    assert Source([[1, 2]], None).next_tokens([1, 2]) == []


def test_a_token_that_no_stretch_has_is_followed_by_nothing():
    assert Source([[1, 2]], END).next_tokens([1, 5]) == []


def test_an_answer_finds_back_into_the_passage_behind_a_word_of_its_own():
    assert Source([[1, 2, 3]], END).next_tokens([1, 5, 2]) == [3]


@given(IDS)
def test_following_the_first_guess_from_a_passage_of_different_tokens_copies_it(ids):
    passage = list(dict.fromkeys(ids))
    source, written = Source([passage], END), []
    while (tokens := source.next_tokens(written)) != [END]:
        assert len(tokens) == 1
        written += tokens
    assert written == passage


@given(st.lists(IDS, max_size=3), st.lists(st.integers(1, 6), max_size=12))
def test_what_follows_always_stands_in_a_stretch_or_ends_it(stretches, written):
    known = {token for ids in stretches for token in ids} | {END}
    assert set(Source(stretches, END).next_tokens(written)) <= known


def mentions_of(*words):
    """Return mentions of words that open a text with 100 more than they have inside it."""
    return Mentions(words, [[100 + word[0], *word[1:]] for word in words])


def test_words_that_are_not_there_yet_may_begin_anywhere():
    mentions = mentions_of([1, 2], [5])
    assert mentions.next_tokens([]) == [1, 5]
    assert mentions.next_tokens([7, 8]) == [1, 5]


def test_a_begun_word_is_gone_on_with_before_another_begins():
    assert mentions_of([1, 2, 3], [5]).next_tokens([7, 1]) == [2]
    assert mentions_of([1, 2, 3], [5]).next_tokens([7, 1, 2]) == [3]


def test_a_word_is_brought_in_once():
    mentions = mentions_of([1, 2], [5])
    assert mentions.next_tokens([1, 2]) == [5]
    assert mentions.next_tokens([5, 8, 1, 2, 8]) == []


def test_a_word_that_opens_the_text_is_there():
    assert mentions_of([1, 2], [5]).next_tokens([101, 2, 8]) == [5]


def test_a_passage_that_breaks_off_is_over_where_it_does():
    source = Source([[1, 2, 3]], END, breaks_off=True)
    assert not source.is_over([])
    assert not source.is_over([1, 2])
    assert source.is_over([5, 1, 2, 3])
    assert not source.is_over([1, 2, 3, 4])


def test_a_whole_passage_is_over_when_the_model_says_so():
    assert not Source([[1, 2, 3]], END).is_over([1, 2, 3])
    assert not Mentions([[1]], [[1]]).is_over([1])


def test_what_was_said_as_often_as_it_stands_there_is_not_encouraged_again():
    source = Source([[1, 2, 3, 4, 5, 6, 7]], END)
    once = [1, 2, 3, 4, 5]
    assert source.next_tokens(once) == [6]
    assert source.next_tokens([*once, 6, 9, *once]) == [END]


def test_what_the_passage_says_twice_may_be_said_twice():
    twice = [1, 2, 3, 4, 5, 8, 1, 2, 3, 4, 5, 9]
    assert Source([twice], END).next_tokens(twice[:11]) == [9]
