"""Outlines of long texts: all of it is read, piece by piece, and no beat comes twice."""

from dataclasses import replace

import pytest

from engine.diversity import NEAR, nearest
from engine.errors import Cancelled
from engine.jobs import CancelFlag
from engine.messages import Sampling
from engine.model import load_model
from engine.plan_outlines import plan_outline
from engine.task_messages import MOST_BEATS, BeatPart, OutlineRequest

pytestmark = pytest.mark.model
SEEDED = Sampling(seed=1)
NOUNS = (
    "lamp",
    "letter",
    "storm",
    "island",
    "captain",
    "garden",
    "window",
    "horse",
    "river",
    "bell",
)


def long_text(n_paragraphs: int) -> str:
    """Return paragraphs of three sentences that say other things."""
    return "\n\n".join(
        f"The {NOUNS[i % 10]} of day {i} stood before the {NOUNS[(i // 10 + i + 3) % 10]}. She "
        f"wrote of it to her sister in the {NOUNS[(i + 7) % 10]} house. Then they all waited for "
        f"number {i} to come."
        for i in range(n_paragraphs)
    )


TEXT = long_text(60)


@pytest.fixture(scope="module")
def model(starter):
    return load_model(starter)


def outlined(service, told=None, cancel=None, **values):
    """Return the outline of a text, from an empty cache."""
    service._model.session.cache.trim(0)
    hand_on = (lambda part: None) if told is None else told.append
    request = OutlineRequest(**{"text": TEXT, "sampling": SEEDED, **values})
    return service.outline(request, hand_on, cancel or CancelFlag())


def sources(model, plan) -> list[str]:
    """Return what of the text each piece holds."""
    first, last = "<|source|>", "<|target|>"
    spelled = [model.tokenizer.spell(piece.prompt.ids) for piece in plan.pieces]
    return [text.partition(first)[2].removesuffix(last) for text in spelled]


def test_a_text_that_fits_is_one_piece_with_the_whole_prompt(model):
    plan = plan_outline(model, OutlineRequest(text=TEXT[:900]))
    assert sources(model, plan) == [TEXT[:900].strip()]
    assert (plan.condenses, plan.n_beats) == (False, None)


@pytest.mark.parametrize("n_beats", [None, 9, 40])
def test_the_pieces_are_all_of_a_long_text_and_end_where_paragraphs_do(model, n_beats):
    plan = plan_outline(model, OutlineRequest(text=f"{TEXT}\n", beats=n_beats))
    found = sources(model, plan)
    assert "\n\n".join(found) == TEXT
    assert len(found) > 1
    assert sum(piece.n_beats for piece in plan.pieces) == plan.n_beats
    assert not any(cut.cut_chars for piece in plan.pieces for cut in piece.prompt.slots)
    capacity = model.session.cache.capacity
    for piece in plan.pieces:
        assert len(piece.prompt.ids) + piece.limits.max_tokens <= capacity
        assert len(piece.guides) == piece.n_beats


def test_a_longer_piece_has_no_fewer_beats(model):
    plan = plan_outline(model, OutlineRequest(text=TEXT + "\n\n" + "He sat there. " * 90, beats=30))
    sizes = [len(piece.prompt.ids) for piece in plan.pieces]
    beats = [piece.n_beats for piece in plan.pieces]
    longest, shortest = sizes.index(max(sizes)), sizes.index(min(sizes))
    assert beats[longest] >= beats[shortest]


def test_without_a_wish_a_long_text_gets_beats_by_its_length_and_no_more_than_may_be_asked(model):
    short, long = (plan_outline(model, OutlineRequest(text=long_text(n))) for n in (60, 400))
    assert 6 <= short.n_beats < long.n_beats == MOST_BEATS


def test_a_bound_of_the_whole_outline_is_shared_out(model):
    plan = plan_outline(model, OutlineRequest(text=TEXT, beats=20, max_tokens=200))
    assert sum(piece.limits.max_tokens for piece in plan.pieces) <= 200


def test_a_text_in_one_paragraph_is_cut_between_sentences(model):
    text = TEXT.replace("\n\n", " ")
    plan = plan_outline(model, OutlineRequest(text=text))
    found = sources(model, plan)
    assert " ".join(found) == text
    assert all(piece.endswith(".") for piece in found)


@pytest.mark.parametrize("n_beats", [4, 9, 23])
def test_a_long_text_gets_exactly_the_beats_asked_for_all_unlike_each_other(service, n_beats):
    told = []
    result = outlined(service, told, beats=n_beats)
    titles = [beat.title for beat in result.beats]
    assert result.pieces > 1
    assert len(titles) == n_beats
    assert told == [BeatPart(title, index) for index, title in enumerate(titles)]
    assert len({title.lower() for title in titles}) == n_beats
    near = [nearest(title, titles[:i]) > NEAR for i, title in enumerate(titles)]
    assert sum(near) <= n_beats // 5
    assert (result.read_chars, result.cut_chars) == (len(TEXT), 0)
    (slot,) = result.slots
    assert (slot.slot, slot.kept_chars, slot.cut_chars, slot.reason) == ("source", len(TEXT), 0, "")


def test_a_text_of_pieces_that_are_all_the_same_has_no_beat_twice(service):
    result = outlined(service, text="\n\n".join([TEXT[:700]] * 12), beats=12)
    titles = [beat.title.lower() for beat in result.beats]
    assert len(set(titles)) == len(titles) == 12


def test_fewer_beats_than_pieces_are_made_of_the_beats_of_all_pieces(service, model):
    plan = plan_outline(model, OutlineRequest(text=TEXT, beats=2))
    assert plan.condenses
    assert {piece.n_beats for piece in plan.pieces} == {1}
    told = []
    result = outlined(service, told, beats=2)
    assert len(result.beats) == 2 < result.pieces
    assert [part.title for part in told] == [beat.title for beat in result.beats]
    assert [part.index for part in told] == [0, 1]
    assert (result.read_chars, result.cut_chars) == (len(TEXT), 0)
    # The last prompt is of beats, one for each piece.
    last = service.inspect()
    (source,) = (part.text for part in last.parts if part.kind == "source")
    assert len(source.split("\n\n")) == result.pieces


def test_the_same_seed_writes_the_same_outline_and_another_one_another(service):
    first, again, other = (
        outlined(service, beats=6, sampling=Sampling(seed=seed)) for seed in (1, 1, 2)
    )
    assert first.beats == again.beats != other.beats
    assert first.origin == again.origin
    assert (first.seed, other.seed) == (1, 2)


def test_another_text_or_number_of_beats_has_another_origin(service):
    hashes = {
        outlined(service, beats=n, text=text).origin.context_sha256
        for n in (5, 6)
        for text in (TEXT, f"So. {TEXT}")
    }
    assert len(hashes) == 4


def test_an_unseeded_outline_says_which_seed_all_its_pieces_had(service):
    first = outlined(service, beats=6, sampling=None)
    assert outlined(service, beats=6, sampling=first.origin.sampling).beats == first.beats


def test_an_outline_that_is_withdrawn_between_two_pieces_ends(service):
    cancel, told = CancelFlag(), []
    shares = [
        piece.n_beats
        for piece in plan_outline(service._model, OutlineRequest(text=TEXT, beats=9)).pieces
    ]

    def tell(part):
        told.append(part)
        if len(told) == shares[0]:
            cancel.set()

    request = OutlineRequest(text=TEXT, beats=9, sampling=SEEDED)
    with pytest.raises(Cancelled):
        service.outline(request, tell, cancel)
    assert len(told) == shares[0]
    assert len(outlined(service, beats=9).beats) == 9


def test_a_greedy_outline_of_a_long_text_is_the_models_own_in_every_piece(service):
    result = outlined(service, beats=6, sampling=Sampling(temperature=0))
    assert len(result.beats) == 6
    assert replace(result.origin.sampling, seed=None) == Sampling(temperature=0)
