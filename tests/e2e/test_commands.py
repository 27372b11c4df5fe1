"""Commands by name, and keys of the writer's own, in a real window."""

import tomllib

import pytest

from tests.e2e.app import OPENING

pytestmark = pytest.mark.e2e


def test_a_command_chosen_by_name_works_on_the_ghost_that_shows(launch, chapter):
    app = launch(str(chapter))
    app.keyboard.type_text(" listened to")
    app.wait_for("shown")
    app.keyboard.press("ctrl+shift+p")
    app.keyboard.type_text("take all")
    app.shot("palette")
    app.keyboard.press("Return")
    taken = app.wait_for("accepted")["text"]
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    assert app.seen("dismissed") == []
    assert chapter.read_text(encoding="utf-8") == f"{OPENING} listened to{taken}"


def test_an_own_key_takes_the_ghost_and_another_one_saves(launch, chapter, longhand_home):
    config = longhand_home / "config"
    config.mkdir(parents=True, exist_ok=True)
    (config / "keys.toml").write_text(
        '[keys]\n"suggestion.accept_all" = ["Ctrl+F12"]\n"file.save" = ["Ctrl+J"]\n'
    )
    app = launch(str(chapter))
    app.keyboard.type_text(" listened to")
    app.wait_for("shown")
    app.keyboard.press("ctrl+F12")
    taken = app.wait_for("accepted")["text"]
    app.keyboard.press("ctrl+j")
    app.wait_for("saved")
    assert chapter.read_text(encoding="utf-8") == f"{OPENING} listened to{taken}"


def test_a_key_given_in_the_window_is_kept(launch, chapter, longhand_home):
    app = launch(str(chapter))
    app.keyboard.press("ctrl+shift+p")
    app.keyboard.type_text("keys")
    app.keyboard.press("Return")
    app.keyboard.focus_window(2)
    app.keyboard.type_text("save as")
    app.keyboard.press("Return")
    app.keyboard.press("Return")
    app.keyboard.press("ctrl+F12")
    app.shot("keys")
    app.keyboard.press("Escape")
    app.keyboard.focus_first_window()
    assert app.quit() == 0
    kept = tomllib.loads((longhand_home / "config" / "keys.toml").read_text())
    assert kept == {"keys": {"file.save_as": ["Ctrl+F12"]}}
