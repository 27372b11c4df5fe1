"""Asks to rewrite, draft and outline: their ranges, and their way over the wire."""

import json
from typing import get_args

import pytest

from engine.messages import Limits, Origin, Sampling, SlotCut, Timings, from_dict, to_dict
from engine.task_messages import (
    MODES,
    MOST_BEATS,
    MOST_TOKENS,
    BeatPart,
    DraftRequest,
    IdeasRequest,
    IdeasResult,
    InspectedPart,
    InspectResult,
    OutlineBeat,
    OutlineRequest,
    OutlineResult,
    RewriteMode,
    RewriteRequest,
)

ORIGIN = Origin("outline.from_text", "m", "a", None, "b", 1, 7, Sampling(seed=7), Limits())
TIMES = Timings(1.0, 2.0, 3.0, 4.0)
CUT = SlotCut("notes", 1, 2, 3, "budget")
MESSAGES = [
    RewriteRequest("polish", "a", notes=("b", "c")),
    DraftRequest(("a",), 0, notes=("b",)),
    IdeasRequest(("a", "b"), 1, "c", 8, Sampling(seed=1)),
    IdeasRequest((), -1, "c"),
    IdeasResult("m", "CPU", ("a", "b"), TIMES, 7, (CUT,), ORIGIN),
    InspectResult(
        task="draft",
        model="m",
        provider="CPU",
        precision="int8",
        seed=7,
        sampling=Sampling(seed=7),
        parts=(InspectedPart("control", "<|bos|>", 1), InspectedPart("left", "a", 1)),
        slots=(CUT,),
        prompt_tokens=2,
        reused_tokens=1,
        context_tokens=1024,
        max_tokens=128,
        timings=TIMES,
        word=" a",
    ),
    RewriteRequest("polish", "a", "b", "c", "d", Sampling(seed=1), 9, 3, 4, 5),
    RewriteRequest("describe", "a"),
    DraftRequest(("a", "b"), 1, "c", "d", Sampling(banned=("e",)), 9, 3, 4, 5),
    DraftRequest(("a",), 0),
    OutlineRequest(premise="a", beats=3, sampling=Sampling()),
    OutlineRequest(text="a"),
    OutlineBeat("a", "b"),
    BeatPart("a", 2),
    OutlineResult(
        "m",
        "CPU",
        (OutlineBeat("a"),),
        1,
        2,
        Timings(1.0, 2.0, 3.0, 4.0),
        7,
        (SlotCut("source", 1, 2, 3),),
        ORIGIN,
    ),
]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: type(message).__name__)
def test_a_message_crosses_the_wire_unchanged(message):
    assert from_dict(type(message), json.loads(json.dumps(to_dict(message)))) == message


def test_the_modes_are_those_of_the_design():
    assert set(MODES) == set(get_args(RewriteMode))
    assert set(MODES) == {
        *("polish", "expand", "shorten", "rephrase"),
        *("describe", "dialogue", "instruct"),
    }


def rewrite(**values):
    return RewriteRequest(**{"mode": "polish", "text": "a", **values})


def draft(**values):
    return DraftRequest(**{"beats": ("a", "b"), "current": 0, **values})


@pytest.mark.parametrize("make", [rewrite, draft])
@pytest.mark.parametrize(
    ("name", "least", "most"), [("takes", 1, 8), ("max_tokens", 1, MOST_TOKENS)]
)
def test_a_number_has_a_range_and_its_ends_are_in_it(make, name, least, most):
    for value in (least, most):
        assert getattr(make(**{name: value}), name) == value
    for value in (least - 1, most + 1):
        with pytest.raises(ValueError, match=name.replace("_", "-")):
            make(**{name: value})


@pytest.mark.parametrize("make", [rewrite, draft])
def test_without_a_number_of_tokens_the_passage_decides(make):
    assert make().max_tokens is None


def test_a_mode_that_nobody_knows_is_refused_and_all_others_are_named():
    with pytest.raises(ValueError, match="polish, expand, shorten"):
        rewrite(mode="improve")


@pytest.mark.parametrize("current", [-1, 2])
def test_a_beat_is_one_of_the_beats(current):
    with pytest.raises(ValueError, match="from 1 to 2"):
        draft(current=current)


def test_an_outline_without_beats_has_none_to_draft():
    with pytest.raises(ValueError, match="beat"):
        DraftRequest((), 0)


@pytest.mark.parametrize(
    "sources",
    [{}, {"premise": " \n"}, {"text": "\t"}, {"premise": "a", "text": "b"}],
)
def test_an_outline_is_of_a_premise_or_of_a_text(sources):
    with pytest.raises(ValueError, match="either a premise or a text"):
        OutlineRequest(**sources)


def test_white_space_beside_a_premise_is_no_text():
    assert OutlineRequest(premise="a", text="\n").premise == "a"


def test_the_number_of_beats_has_a_range_and_its_ends_are_in_it():
    for beats in (1, MOST_BEATS, None):
        assert OutlineRequest(premise="a", beats=beats).beats == beats
    for beats in (0, MOST_BEATS + 1):
        with pytest.raises(ValueError, match=f"from 1 to {MOST_BEATS}"):
            OutlineRequest(premise="a", beats=beats)


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        (RewriteRequest, {"text": "a"}),
        (RewriteRequest, {"mode": "polish"}),
        (RewriteRequest, {"mode": "polish", "text": 7}),
        (RewriteRequest, {"mode": ["polish"], "text": "a"}),
        (DraftRequest, {"beats": "abc", "current": 0}),
        (DraftRequest, {"beats": [1], "current": 0}),
        (DraftRequest, {"beats": ["a"], "current": True}),
        (DraftRequest, {"beats": ["a"], "current": 0, "sampling": {"temperature": 9}}),
        (OutlineRequest, {"premise": "a", "beats": "3"}),
        (OutlineRequest, {"premise": None}),
        (OutlineRequest, "a premise"),
    ],
)
def test_parameters_of_the_wrong_kind_are_refused(kind, params):
    with pytest.raises(ValueError, match=r"\w"):
        from_dict(kind, params)


@pytest.mark.parametrize(
    "values",
    [
        {"current": -2},
        {"current": 2},
        {"beats": (), "current": 0},
        {"n": 0},
        {"n": 9},
    ],
)
def test_ideas_come_after_a_beat_of_the_outline_and_are_one_to_eight(values):
    with pytest.raises(ValueError, match=f"{'n' if 'n' in values else 'current'} must be from"):
        IdeasRequest(**{"beats": ("a", "b"), "current": 1, **values})


def test_five_ideas_come_unless_another_number_is_asked_for():
    assert IdeasRequest(("a",), -1).n == 5


def test_a_later_field_may_be_missing_on_the_wire():
    assert from_dict(RewriteRequest, {"mode": "polish", "text": "a"}).notes == ()
    known = to_dict(OutlineResult("m", "CPU", (), 1, 0, TIMES, 7, (), ORIGIN))
    del known["pieces"]
    assert from_dict(OutlineResult, known).pieces == 1
