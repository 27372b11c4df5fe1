"""A Longhand project is one book, in the order of its tree."""

import pytest

from engine.errors import BadInput
from engine.reading.book import Chapter
from engine.reading.files import book_files, read_book
from engine.reading.project import is_project, scene_files

TREE = """
title = "The Willows"
[[tree]]
id = "c2"
kind = "chapter"
title = "Later"
[[tree]]
id = "s2"
kind = "scene"
file = "manuscript/b.md"
parent = "c2"
[[tree]]
id = "s3"
kind = "scene"
file = "manuscript/c.md"
parent = "c2"
[[tree]]
id = "s1"
kind = "scene"
title = "Alone"
file = "manuscript/a.md"
[[tree]]
id = "gone"
kind = "chapter"
parent = "trash"
[[tree]]
id = "s4"
kind = "scene"
file = "manuscript/d.md"
parent = "gone"
[[tree]]
id = "out"
kind = "scene"
file = "manuscript/../secret.md"
[[tree]]
id = "round"
kind = "scene"
file = "manuscript/missing.md"
parent = "round"
"""


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "willows"
    (folder / "manuscript").mkdir(parents=True)
    for name, text in zip("abcdef", ("A.", "# Scene\n\nB.", "C.", "D.", "E.", "F."), strict=True):
        (folder / "manuscript" / f"{name}.md").write_text(text)
    (folder / "secret.md").write_text("The secret.")
    (folder / "project.toml").write_text(TREE)
    return folder


def test_scenes_come_in_the_order_of_the_tree_without_the_trash(project):
    names = [path.name for path in scene_files(project)]
    assert names == ["b.md", "c.md", "a.md", "e.md", "f.md"]


def test_a_project_is_one_book_of_its_chapters(project):
    book = read_book(project)
    assert book.title == "The Willows"
    assert book.chapters == (
        Chapter("Later", "B.\n\n***\n\nC."),
        Chapter("Alone", "A."),
        Chapter("", "E."),
        Chapter("", "F."),
    )


def test_a_project_in_a_folder_is_found_as_one_book(project):
    (project.parent / "z.txt").write_text("x")
    assert book_files([project.parent]) == (project, project.parent / "z.txt")
    assert book_files([project]) == (project,)


def test_a_broken_project_file_leaves_every_scene_in_the_order_of_names(project):
    (project / "project.toml").write_text("[[tree")
    assert [path.name for path in scene_files(project)] == [f"{n}.md" for n in "abcdef"]
    assert read_book(project).title == "willows"


def test_a_link_out_of_the_project_is_not_followed(project, tmp_path):
    (project / "manuscript" / "a.md").unlink()
    (project / "manuscript" / "a.md").symlink_to(project / "secret.md")
    assert "The secret." not in str(read_book(project))


def test_a_folder_with_another_programs_file_is_no_project(tmp_path):
    (tmp_path / "project.toml").write_text("")
    assert not is_project(tmp_path)


def test_a_project_without_text_is_refused(project):
    for path in (project / "manuscript").iterdir():
        path.write_text("")
    with pytest.raises(BadInput, match="willows has no text"):
        read_book(project)
