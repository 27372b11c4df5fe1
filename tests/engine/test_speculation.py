"""Prompt lookup: what a prompt foresees, as a plain search finds it, and how much of it runs."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.speculation import CALL_SIZES, Lookup, Pace

tokens = st.lists(st.integers(0, 3), min_size=1, max_size=30)


def looked_up(prompt, written):
    """Return a lookup over a prompt that has been gone on with."""
    lookup = Lookup(prompt)
    for token in written:
        lookup.push(token)
    return lookup


def longest_stretch(prompt, text):
    """Return how many tokens at the text's end the prompt has before one more of its own, by 8."""
    return max(
        (n for n in range(1, 9) if any(holds(prompt[:-1], text[-n:], at) for at in range(30))),
        default=0,
    )


def holds(ids, stretch, at):
    return len(stretch) > 0 and ids[at : at + len(stretch)] == stretch


def test_what_follows_the_same_words_in_the_prompt_is_drafted():
    lookup = looked_up([1, 2, 3, 4, 5, 6, 9], [2, 3])
    assert lookup.draft(2) == (4, 5)
    assert lookup.draft(7) == (4, 5, 6, 9)
    assert lookup.n_agreeing == 2


def test_the_longest_stretch_counts():
    lookup = looked_up([7, 3, 1, 8, 5, 3, 2, 9], [5, 3])
    assert lookup.draft(1) == (2,)


def test_of_equal_stretches_the_one_nearest_to_where_copying_stood_counts():
    prompt = [5, 1, 5, 2, 5, 3, 9]
    assert looked_up(prompt, [1, 5]).draft(1) == (2,)
    assert looked_up(prompt, [2, 8, 5]).draft(1) == (3,)


def test_behind_a_replaced_word_the_passage_is_taken_to_go_on():
    lookup = looked_up([1, 2, 3, 4, 5, 9], [1, 2, 77])
    assert lookup.n_agreeing == 0
    assert lookup.draft(2) == (4, 5)


def test_nothing_is_drafted_before_the_text_touches_the_prompt_or_behind_its_end():
    assert looked_up([1, 2, 3], []).draft(3) == ()
    assert looked_up([1, 2, 3], [77]).draft(3) == ()
    assert looked_up([1, 2, 3], [1, 2, 3, 3]).draft(3) == ()


def test_a_token_is_foreseen_where_a_draft_would_have_begun_with_it():
    lookup = Lookup([1, 2, 3, 4, 9])
    assert [lookup.push(token) for token in (2, 3, 7, 9)] == [False, True, False, True]


def test_tokens_that_were_taken_back_are_forgotten():
    lookup = looked_up([1, 2, 3, 4, 9], [1, 2, 3, 77, 78])
    lookup.pop(3)
    assert (lookup.draft(2), lookup.n_agreeing) == ((3, 4), 2)


@given(tokens, tokens)
def test_a_draft_goes_on_behind_a_longest_stretch_of_the_prompt(prompt, written):
    lookup = looked_up(prompt, written)
    text = prompt + written
    assert lookup.n_agreeing == longest_stretch(prompt, text)
    draft, n = list(lookup.draft(4)), lookup.n_agreeing
    if n:
        assert any(holds(prompt, text[-n:] + draft, at) for at in range(len(prompt)))
        assert len(draft) >= 1


@given(tokens, tokens, st.integers(1, 8), st.integers(1, 8))
def test_a_longer_draft_begins_as_a_shorter_one(prompt, written, most, more):
    lookup = looked_up(prompt, written)
    assert lookup.draft(most + more)[:most] == lookup.draft(most)


@pytest.mark.parametrize(("share", "size"), [(1.0, 8), (0.0, 2)])
def test_calls_grow_with_what_comes_true(share, size):
    pace = Pace()
    for _ in range(100):
        pace.learn(5, share == 1.0)
    assert pace.size(5, 7, 100) == size


def test_a_guess_and_a_long_stretch_are_learned_apart():
    pace = Pace()
    for _ in range(100):
        pace.learn(0, False)
        pace.learn(8, True)
    assert (pace.size(0, 7, 100), pace.size(8, 7, 100)) == (2, 8)


@given(st.integers(0, 8), st.integers(0, 7), st.integers(2, 20), st.lists(st.booleans()))
def test_a_call_has_two_tokens_or_more_and_no_more_than_there_are(known, drafted, room, seen):
    pace = Pace()
    for is_foreseen in seen:
        pace.learn(known, is_foreseen)
    size = pace.size(known, drafted, room)
    assert size in CALL_SIZES
    assert size <= max(2, min(drafted + 1, room))
