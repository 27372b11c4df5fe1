from dataclasses import dataclass, replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.manuscript import nesting


@dataclass(frozen=True)
class Row:
    """A row of nothing in particular."""

    id: str
    parent: str = ""

    def under(self, parent):
        return replace(self, parent=parent)


def rows(*pairs):
    return tuple(Row(*pair.split("<")) for pair in pairs)


ROWS = rows("a", "b<a", "c<b", "d<a", "e")


def ids(found):
    return [row.id for row in found]


def test_rows_come_before_those_below_them_and_siblings_as_they_stand():
    assert ids(nesting.depth_first(rows("b<a", "e", "d<a", "a", "c<b"))) == [
        "e",
        "a",
        "b",
        "c",
        "d",
    ]


def test_depths_count_from_the_top():
    assert nesting.depths(ROWS) == {"a": 0, "b": 1, "c": 2, "d": 1, "e": 0}


def test_a_row_moves_with_all_below_it():
    assert ids(nesting.place(ROWS, "b", "", 0)) == ["b", "c", "a", "d", "e"]
    assert ids(nesting.place(ROWS, "a", "e", 9)) == ["e", "a", "b", "c", "d"]


def test_a_row_does_not_move_into_itself():
    assert nesting.place(ROWS, "a", "c", 0) == ROWS


@pytest.mark.parametrize(("id", "parent"), [("x", ""), ("a", "x")])
def test_a_row_or_parent_that_does_not_exist_is_an_error(id, parent):
    with pytest.raises(KeyError):
        nesting.place(ROWS, id, parent, 0)


def test_a_row_in_nothing_is_put_at_the_top_with_all_below_it():
    mended, freed = nesting.repair(rows("a", "b<gone", "c<b"))
    assert (ids(mended), freed) == (["a", "b", "c"], ["b"])


def test_a_ring_is_cut_at_its_first_row():
    mended, freed = nesting.repair(rows("x<b", "a<b", "b<a"))
    assert freed == ["a"]
    assert {row.id: row.parent for row in mended} == {"a": "", "b": "a", "x": "b"}


@given(
    st.lists(st.sampled_from("abcdef"), unique=True).flatmap(
        lambda names: st.tuples(
            *(st.builds(Row, st.just(n), st.sampled_from("abcdexy")) for n in names)
        )
    )
)
def test_whatever_the_links_every_row_stays_and_is_reached(broken):
    mended, _ = nesting.repair(broken)
    assert sorted(ids(mended)) == sorted(ids(broken))
    assert ids(nesting.depth_first(mended)) == ids(mended)
