import sys

import pytest

from ui.manuscript.scene_files import new_file, path_fault, title_of, unnamed_files


@pytest.fixture
def folder(tmp_path):
    (tmp_path / "book" / "manuscript").mkdir(parents=True)
    return tmp_path / "book"


@pytest.mark.parametrize(
    ("title", "file"),
    [
        ("The arrival", "the-arrival"),
        ("第一章：到来", "第一章-到来"),
        ('a/b\\c:d*e?"<>|', "a-b-c-d-e"),
        ("  ..hidden.. ", "hidden"),
        ("CON", "con-scene"),
        ("", "scene"),
        ("!!!", "scene"),
        ("Cafe\u0301", "caf\u00e9"),
    ],
)
def test_a_files_name_is_the_title_in_letters_that_every_platform_takes(title, file):
    assert new_file(title, ()) == f"manuscript/{file}.md"


def test_a_long_title_gives_a_name_that_fits_and_breaks_no_letter():
    file = new_file("字" * 200, ())
    assert len(file.encode()) < 140
    assert file.replace("字", "") == "manuscript/.md"


def test_a_name_that_is_taken_in_other_capitals_gets_a_number():
    taken = {"manuscript/Rain.md", "manuscript/rain-2.MD"}
    assert new_file("rain", taken) == "manuscript/rain-3.md"


@pytest.mark.parametrize(
    "file",
    [
        "", "a.md", "/etc/passwd", "../a.md", "manuscript", "manuscript/", "manuscript/../a.md",
        "manuscript//a.md", "manuscript/./a.md", "manuscript\\a.md", "C:/manuscript/a.md",
        "manuscript/a\0.md", "story/a.md", "manuscript/a\n.md",
    ],
)  # fmt: skip
def test_a_path_outside_of_the_manuscript_is_faulted(folder, file):
    assert path_fault(folder, file) != ""


@pytest.mark.parametrize("name", ["到来/a b.md", "第一部\u3000灯塔.md", "👩\u200d🚀.md"])
def test_a_path_inside_is_good_whether_or_not_the_file_is_there(folder, name):
    assert path_fault(folder, f"manuscript/{name}") == ""
    if "/" not in name:
        (folder / "manuscript" / name).write_text("x")
        assert unnamed_files(folder, ()) == [f"manuscript/{name}"]


@pytest.mark.skipif(sys.platform == "win32", reason="links need rights there")
def test_a_link_out_of_the_project_is_faulted_and_not_found(folder, tmp_path):
    (tmp_path / "secret.md").write_text("mine")
    (folder / "manuscript" / "a.md").symlink_to(tmp_path / "secret.md")
    (folder / "manuscript" / "ring.md").symlink_to(folder / "manuscript" / "ring.md")
    assert "link" in path_fault(folder, "manuscript/a.md")
    assert unnamed_files(folder, ()) == []


def test_files_that_no_row_names_are_found_as_people_count(folder):
    for name in ("scene 10.md", "scene 2.MD", "named.md", ".hidden.md", "notes.txt"):
        (folder / "manuscript" / name).write_text("x")
    (folder / "manuscript" / "folder.md").mkdir()
    found = unnamed_files(folder, {"manuscript/named.md", "manuscript/gone.md"})
    assert found == ["manuscript/scene 2.MD", "manuscript/scene 10.md"]


def test_a_title_is_the_first_heading_or_the_files_name(folder):
    (folder / "manuscript" / "a.md").write_text("\n\n## The arrival ##\n\nRain.", encoding="utf-8")
    (folder / "manuscript" / "b.md").write_text("Rain #1.", encoding="utf-8")
    (folder / "manuscript" / "c.md").write_bytes(b"\xff\x00")
    titles = [title_of(folder, f"manuscript/{name}.md") for name in "abc"]
    assert titles == ["The arrival", "b", "c"]
