"""User folders: an override, the environment, the platform, in that order."""

import sys

from engine import paths


def test_longhand_home_moves_every_user_folder(longhand_home):
    folders = paths.user_folders()
    assert folders.models == longhand_home / "data" / "models"
    for folder in (folders.config, folders.data, folders.logs, folders.cache):
        assert folder.parent == longhand_home


def test_an_override_beats_the_environment(tmp_path):
    assert paths.user_folders(tmp_path / "other").data == tmp_path / "other" / "data"


def test_a_relative_home_becomes_absolute(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("LONGHAND_HOME", "here")
    assert paths.user_folders().config == tmp_path / "here" / "config"


def test_a_tilde_is_the_users_own_folder(monkeypatch, tmp_path):
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("USERPROFILE", str(tmp_path))
    monkeypatch.setenv("LONGHAND_HOME", "~/longhand")
    assert paths.user_folders().config == tmp_path / "longhand" / "config"


def test_without_a_home_the_platforms_folders_are_used(monkeypatch):
    for empty in (None, ""):
        if empty is None:
            monkeypatch.delenv("LONGHAND_HOME")
        else:
            monkeypatch.setenv("LONGHAND_HOME", empty)
        folders = paths.user_folders()
        assert "longhand" in str(folders.config).lower()
        assert folders.config.is_absolute()


def test_asking_for_folders_creates_nothing(longhand_home):
    paths.user_folders()
    assert not longhand_home.exists()


def test_resources_lie_beside_the_engine_or_in_the_bundle(monkeypatch, tmp_path, starter):
    assert paths.resources() / "models" / "starter" == starter
    monkeypatch.setattr(sys, "_MEIPASS", str(tmp_path), raising=False)
    assert paths.resources() == tmp_path / "resources"
