import pytest

from tests.ui.voices.conftest import settled
from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.voices import work_line
from ui.voices.types import Progress
from ui.voices.work_line import Job, WorkLine


@pytest.fixture
def line(qtbot):
    line = WorkLine("Reading")
    qtbot.addWidget(line)
    line.show()
    return line


def test_a_quiet_line_shows_neither_bar_nor_button(line):
    assert not line.is_busy
    assert not line.bar.isVisible()
    assert line.text == ""


def test_progress_tells_what_is_done_and_how_long_it_takes(line, monkeypatch):
    clock = [100.0]
    monkeypatch.setattr(work_line.time, "monotonic", lambda: clock[0])
    line.begin("Reading…")
    clock[0] = 130.0
    line.show_progress(Progress("letters.docx", 1, 4))
    assert line.text == "Letters.docx, about 2 min left…"
    assert line.bar.value() == 250


def test_progress_that_comes_late_is_left_alone(line):
    line.begin("Reading…")
    line.say("Stopped.")
    line.show_progress(Progress("letters.docx", 1, 4))
    assert line.text == "Stopped."
    assert not line.is_busy


def test_work_without_a_total_breaks_nothing(line):
    line.begin("Reading…")
    line.show_progress(Progress("letters.docx", 0, 0))
    assert line.bar.value() == 0


@pytest.mark.parametrize(
    ("error", "says"),
    [
        (AskRefused("Too few words."), "Too few words."),
        (EngineUnavailable("It went."), "It went."),
        (AskWithdrawn("Cancelled."), "Stopped."),
    ],
)
async def test_how_work_fails_is_said_in_its_place(loop, line, tasks, told, error, says):
    async def work():
        raise error

    job = Job(line, tasks)
    job.start("Reading…", work())
    assert line.is_busy
    await settled(lambda: not job.is_busy)
    assert line.text == says
    assert told == []


async def test_stop_withdraws_what_is_under_way(loop, line, tasks, workshop):
    job = Job(line, tasks)
    busy = []
    job.changed.connect(busy.append)
    job.start("Reading…", workshop.prepare())
    await settled(lambda: workshop.asked)
    line.stop.click()
    await settled(lambda: not job.is_busy)
    assert workshop.withdrawn == ["prepare"]
    assert line.text == "Stopped."
    assert busy == [True, False]


async def test_a_second_ask_waits_for_nothing_and_changes_nothing(loop, line, tasks, workshop):
    job = Job(line, tasks)
    job.start("Reading…", workshop.prepare())
    job.start("Again…", workshop.cost())
    await settled(lambda: workshop.asked)
    assert workshop.asked == [("prepare",)]
    assert line.text == "Reading…"
