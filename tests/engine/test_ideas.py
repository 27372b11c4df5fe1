"""Ideas of what could happen next: a beat each, unlike each other and the outline's own."""

from dataclasses import replace

import pytest

from engine.diversity import NEAR, nearest
from engine.errors import BadInput, Cancelled, LanguageUnsupported, TaskUnsupported
from engine.jobs import CancelFlag
from engine.messages import Sampling
from engine.model import load_model
from engine.plan_outlines import plan_ideas
from engine.task_messages import BeatPart, IdeasRequest
from tests.answering import SURE, answering

pytestmark = pytest.mark.model
BEATS = ("He lit the lamp", "A stranger knocked", "They left the island")
PREMISE = "lamp, stranger, letter"
# Takes what is wanted most, then next, with a chance for each.
FREE = replace(SURE, top_k=8, temperature=2.0)


@pytest.fixture(scope="module")
def model(starter):
    return load_model(starter)


def spelled(model, **values) -> str:
    request = IdeasRequest(**{"beats": BEATS, "current": 1, "premise": PREMISE, **values})
    return model.tokenizer.spell(plan_ideas(model, request).prompt.ids)


def found(service, told=None, cancel=None, **values):
    """Return the ideas of an outline, from an empty cache."""
    service._model.session.cache.trim(0)
    request = IdeasRequest(**{"beats": BEATS, "current": 1, "premise": PREMISE, **values})
    hand_on = (lambda part: None) if told is None else told.append
    return service.ideas(request, hand_on, cancel or CancelFlag())


def test_the_beats_so_far_stand_behind_the_premise(model):
    head = "<|bos|><|outline|><|premise|>lamp, stranger, letter<|target|>"
    assert spelled(model) == f"{head}<|beat|>{BEATS[0]}<|beat|>{BEATS[1]}"
    assert spelled(model, current=0) == f"{head}<|beat|>{BEATS[0]}"
    assert spelled(model, current=-1) == head
    assert spelled(model, beats=("", "One", " "), current=2) == f"{head}<|beat|>One"


def test_without_a_premise_the_words_of_the_beats_are_one(model):
    assert "<|premise|>lit, lamp, stranger, knocked<|target|>" in spelled(model, premise=" ")
    at_start = spelled(model, premise="", current=-1)
    assert at_start.endswith("<|premise|>lit, lamp, stranger, knocked, left, island<|target|>")


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize(
    "values", [{}, {"premise": ""}, {"current": -1}, {"beats": (), "current": -1}]
)
def test_five_ideas_come_one_line_each_unlike_each_other_and_the_beats(service, seed, values):
    told = []
    result = found(service, told, **values, sampling=replace(own(service), seed=seed))
    assert len(result.ideas) == 5
    assert told == [BeatPart(idea, index) for index, idea in enumerate(result.ideas)]
    others = list(values.get("beats", BEATS))
    for idea in result.ideas:
        assert idea == idea.strip() != ""
        assert "\n" not in idea
        assert "<|" not in idea
        assert nearest(idea, others) <= NEAR
        others.append(idea)


def own(service) -> Sampling:
    return service._model.templates["outline.next"].sampling


@pytest.mark.parametrize("n", [1, 8])
def test_as_many_ideas_come_as_were_asked_for(service, n):
    result = found(service, n=n, sampling=replace(own(service), seed=1))
    assert len(result.ideas) == n
    assert (result.seed, result.origin.takes, result.origin.task) == (1, n, "outline.next")


def test_the_same_seed_has_the_same_ideas(service):
    first = found(service)
    assert found(service, sampling=first.origin.sampling).ideas == first.ideas
    assert found(service, sampling=replace(first.origin.sampling, seed=first.seed ^ 1)).ideas != (
        first.ideas
    )


def test_an_idea_ends_where_the_next_beat_would_begin(model):
    service = answering(model, "|The storm took the boat|And then nothing")
    assert found(service, n=1, sampling=SURE).ideas == ("The storm took the boat",)


def test_what_the_outline_says_already_is_no_idea_wherever_it_stands(model):
    answers = [f"|{BEATS[0].upper()}", f"|{BEATS[2]}", "|The storm took the boat"]
    for seed in range(5):
        service = answering(model, *answers)
        ideas = found(service, n=1, sampling=replace(FREE, seed=seed)).ideas
        assert ideas
        assert all(nearest(idea, BEATS) <= NEAR for idea in ideas)


def test_one_wish_comes_once_and_the_rest_of_the_ideas_are_others(model):
    ideas = found(answering(model, "|The storm took the boat"), n=3, sampling=SURE).ideas
    assert ideas[0] == "The storm took the boat"
    assert len({idea.lower() for idea in ideas}) == len(ideas)


def test_ideas_have_the_quotes_of_the_outline(model):
    service = answering(model, "|The captain's 'No'")
    beats = ("He lit the \u201clamp\u201d", "It\u2019s late")
    assert found(service, beats=beats, n=1, sampling=SURE).ideas == (
        "The captain\u2019s \u2018No\u2019",
    )


def test_a_banned_phrase_is_in_no_idea(service):
    sampling = replace(own(service), seed=2)
    word = found(service, sampling=sampling).ideas[0].split()[0]
    held = found(service, sampling=replace(sampling, banned=(word,))).ideas
    assert held
    assert not any(word.lower() in idea.lower().split() for idea in held)


def test_words_are_taken_up_only_where_that_is_asked_for(model):
    def guides(**values):
        request = IdeasRequest(BEATS, 1, PREMISE, sampling=Sampling(**values))
        return plan_ideas(model, request).guides

    assert guides() == guides(copy_bias=3.0, temperature=0) == ()
    first, *_ = found_guides = guides(copy_bias=3.0)
    assert len(found_guides) == 5
    # The latest beat's words come first.
    assert model.tokenizer.encode(" stranger")[0] in first.next_tokens(
        model.tokenizer.encode("The")
    )


@pytest.mark.parametrize(
    ("values", "error", "words"),
    [
        ({"beats": ("", " "), "premise": " "}, BadInput, "no premise and no beat"),
        ({"premise": "word " * 900}, BadInput, "premise is too long"),
        ({"beats": ("\u4ed6\u8d70\u5230\u7a97\u524d",) * 9}, LanguageUnsupported, "English only"),
    ],
)
def test_ideas_of_nothing_or_of_what_cannot_be_read_are_refused(model, values, error, words):
    with pytest.raises(error, match=words):
        spelled(model, **values)


def test_a_model_that_cannot_find_ideas_says_so(model):
    rest = {name: task for name, task in model.templates.items() if name != "outline.next"}
    with pytest.raises(TaskUnsupported, match=r"^The model Starter cannot find ideas\.$"):
        spelled(replace(model, templates=rest))


def test_ideas_end_when_they_are_withdrawn(service):
    cancel = CancelFlag()
    cancel.set()
    with pytest.raises(Cancelled):
        found(service, cancel=cancel)
