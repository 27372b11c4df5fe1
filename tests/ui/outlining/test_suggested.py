import pytest

from ui import paths
from ui.manuscript.outline import Beat, Outline
from ui.outlining.structures import read_structures
from ui.outlining.suggested import (
    Suggested,
    beats_for,
    from_premise,
    join_acts,
    join_after,
    join_scenes,
)

KISHO = next(s for s in read_structures(paths.structures_folder()) if s.id == "kishotenketsu")


def tree(outline):
    """Return the titles as they lie in one another."""
    return [(outline.depth(beat.id), beat.title) for beat in outline.order()]


@pytest.mark.parametrize(("words", "beats"), [(1_000, 5), (30_000, 10), (500_000, 40)])
def test_a_longer_text_gets_more_beats_within_bounds(words, beats):
    assert beats_for(words, None) == beats


def test_a_structure_has_as_many_beats_as_steps():
    assert beats_for(500_000, KISHO) == 4


def test_lines_are_parted_into_acts_with_targets():
    beats = from_premise(["a", "b", "c", "d"], 8_000, 2, None)
    assert [(beat.title, beat.group, beat.target) for beat in beats] == [
        ("a", "Act one", 2000),
        ("b", "Act one", 2000),
        ("c", "Act two", 2000),
        ("d", "Act two", 2000),
    ]


def test_a_structures_step_is_the_beat_and_the_line_what_happens_in_it():
    beats = from_premise(["a", "b"], 1_000, 3, KISHO)
    assert [(beat.title, beat.synopsis, beat.target) for beat in beats] == [
        ("Ki: introduction", "a", 250),
        ("Shō: development", "b", 250),
    ]


def test_acts_hold_their_beats():
    beats = [Suggested("a", group="Act one"), Suggested("b", group="Act two"), Suggested("c")]
    assert tree(join_acts(Outline((Beat("x", title="x"),)), beats)) == [
        (0, "x"), (0, "Act one"), (1, "a"), (0, "Act two"), (1, "b"), (0, "c"),
    ]  # fmt: skip


def test_beats_of_a_scene_lie_below_its_beat_which_is_made_where_there_is_none():
    outline = Outline((Beat("x", title="Arrival", scene="s1"), Beat("y", title="Other")))
    beats = [Suggested("a", group="s1"), Suggested("b", group="s2"), Suggested("c", group="s1")]
    grown = join_scenes(outline, beats, {"s2": "Letter"})
    assert tree(grown) == [
        (0, "Arrival"), (1, "a"), (1, "c"), (0, "Other"), (0, "Letter"), (1, "b"),
    ]  # fmt: skip
    assert grown.beat_of("s2").title == "Letter"


def test_ideas_follow_their_beat_in_order():
    outline = Outline((Beat("x", title="x"), Beat("y", title="y")))
    grown = join_after(outline, [Suggested("a"), Suggested("b")], "x")
    assert tree(grown) == [(0, "x"), (0, "a"), (0, "b"), (0, "y")]
    assert all(beat.status == "idea" for beat in grown.order()[1:3])


def test_ideas_without_a_beat_to_follow_come_last():
    grown = join_after(Outline((Beat("x", title="x"),)), [Suggested("a")], "")
    assert tree(grown) == [(0, "x"), (0, "a")]


def test_a_text_that_is_no_scene_gets_one_beat_for_all_of_its_own():
    grown = join_scenes(Outline(), [Suggested("a"), Suggested("b")], {"": "Notes"})
    assert tree(grown) == [(0, "Notes"), (1, "a"), (1, "b")]
