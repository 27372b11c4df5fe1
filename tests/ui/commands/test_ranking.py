from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.actions import ACTIONS
from ui.commands.ranking import plain, ranked


@dataclass(frozen=True)
class Named:
    """A row with a name."""

    id: str
    label: str
    also: str = ""
    other: str = ""


ROWS = [Named(row.id, row.label, f"{row.menu} {row.id.replace('.', ' ')}") for row in ACTIONS]
PLAIN = {row.id: Named(row.id, row.label) for row in ACTIONS}


def labels(query, rows=ROWS, recent=()):
    return [row.label for row in ranked(query, rows, recent)]


@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.id)
@pytest.mark.parametrize("recent", [(), ("file.save", "file.save_as", "voices.open")])
def test_every_label_finds_itself_first(row, recent):
    assert ranked(row.label, ROWS, recent)[0] == row


@given(st.sampled_from(ROWS), st.integers(1, 40))
def test_every_beginning_of_a_label_finds_it(row, length):
    assert row in ranked(row.label[:length], ROWS)


@given(st.text(max_size=30), st.lists(st.sampled_from([row.id for row in ROWS]), unique=True))
def test_no_row_is_found_twice_or_made_up(query, recent):
    found = ranked(query, ROWS, recent)
    assert len({row.id for row in found}) == len(found)
    assert set(found) <= set(ROWS)


def test_without_a_word_all_are_there_in_their_order_with_the_recent_ones_first():
    assert ranked("", ROWS) == ROWS
    assert ranked(" … ", ROWS, ("view.inspector", "file.save"))[:3] == [
        next(row for row in ROWS if row.id == "view.inspector"),
        next(row for row in ROWS if row.id == "file.save"),
        ROWS[0],
    ]


def test_the_beginning_of_a_label_comes_before_that_of_a_later_word():
    assert labels("sav")[:2] == ["Save", "Save as…"]
    assert labels("take")[0].startswith("Take")
    assert labels("take").index("Take a word") < labels("take").index("Next take")


def test_a_recent_choice_comes_before_others_that_fit_as_well():
    assert labels("take a")[0] == "Take all"
    assert labels("take a", recent=("suggestion.accept_word",))[0] == "Take a word"


def test_beginnings_of_several_words_find_a_label():
    assert labels("sel al")[0] == "Select all"
    assert labels("te si def") == ["Default text size"]


def test_first_letters_find_a_label():
    assert labels("wtes")[0] == "What the engine saw"


def test_slips_of_the_fingers_are_forgiven():
    assert labels("rewirte")[0] == "Rewrite…"
    assert labels("abuot")[0].startswith("About")
    assert labels("sugestion") != []


def test_slips_are_not_thought_of_where_something_fits():
    assert "Make a voice of my books…" not in labels("take")


def test_the_menu_and_the_id_lead_to_a_row_after_labels():
    assert labels("theme") == ["Follow the system", "Light", "Dark", "Sepia"]
    assert "Larger text" in labels("zoom")


def test_what_is_like_nothing_finds_nothing():
    assert labels("qqqq") == []
    assert labels("zebra crossing") == []


def test_accents_and_large_letters_do_not_matter():
    assert plain("  Élan   VITAL… ") == "elan vital"
    assert labels("elan", [Named("a", "Élan")]) == ["Élan"]


def test_chinese_is_found_by_its_characters():
    rows = [Named("a", "保存"), Named("b", "另存为…")]
    assert labels("保", rows) == ["保存"]
    assert labels("存为", rows) == ["另存为…"]


def test_another_name_is_as_good_as_the_label():
    rows = [
        Named("a", "选择声音…", "voices choose", "Choose the voice…"),
        Named("b", "声音…", "", "Voices…"),
    ]
    assert labels("voices", rows) == ["声音…", "选择声音…"]
    assert labels("声音", rows) == ["声音…", "选择声音…"]
