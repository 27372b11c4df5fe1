import os
import stat
import sys

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ui.errors import ChangedOnDisk, FileUnusable, SaveFailed
from ui.manuscript import text_file
from ui.manuscript.text_file import FileForm, open_text, save_text

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="POSIX file modes and links")
LINES = st.lists(st.text(st.characters(blacklist_categories=("Cs", "Cc"))), max_size=6)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    lines=LINES,
    newline=st.sampled_from(["\n", "\r\n"]),
    coding=st.sampled_from(
        [(b"", "utf-8"), (b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le")]
    ),
)
def test_opening_and_saving_gives_back_the_same_bytes(tmp_path, lines, newline, coding):
    bom, encoding = coding
    data = bom + newline.join(lines).encode(encoding)
    if not bom and data.startswith((b"\xef\xbb\xbf", b"\xff\xfe")):
        return
    path = tmp_path / "scene.md"
    path.write_bytes(data)
    opened = open_text(path)
    save_text(path, opened.text, opened.state.form, opened.state.sha256)
    assert path.read_bytes() == data


def test_a_file_changed_since_it_was_read_is_not_overwritten(tmp_path):
    path = tmp_path / "scene.md"
    path.write_text("one")
    opened = open_text(path)
    path.write_text("somebody else's")
    with pytest.raises(ChangedOnDisk, match=r"scene\.md was changed"):
        save_text(path, "mine", opened.state.form, opened.state.sha256)
    assert path.read_text() == "somebody else's"
    assert os.listdir(tmp_path) == ["scene.md"]


def test_a_file_removed_since_it_was_read_counts_as_changed(tmp_path):
    path = tmp_path / "scene.md"
    path.write_text("one")
    opened = open_text(path)
    path.unlink()
    with pytest.raises(ChangedOnDisk):
        save_text(path, "mine", opened.state.form, opened.state.sha256)
    assert not path.exists()


def test_a_write_that_fails_midway_leaves_the_old_file_and_no_litter(tmp_path, monkeypatch):
    path = tmp_path / "scene.md"
    path.write_text("one")
    opened = open_text(path)

    def full(_handle):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(text_file.os, "fsync", full)
    with pytest.raises(SaveFailed, match="the disk is full") as caught:
        save_text(path, "two", opened.state.form, opened.state.sha256)
    assert "kept in the journal" in str(caught.value)
    assert path.read_text() == "one"
    assert os.listdir(tmp_path) == ["scene.md"]


def test_file_and_folder_are_flushed_before_and_after_the_replace(tmp_path, monkeypatch):
    path = tmp_path / "scene.md"
    path.write_text("one")
    calls = []
    real_fsync, real_replace = os.fsync, text_file.Path.replace

    def fsync(handle):
        calls.append("folder" if stat.S_ISDIR(os.fstat(handle).st_mode) else "file")
        real_fsync(handle)

    def replace(self, target):
        calls.append("replace")
        return real_replace(self, target)

    monkeypatch.setattr(text_file.os, "fsync", fsync)
    monkeypatch.setattr(text_file.Path, "replace", replace)
    save_text(path, "two", FileForm(), None)
    assert calls == (["file", "replace"] if os.name == "nt" else ["file", "replace", "folder"])


@needs_posix
def test_a_link_stays_a_link_and_the_mode_stays_the_mode(tmp_path):
    target = tmp_path / "real.md"
    target.write_text("one")
    target.chmod(0o640)
    link = tmp_path / "link.md"
    link.symlink_to(target)
    save_text(link, "two", FileForm(), None)
    assert link.is_symlink()
    assert target.read_text() == "two"
    assert stat.S_IMODE(target.stat().st_mode) == 0o640


def test_a_missing_folder_is_named_as_the_reason(tmp_path):
    with pytest.raises(SaveFailed, match="the folder does not exist"):
        save_text(tmp_path / "gone" / "scene.md", "one", FileForm(), None)


@pytest.mark.parametrize("data", [b"a\0b", b"\xff\xfe\x00", "caf\u00e9".encode("latin-1")])
def test_what_is_not_text_is_refused_by_name(tmp_path, data):
    path = tmp_path / "picture.png"
    path.write_bytes(data)
    with pytest.raises(FileUnusable, match=r"picture\.png"):
        open_text(path)
    assert path.read_bytes() == data


@needs_posix
def test_a_folder_that_cannot_be_flushed_does_not_make_a_save_a_failure(
    tmp_path, monkeypatch, caplog
):
    path = tmp_path / "scene.md"
    real_fsync = os.fsync

    def fsync(handle):
        if stat.S_ISDIR(os.fstat(handle).st_mode):
            raise OSError(22, "Invalid argument")
        real_fsync(handle)

    monkeypatch.setattr(text_file.os, "fsync", fsync)
    state = save_text(path, "one", FileForm(), None)
    assert state.sha256 == open_text(path).state.sha256
    assert "cannot be flushed" in caplog.text
    caplog.clear()


@pytest.mark.parametrize("data", [b"a\r\nb\n", b"a\rb", "a\u2029b".encode()])
def test_a_file_whose_line_ends_cannot_be_kept_says_so(tmp_path, data):
    path = tmp_path / "scene.md"
    path.write_bytes(data)
    assert "line ends" in open_text(path).note
    path.write_bytes(b"a\nb\n")
    assert open_text(path).note == ""
