import pytest

from ui.voices.types import Change, Point, Progress, Run
from ui.voices.words import (
    better_said,
    language_said,
    progress_said,
    size_said,
    stage_said,
    state_said,
    time_said,
    words_said,
)

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


def test_a_stage_without_words_of_its_own_is_said_as_it_is():
    assert stage_said("proving") == "Proving it on the chapters that were kept back"
    assert stage_said("resting") == "Resting"


def test_downloads_are_said_in_bytes_and_other_work_by_its_name():
    assert progress_said(Progress("downloaded bytes", 5_000_000, 40_000_000)) == (
        "Downloading: 5 MB of 40 MB"
    )
    assert progress_said(Progress("letters.docx", 1, 3)) == "Letters.docx"


@pytest.mark.parametrize(
    ("stage", "model", "points", "active", "said"),
    [
        ("training", "", (Point("training", share=0.4),), True, "learning, 40%"),
        ("training", "", (Point("training", share=0.4),), False, "paused at 40%"),
        ("prepared", "", (), False, "read, not begun"),
        ("trained", "", (), False, "learned; not proved yet"),
        ("refused", "", (), False, "not offered"),
        ("done", "sea", (), False, "ready to use"),
        ("done", "", (), False, "made; its voice was deleted"),
    ],
)
def test_where_a_run_stands_is_said(stage, model, points, active, said):
    run = Run("a", "Sea", "starter", stage, "", 9, 1.0, 5.0, 1.0, model, points)
    assert state_said(run, active) == said


def test_a_language_is_named_and_an_unknown_code_stays():
    assert (language_said("zh"), language_said("xx")) == ("Chinese", "xx")
