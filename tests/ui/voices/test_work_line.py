import pytest
import shiboken6
from PySide6.QtWidgets import QDialog, QLineEdit, QPushButton, QVBoxLayout, QWidget

from tests.ui.voices.conftest import settled
from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.voices import work_line
from ui.voices.turns import UNTIL_TRAINED, Turns
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
    line.show_progress(Progress("letters.docx", 1, 4), "Reading letters.docx")
    assert line.text == "Reading letters.docx, about 2 min left…"
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


@pytest.fixture
def window(qtbot):
    """Return a window with a button that asks, and a line for the answer."""
    window = QWidget()
    qtbot.addWidget(window)
    layout = QVBoxLayout(window)
    window.line, window.ask = WorkLine("Reading", window), QPushButton("Ask", window)
    layout.addWidget(QPushButton("Elsewhere", window))
    layout.addWidget(window.line)
    layout.addWidget(window.ask)
    window.show()
    window.activateWindow()
    window.ask.setFocus()
    qtbot.waitUntil(window.ask.hasFocus)
    return window


async def test_a_field_of_a_dialog_that_is_closing_is_not_remembered(
    loop, qtbot, window, tasks, workshop, told
):
    dialog = QDialog(window)
    field = QLineEdit(dialog)
    dialog.show()
    dialog.activateWindow()
    field.setFocus()
    qtbot.waitUntil(field.hasFocus)
    job = Job(window.line, tasks)
    job.changed.connect(window.ask.setDisabled)
    job.start("Weighing…", workshop.cost())
    shiboken6.delete(dialog)
    await settled(lambda: workshop.asked)
    workshop.end("cost", "Weighed.")
    await settled(lambda: not job.is_busy)
    assert window.line.text == "Weighed."
    assert window.focusWidget() is window.ask
    assert told == []


async def test_what_asked_and_was_deleted_meanwhile_is_left_alone(
    loop, window, tasks, workshop, told
):
    job = Job(window.line, tasks)
    job.start("Reading…", workshop.prepare())
    window.line.stop.setFocus()
    shiboken6.delete(window.ask)
    await settled(lambda: workshop.asked)
    workshop.end("prepare", "Read.")
    await settled(lambda: not job.is_busy)
    assert window.line.text == "Read."
    assert told == []


async def test_a_line_that_was_deleted_meanwhile_is_left_alone(loop, window, tasks, workshop, told):
    job = Job(window.line, tasks)
    job.start("Reading…", workshop.prepare())
    await settled(lambda: workshop.asked)
    workshop.end("prepare", "Read.")
    shiboken6.delete(window.line)
    await tasks.settle(5.0)
    assert told == []


async def test_work_that_has_to_wait_says_for_what_and_can_be_withdrawn(
    loop, line, tasks, workshop
):
    turns = Turns()
    turns.join("training", UNTIL_TRAINED)
    job = Job(line, tasks, turns)
    job.start("Adding the model…", workshop.take_in(), "the model was added")
    assert line.text == "Waits until the training is paused or done."
    assert not line.bar.isVisible()
    assert line.stop.isVisible()
    turns.leave("training")
    assert line.text == "Adding the model…"
    assert line.bar.isVisible()
    await settled(lambda: workshop.asked)
    line.stop.click()
    await settled(lambda: not job.is_busy)
    turns.join("training", UNTIL_TRAINED)
    assert turns.waits("training") == ""
