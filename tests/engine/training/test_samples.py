from engine.training import samples
from engine.training.config import TrainConfig
from engine.training.learner import Learner
from tests.engine.training.conftest import OTHER, TALE


def test_places_lie_behind_sentences_and_have_equal_lengths(tokenizer):
    places = samples.places_in([TALE, OTHER], tokenizer, 5, [0])
    assert len(places) == 5
    assert {len(place.ids) for place in places} == {161}
    assert all(place.before.rstrip()[-1] in ".!?" for place in places)
    assert all(place.ids[0] == 0 for place in places)


def test_a_text_too_short_for_places_has_none(tokenizer):
    assert samples.places_in(["He left."], tokenizer, 5, [0]) == ()


def test_continuations_repeat_with_their_seed(tiny_base, tokenizer):
    learner = Learner(tiny_base, TrainConfig(method="full"))
    # The tiny base reads 128 tokens.
    places = [
        samples.Place(place.before, place.ids[-60:])
        for place in samples.places_in([TALE], tokenizer, 3, [0])
    ]
    first = samples.continuations(learner.module, places, tokenizer, seed=4)
    assert len(first) == 3
    assert first == samples.continuations(learner.module, places, tokenizer, seed=4)
    assert first != samples.continuations(learner.module, places, tokenizer, seed=5)
    assert learner.module.training


def test_an_unfinished_sentence_at_the_end_is_left_out():
    assert samples._whole_sentences("He left. She sta") == "He left."
    assert samples._whole_sentences("He was still on the") == "He was still on the"
    assert samples._whole_sentences("He left.\n\nShe came. It") == "He left.\n\nShe came."
