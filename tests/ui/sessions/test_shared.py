from ui.sessions.shared import settings_of_window
from ui.settings import Settings


def test_a_windows_settings_follow_and_lead_the_others():
    whole = Settings()
    whole.set("suggest.pause_ms", 700)
    one, _ = settings_of_window(whole)
    two, _ = settings_of_window(whole)
    assert one.number("suggest.pause_ms") == 700
    one.set("appearance.theme", "sepia")
    two.set("suggest.enabled", False)
    for each in (whole, one, two):
        assert each.choice("appearance.theme") == "sepia"
        assert not each.flag("suggest.enabled")


def test_a_change_is_told_once_in_each_window():
    whole = Settings()
    one, _ = settings_of_window(whole)
    two, _ = settings_of_window(whole)
    told = []
    for name, each in (("whole", whole), ("one", one), ("two", two)):
        each.changed.connect(lambda key, name=name: told.append((name, key)))
    one.set("editor.font_size", 20)
    assert sorted(told) == [(name, "editor.font_size") for name in ("one", "two", "whole")]


def test_a_closed_window_hears_nothing_more():
    whole = Settings()
    one, leave = settings_of_window(whole)
    leave()
    whole.set("editor.font_size", 20)
    assert one.number("editor.font_size") == 18
