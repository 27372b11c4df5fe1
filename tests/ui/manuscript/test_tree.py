import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.manuscript.tree import TRASH, Tree, TreeItem


def scene(id, parent=""):
    return TreeItem(id, "scene", id.upper(), f"manuscript/{id}.md", parent)


TREE = Tree(
    (
        TreeItem("p", "part", "Part One"),
        TreeItem("c1", "chapter", "One", parent="p"),
        scene("a", "c1"),
        scene("b", "c1"),
        TreeItem("c2", "chapter", "Two", parent="p"),
        scene("c", "c2"),
        scene("d"),
    )
)


def order(tree):
    return [item.id for item in tree.items]


def test_scenes_come_in_reading_order_without_the_trash():
    assert [s.id for s in TREE.trash("c1").scenes()] == ["c", "d"]
    assert TREE.trash("c1").trashed == {"c1", "a", "b"}


def test_what_is_put_in_the_trash_keeps_its_title_and_file_and_can_be_put_back():
    tree = TREE.trash("a")
    assert tree.find("a").parent == TRASH
    assert tree.items[-1].file == "manuscript/a.md"
    assert tree.trash("a") == tree
    assert [s.id for s in tree.put_back("a").scenes()] == ["b", "c", "d", "a"]


def test_a_scene_that_moves_past_its_chapter_goes_into_the_next_one():
    assert TREE.move_down("b").find("b").parent == "c2"
    assert TREE.move_up("c").find("c").parent == "c1"
    assert [s.id for s in TREE.move_up("c").scenes()] == ["a", "b", "c", "d"]
    assert TREE.move_up("a").find("a").parent == "p"
    assert order(TREE.move_up("a")) == ["p", "a", "c1", "b", "c2", "c", "d"]


def test_the_first_row_does_not_move_up_and_the_last_not_down():
    assert TREE.move_up("p") == TREE
    assert TREE.move_down("d") == TREE


def test_a_scene_holds_nothing_and_a_part_lies_in_nothing():
    assert TREE.move("b", "a", 0) == TREE
    assert TREE.move("p", "c1", 0) == TREE
    assert TREE.move("c1", "c2", 0) == TREE
    assert TREE.indent("b") == TREE


def test_indent_goes_into_the_row_before_and_outdent_behind_the_parent():
    inside = TREE.indent("d")
    assert inside.find("d").parent == "p"
    assert order(inside.outdent("d")) == order(TREE)


def test_a_title_changes_and_the_file_keeps_its_name():
    renamed = TREE.rename("a", "The arrival").find("a")
    assert (renamed.title, renamed.file) == ("The arrival", "manuscript/a.md")


def test_a_new_row_comes_after_a_sibling_or_last():
    assert order(TREE.add(scene("n", "c1"), after="a")) == [
        "p",
        "c1",
        "a",
        "n",
        "b",
        "c2",
        "c",
        "d",
    ]
    assert order(TREE.add(scene("n")))[-1] == "n"
    with pytest.raises(ValueError, match="taken"):
        TREE.add(scene("a"))
    with pytest.raises(KeyError):
        TREE.add(scene("n", "gone"))


STEPS = st.lists(
    st.tuples(
        st.sampled_from(["move_up", "move_down", "indent", "outdent", "trash", "put_back"]),
        st.sampled_from(order(TREE)),
    ),
    max_size=12,
)


@given(STEPS)
def test_no_row_is_ever_lost_and_none_lies_where_it_may_not(steps):
    tree = TREE
    for name, id in steps:
        tree = getattr(tree, name)(id)
    assert sorted(order(tree)) == sorted(order(TREE))
    kinds = ["part", "chapter", "scene"]
    for item in tree.items:
        if item.parent not in ("", TRASH):
            assert kinds.index(tree.find(item.parent).kind) < kinds.index(item.kind)


def test_an_earlier_tree_keeps_what_was_made_since_in_the_trash():
    later = TREE.add(TreeItem("c3", "chapter", "Three")).add(scene("n", "c3")).trash("a")
    back = TREE.keeping(later)
    assert back.scenes() == TREE.scenes()
    assert back.trashed == {"n"}
    assert back.find("n").parent == TRASH
    assert TREE.keeping(TREE.trash("a")) == TREE
