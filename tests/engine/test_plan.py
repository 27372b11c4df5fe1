"""From an ask to a prompt: the task, the room that is left, the tokens that end a take."""

import pytest

from engine.errors import BadInput, LanguageUnsupported
from engine.messages import Limits, Sampling, SuggestRequest
from engine.model import load_model
from engine.plan import plan

pytestmark = pytest.mark.model
BEFORE = "The rain had stopped. She looked at the boats."


@pytest.fixture(scope="module")
def model(starter):
    return load_model(starter)


def planned(model, before=BEFORE, after="", temperature=0.7, **limits):
    """Plan an ask."""
    request = SuggestRequest(before, after, Sampling(temperature=temperature), Limits(**limits))
    return plan(model, request)


@pytest.mark.parametrize(
    ("before", "after", "task"),
    [
        (BEFORE, "", "continue"),
        (BEFORE, "  \n", "continue"),
        (BEFORE, " Then she left.", "infill"),
        ("She looked at the", " boats.", "continue"),
        ('"Come," she said.\n\n', "He came.", "infill"),
        ("A list\n", "He came.", "continue"),
    ],
)
def test_a_gap_is_filled_only_between_finished_sentences(model, before, after, task):
    assert planned(model, before, after).task == task


def test_every_short_ask_cuts_the_text_at_the_same_place(model):
    text = "She looked at the boats and went on. " * 200
    short, longer, longest = (planned(model, text, max_tokens=n).prompt.ids for n in (8, 128, 400))
    assert short == longer
    assert len(longest) < len(longer)


@pytest.mark.parametrize(
    ("before", "word"),
    [
        (BEFORE, ""),
        ("She saw the windo", " windo"),
        ("She saw the window ", " "),
        ("She saw the window   ", " "),
    ],
)
def test_the_last_word_is_left_out_of_the_prompt_and_chosen_again(model, before, word):
    assert planned(model, before).word == word
    assert planned(model, before, temperature=0.0).word == ""


def test_at_temperature_zero_only_the_models_own_end_stops_a_take(model):
    plain, guarded = planned(model, temperature=0.0), planned(model)
    assert plain.stop_ids == frozenset(model.manifest.eos_ids)
    assert plain.stop_ids < guarded.stop_ids
    assert plain.around.runs == frozenset()


def test_a_vocabulary_is_built_only_where_it_is_needed(model):
    def vocabulary(**options):
        request = SuggestRequest(BEFORE, sampling=Sampling(**options))
        return plan(model, request).setting(model, None).vocabulary

    assert vocabulary(temperature=0.0) is None
    assert vocabulary(dry_multiplier=0.0) is None
    assert vocabulary() is model.vocabulary


@pytest.mark.parametrize(
    ("before", "error"),
    [("", BadInput), (" \n", BadInput), ("\u4f60\u597d\u3002", LanguageUnsupported)],
)
def test_a_text_that_cannot_be_continued_is_refused(model, before, error):
    with pytest.raises(error):
        planned(model, before)
