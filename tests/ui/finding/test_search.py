import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.errors import SearchRefused
from ui.finding.search import MOST_MATCHES, Places, Query, find, nearest

TEXT = "The colour of the Colour wheel.\nColours, and the colour."


def _texts(query: Query, text: str = TEXT) -> list[str]:
    return [match.text for match in find(text, query)]


def test_words_are_found_whatever_their_case_unless_it_matters():
    assert _texts(Query("colour")) == ["colour", "Colour", "Colour", "colour"]
    assert _texts(Query("Colour", matches_case=True)) == ["Colour", "Colour"]


def test_whole_words_only():
    assert _texts(Query("colour", whole_words=True)) == ["colour", "Colour", "colour"]


def test_marks_of_a_pattern_mean_themselves_unless_it_is_one():
    assert _texts(Query("a.c"), "abc a.c") == ["a.c"]
    assert _texts(Query("a.c", is_pattern=True), "abc a.c") == ["abc", "a.c"]
    assert _texts(Query("^Col", is_pattern=True)) == ["Col"]


def test_a_replacement_may_name_groups_of_a_pattern():
    (match,) = find("Smith, John", Query(r"(\w+), (\w+)", is_pattern=True), r"\2 \1")
    assert match.replacement == "John Smith"
    (match,) = find("a", Query("a"), r"\1")
    assert match.replacement == r"\1"


@pytest.mark.parametrize(
    ("query", "replacement", "words"),
    [
        (Query("(", is_pattern=True), None, "no regular expression"),
        (Query("a", is_pattern=True), r"\9", "replacement cannot be used"),
        (Query("(a+)+b", is_pattern=True), None, "takes too long"),
    ],
)
def test_what_cannot_be_looked_for_is_told_in_a_sentence(query, replacement, words):
    with pytest.raises(SearchRefused, match=words):
        find("a" * 5000, query, replacement)


def test_nothing_asked_or_nothing_matched_finds_nothing():
    assert find(TEXT, Query("")) == ()
    assert find(TEXT, Query("x*", is_pattern=True)) == ()


@pytest.mark.parametrize(
    ("caret", "forwards", "backwards"), [(0, 0, 3), (4, 0, 3), (11, 1, 0), (60, 0, 3)]
)
def test_the_search_goes_round_at_either_end(caret, forwards, backwards):
    matches = find(TEXT, Query("colour"))
    assert nearest(matches, caret) == forwards
    assert nearest(matches, caret, backwards=True) == backwards
    assert nearest((), caret) == -1


def test_going_back_leaves_out_no_match_that_touches_another():
    matches = find("aaa", Query("a"))
    assert [nearest(matches, caret, backwards=True) for caret in (2, 1, 0)] == [1, 0, 2]


def test_as_many_are_found_as_are_asked_for():
    text = "a" * (MOST_MATCHES + 5)
    assert len(find(text, Query("a"))) == MOST_MATCHES
    assert len(find(text, Query("a"), "b", most=None)) == MOST_MATCHES + 5


@given(st.text(max_size=30), st.text(min_size=1, max_size=3))
def test_plain_words_are_found_where_python_finds_them(text, word):
    expected = [m.span() for m in re.finditer(re.escape(word), text)]
    found = find(text, Query(word, matches_case=True))
    assert [(match.start, match.end) for match in found] == expected


@given(st.text(max_size=30))
def test_places_are_those_of_qt_and_back(text):
    places = Places(text)
    for point in range(len(text) + 1):
        units = len(text[:point].encode("utf-16-le")) // 2
        assert places.units(point) == units
        assert places.point(units) == point
