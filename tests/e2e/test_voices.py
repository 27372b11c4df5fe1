"""The Voices window in a real app, by keys, with the real process of the train role."""

import json
import shutil

import pytest

from engine.paths import user_folders
from tests.e2e.app import OPENING
from ui.manuscript.project import create_project

pytestmark = pytest.mark.e2e

TOO_SMALL = "are needed for a voice of one's own"
# From "Add files…": the folder, this project, the name, the voice it begins with, the time, what is
# left out, the names, reading.
TO_PROJECT, TO_NAME, TO_READ = 2, 1, 5


def opened(app):
    """Open the Voices window by its key, give it the keyboard, return the voices it lists."""
    app.keyboard.press("ctrl+shift+F9")
    app.wait_for("voices_opened")
    app.keyboard.focus_window(shown=2)
    return app.wait_for("voices")["ids"]


def press(app, chord, times):
    for _ in range(times):
        app.keyboard.press(chord)


def test_voices_and_runs_are_listed_and_escape_goes_back_to_the_text(launch, chapter):
    app = launch(str(chapter))
    assert opened(app)[-1] == "starter"
    assert [event["runs"] for event in app.seen("runs")] == [[]]
    app.shot("voices")
    for number, name in enumerate(("new", "training", "compare", "add"), start=2):
        app.keyboard.press(f"ctrl+{number}")
        app.shot(f"voices-{name}")
    app.keyboard.press("Escape")
    app.wait_for("voices_closed")
    app.keyboard.focus_first_window()
    app.keyboard.type_text("x")
    app.wait_for("key")
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    assert chapter.read_text(encoding="utf-8").endswith("x")
    assert app.quit() == 0


def test_a_project_that_is_too_small_for_a_voice_is_told_so_in_its_place(launch, tmp_path):
    folder = tmp_path / "novel"
    create_project(folder, "Novel")
    (folder / "manuscript" / "01-arrival.md").write_text(OPENING, encoding="utf-8")
    app = launch(str(folder))
    opened(app)
    app.keyboard.press("ctrl+2")
    press(app, "Tab", TO_PROJECT)
    app.keyboard.press("space")
    press(app, "Tab", TO_NAME)
    app.keyboard.type_text("Sea")
    press(app, "Tab", TO_READ)
    app.keyboard.press("space")
    said = app.wait_for("voices_said", timeout_s=60)["text"]
    app.shot("voices-too-small")
    assert TOO_SMALL in said
    app.keyboard.press("Escape")
    app.wait_for("voices_closed")
    app.keyboard.focus_first_window()
    assert app.quit() == 0


def test_the_menu_of_voices_opens_by_its_key(launch, chapter):
    app = launch(str(chapter))
    app.keyboard.press("ctrl+F9")
    assert app.wait_for("voices")["ids"][-1] == "starter"
    app.shot("voices-menu")
    app.keyboard.press("Escape")
    app.keyboard.wait_for_no_popup()
    assert app.quit() == 0


def test_a_chosen_voice_that_is_gone_gives_way_to_the_included_one(launch, chapter, longhand_home):
    app = launch(str(chapter), settings='[engine]\nmodel = "gone"\n')
    app.keyboard.type_text(" listened to")
    assert app.wait_for("shown")["text"].strip()
    app.shot("voices-gone")
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    assert app.quit() == 0
    settings = (longhand_home / "config" / "settings.toml").read_text(encoding="utf-8")
    assert "gone" not in settings


def test_another_voice_is_chosen_by_keys_and_writes_without_a_restart(
    launch, chapter, longhand_home, starter
):
    copy = user_folders().models / "other"
    shutil.copytree(starter, copy)
    manifest = json.loads((copy / "manifest.json").read_text(encoding="utf-8"))
    manifest.update(id="other", name="雪夜")
    (copy / "manifest.json").write_text(json.dumps(manifest), encoding="utf-8")
    app = launch(str(chapter))
    engine = app.seen("engine_up")[0]["pid"]
    app.keyboard.press("ctrl+F9")
    assert app.wait_for("voices")["ids"] == ["other", "starter"]
    app.keyboard.press("Up")
    app.keyboard.press("Return")
    assert app.wait_for("engine_up")["pid"] == engine
    app.keyboard.type_text(" listened to")
    assert app.wait_for("shown")["text"].strip()
    app.shot("voices-other")
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    assert app.quit() == 0
    settings = (longhand_home / "config" / "settings.toml").read_text(encoding="utf-8")
    assert 'model = "other"' in settings
