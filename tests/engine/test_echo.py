"""A watch over a growing text finds what one look at all of it finds."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from engine.echo import EchoWatch
from engine.guards import ECHO_WORDS, runs_of, word_runs, words_of

TIMES = "It was the best of times, it was the worst of times."
pieces = st.lists(
    st.sampled_from(["a", "b", "c", " a", " b", " c", "'", "\u2019", " ", ".", "山", "水"]),
    max_size=60,
)


def limit(text, known, lead=""):
    """Return what a watch says that sees the text for the first time."""
    return EchoWatch(word_runs(known).__contains__, lead).limit(text)


def scanned(text, known):
    """Return the first echo as a scan of the whole text finds it."""
    words, runs = words_of(text), word_runs(known)
    found = (last for run, last in runs_of([word for word, _ in words]) if run in runs)
    return next((words[last][1] for last in found), None)


def test_the_eighth_word_of_an_echo_is_not_shown():
    echo = "indeed it was the best of times it was good"
    assert echo[: limit(echo, TIMES)] == "indeed it was the best of times it "


def test_seven_words_are_no_echo():
    assert limit("it was the best of times it", TIMES) is None
    assert limit("it was the best of times it were the worst", TIMES) is None


def test_case_and_punctuation_do_not_hide_an_echo():
    known = "one two three four five six seven don't"
    assert limit("One, two \u2014 three! four five SIX seven don\u2019t go", known) is not None


def test_twelve_characters_of_chinese_are_an_echo_and_eleven_are_not():
    known = "山不在高有仙则名水不在深"
    text = "云：山不在高，有仙则名。水不在深"
    assert limit(text, known) == len(text) - 1
    assert limit(text[:-1] + "浅", known) is None


@given(st.lists(st.sampled_from(["a", "b", "c"]), max_size=20).map(" ".join))
def test_a_text_echoes_itself_from_eight_words_on(text):
    assert (limit(text, text) is not None) == (len(text.split()) >= ECHO_WORDS)


@given(pieces, pieces.map("".join))
@example(["a b c a b c a", " b", " c a b"], "x b c a b c a b c a b")
def test_a_text_that_grows_is_cut_where_a_scan_of_it_cuts(grown, known):
    watch, text = EchoWatch(word_runs(known).__contains__), ""
    for piece in grown:
        text += piece
        assert watch.limit(text) == scanned(text, known)
        if scanned(text, known) is not None:
            return


@given(pieces.map("".join), pieces.map("".join), pieces.map("".join))
def test_a_text_that_was_taken_back_is_read_anew(text, other, known):
    watch = EchoWatch(word_runs(known).__contains__)
    for seen in (text, other, text, text):
        assert watch.limit(seen) == scanned(seen, known)


def test_a_run_may_begin_in_the_lead():
    lead = "Indeed it was the best of "
    assert limit("times it was", TIMES, lead) == len("times it ")
    assert limit("", TIMES, TIMES) is None


def test_what_the_lead_alone_says_is_not_the_texts():
    assert limit(" He left.", TIMES, TIMES) is None


@pytest.mark.parametrize(("lead", "text"), [("it was the best of times it w", "as the")])
def test_a_word_that_the_text_finishes_is_its_own(lead, text):
    assert limit(text, TIMES, lead) == 0
