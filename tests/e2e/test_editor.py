"""What a writer does to the page itself, by keyboard in the real window."""

import pytest

from tests.e2e.app import OPENING

pytestmark = pytest.mark.e2e


def _saved(app, chapter) -> str:
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    return chapter.read_text(encoding="utf-8")


def test_another_take_is_looked_at_and_the_first_one_taken(launch, chapter):
    app = launch(str(chapter))
    app.ask_until(lambda ghost: len(ghost) > 40)
    # A take that is left while it is being written stays a fragment.
    app.wait_for("answered")
    first = app.seen("ghost")[-1]
    app.keyboard.press("alt+Down")
    second = app.wait_for("shown")
    assert second["id"] != first["id"]
    app.keyboard.press("alt+Up")
    back = app.wait_for("ghost")
    while back["id"] <= second["id"]:
        back = app.wait_for("ghost")
    assert back["text"] == first["text"]
    app.shot("take-1-of-2")
    app.keyboard.press("Tab")
    taken = app.wait_for("accepted")["text"]
    assert taken == back["text"]
    assert _saved(app, chapter) == OPENING + taken


def test_end_takes_a_sentence_of_what_was_asked_for(launch, chapter):
    app = launch(str(chapter))
    app.ask_until(lambda ghost: bool(set(".!?") & set(ghost)))
    app.keyboard.press("End")
    sentence = app.wait_for("accepted")["text"]
    assert sentence.rstrip("\"'\u201d\u2019").endswith((".", "!", "?"))
    app.keyboard.press("Escape")
    assert _saved(app, chapter) == OPENING + sentence


def test_a_word_is_found_replaced_and_brought_back_by_undo(launch, chapter):
    app = launch(str(chapter), settings="enabled = false\n")
    app.keyboard.press("ctrl+Home")
    app.keyboard.press("ctrl+h")
    app.keyboard.type_text("house")
    app.keyboard.press("Return")
    # The word to find is there already: the keys go to the other field now.
    app.keyboard.press("ctrl+h")
    app.keyboard.type_text("cottage")
    app.shot("find")
    app.keyboard.press("Return")
    app.keyboard.press("Escape")
    assert _saved(app, chapter) == OPENING.replace("house", "cottage", 1)
    app.keyboard.press("ctrl+z")
    assert _saved(app, chapter) == OPENING


def test_focus_and_typewriter_change_no_letter_and_escape_leads_out(launch, chapter):
    app = launch(str(chapter), settings='enabled = false\n[editor]\nmarks = "en"\n')
    app.keyboard.press("F8")
    app.keyboard.press("shift+F8")
    app.keyboard.type_text(' "So--"')
    app.shot("focus")
    app.keyboard.press("Escape")
    app.keyboard.type_text(" he said.")
    assert _saved(app, chapter) == f"{OPENING} “So—” he said."
