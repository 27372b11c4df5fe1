import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.manuscript.outline import COLORS, STATUSES, Beat, Outline

OUTLINE = Outline(
    (
        Beat("a", title="Act one"),
        Beat("b", "a", "She comes", synopsis="By boat.", scene="s1"),
        Beat("c", "b"),
        Beat("d", "a"),
        Beat("e"),
    )
)


def order(outline):
    return [beat.id for beat in outline.order()]


def test_children_depth_and_order():
    assert [beat.id for beat in OUTLINE.children("a")] == ["b", "d"]
    assert [OUTLINE.depth(id) for id in "abcde"] == [0, 1, 2, 1, 0]
    assert order(OUTLINE) == list("abcde")


def test_a_beat_is_put_after_another_or_under_one():
    assert order(OUTLINE.insert(Beat("n"), after="b")) == ["a", "b", "c", "n", "d", "e"]
    assert OUTLINE.insert(Beat("n"), after="b").find("n").parent == "a"
    assert order(OUTLINE.insert(Beat("n"), under="a")) == ["a", "b", "c", "d", "n", "e"]
    assert order(OUTLINE.insert(Beat("n")))[-1] == "n"
    assert order(OUTLINE.extend([Beat("m"), Beat("n")], under="d"))[3:6] == ["d", "m", "n"]


@pytest.mark.parametrize("id", ["a", ""])
def test_an_id_that_is_taken_or_empty_is_an_error(id):
    with pytest.raises(ValueError, match="taken"):
        OUTLINE.insert(Beat(id))


def test_a_beat_goes_with_all_below_it():
    assert order(OUTLINE.remove("b")) == ["a", "d", "e"]


def test_siblings_change_places_and_the_first_and_last_stay_put():
    assert order(OUTLINE.move_up("d")) == ["a", "d", "b", "c", "e"]
    assert order(OUTLINE.move_down("a")) == ["e", "a", "b", "c", "d"]
    assert OUTLINE.move_up("b") == OUTLINE
    assert OUTLINE.move_down("d") == OUTLINE


def test_indent_and_outdent():
    assert OUTLINE.indent("d").find("d").parent == "b"
    assert order(OUTLINE.outdent("b")) == ["a", "d", "b", "c", "e"]
    assert OUTLINE.indent("a") == OUTLINE
    assert OUTLINE.outdent("e") == OUTLINE


def test_a_beat_does_not_move_into_itself():
    assert OUTLINE.move("a", "c", 0) == OUTLINE


def test_a_scene_belongs_to_one_beat():
    moved = OUTLINE.attach("d", "s1")
    assert moved.beat_of("s1").id == "d"
    assert moved.find("b").scene == ""
    assert moved.attach("d", "").beat_of("s1") is None
    assert moved.insert(Beat("n", scene="s1")).beat_of("s1").id == "n"
    assert OUTLINE.beat_of("") is None


def test_a_scenes_synopsis_is_its_beats():
    assert OUTLINE.beat_of("s1").synopsis == "By boat."
    assert OUTLINE.beat_of("s2") is None
    assert OUTLINE.edit("b", synopsis="On foot.").beat_of("s1").synopsis == "On foot."


@pytest.mark.parametrize(
    "fields", [{"status": "great"}, {"color": "puce"}, {"target": -1}, {"id": "z"}]
)
def test_a_value_that_does_not_fit_is_refused(fields):
    with pytest.raises(ValueError, match=r"beat|edited"):
        OUTLINE.edit("a", **fields)


IDS = st.sampled_from("abcdefgh")
STEP = st.one_of(
    st.tuples(st.sampled_from(["move_up", "move_down", "indent", "outdent", "remove"]), IDS),
    st.tuples(st.just("move"), IDS, IDS | st.just(""), st.integers(-1, 5)),
    st.tuples(st.just("attach"), IDS, st.sampled_from(["", "s1", "s2"])),
    st.tuples(st.just("insert"), IDS, IDS | st.just("")),
    st.tuples(st.just("edit"), IDS, st.sampled_from(STATUSES), st.sampled_from(COLORS)),
)


@given(st.lists(STEP, max_size=15))
def test_every_operation_keeps_ids_unique_parents_there_and_beats_whole(steps):
    outline = OUTLINE
    for name, id, *rest in steps:
        before = set(order(outline))
        if name == "insert":
            after = rest[0] if rest[0] in outline else ""
            if id not in outline:
                outline, before = outline.insert(Beat(id), after), before | {id}
        elif id not in outline or (name == "move" and rest[0] and rest[0] not in outline):
            continue
        elif name == "edit":
            outline = outline.edit(id, status=rest[0], color=rest[1])
        elif name == "remove":
            gone = {b for b in before if _above(outline, b, id)}
            outline, before = outline.remove(id), before - gone
        else:
            outline = getattr(outline, name)(id, *rest)
        ids = [beat.id for beat in outline.beats]
        assert len(set(ids)) == len(ids)
        assert set(ids) == before
        assert order(outline) == ids
        scenes = [beat.scene for beat in outline.beats if beat.scene]
        assert len(set(scenes)) == len(scenes)


def _above(outline, id, top):
    while id and id != top:
        id = outline.find(id).parent
    return id == top
