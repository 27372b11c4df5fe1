"""Continuing inside a word: what is split off, and what the first tokens may be."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.healing import Healing, Vocabulary, split_last_word

TEXTS = [" ", " t", " to", " together", "to", "o", "g", "gether", "a", " the", "t"]
VOCABULARY = Vocabulary(enumerate(TEXTS))


@pytest.mark.parametrize(
    ("text", "left", "word"),
    [
        ("He closed the windo", "He closed the", " windo"),
        ("listened to", "listened", " to"),
        ("listened ", "listened", " "),
        ("she didn'", "she", " didn'"),
        ('He said, "Wh', 'He said, "', "Wh"),
        ("He left.", "He left.", ""),
        ("He left.\n\n", "He left.\n\n", ""),
        ("Once", "Once", ""),
        ("une caf\u00e9", "une caf\u00e9", ""),
        ("une \u00e9t", "une \u00e9t", ""),
        ("a " + "x" * 40, "a " + "x" * 40, ""),
        ("", "", ""),
    ],
)
def test_the_last_word_goes_with_the_space_before_it(text, left, word):
    assert split_last_word(text) == (left, word)


@given(st.text())
def test_nothing_is_lost_between_the_two_parts(text):
    left, word = split_last_word(text)
    assert left + word == text


def fitting(rest):
    return {TEXTS[token] for token in VOCABULARY.spelling(rest)}


def test_tokens_fit_that_spell_a_beginning_or_go_on_behind_the_word():
    assert fitting(" to") == {" ", " t", " to", " together"}
    assert fitting("g") == {"g", "gether"}
    assert fitting("z") == set()


@given(st.integers(0, 2**32 - 1))
def test_whatever_is_drawn_the_letters_come_first(seed):
    rng = np.random.default_rng(seed)
    healing = Healing(VOCABULARY, " tog")
    written = ""
    while not healing.is_done:
        logits = healing.restrict(rng.normal(size=len(TEXTS)).astype(np.float32))
        token = int(rng.choice(np.flatnonzero(np.isfinite(logits))))
        written += TEXTS[token]
        healing.advance(token)
    assert written.startswith(" tog")


def test_a_word_no_token_spells_leaves_the_choice_free():
    logits = np.zeros(len(TEXTS), np.float32)
    assert np.isfinite(Healing(VOCABULARY, "z").restrict(logits)).all()


def test_tokens_that_structure_a_text_break_repeats():
    vocabulary = Vocabulary(enumerate([" the", "\n\n", '."', ":", "*", "\u201d", ", "]))
    assert vocabulary.breakers == {1, 2, 3, 4, 5}


def test_what_ends_a_line_is_known_by_its_text():
    pairs = [(1, "a"), (2, "\n"), (3, ".\n"), (4, "."), (5, "\n\n")]
    assert Vocabulary(pairs).line_ids == {2, 3, 5}
