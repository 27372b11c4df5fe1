"""Rewrites in a real window, by the keyboard alone, with the bundled model."""

import os
import signal

import pytest

from tests.e2e.app import OPENING

pytestmark = pytest.mark.e2e

FIRST, LAST = OPENING.split("\n\n")
MODES = {"p": "polish", "x": "expand", "s": "shorten", "r": "rephrase"}


@pytest.fixture
def app(launch, chapter):
    return launch(str(chapter), settings="enabled = false\n")


def saved(app, chapter):
    """Save and return the file's text."""
    app.keyboard.press("ctrl+s")
    app.wait_for("saved")
    return chapter.read_text(encoding="utf-8")


def to_first_paragraph(app):
    """Select the first paragraph."""
    app.keyboard.press("ctrl+Home")
    app.keyboard.press("ctrl+shift+Down")


def opened(app):
    app.keyboard.press("ctrl+shift+r")
    return app.wait_for("rewrite_opened")["chars"]


def test_a_sentence_is_rewritten_and_one_undo_brings_it_back(app, chapter):
    app.keyboard.press("ctrl+Home")
    n_chars = opened(app)
    app.shot("rewrite-choices")
    app.keyboard.press("r")
    assert app.wait_for("rewrite_asked")["mode"] == "rephrase"
    app.wait_for("rewrite_done")
    app.shot("rewrite-takes")
    app.keyboard.press("2")
    app.keyboard.press("Return")
    text = app.wait_for("rewrite_applied")["text"]
    assert saved(app, chapter) == text + OPENING[n_chars:]
    app.keyboard.press("ctrl+z")
    assert saved(app, chapter) == OPENING


@pytest.mark.parametrize("key", sorted(MODES))
def test_every_way_to_replace_a_passage_brings_takes_of_it(app, chapter, key):
    app.keyboard.press("ctrl+Home")
    opened(app)
    app.keyboard.press(key)
    assert app.wait_for("rewrite_asked")["mode"] == MODES[key]
    takes = app.wait_for("rewrite_piece")["takes"]
    assert 1 <= len(takes) <= 4
    assert all(take.strip() for take in takes)
    app.keyboard.press("Escape")
    app.wait_for("rewrite_closed")
    app.keyboard.type_text("x")
    app.wait_for("key")
    assert saved(app, chapter) == "x" + OPENING


@pytest.mark.parametrize(("key", "mode"), [("d", "describe"), ("g", "dialogue")])
def test_a_description_or_a_dialogue_follows_the_passage(app, chapter, key, mode):
    app.keyboard.press("ctrl+Home")
    n_chars = opened(app)
    app.keyboard.press(key)
    assert app.wait_for("rewrite_asked")["mode"] == mode
    app.wait_for("rewrite_done")
    app.keyboard.press("Return")
    text = app.wait_for("rewrite_applied")["text"]
    assert text.startswith(OPENING[:n_chars])
    assert len(text) > n_chars
    assert saved(app, chapter) == text + OPENING[n_chars:]


def test_paragraphs_are_worked_through_in_order(app, chapter):
    app.keyboard.press("ctrl+a")
    opened(app)
    app.keyboard.press("s")
    assert app.wait_for("rewrite_asked")["pieces"] == 2
    assert app.wait_for("rewrite_piece")["number"] == 0
    assert app.wait_for("rewrite_piece")["number"] == 1
    app.shot("rewrite-pieces")
    app.keyboard.press("Return")
    text = app.wait_for("rewrite_applied")["text"]
    assert saved(app, chapter) == text
    assert text.count("\n\n") == 1


def test_a_refused_change_stays_as_the_writer_had_it(app, chapter):
    app.keyboard.press("ctrl+Home")
    n_chars = opened(app)
    app.keyboard.press("r")
    takes = app.wait_for("rewrite_piece")["takes"]
    app.wait_for("rewrite_done")
    app.keyboard.press("space")
    app.shot("rewrite-refused")
    app.keyboard.press("Return")
    text = app.wait_for("rewrite_applied")["text"]
    assert takes[0] not in (text, OPENING[:n_chars])
    assert saved(app, chapter) == text + OPENING[n_chars:]


def test_the_engine_killed_while_takes_stream_leaves_the_text_and_can_be_asked_again(app, chapter):
    pid = app.seen("engine_up")[0]["pid"]
    app.keyboard.press("ctrl+a")
    opened(app)
    app.keyboard.press("x")
    app.wait_for("rewrite_part")
    os.kill(pid, signal.SIGKILL)
    assert app.wait_for("rewrite_done")["message"]
    app.shot("rewrite-engine-down")
    app.wait_for("engine_up", timeout_s=30)
    app.keyboard.press("BackSpace")
    app.keyboard.press("s")
    app.wait_for("rewrite_piece")
    app.keyboard.press("Escape")
    app.wait_for("rewrite_closed")
    app.keyboard.press("End")
    app.keyboard.type_text(".")
    app.wait_for("key")
    assert "." in saved(app, chapter)
    app.keyboard.press("ctrl+z")
    assert saved(app, chapter) == OPENING
