import tomllib

import pytest

from ui.errors import SettingRefused
from ui.settings import SETTINGS, Settings


def test_every_row_has_a_default_that_fits_it_and_words_for_the_writer():
    for row in SETTINGS:
        assert row.check(row.default) == row.default
        assert row.label
        assert row.help.endswith(".")


def test_a_changed_row_is_told_and_comes_back_from_the_file(qtbot, tmp_path):
    settings = Settings()
    with qtbot.waitSignal(settings.changed) as told:
        settings.set("suggest.pause_ms", 500)
    assert told.args == ["suggest.pause_ms"]
    path = tmp_path / "settings.toml"
    path.write_bytes(settings.to_toml())
    again = Settings()
    assert again.load(path) == []
    assert again.number("suggest.pause_ms") == 500
    assert again.flag("suggest.enabled") is True


def test_a_reset_row_has_its_default_and_leaves_the_file(tmp_path):
    settings = Settings()
    settings.set("editor.font_size", 30)
    settings.reset("editor.font_size")
    assert settings.number("editor.font_size") == 18
    assert b"font_size" not in settings.to_toml()


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("suggest.pause_ms", -1),
        ("suggest.pause_ms", True),
        ("suggest.enabled", 1),
        ("appearance.theme", "pink"),
        ("editor.font_size", 999),
    ],
)
def test_a_value_that_does_not_fit_is_refused_and_the_old_one_stays(key, value):
    settings = Settings()
    before = settings.to_toml()
    with pytest.raises(SettingRefused):
        settings.set(key, value)
    assert settings.to_toml() == before


def test_keys_of_a_later_version_survive_a_round_trip(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text('y = 2\n[suggest]\npause_ms = 700\nmood = "calm"\n[future]\nx = 1\n')
    settings = Settings()
    assert settings.load(path) == []
    assert tomllib.loads(settings.to_toml().decode()) == {
        "suggest": {"pause_ms": 700, "mood": "calm"},
        "future": {"x": 1},
        "y": 2,
    }


@pytest.mark.parametrize("text", ["not = = toml", '[suggest]\npause_ms = "long"\n'])
def test_a_broken_file_gives_defaults_a_sentence_and_is_left_alone(tmp_path, text):
    path = tmp_path / "settings.toml"
    path.write_text(text)
    settings = Settings()
    (problem,) = settings.load(path)
    assert "default" in problem
    assert settings.number("suggest.pause_ms") == 300
    assert path.read_text() == text


def test_an_unreadable_file_is_kept_beside_the_one_written_next(tmp_path):
    path = tmp_path / "settings.toml"
    path.write_text("not = = toml")
    Settings().load(path)
    assert (tmp_path / "settings.toml.unreadable").read_text() == "not = = toml"
