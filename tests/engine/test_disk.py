import json

import pytest

from engine import disk


def test_json_replaces_a_file_in_one_step_and_leaves_nothing_beside(tmp_path):
    path = tmp_path / "note.json"
    disk.write_json(path, {"name": "夜航"})
    disk.write_json(path, {"name": "灯"})
    assert json.loads(path.read_text(encoding="utf-8")) == {"name": "灯"}
    assert [p.name for p in tmp_path.iterdir()] == ["note.json"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path, monkeypatch):
    path = tmp_path / "note.json"
    disk.write_json(path, 1)

    def full(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(disk.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        disk.write_json(path, 2)
    assert json.loads(path.read_text()) == 1


def test_a_tree_is_brought_to_the_disk_file_by_file(tmp_path, monkeypatch):
    (tmp_path / "inner").mkdir()
    for name in ("one", "inner/two"):
        (tmp_path / name).write_text(name)
    synced = []
    monkeypatch.setattr(disk.os, "fsync", lambda descriptor: synced.append(descriptor))
    disk.sync_tree(tmp_path)
    assert len(synced) == 4


def test_a_folder_is_brought_to_the_disk_where_the_system_can(tmp_path):
    disk.sync_folder(tmp_path)
    with pytest.raises(FileNotFoundError):
        disk.sync_folder(tmp_path / "nowhere")
