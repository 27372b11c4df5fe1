import tomllib

import pytest
import tomli_w
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ui.manuscript.project_file import Goals, Head, read_project_file, write_project_file
from ui.manuscript.tree import Tree, TreeItem

TEXT = """\
# My novel.
schema = 1
id = "book"
title = "Rain"
author = "A. N. Other"
language = "en"
publisher = "unknown key"

[goals]
words = 80000
daily_words = 800

[[tree]]
id = "one"
kind = "chapter"
title = "One"

# The first scene.
[[tree]]
id = "a"
kind = "scene"
title = "The arrival"
file = "manuscript/a.md"
parent = "one"
mood = "grey"
"""


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "manuscript").mkdir()
    (tmp_path / "project.toml").write_text(TEXT, encoding="utf-8")
    return tmp_path


def add(folder, *rows):
    path = folder / "project.toml"
    path.write_text(TEXT + "".join(f"\n[[tree]]\n{row}\n" for row in rows), encoding="utf-8")
    return read_project_file(folder)


def test_head_goals_and_tree_are_read(folder):
    file = read_project_file(folder)
    assert file.head == Head("book", "Rain", "A. N. Other", "en", Goals(80000, 800))
    assert [(i.id, i.kind, i.parent, i.file) for i in file.tree.items] == [
        ("one", "chapter", "", ""),
        ("a", "scene", "one", "manuscript/a.md"),
    ]
    assert file.told == ()


def test_saving_what_was_read_writes_nothing(folder, monkeypatch):
    file = read_project_file(folder)
    before = (folder / "project.toml").stat()
    assert write_project_file(file, file.head, file.tree) is file
    assert (folder / "project.toml").stat().st_mtime_ns == before.st_mtime_ns
    assert (folder / "project.toml").stat().st_ino == before.st_ino


def test_a_save_changes_only_what_changed(folder):
    file = read_project_file(folder)
    write_project_file(file, file.head, file.tree.rename("a", "The letter"))
    text = (folder / "project.toml").read_text(encoding="utf-8")
    assert text == TEXT.replace("The arrival", "The letter")


def test_goals_change_in_place(folder):
    file = read_project_file(folder)
    head = Head("book", "Rain", "A. N. Other", "en", Goals(90000, 0))
    write_project_file(file, head, file.tree)
    text = (folder / "project.toml").read_text(encoding="utf-8")
    assert text == TEXT.replace("80000", "90000").replace("daily_words = 800\n", "")
    assert read_project_file(folder).head == head


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ('kind = "scene"\nfile = "manuscript/b.md"', "has no id"),
        ('id = "a"\nkind = "scene"\nfile = "manuscript/b.md"', "another row has"),
        ('id = "trash"\nkind = "scene"\nfile = "manuscript/b.md"', "another row has"),
        ('id = "b"\nkind = "poem"\nfile = "manuscript/b.md"', "neither a part"),
        ('id = "b"\nkind = "scene"', "names no file"),
        ('id = "b"\nkind = "scene"\nfile = "manuscript/a.md"', "another row names"),
        ('id = "b"\nkind = "scene"\nfile = "../b.md"', "outside of manuscript/"),
        ('id = "b"\nkind = "scene"\nfile = "/b.md"', "outside of manuscript/"),
        ('id = 7\nkind = "scene"\nfile = "manuscript/b.md"', "has no id"),
    ],
)
def test_a_broken_row_is_told_set_aside_and_kept(folder, row, why):
    file = add(folder, row + '\nmine = "kept"')
    assert [item.id for item in file.tree.items] == ["one", "a"]
    assert len(file.told) == 1
    assert why in file.told[0]
    write_project_file(file, file.head, file.tree.move_up("a"))
    assert row + '\nmine = "kept"' in (folder / "project.toml").read_text(encoding="utf-8")


def test_a_row_in_nothing_is_shown_at_the_top_and_kept_until_it_moves(folder):
    file = add(folder, 'id = "b"\nkind = "scene"\nfile = "manuscript/b.md"\nparent = "gone"')
    assert file.tree.find("b").parent == ""
    assert "shown at the top" in file.told[0]
    written = write_project_file(file, file.head, file.tree.rename("a", "New"))
    assert 'parent = "gone"' in (folder / "project.toml").read_text(encoding="utf-8")
    write_project_file(written, file.head, written.tree.move("b", "one", 0))
    assert 'parent = "gone"' not in (folder / "project.toml").read_text(encoding="utf-8")
    assert read_project_file(folder).tree.find("b").parent == "one"


def test_rows_that_lie_in_each_other_are_all_shown(folder):
    file = add(
        folder, 'id = "x"\nkind = "part"\nparent = "y"', 'id = "y"\nkind = "part"\nparent = "x"'
    )
    assert {item.id for item in file.tree.items} == {"one", "a", "x", "y"}
    assert len(file.told) == 1


def test_a_missing_file_gives_the_folders_name_and_an_id(tmp_path):
    head = read_project_file(tmp_path).head
    assert head.title == tmp_path.name
    assert head.id


WORDS = st.text(st.characters(blacklist_categories=("Cs",)), max_size=8)
VALUES = st.one_of(
    WORDS, st.integers(-5, 5), st.booleans(), st.lists(st.integers(), max_size=2),
    st.sampled_from(["a", "b", "part", "scene", "chapter", "manuscript/a.md", "manuscript/../x"]),
    st.dictionaries(st.just("x"), st.integers(), max_size=1),
)  # fmt: skip
ROWS = st.lists(
    st.dictionaries(st.sampled_from(["id", "kind", "title", "file", "parent", "mine"]), VALUES),
    max_size=6,
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(ROWS, VALUES)
def test_whatever_the_rows_hold_nothing_of_it_is_lost_by_a_save(tmp_path, rows, title):
    path = tmp_path / "project.toml"
    path.write_bytes(tomli_w.dumps({"title": title, "tree": rows}).encode())
    file = read_project_file(tmp_path)
    moved = Tree(tuple(reversed(file.tree.children()))) if len(rows) > 3 else file.tree
    more = moved.add(TreeItem("new", "part", "New")) if "new" not in moved else moved
    write_project_file(file, file.head, more)
    again = tomllib.loads(path.read_text(encoding="utf-8"))["tree"]
    kept = [row for row in rows if row.get("id") not in [i.id for i in file.tree.items]]
    assert all(row in again for row in kept)
    assert {i.id for i in read_project_file(tmp_path).tree.items} == {i.id for i in more.items}
