import re
from pathlib import Path
from typing import get_args

import pytest

from engine.parts_install import DOWNLOADED, INSTALLING
from engine.training.export.quantize import Precision
from ui.voices import words
from ui.voices.types import Change, MadeVoice, Point, Progress, Run
from ui.voices.words import (
    better_said,
    forward,
    language_said,
    progress_said,
    proof_said,
    reading_said,
    size_said,
    stage_said,
    state_said,
    time_said,
    words_said,
)

ROOT = Path(__file__).resolve().parents[3]
RUN = Run("a", "Sea", "starter", "training", "", 900, 30.0, 15.0, 3.2)


@pytest.mark.parametrize(
    ("megabytes", "said"), [(0.0004, "1 KB"), (0.5, "500 KB"), (24.4, "24 MB"), (1350, "1.4 GB")]
)
def test_sizes_are_rounded_as_people_do(megabytes, said):
    assert size_said(megabytes) == said


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(0.2, "1 s"), (59.0, "59 s"), (61, "1 min"), (3600, "1 h"), (5400, "1 h 30 min")],
)
def test_times_are_rounded_as_people_do(seconds, said):
    assert time_said(seconds) == said


def test_one_word_is_no_words():
    assert (words_said(1), words_said(1204)) == ("1 word", "1,204 words")


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (None, ""),
        (Change(0.0, 1.0), ""),
        (Change(2.0, 1.88), "foresees your own chapters 6.0% better"),
        (Change(2.0, 2.1), "foresees your own chapters 5.0% worse"),
        (Change(2.0, 2.0), "foresees your own chapters as well as before"),
    ],
)
def test_a_proof_is_said_in_percent(change, said):
    assert better_said(change) == said


def test_every_stage_and_every_step_of_the_engine_has_words_of_its_own():
    told = engine_words()
    assert {"opening", "measuring the base", "weighing", "proving"} <= set(words._STAGES)
    assert told >= {"downloaded bytes", "exporting with optimum", "probing"}
    assert told <= set(words._REASONS) | set(words._STAGES)
    assert set(words._PHASES) == set(words._STAGES)
    assert {f"trying {precision}" for precision in get_args(Precision)} <= set(words._REASONS)


def engine_words():
    """Return every literal that the engine's long work tells as what it does."""
    call = re.compile(
        r"(?:_on_progress|on_progress|on_stage|_follower\.begin|\btell)\(\s*\"([a-z][a-z ]+)\""
    )
    asked = ("training", "importing", "hub", "library.py", "parts_install.py")
    files = [p for name in asked for p in ((ROOT / "engine" / name).rglob("*.py")
             if (ROOT / "engine" / name).is_dir() else [ROOT / "engine" / name])]  # fmt: skip
    found = {word for path in files for word in call.findall(path.read_text(encoding="utf-8"))}
    return found | {DOWNLOADED, INSTALLING}


def test_a_word_of_the_engine_that_is_not_known_is_not_shown():
    assert stage_said("proving") == (
        "Making the voice: proving it on the chapters that were kept back"
    )
    assert stage_said("resting") == "Getting ready"
    assert progress_said(Progress("fusing gqa nodes", 1, 3)) == "Working"


def test_downloads_are_said_in_bytes_and_other_work_by_its_name():
    assert progress_said(Progress("downloaded bytes", 5_000_000, 40_000_000)) == (
        "Downloading: 5 MB of 40 MB"
    )
    assert progress_said(Progress("installing", 5_000_000, 40_000_000)) == (
        "Installing: 5 MB of 40 MB"
    )
    assert progress_said(Progress("exporting with optimum", 5, 100)) == (
        "Putting it into a form that writes fast"
    )


@pytest.mark.parametrize(
    ("done", "said"),
    [(1, "Reading a.md"), (2, "Looking through a.md"), (4, "Putting what was read together")],
)
def test_a_book_is_opened_then_gone_through(done, said):
    assert reading_said(Progress("a.md", done, 5)) == said


def test_points_that_were_learned_once_more_take_the_place_of_the_first():
    points = [Point("training", step, step / 10, 9.0 * n) for n, step in enumerate((1, 2, 3, 2, 3))]
    assert [(p.step, p.seconds) for p in forward(points)] == [(1, 0.0), (2, 27.0), (3, 36.0)]


@pytest.mark.parametrize(
    ("verbatim", "said"),
    [
        (0.0, "Nothing it wrote in a test was copied from your books."),
        (0.0004, "Nothing it wrote in a test was copied from your books."),
        (0.004, "0.4% of the words it wrote in a test stand so in your books."),
    ],
)
def test_what_was_copied_is_said_plainly(verbatim, said):
    change = Change(2.0, 1.88)
    assert proof_said(MadeVoice("sea", "Sea", change, change, verbatim, 9.0, 9)).endswith(said)


HALF = (Point("training", 4, 0.4),)


@pytest.mark.parametrize(
    ("stage", "model", "points", "phase", "said"),
    [
        ("training", "", HALF, "learning", "learning, 40%"),
        ("training", "", HALF, "preparing", "getting ready"),
        ("training", "", HALF, "making", "making the voice"),
        ("training", "", HALF, "pausing", "pausing…"),
        ("prepared", "", (), "waiting", "waiting"),
        ("training", "", HALF, "", "paused at 40%"),
        ("training", "", (), "", "paused at 0%"),
        ("prepared", "", (), "", "read, not begun"),
        ("trained", "", (), "", "learned; not made yet"),
        ("refused", "", (), "", "not offered"),
        ("done", "sea", (), "", "ready to use"),
        ("done", "", (), "", "made; its voice was deleted"),
    ],
)
def test_where_a_run_stands_is_said(stage, model, points, phase, said):
    run = Run("a", "Sea", "starter", stage, "", 9, 1.0, 5.0, 1.0, model, points)
    assert state_said(run, phase) == said


def test_a_language_is_named_and_an_unknown_code_stays():
    assert (language_said("zh"), language_said("xx")) == ("Chinese", "xx")
