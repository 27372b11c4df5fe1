"""What comes back at the next start, several windows, and the first page, in real windows."""

import tomllib

import pytest

from tests.e2e.app import OPENING

pytestmark = pytest.mark.e2e

OFF = "enabled = false\n"


def command(app, name):
    """Run a command by its name."""
    app.keyboard.press("ctrl+shift+p")
    app.keyboard.type_text(name)
    app.keyboard.press("Return")


def typed(app, text):
    app.keyboard.type_text(text)
    for _ in text:
        app.wait_for("key")


def saved(app, path):
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    return path.read_text(encoding="utf-8")


def test_the_next_start_brings_back_the_text_with_the_caret_where_it_was(launch, chapter):
    app = launch(str(chapter), settings=OFF)
    app.keyboard.press("ctrl+Home")
    for _ in range(4):
        app.keyboard.press("Right")
    app.keyboard.press("F8")
    assert app.quit() == 0
    again = launch(settings=OFF)
    again.shot("restored-session")
    typed(again, "very ")
    assert saved(again, chapter) == OPENING.replace("The old", "The very old")


def test_a_kill_costs_no_session(launch, chapter, longhand_home):
    app = launch(str(chapter), settings=OFF)
    session = longhand_home / "data" / "session.toml"
    app.wait_for("session_kept")
    assert "chapter.md" in session.read_text(encoding="utf-8")
    app.process.kill()
    app.process.wait()
    again = launch(settings=OFF)
    typed(again, "!")
    assert saved(again, chapter) == OPENING + "!"


def test_a_recent_file_is_opened_by_its_name(launch, chapter, tmp_path):
    other = tmp_path / "other.md"
    other.write_text("Another text.", encoding="utf-8")
    assert launch(str(chapter), settings=OFF).quit() == 0
    app = launch(str(other), settings=OFF)
    app.keyboard.press("ctrl+shift+p")
    app.keyboard.type_text("open chapter")
    app.shot("open-recent")
    app.keyboard.press("Return")
    app.wait_for("opened")
    typed(app, "!")
    assert saved(app, chapter) == OPENING + "!"
    assert other.read_text(encoding="utf-8") == "Another text."


def test_two_windows_suggest_with_one_engine(launch, chapter):
    app = launch(str(chapter))
    engine = app.seen("engine_up")[0]["pid"]
    command(app, "new window")
    app.wait_for("window_shown")
    app.keyboard.focus_window(shown=2)
    app.keyboard.type_text("She opened the door and")
    # A suggestion may give way to what another window asks at that moment.
    assert app.ask_until(bool)
    app.shot("second-window")
    app.keyboard.press("Escape")
    assert {event["pid"] for event in app.seen("engine_up")} == {engine}
    # Each window's text is kept under a draft of its own, and the first one's is unharmed.
    app.keyboard.press("ctrl+a")
    app.keyboard.press("BackSpace")
    assert app.quit() == 0
    assert chapter.read_text(encoding="utf-8") == OPENING


def test_closing_one_window_leaves_the_other_and_its_text(launch, chapter, longhand_home):
    app = launch(str(chapter), settings=OFF)
    command(app, "new window")
    app.wait_for("window_shown")
    app.keyboard.focus_window(shown=2)
    app.keyboard.press("ctrl+w")
    app.wait_for("window_closed")
    app.keyboard.focus_first_window()
    typed(app, "!")
    assert saved(app, chapter) == OPENING + "!"
    assert app.quit() == 0
    kept = tomllib.loads((longhand_home / "data" / "session.toml").read_text(encoding="utf-8"))
    assert [window["path"] for window in kept["window"]] == [str(chapter)]


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_first_start_shows_the_page_that_teaches_with_a_ghost(launch, theme, longhand_home):
    app = launch(settings=f'[appearance]\ntheme = "{theme}"\n', is_welcomed=False)
    app.wait_for("shown")
    app.shot(f"welcome-{theme}")
    # Nothing of it is asked about.
    assert app.quit() == 0
    again = launch(wait=False)
    typed(again, "x")
    again.wait_for("journaled")
    assert again.seen("journaled")[-1]["chars"] == 1
    again.shot(f"after-welcome-{theme}")


def test_what_the_page_teaches_works_on_it(launch):
    app = launch(is_welcomed=False)
    app.wait_for("shown")
    app.ask_until(lambda text: len(text.split()) > 3)
    app.keyboard.press("ctrl+Right")
    assert len(app.wait_for("accepted")["text"].split()) == 1
    app.keyboard.press("Escape")
    app.wait_for("dismissed")
    app.ask_until(lambda text: bool(text.strip()))
    app.keyboard.press("Tab")
    app.wait_for("accepted")


def test_the_page_speaks_chinese_where_the_interface_does(launch):
    app = launch("--lang", "zh_CN", is_welcomed=False)
    assert "只会写英语" in app.wait_for("refused", "shown")["reason"]
    app.shot("welcome-zh")
    assert app.quit() == 0
