import errno
import os

import pytest

from ui.errors import FileUnusable
from ui.manuscript.project import Project, open_project
from ui.manuscript.text_file import OpenedFile, open_text
from ui.sessions.opening import opened_at, reopened
from ui.sessions.session_file import WindowState


def state_of(path):
    return WindowState(path, sha256=open_text(path).state.sha256, side="outline")


def test_a_path_leads_to_a_text_or_a_project(chapter, novel, tmp_path):
    assert isinstance(opened_at(chapter), OpenedFile)
    assert isinstance(opened_at(novel), Project)
    with pytest.raises(FileUnusable):
        opened_at(tmp_path)


def test_a_text_that_is_as_it_was_needs_no_words(chapter):
    assert reopened(state_of(chapter)).told == ""


def test_a_text_that_changed_meanwhile_opens_with_a_sentence(chapter):
    state = state_of(chapter)
    chapter.write_text("Theirs.", encoding="utf-8")
    found = reopened(state)
    assert found.opened.text == "Theirs."
    assert found.told.startswith("chapter.md was changed by another program")


def test_a_text_that_is_gone_leaves_an_empty_window_with_a_sentence(chapter):
    state = state_of(chapter)
    chapter.unlink()
    found = reopened(state)
    assert found.opened is None
    assert (found.state.path, found.state.side) == (None, "outline")
    assert found.told == "chapter.md is no longer there, so it was not opened again."


def test_a_text_that_cannot_be_read_any_more_says_why(chapter):
    state = state_of(chapter)
    chapter.write_bytes(b"\0\xff")
    assert reopened(state).told.startswith("chapter.md was not opened again: ")


def test_a_scene_that_went_or_changed_is_told_and_the_project_opens(novel):
    id = open_project(novel).tree.scenes()[0].id
    path = novel / "manuscript" / "01-arrival.md"
    state = WindowState(novel, id, open_text(path).state.sha256)
    assert reopened(state).told == ""
    path.write_text("Theirs.", encoding="utf-8")
    assert "was changed by another program" in reopened(state).told
    path.unlink()
    found = reopened(state)
    assert isinstance(found.opened, Project)
    assert found.told == "The scene you were in is gone from the project."


@pytest.mark.parametrize("fault", [errno.EACCES, errno.ENOTCONN, errno.ENAMETOOLONG, errno.EIO])
def test_a_path_that_cannot_be_looked_at_leaves_an_empty_window(chapter, monkeypatch, fault):
    state = state_of(chapter)

    def refuse(path, **_):
        raise OSError(fault, os.strerror(fault), str(path))

    monkeypatch.setattr("pathlib.Path.stat", refuse)
    monkeypatch.setattr("os.stat", refuse)
    found = reopened(state)
    assert found.opened is None
    assert found.told.startswith("chapter.md was not opened again: ")


def test_a_note_that_was_on_show_is_no_scene_that_is_gone(novel):
    assert reopened(WindowState(novel, "", "ab" * 32)).told == ""
