import tomllib

import pytest

from ui.errors import ChangedOnDisk, FileUnusable, SaveFailed
from ui.manuscript import project_file, toml_rows
from ui.manuscript.project import create_project, is_project, open_project, with_group


@pytest.fixture
def project(tmp_path):
    """Return a new project with a chapter and two scenes in it, saved."""
    project = create_project(tmp_path / "Rain", "Rain", "A. N. Other", "en")
    tree, chapter = with_group(project.tree, "chapter", "One")
    for title in ("The arrival", "The letter"):
        tree, _ = project.new_scene(tree, title, chapter)
    project.save(tree)
    return project


def listing(folder):
    return sorted(p.relative_to(folder).as_posix() for p in folder.rglob("*"))


def test_a_new_project_is_a_folder_that_opens_again(project):
    assert listing(project.folder) == [
        "manuscript",
        "manuscript/the-arrival.md",
        "manuscript/the-letter.md",
        "project.toml",
        "story",
    ]
    again = open_project(project.folder)
    assert again.tree == project.tree
    assert again.head == project.head
    assert (again.head.title, again.head.author, again.head.language) == (
        "Rain",
        "A. N. Other",
        "en",
    )
    assert again.told == ()
    assert is_project(project.folder)


def test_a_project_is_not_made_in_a_folder_that_holds_something(tmp_path):
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(SaveFailed, match="choose an empty folder"):
        create_project(tmp_path, "Rain")
    assert listing(tmp_path) == ["letter.txt"]


def test_a_project_that_cannot_be_made_leaves_nothing_behind(tmp_path, monkeypatch):
    def full(_target, _data):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(toml_rows, "write_atomic", full)
    with pytest.raises(SaveFailed, match="no space left"):
        create_project(tmp_path / "Rain", "Rain")
    assert listing(tmp_path) == []


@pytest.mark.parametrize("name", ["missing", "file.md", "empty"])
def test_what_is_no_project_is_refused_in_one_sentence(tmp_path, name):
    (tmp_path / "file.md").write_text("x")
    (tmp_path / "empty").mkdir()
    assert not is_project(tmp_path / name)
    with pytest.raises(FileUnusable, match=name):
        open_project(tmp_path / name)


def test_a_project_of_a_later_version_is_refused_and_left_as_it_was(project):
    path = project.folder / "project.toml"
    path.write_text("schema = 2\n")
    with pytest.raises(FileUnusable, match="later version"):
        open_project(project.folder)
    assert path.read_text() == "schema = 2\n"


def test_scenes_that_no_row_names_are_found_told_and_the_same_at_every_opening(project):
    (project.folder / "manuscript" / "storm.md").write_text("# The storm\n")
    before = (project.folder / "project.toml").read_bytes()
    first, second = open_project(project.folder), open_project(project.folder)
    assert first.tree == second.tree
    assert [scene.title for scene in first.tree.scenes()][-1] == "The storm"
    assert "storm.md" in first.told[0]
    assert (project.folder / "project.toml").read_bytes() == before
    first.save(first.tree)
    assert open_project(project.folder).told == ()


def test_a_row_whose_file_is_missing_stays_and_is_marked(project):
    (project.folder / "manuscript" / "the-letter.md").unlink()
    again = open_project(project.folder)
    letter = again.tree.scenes()[1]
    assert again.missing(again.tree) == {letter.id}
    with pytest.raises(FileUnusable, match=r"the-letter\.md"):
        again.read_scene(letter.id)


def test_a_folder_of_scenes_alone_opens_and_is_written_only_on_a_save(tmp_path):
    (tmp_path / "manuscript").mkdir()
    (tmp_path / "manuscript" / "到来.md").write_text("雨。", encoding="utf-8")
    project = open_project(tmp_path)
    assert [scene.title for scene in project.tree.scenes()] == ["到来"]
    assert listing(tmp_path) == ["manuscript", "manuscript/到来.md"]
    project.save(project.tree)
    assert open_project(tmp_path).head.id == project.head.id


def test_a_broken_project_file_opens_from_the_scenes_and_is_kept_beside_on_a_save(project):
    path = project.folder / "project.toml"
    path.write_text("title = ", encoding="utf-8")
    broken = open_project(project.folder)
    assert len(broken.tree.scenes()) == 2
    assert "cannot be read" in broken.fault
    assert "Every scene is safe" in broken.fault
    assert broken.told == ()
    assert path.read_text() == "title = "
    broken.save(broken.tree.rename(broken.tree.scenes()[0].id, "New"))
    assert (project.folder / "project.toml.unreadable").read_text() == "title = "
    assert [s.title for s in open_project(project.folder).tree.scenes()] == ["New", "the-letter"]


def test_a_project_file_changed_on_disk_is_not_written_over(project):
    path = project.folder / "project.toml"
    path.write_text('schema = 1\ntitle = "Theirs"\n')
    with pytest.raises(ChangedOnDisk):
        project.save(project.tree.trash(project.tree.scenes()[0].id))
    assert tomllib.loads(path.read_text())["title"] == "Theirs"
    assert len(project.tree.scenes()) == 2


def test_scenes_in_the_trash_keep_their_files(project):
    arrival = project.tree.scenes()[0]
    project.save(project.tree.trash(arrival.id))
    again = open_project(project.folder)
    assert [scene.title for scene in again.tree.scenes()] == ["The letter"]
    assert again.path_of(arrival.id).is_file()


def test_two_scenes_of_one_title_have_two_files_and_nothing_is_written_over(project):
    (project.folder / "manuscript" / "storm.md").write_text("mine")
    tree, first = project.new_scene(project.tree, "Storm")
    tree, second = project.new_scene(tree, "storm", after=first)
    files = [tree.find(id).file for id in (first, second)]
    assert files == ["manuscript/storm-2.md", "manuscript/storm-3.md"]
    assert (project.folder / "manuscript" / "storm.md").read_text() == "mine"


def test_a_scenes_text_is_read(project):
    scene = project.tree.scenes()[0]
    project.path_of(scene.id).write_text("Rain.\r\n", newline="")
    assert project.read_scene(scene.id).text == "Rain.\n"
    chapter = project.tree.items[0]
    with pytest.raises(KeyError):
        project.path_of(chapter.id)


def test_a_scene_that_cannot_be_made_is_told(project, monkeypatch):
    def refuse(*_args, **_kwargs):
        raise OSError(30, "Read-only file system")

    monkeypatch.setattr("ui.manuscript.project.Path.open", refuse)
    with pytest.raises(SaveFailed, match="read-only"):
        project.new_scene(project.tree, "Storm")


def test_the_heads_changes_are_saved_with_the_tree(project):
    head = project_file.Head("book", "Storm", "B", "zh", project_file.Goals(9, 1))
    project.save(project.tree, head)
    assert open_project(project.folder).head == head


def test_scenes_of_a_folder_without_a_project_file_are_told_by_their_number(tmp_path):
    (tmp_path / "manuscript").mkdir()
    for name in ("第十章", "第二章"):
        (tmp_path / "manuscript" / f"{name}.md").write_text("雨。", encoding="utf-8")
    project = open_project(tmp_path)
    assert project.told == ("2 scenes found in manuscript/.",)
    assert [scene.title for scene in project.tree.scenes()] == ["第二章", "第十章"]


def test_a_new_scenes_file_is_taken_back_only_while_it_is_empty(project):
    tree, id = project.new_scene(project.tree, "Storm")
    path = project.folder / tree.find(id).file
    project.take_back(tree.find(id).file)
    assert not path.exists()
    path.write_text("Mine.", encoding="utf-8")
    project.take_back(tree.find(id).file)
    assert path.read_text(encoding="utf-8") == "Mine."
