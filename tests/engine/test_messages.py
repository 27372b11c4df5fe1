"""Messages: ranges, conversions, and what a stranger's JSON may hold."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.messages import (
    Limits,
    LoadRequest,
    ModelInfo,
    Origin,
    Sampling,
    SlotCut,
    SuggestPart,
    SuggestRequest,
    SuggestResult,
    Take,
    Timings,
    TokenBias,
    from_dict,
    to_dict,
)

samplings = st.builds(
    Sampling,
    temperature=st.floats(0, 2),
    top_k=st.integers(0, 1_000_000),
    top_p=st.floats(0, 1, exclude_min=True),
    min_p=st.floats(0, 1),
    typical_p=st.floats(0, 1, exclude_min=True),
    repetition_penalty=st.floats(1, 2),
    repetition_range=st.integers(0, 65_536),
    dry_multiplier=st.floats(0, 10),
    dry_base=st.floats(1, 4),
    dry_allowed_length=st.integers(1, 100),
    dry_range=st.integers(0, 65_536),
    logit_bias=st.lists(st.builds(TokenBias, st.integers(0), st.floats(-100, 100)), max_size=3).map(
        tuple
    ),
    banned=st.lists(st.text("abc ", min_size=1).filter(str.strip), max_size=3).map(tuple),
    seed=st.none() | st.integers(0, 2**63 - 1),
)
limits = st.builds(
    Limits,
    stop=st.sampled_from(["none", "sentence", "paragraph"]),
    max_tokens=st.integers(1, 4096),
    max_chars=st.none() | st.integers(1),
    max_ms=st.none() | st.integers(1),
    ending=st.sampled_from(["any", "sentence"]),
)
requests = st.builds(
    SuggestRequest,
    before=st.text(),
    after=st.text(),
    sampling=samplings,
    limits=limits,
    takes=st.integers(1, 8),
    revision=st.integers(),
    caret=st.integers(),
    notes=st.lists(st.text(), max_size=3).map(tuple),
    beat=st.text(),
)


@given(requests)
def test_a_request_survives_the_way_through_json(request_):
    assert from_dict(SuggestRequest, json.loads(json.dumps(to_dict(request_)))) == request_


@pytest.mark.parametrize(
    "message",
    [
        SuggestPart("one word", 2),
        LoadRequest("starter"),
        ModelInfo("a", "A", ("en", "zh"), "CPU", "int8", 1024, ("continue",), 12.5),
        SuggestResult(
            model="a",
            provider="CPU",
            takes=(Take("t", "eos", 3, lost=("Ann", "12")), Take("u", "stop", 2, 3)),
            timings=Timings(1.0, 2.0, 3.0, 4.0),
            seed=7,
            prompt_tokens=10,
            reused_tokens=4,
            cut_chars=5,
            slots=(SlotCut("left", 20, 5, 9),),
            origin=Origin(
                "continue", "a", "ab", None, "cd", 2, 7, Sampling(banned=("x",)), Limits(max_ms=4)
            ),
            diversity=0.5,
            dropped=(1, 2),
            revision=3,
            caret=9,
        ),
    ],
)
def test_an_answer_survives_the_way_through_json(message):
    assert from_dict(type(message), json.loads(json.dumps(to_dict(message)))) == message


@pytest.mark.parametrize(
    ("kind", "values"),
    [
        (Sampling, {"temperature": -0.1}),
        (Sampling, {"temperature": 2.1}),
        (Sampling, {"temperature": float("nan")}),
        (Sampling, {"temperature": float("inf")}),
        (Sampling, {"top_k": -1}),
        (Sampling, {"top_k": 1_000_001}),
        (Sampling, {"top_p": 0.0}),
        (Sampling, {"min_p": -0.1}),
        (Sampling, {"min_p": float("nan")}),
        (Sampling, {"typical_p": 0.0}),
        (Sampling, {"repetition_penalty": 0.9}),
        (Sampling, {"repetition_range": -1}),
        (Sampling, {"dry_multiplier": 11.0}),
        (Sampling, {"dry_base": 0.5}),
        (Sampling, {"dry_allowed_length": 0}),
        (Sampling, {"banned": ["  "]}),
        (Sampling, {"banned": ["x" * 81]}),
        (Sampling, {"banned": ["x"] * 101}),
        (TokenBias, {"token": -1, "value": 0.0}),
        (TokenBias, {"value": 101.0, "token": 1}),
        (Limits, {"ending": "word"}),
        (Sampling, {"top_p": 1.1}),
        (Sampling, {"top_p": float("nan")}),
        (Sampling, {"seed": -1}),
        (Sampling, {"seed": 2**63}),
        (Limits, {"stop": "word"}),
        (Limits, {"max_tokens": 0}),
        (Limits, {"max_tokens": 4097}),
        (Limits, {"max_chars": 0}),
        (Limits, {"max_ms": 0}),
        (SuggestRequest, {"before": "a", "takes": 0}),
        (SuggestRequest, {"before": "a", "takes": 9}),
    ],
)
def test_a_value_out_of_range_is_refused_with_its_name(kind, values):
    name = next(key for key in values if key != "before").replace("_", ".")
    with pytest.raises(ValueError, match=name):
        kind(**values)


@pytest.mark.parametrize(
    "values",
    [
        {"temperature": 0},
        {"temperature": 2},
        {"top_k": 0},
        {"top_k": 1_000_000},
        {"top_p": 1.0},
        {"top_p": 1e-9},
        {"seed": 0},
        {"seed": 2**63 - 1},
    ],
)
def test_the_edges_of_a_range_belong_to_it(values):
    assert to_dict(Sampling(**values)).items() >= values.items()


@pytest.mark.parametrize(
    "value",
    [
        None,
        [],
        {},
        {"before": 7},
        {"before": None},
        {"before": "a", "takes": True},
        {"before": "a", "takes": 1.5},
        {"before": "a", "takes": "2"},
        {"before": "a", "sampling": []},
        {"before": "a", "sampling": {"temperature": "hot"}},
        {"before": "a", "sampling": {"temperature": True}},
        {"before": "a", "sampling": {"temperature": 10**400}},
        {"before": "a", "sampling": {"seed": 0.5}},
        {"before": "a", "limits": {"stop": []}},
        {"before": "a", "limits": {"max_chars": "9"}},
    ],
)
def test_a_value_of_the_wrong_kind_is_a_value_error(value):
    with pytest.raises(ValueError, match=r"\w"):
        from_dict(SuggestRequest, value)


def test_unknown_keys_of_a_later_version_are_ignored():
    assert from_dict(SuggestRequest, {"before": "a", "mood": "calm"}) == SuggestRequest("a")


def test_a_whole_number_serves_as_a_float():
    found = from_dict(Sampling, {"temperature": 1, "top_p": 1})
    assert found == Sampling(temperature=1.0, top_p=1.0)
    assert isinstance(found.temperature, float)


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
FIELDS = ["before", "after", "sampling", "limits", "takes", "revision", "caret"]


@given(st.dictionaries(st.sampled_from(FIELDS), json_values))
def test_any_json_object_is_a_request_or_a_value_error(value):
    try:
        found = from_dict(SuggestRequest, value)
    except ValueError:
        return
    assert isinstance(found, SuggestRequest)


@pytest.mark.parametrize(
    ("values", "sentence"),
    [
        ({"temperature": 3.0}, "temperature must be from 0 to 2."),
        ({"top_p": 0.0}, "top-p must be above 0 and at most 1."),
        ({"seed": -1}, "seed must be from 0 to 9223372036854775807."),
        ({"dry_allowed_length": 0}, "dry-allowed-length must be from 1 to 100."),
    ],
)
def test_a_refused_option_names_its_range(values, sentence):
    with pytest.raises(ValueError, match="^" + re.escape(sentence) + "$"):
        Sampling(**values)
