"""Outlines and drafts held against the text they were made of."""

from collections import Counter
from types import SimpleNamespace

import pytest

from engine.errors import BadInput
from engine.generate_service import GenerateService
from engine.measuring.outlines import (
    Outlining,
    copied_share,
    distinct_share,
    grounded_share,
    judge,
    lead_outline,
    order_share,
    outline_sections,
    premise_of,
    summary,
)
from engine.measuring.passages import Passage
from engine.messages import Sampling

TEXT = (
    "The lamp burned low in the empty room. A stranger knocked twice at the door. "
    "They left the island before the storm. Nobody ever saw the letter again."
)
BEATS = ("The lamp burned low", "A stranger knocked twice", "They left before the storm")


def test_beats_of_the_texts_own_words_in_its_order_are_good():
    assert judge(Outlining("outline.from_text", TEXT, BEATS)) == {
        "good": True,
        "grounded": 1.0,
        "in_order": 1.0,
        "distinct": 1.0,
        "copied": pytest.approx(2 / 3),
        "beats": 3,
    }


def test_beats_that_go_back_in_the_text_are_out_of_order():
    assert order_share(BEATS[::-1], TEXT) == 0.0
    assert order_share((BEATS[0], BEATS[2], BEATS[1]), TEXT) == 0.5


def test_beats_of_other_words_are_not_grounded_and_have_no_place():
    beats = (BEATS[0], "The dragon slept on gold", BEATS[1])
    assert grounded_share(beats, TEXT) == pytest.approx(2 / 3)
    assert order_share(beats, TEXT) == 1.0
    assert order_share(("The dragon slept",), TEXT) == 0.0


def test_a_beat_that_says_an_earlier_one_again_is_not_distinct():
    assert distinct_share((*BEATS, "The lamp burned low")) == 0.75
    assert distinct_share(()) == 0.0


def test_fewer_than_three_beats_are_no_good_outline():
    assert not judge(Outlining("outline.from_text", TEXT, BEATS[:2]))["good"]


def test_beats_without_meaning_are_not_grounded():
    assert grounded_share(("I was he", "He had it", "The lamp"), TEXT) == 0.0
    assert order_share(("I was he", "It was"), TEXT) == 0.0
    assert not judge(Outlining("outline.from_text", TEXT, ("He was", "It is", "They had")))["good"]


def test_a_beat_is_copied_if_it_stands_in_the_text_word_for_word():
    assert copied_share(("the Lamp burned low.", "The lamp burned", "lamp low"), TEXT) == (
        pytest.approx(2 / 3)
    )
    assert copied_share(("burn", "storm nobody"), TEXT) == 0.5
    assert copied_share((), TEXT) == 0.0


def test_the_lead_outline_is_the_beginnings_of_evenly_spaced_sentences():
    text = " ".join(f"Number {n} of them came {'on and ' * 8}on." for n in range(10))
    lead = lead_outline(text, 5)
    assert [beat.split()[1] for beat in lead] == ["0", "2", "4", "6", "8"]
    assert all(len(beat.split()) == 12 for beat in lead)
    assert len(lead_outline(TEXT, 9)) == 4
    assert lead_outline("", 3) == ()


PREMISE_BEATS = (
    "The lamp burned low in the empty room",
    "A stranger knocked twice at the door",
    "They left the island before the storm",
)


def test_an_outline_of_a_premise_takes_up_its_words():
    found = judge(Outlining("outline.from_premise", "lamp, storm, dragon", PREMISE_BEATS))
    assert found["grounded"] == pytest.approx(2 / 3)
    assert found["good"]
    assert not judge(Outlining("outline.from_premise", "dragon, gold, cave", PREMISE_BEATS))["good"]


def test_an_outline_that_only_says_its_premise_again_is_not_good():
    words = Outlining("outline.from_premise", "lamp, storm, island", ("lamp", "storm", "island"))
    assert not judge(words)["good"]
    premise = "Lamp burned low, stranger knocked twice, left island before storm"
    parts = ("The lamp burned low", "A stranger knocked twice", "Left island before storm")
    assert not judge(Outlining("outline.from_premise", premise, parts))["good"]


def test_an_idea_takes_up_a_word_of_the_outline_and_says_more():
    ideas = (
        "The stranger has come for a map",
        "The dragon slept on his gold",
        "A stranger knocked twice",
        "The lamp fell, and the lamp fell again",
    )
    assert judge(Outlining("outline.next", "\n".join(BEATS), ideas)) == {
        "good": 0.25,
        "grounded": 0.75,
        "distinct": 1.0,
        "ideas": 4,
    }
    assert judge(Outlining("outline.next", TEXT, ()))["good"] == 0


def test_a_draft_says_its_beat_and_ends():
    beat = "A stranger knocked twice"
    good = judge(Outlining("draft", beat, ("That night a stranger came and knocked.",)))
    assert (good["good"], good["grounded"]) == (True, pytest.approx(2 / 3))
    assert not judge(Outlining("draft", beat, ("That night a stranger came and knocked",)))["good"]
    again = "A stranger knocked at once and a stranger knocked at once."
    assert not judge(Outlining("draft", beat, (again,)))["good"]


def test_a_premise_is_made_of_the_words_that_tell_a_text_from_others():
    counts = Counter({"lamp": 1, "room": 9, "door": 9, "storm": 2, "island": 1})
    premise = premise_of("The lamp, the room, the door, the storm, the island.", counts, 3)
    assert premise == "lamp, storm, island"


def test_the_summary_is_the_mean_of_each_measure():
    assert summary([{"good": 1, "beats": 3}, {"good": 0, "beats": 5}]) == {"good": 0.5, "beats": 4}
    assert summary([]) == {}


def test_a_draft_that_is_its_beat_is_not_good():
    beat = "A stranger knocked twice at the old door."
    assert not judge(Outlining("draft", beat, (beat,)))["good"]


SENTENCES = [sentence.strip(" .") for sentence in TEXT.split(". ")]


class FakeService:
    """Answers every ask alike and remembers it; refuses what holds the word "refuse"."""

    def __init__(self):
        self.asked = []

    def outline(self, request, on_beat, cancel):
        self._take(request, request.text + request.premise)
        return SimpleNamespace(beats=[SimpleNamespace(title=beat) for beat in BEATS])

    def draft(self, request, on_part, cancel):
        self._take(request, " ".join(request.beats))
        return SimpleNamespace(takes=[SimpleNamespace(text="He came in.")])

    def _take(self, request, text):
        if "refuse" in text:
            raise BadInput("No.")
        self.asked.append(request)


@pytest.fixture
def service(monkeypatch):
    """Return what answers in place of a model."""
    found = FakeService()
    monkeypatch.setattr(GenerateService, "holding", lambda model: found)
    return found


def ask(task, *sections, seed=1):
    return outline_sections(None, task, sections, seed, Sampling())


def test_premises_are_telling_words_and_first_sentences_by_turns(service):
    first = "He said so. " + " ".join(f"word{n}" for n in range(20)) + "."
    sections = [Passage("", f"{first} {TEXT} Lamp and room.") for _ in range(4)]
    found = ask("outline.from_premise", *sections)
    assert [5 <= len(outlining.source.split(", ")) <= 8 for outlining in found[::2]] == [True] * 2
    assert [outlining.source for outlining in found[1::2]] == [
        " ".join(f"word{n}" for n in range(16))
    ] * 2
    counts = {
        len(outlining.source.split(", "))
        for seed in range(30)
        for outlining in ask("outline.from_premise", *sections, seed=seed)[::2]
    }
    assert counts == {5, 6, 7, 8}


def test_a_draft_has_beats_without_marks_around_them_and_the_text_up_to_its_own(service):
    long = "Then " + " ".join(f"word{n}" for n in range(20)) + "."
    text = f'"Who is there?" she asked.\n\n{TEXT} {long}'
    for seed in range(12):
        (found,) = ask("draft", Passage("It was late.", text), seed=seed)
        request = service.asked[-1]
        beat = request.beats[request.current]
        assert beat == found.source
        assert request.beats == ("Who is there", "she asked", *SENTENCES[:3])
        assert request.current >= 2
        assert request.before == "It was late.\n\n" + text[: text.index(beat)]
    (found,) = ask("draft", Passage("", long))
    assert found.source == "Then " + " ".join(f"word{n}" for n in range(15))


@pytest.mark.parametrize("task", ["outline.from_text", "draft"])
def test_sections_that_a_model_refuses_are_left_out(service, task):
    told = []
    sections = [Passage("", TEXT), Passage("", "I refuse to go."), Passage("", TEXT)]
    assert len(outline_sections(None, task, sections, 1, Sampling(), told.append)) == 2
    assert told == [1, 2, 3]
