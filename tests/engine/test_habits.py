"""Quotes and paragraph gaps: to the model's form and back to the writer's."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.habits import Habits, curl, habit_of, habits_of, in_habit, straighten

quoted = st.text(alphabet="ab \n.\u2014(\"'\u201c\u201d\u2018\u2019", max_size=40)


@pytest.mark.parametrize(
    ("text", "habit"),
    [
        ("", None),
        ("no quotes", None),
        ("\u201cGo,\u201d he said.", "curly"),
        ('"Go," he said.', "straight"),
        ("don't", "straight"),
        ("don\u2019t", "curly"),
        ("\u201cDon't,\u201d he said.", "curly"),
        ("\u201c'", "straight"),
    ],
)
def test_the_habit_is_what_the_text_has_more_of(text, habit):
    assert habit_of(text) == habit


@pytest.mark.parametrize(
    ("previous", "text", "curled"),
    [
        ("", '"Go," he said.', "\u201cGo,\u201d he said."),
        ("He said ", '"Go."', "\u201cGo.\u201d"),
        ("He said, \u201cGo.", '"', "\u201d"),
        ("", "don't 'go'", "don\u2019t \u2018go\u2019"),
        ("wait\u2014", '"no"', "\u201cno\u201d"),
        ("", "\"'Go,' he said.\"", "\u201c\u2018Go,\u2019 he said.\u201d"),
        ("(", '"x")', "\u201cx\u201d)"),
    ],
)
def test_quotes_curl_towards_the_word(previous, text, curled):
    assert curl(text, previous) == curled


@given(quoted, quoted)
def test_curling_in_pieces_gives_the_same_as_at_once(first, second):
    assert curl(first, "") + curl(second, curl(first, "")) == curl(first + second, "")


@given(quoted)
def test_every_character_keeps_its_place(text):
    assert len(straighten(text)) == len(curl(text, "")) == len(text)
    assert straighten(curl(text, "")) == straighten(text)
    assert not set(straighten(text)) & set("\u201c\u201d\u2018\u2019")
    assert not set(curl(text, "")) & set("\"'")


@given(quoted)
def test_a_text_without_a_habit_is_left_alone(text):
    assert in_habit(text, None, "") == text


@pytest.mark.parametrize(
    ("text", "gap"),
    [
        ("One.", "\n\n"),
        ("One.\nTwo.", "\n"),
        ("One.\n\nTwo.", "\n\n"),
        ("One.\n\nTwo.\nThree.", "\n\n"),
        ("One.\n", "\n\n"),
        ("", "\n\n"),
    ],
)
def test_the_paragraph_gap_is_the_documents_own(text, gap):
    assert habits_of(text).paragraph_gap == gap


def test_a_text_goes_to_the_models_form():
    habits = habits_of("\u201cOne,\u201d he said.\nTwo.")
    assert habits == Habits("curly", "\n")
    assert habits.to_model("\u201cOne,\u201d he said.\nTwo.\n\n\nThree.") == (
        '"One," he said.\n\nTwo.\n\nThree.'
    )


def test_a_suggestion_comes_back_in_the_documents_form():
    assert Habits("curly", "\n").from_model('\n\n"Yes."', "He spoke.") == "\n\u201cYes.\u201d"
    assert Habits("straight", "\n\n").from_model("\n\u201cYes.\u201d", "") == '\n\n"Yes."'
    assert Habits(None, "\n\n").from_model('\u201cYes."', "") == '\u201cYes."'


@given(quoted)
def test_the_models_form_stays_as_it_is(text):
    model_form = habits_of(text).to_model(text)
    assert habits_of(text).to_model(model_form) == model_form
