"""A project in a real window, by the keyboard alone, with the bundled model."""

import tomllib

import pytest

pytestmark = pytest.mark.e2e

ARRIVAL = (
    "Martin came back on a wet evening in November, with one bag and the key that his aunt "
    "Margaret had left him. The gate was open. He stopped in the hall and listened to the rain."
)
LETTER = (
    "The letter lay on the kitchen table under a stone. He read it twice, standing, while the rain "
    "ran down the window, and then he put it into the fire."
)


@pytest.fixture
def novel(tmp_path):
    folder = tmp_path / "My Novel"
    (folder / "manuscript").mkdir(parents=True)
    (folder / "story").mkdir()
    (folder / "manuscript" / "01-arrival.md").write_text(ARRIVAL, encoding="utf-8")
    (folder / "manuscript" / "02-letter.md").write_text(LETTER, encoding="utf-8")
    (folder / "story" / "margaret.md").write_text("# Margaret\n\nShe kept bees.\n")
    return folder


@pytest.fixture
def app(launch, novel):
    app = launch(str(novel), wait=False, settings="enabled = false\n")
    needed = {"engine_up", "scene_opened"}
    while needed:
        needed.discard(app.wait_for(*needed)["event"])
    return app


def beats_of(novel):
    return tomllib.loads((novel / "outline.toml").read_text(encoding="utf-8"))["beat"]


def add_beat(app, title):
    """Open the outline and add a beat."""
    app.keyboard.press("F6")
    app.keyboard.press("Return")
    app.keyboard.type_text(title)
    app.wait_for("outline_saved")


def test_the_binder_opens_another_scene_and_saves_the_one_before(app, novel):
    app.keyboard.type_text(" Then he slept.")
    for _ in " Then he slept.":
        app.wait_for("key")
    app.keyboard.press("shift+F6")
    app.keyboard.press("Down")
    app.keyboard.press("Return")
    app.wait_for("scene_opened")
    app.shot("binder")
    text = (novel / "manuscript" / "01-arrival.md").read_text(encoding="utf-8")
    assert text == ARRIVAL + " Then he slept."
    app.keyboard.press("Escape")
    app.keyboard.type_text("x")
    app.wait_for("key")
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    assert (novel / "manuscript" / "02-letter.md").read_text(encoding="utf-8") == LETTER + "x"


def test_a_scene_is_moved_by_keys_and_the_order_is_kept(app, novel):
    app.keyboard.press("shift+F6")
    app.keyboard.press("alt+shift+Down")
    app.wait_for("tree_saved")
    tree = tomllib.loads((novel / "project.toml").read_text(encoding="utf-8"))["tree"]
    assert [row["file"] for row in tree] == ["manuscript/02-letter.md", "manuscript/01-arrival.md"]


def test_a_new_scene_is_made_and_written_in(app, novel):
    app.keyboard.press("ctrl+shift+n")
    app.wait_for("scene_made")
    app.keyboard.type_text("The thaw\n")
    app.wait_for("tree_saved")
    app.keyboard.type_text("Spring.")
    for _ in "Spring.":
        app.wait_for("key")
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    texts = {p.read_text(encoding="utf-8") for p in (novel / "manuscript").iterdir()}
    assert texts == {ARRIVAL, LETTER, "Spring."}
    tree = tomllib.loads((novel / "project.toml").read_text(encoding="utf-8"))["tree"]
    assert [row["title"] for row in tree] == ["01-arrival", "The thaw", "02-letter"]


def test_undo_in_the_binder_leaves_the_text_as_it_is(app, novel):
    app.keyboard.type_text(" Then he slept.")
    for _ in " Then he slept.":
        app.wait_for("key")
    app.keyboard.press("shift+F6")
    app.keyboard.press("alt+shift+Down")
    app.wait_for("tree_saved")
    app.keyboard.press("ctrl+z")
    app.wait_for("tree_saved")
    app.keyboard.press("ctrl+a")
    app.keyboard.press("ctrl+x")
    app.keyboard.press("Escape")
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    tree = tomllib.loads((novel / "project.toml").read_text(encoding="utf-8"))["tree"]
    assert [row["file"] for row in tree] == ["manuscript/01-arrival.md", "manuscript/02-letter.md"]
    text = (novel / "manuscript" / "01-arrival.md").read_text(encoding="utf-8")
    assert text == ARRIVAL + " Then he slept."


def test_a_beat_is_written_in_the_outline_and_kept(app, novel):
    add_beat(app, "The storm")
    app.shot("outline")
    assert [beat["title"] for beat in beats_of(novel)] == ["The storm"]


def test_a_premise_becomes_beats_that_join_the_outline_when_they_are_added(app, novel):
    app.keyboard.press("ctrl+shift+o")
    app.keyboard.focus_window(shown=2)
    app.keyboard.type_text("A clerk inherits a house and finds a letter.")
    app.keyboard.press("ctrl+Return")
    beats = app.wait_for("outline_done", timeout_s=60)["beats"]
    app.shot("outline-suggestions")
    assert len(beats) == 10
    assert not (novel / "outline.toml").exists()
    app.keyboard.press("Return")
    assert app.wait_for("outline_added")["beats"] == beats
    app.wait_for("outline_saved")
    titles = [beat["title"] for beat in beats_of(novel)]
    assert [title for title in titles if not title.startswith("Act ")] == beats


def test_the_manuscript_becomes_beats_and_scenes_that_did_not_change_are_not_read_again(app, novel):
    app.keyboard.press("ctrl+shift+o")
    app.keyboard.focus_window(shown=2)
    app.keyboard.press("shift+Tab")
    app.keyboard.press("Down")
    app.keyboard.press("Down")
    app.keyboard.press("ctrl+Return")
    assert app.wait_for("outline_asked")["source"] == "manuscript"
    beats = app.wait_for("outline_done", timeout_s=60)["beats"]
    assert beats
    app.keyboard.press("ctrl+Return")
    app.wait_for("outline_asked")
    again = app.wait_for("outline_done", timeout_s=60)
    app.shot("outline-manuscript")
    assert again["beats"] == beats
    assert (novel / ".longhand" / "beats.json").is_file()


def test_a_beat_is_drafted_as_a_ghost_and_taken_by_paragraph(app, novel):
    add_beat(app, "Martin burns the letter")
    app.keyboard.press("Escape")
    app.keyboard.press("Escape")
    app.keyboard.press("ctrl+shift+d")
    app.wait_for("scene_made")
    app.wait_for("ask")
    app.wait_for("shown")
    app.shot("draft")
    app.keyboard.press("Tab")
    taken = app.wait_for("accepted")["text"]
    assert "\n" not in taken.strip()
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    texts = {p.read_text(encoding="utf-8") for p in (novel / "manuscript").iterdir()}
    assert taken in texts


def test_the_inspector_shows_what_the_engine_saw_for_the_last_suggestion(app, novel):
    app.keyboard.press("shift+F9")
    app.keyboard.press("Escape")
    app.keyboard.press("ctrl+Return")
    app.wait_for("shown")
    assert app.wait_for("inspected")["task"] == "continue"
    app.shot("inspector")


def ask_for(app, source):
    """Open the suggestions and ask for beats of the source with this number."""
    app.keyboard.press("ctrl+shift+o")
    app.keyboard.focus_window(shown=2)
    app.keyboard.press("shift+Tab")
    for _ in range(source):
        app.keyboard.press("Down")
    app.keyboard.press("ctrl+Return")
    app.wait_for("outline_asked")
    return app.wait_for("outline_done", timeout_s=60)["beats"]


def test_the_open_scene_becomes_beats_below_its_own_beat(app, novel):
    beats = ask_for(app, source=1)
    app.keyboard.press("Return")
    app.wait_for("outline_added")
    app.wait_for("outline_saved")
    first, *rest = beats_of(novel)
    assert first["title"] == "01-arrival"
    assert first["scene"]
    assert [beat["title"] for beat in rest] == beats
    assert {beat["parent"] for beat in rest} == {first["id"]}


def test_five_ideas_for_what_could_happen_next_follow_their_beat(app, novel):
    add_beat(app, "Martin burns the letter")
    app.keyboard.press("Escape")
    app.keyboard.press("Escape")
    ideas = ask_for(app, source=3)
    app.shot("outline-ideas")
    assert len(set(ideas)) == len(ideas) == 5
    app.keyboard.press("space")
    app.keyboard.press("Return")
    assert app.wait_for("outline_added")["beats"] == ideas[1:]
    app.wait_for("outline_saved")
    titles = [beat["title"] for beat in beats_of(novel)]
    assert titles == ["Martin burns the letter", *ideas[1:]]


def test_a_scene_is_gone_to_by_name_read_beside_another_and_written_in(app, novel):
    app.keyboard.press("F4")
    app.keyboard.press("ctrl+l")
    app.keyboard.type_text("arri")
    app.keyboard.press("Return")
    app.keyboard.press("ctrl+l")
    app.keyboard.type_text("lett")
    app.keyboard.press("Return")
    app.wait_for("scene_opened")
    app.shot("second-view")
    app.keyboard.press("shift+F4")
    app.wait_for("scene_opened")
    app.keyboard.press("ctrl+End")
    app.keyboard.type_text(" Now.")
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    text = (novel / "manuscript" / "01-arrival.md").read_text(encoding="utf-8")
    assert text == f"{ARRIVAL} Now."
