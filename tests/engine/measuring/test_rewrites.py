"""Rewrites held against the measure of their mode."""

from types import SimpleNamespace

import pytest

from engine.errors import BadInput
from engine.generate_service import GenerateService
from engine.measuring.passages import Passage
from engine.measuring.rewrites import (
    Rewriting,
    judge,
    judge_all,
    mode_of,
    notes,
    rewrite_passages,
    summary,
)
from engine.messages import Sampling

SOURCE = "At dawn, Margaret walked slowly to the harbour and waited for the ferry with 2 bags."


def verdict(mode, answer, source=SOURCE, reference=SOURCE):
    return judge(Rewriting(mode, "", source, reference, answer))


def passes(mode, answer, **more):
    found = verdict(mode, answer, **more)
    return found.kept, found.changed, found.met


def test_polish_has_to_bring_the_text_nearer_to_the_undamaged_one():
    damaged = SOURCE.replace("slowly", "slwoly").replace("harbour", "harbour harbour")
    assert passes("polish", SOURCE, source=damaged) == (True, True, True)
    assert passes("polish", damaged, source=damaged) == (False, False, False)
    better = SOURCE.replace("slowly", "slwoly")
    # One word of eight is lost to the typing error that was left.
    assert passes("polish", better, source=damaged)[1:] == (True, True)


def test_polish_that_says_something_else_keeps_nothing():
    kept, changed, met = passes("polish", "He slept.", source=SOURCE.replace("a", "e"))
    assert (kept, changed, met) == (False, True, False)


def test_shorten_is_two_to_four_fifths_of_the_length():
    assert passes("shorten", "At dawn, Margaret waited for the ferry with 2 bags.") == (
        True,
        True,
        True,
    )
    assert not verdict("shorten", "Margaret, 2.").met
    assert not verdict("shorten", SOURCE).met


def test_a_name_or_number_that_is_gone_is_not_kept():
    assert not verdict("shorten", "At dawn, she waited for the ferry with 2 bags.").kept
    assert not verdict("shorten", "At dawn, Margaret waited for the ferry with bags.").kept


NOTES = "lamp low, oil gone"


def test_expand_is_longer_and_has_the_notes_words():
    answer = "The lamp burned low, for the oil was gone."
    assert passes("expand", answer, source=NOTES) == (True, True, True)
    assert not verdict("expand", "The fire burned on and on and on.", source=NOTES).kept


@pytest.mark.parametrize(
    "answer",
    [
        "lamp low, oil gone.",
        "lamp low, oil gone, lamp low, oil gone.",
        "The lamp was low, oil gone and",
        "The lamp was low, for the oil was gone",
    ],
)
def test_notes_that_were_not_written_out_are_no_expansion(answer):
    assert not verdict("expand", answer, source=NOTES).met


def test_an_expansion_has_the_names_of_the_passage_that_its_notes_have():
    source = notes(SOURCE)
    assert verdict("expand", SOURCE, source=source).kept
    assert not verdict("expand", SOURCE.replace("Margaret", "Marg"), source=source).kept
    without = source.replace("Margaret ", "")
    assert verdict("expand", SOURCE.replace("Margaret", "Anna"), source=without).kept


def test_an_answer_that_does_not_end_as_its_source_does_is_not_met():
    cut = SOURCE[: int(len(SOURCE) * 0.8)]
    assert not verdict("shorten", cut).met
    assert verdict("shorten", cut, source=SOURCE.rstrip(".")).met
    assert not verdict("rephrase", cut).met
    damaged = SOURCE.replace("slowly", "slwoly")
    assert not verdict("polish", SOURCE.rstrip("."), source=damaged.replace("harbour", "hbr")).met


def test_a_rephrasing_that_is_nearly_its_source_is_unchanged():
    assert not verdict("rephrase", SOURCE[:-1]).changed
    assert not verdict("rephrase", SOURCE.replace("slowly", "slow")).changed


def test_rephrase_may_use_other_words_but_not_other_names():
    answer = "In the morning, Margaret strolled to the harbour to wait for the ferry with 2 bags."
    assert passes("rephrase", answer) == (True, True, True)
    assert passes("rephrase", SOURCE) == (True, False, True)


@pytest.mark.parametrize(
    ("mode", "answer", "met"),
    [
        ("describe", "The room was long and low, with a single window.", True),
        ("describe", 'The room was long. "Come in," she said to him.', False),
        ("describe", "The room was long and low and", False),
        ("describe", "Long. Low.", False),
        ("describe", "It was long and low and it was long and low again.", False),
        ("dialogue", '"Who is there?" she asked, and nobody answered.', True),
        ("dialogue", '"Who is there? she asked, and nobody answered.', False),
        ("dialogue", "Nobody was there at all that night.", False),
        ("dialogue", "\u201cWho is there?\u201d she asked, and nobody answered.", True),
    ],
)
def test_a_paragraph_of_a_kind_is_whole_fresh_and_of_that_kind(mode, answer, met):
    assert verdict(mode, answer).met is met


def test_a_paragraph_nearly_like_that_of_an_earlier_passage_counts_as_unchanged():
    same, other = '"Yes," he said, and went on.', '"No," said Anna, who had waited longest.'
    answers = [
        Rewriting(mode, "", SOURCE, SOURCE, answer)
        for mode in ("dialogue", "describe")
        for answer in (same, other, same)
    ]
    assert [v.changed for v in judge_all(answers)] == [True, True, False] * 2
    shortened = [Rewriting("shorten", "", SOURCE, SOURCE, SOURCE[:40])] * 2
    assert judge_all(shortened) == [judge(shortened[0])] * 2


def test_the_summary_is_the_share_that_passes_everything():
    good = verdict("shorten", "At dawn, Margaret waited for the ferry with 2 bags.")
    same = verdict("shorten", SOURCE)
    found = summary([good, same])
    assert found["good"] == 0.5
    assert found["kept"] == 1.0
    assert found["length_ratio"] == pytest.approx(
        (good.numbers["length_ratio"] + same.numbers["length_ratio"]) / 2
    )
    assert summary([]) == {}


def test_notes_are_the_meaning_bearing_words_clause_by_clause():
    assert notes("He lit the lamp; then he sat down, and the storm began.") == (
        "lit lamp, sat, storm began"
    )


def test_notes_keep_names_and_numbers_as_they_are():
    assert notes('"Well," said Dr. Cathcart, "it cost 1,200 in 1914; or 3.14?"') == (
        "said Dr, Cathcart, cost 1,200 1914, 3.14"
    )


def test_passages_that_cannot_be_damaged_noted_or_done_are_left_out(monkeypatch):
    def rewrite(request, on_part, cancel):
        if "Refuse" in request.text:
            raise BadInput("No.")
        return SimpleNamespace(takes=[SimpleNamespace(text=request.text)])

    monkeypatch.setattr(GenerateService, "holding", lambda m: SimpleNamespace(rewrite=rewrite))
    places = [Passage("", "1914. 1915."), Passage("", SOURCE), Passage("", "Refuse it.")]

    def sources(mode):
        told = []
        found = rewrite_passages(None, mode, places, 1, Sampling(), told.append)
        assert told == [1, 2, 3]
        return [rewriting.reference for rewriting in found]

    # A fault may be in the very word that is refused.
    assert sources("polish")[0] == SOURCE
    assert sources("shorten") == ["1914. 1915.", SOURCE]
    places[0] = Passage("", "He was.")
    assert sources("expand") == [SOURCE]


def test_a_mode_is_read_from_its_task():
    assert mode_of("rewrite.polish") == "polish"
    with pytest.raises(ValueError, match="no rewrite"):
        mode_of("draft")
