import asyncio
import dataclasses
from types import SimpleNamespace

import pytest

from tests.ui.voices.conftest import settled
from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.voices import training as training_module
from ui.voices.training import Training
from ui.voices.training_page import TrainingPage
from ui.voices.turns import UNTIL_ADDED, Turns
from ui.voices.types import Change, MadeVoice, Point, Progress, Run

SEA = Run("sea", "Sea", "starter", "training", "", 81_234, 300.0, 15.0, 54.0, "",
          (Point("training", 9, 0.4, 360.0, train_loss=3.1, held_loss=3.0),))  # fmt: skip
NEW = Run("new", "雪夜", "starter", "prepared", "", 20_000, 0.0, 5.0, 3.0)
DONE = Run("old", "Old", "starter", "done", "", 30_000, 900.0, 15.0, 1.0, "old-voice")
REFUSED = Run("bad", "Bad", "starter", "refused", "It is no better.", 12_000, 9.0, 5.0, 1.0)
MADE = MadeVoice("sea", "Sea", Change(2.0, 1.88), Change(2.5, 2.52), 0.004, 900.0, 81_234)
GONE = "Learning was interrupted; what was learned is safe. Go on picks it up again."


@pytest.fixture
def desk(qtbot, workshop, tasks, tell):
    """Return the page of four runs, and what the status bar was told."""
    page = TrainingPage()
    qtbot.addWidget(page)
    page.resize(760, 680)
    page.show()
    clock = SimpleNamespace(now=100.0)
    turns = Turns()
    training = Training(page, workshop, tasks, tell, lambda: clock.now, turns)
    workshop.answers.update(runs=(SEA, NEW, DONE, REFUSED), rest=None)
    work = []
    training.work_changed.connect(work.append)
    return SimpleNamespace(page=page, training=training, work=work, clock=clock, turns=turns)


@pytest.fixture
def answer(monkeypatch):
    """Return what decides the questions that are put."""
    asked = SimpleNamespace(reply="go", texts=[])

    async def ask(parent, text, detail, choices):
        asked.texts.append(f"{text} {detail}")
        return asked.reply

    monkeypatch.setattr(training_module, "ask", ask)
    return asked


def seen(page):
    return [each.text() for each in page.buttons if each.isVisible()]


async def test_runs_of_earlier_days_are_listed_with_where_they_stand(loop, desk):
    await desk.training.refresh()
    assert desk.page.table.texts == [
        ["Sea", "paused at 40%", "81,234 words", "54 MB"],
        ["雪夜", "read, not begun", "20,000 words", "3 MB"],
        ["Old", "ready to use", "30,000 words", "1 MB"],
        ["Bad", "not offered", "12,000 words", "1 MB"],
    ]


DELETE = "Delete with everything that was read…"


@pytest.mark.parametrize(
    ("run", "buttons"),
    [
        ("sea", ["Go on", DELETE]),
        ("new", ["Go on", DELETE]),
        ("old", ["Use this voice", "Compare", DELETE]),
        ("bad", ["Compare", DELETE]),
    ],
)
async def test_what_can_be_done_depends_on_where_a_run_stands(loop, desk, run, buttons):
    await desk.training.refresh()
    desk.page.table.choose(run)
    assert seen(desk.page) == buttons


async def test_a_run_that_was_not_offered_says_why(loop, desk):
    await desk.training.refresh()
    desk.page.table.choose("bad")
    assert desk.page.said.text() == "It is no better."


async def test_without_a_run_the_page_teaches_where_to_begin(loop, desk, workshop):
    workshop.answers["runs"] = ()
    await desk.training.refresh()
    assert desk.page.empty.isVisible()
    assert not desk.page.table.isVisible()
    assert seen(desk.page) == []


async def test_learning_shows_its_curve_its_figures_and_the_status_bar(loop, desk, workshop):
    await desk.training.refresh()
    desk.page.go_on.click()
    await settled(lambda: ("train", "sea") in workshop.asked)
    workshop.send("train", Point("opening"))
    assert desk.page.said.text() == "Getting ready: opening the voice it begins with…"
    workshop.send("train", Point("training", 12, 0.5, 450.0, 449.0, 2.9, None, 1834.0, 812))
    assert desk.page.figures.text() == (
        "50% · 8 min of learning · about 7 min left · 1,834 words a second · 812 MB of memory"
        " · made from starter"
    )
    assert desk.page.bar.value() == 500
    assert desk.page.table.texts[0][1] == "learning, 50%"
    assert seen(desk.page) == ["Pause", "Stop and delete…"]
    workshop.send("train", Point("exporting"))
    workshop.send("train", Progress("trying int8", 1, 4))
    assert desk.page.said.text() == "Making the voice: trying how small it may become, 25%…"
    assert desk.work == [
        "training: getting ready", "training: getting ready", "training 50%",
        "training: making the voice",
    ]  # fmt: skip


async def test_pausing_withdraws_the_ask_and_going_on_asks_again(loop, desk, workshop):
    await desk.training.refresh()
    desk.page.go_on.click()
    await settled(lambda: ("train", "sea") in workshop.asked)
    desk.page.pause.click()
    await settled(lambda: workshop.withdrawn == ["train"])
    await settled(lambda: seen(desk.page)[0] == "Go on")
    assert desk.page.said.text() == "Paused. It goes on from here, also on another day."
    assert desk.work[-1] == ""
    desk.page.go_on.click()
    await settled(lambda: workshop.asked.count(("train", "sea")) == 2)


async def learning(desk, workshop):
    """Have the first run learn."""
    await desk.training.refresh()
    desk.page.go_on.click()
    await settled(lambda: ("train", "sea") in workshop.asked)


@pytest.mark.parametrize(
    ("stage", "state", "work"),
    [
        ("opening", "getting ready", "training: getting ready"),
        ("measuring the base", "getting ready", "training: getting ready"),
        ("weighing", "making the voice", "training: making the voice"),
        ("proving", "making the voice", "training: making the voice"),
    ],
)
async def test_before_and_after_learning_a_bar_moves_and_no_time_is_promised(
    loop, desk, workshop, stage, state, work
):
    await learning(desk, workshop)
    workshop.send("train", Point("training", 12, 1.0, 900.0, 1.0, 2.9, None, 1834.0, 812))
    workshop.send("train", Point(stage))
    assert desk.page.bar.maximum() == 0
    assert "left" not in desk.page.figures.text()
    assert "%" not in desk.page.figures.text()
    assert desk.page.table.texts[0][1] == state
    assert desk.work[-1] == work


async def test_learning_that_is_all_but_done_promises_no_second(loop, desk, workshop):
    await learning(desk, workshop)
    workshop.send("train", Point("training", 12, 1.0, 900.0, 1.0, 2.9, None, 1834.0, 812))
    assert desk.page.bar.maximum() == 0
    assert desk.page.figures.text() == "15 min of learning · made from starter"


async def test_a_pause_is_one_only_once_the_engine_has_stopped(loop, desk, workshop):
    workshop.stops_at_once = False
    await learning(desk, workshop)
    desk.page.pause.click()
    desk.page.pause.click()
    assert workshop.withdrawn == ["train"]
    assert desk.page.said.text() == "Pausing…"
    assert desk.page.table.texts[0][1] == "pausing…"
    assert seen(desk.page) == ["Pausing…", "Stop and delete…"]
    workshop.send("train", Point("training", 12, 0.5, 450.0, 449.0, 2.9))
    assert desk.page.said.text() == "Pausing…"
    assert desk.training.active == "sea"
    workshop.fail("train", AskWithdrawn("The ask was withdrawn."))
    await settled(lambda: not desk.training.active)
    assert desk.page.table.texts[0][1] == "paused at 50%"
    assert desk.work[-1] == ""


async def test_a_run_that_was_paused_before_its_ask_was_sent_is_paused_at_once(
    loop, desk, workshop, monkeypatch
):
    await learning(desk, workshop)
    monkeypatch.setattr(workshop, "pause", lambda: False)
    desk.page.pause.click()
    await settled(lambda: not desk.training.active)
    assert workshop.withdrawn == ["train"]


async def test_going_on_says_why_it_takes_a_while(loop, desk, workshop):
    await learning(desk, workshop)
    assert desk.page.said.text() == "Opening the voice…"


async def test_a_run_that_goes_on_from_an_earlier_state_draws_no_step_twice(loop, desk, workshop):
    await learning(desk, workshop)
    workshop.send("train", Point("training", 8, 0.3, 300.0, 800.0, 3.2))
    assert desk.page.table.texts[0][1] == "learning, 30%"
    workshop.fail("train", AskRefused("Stopped."))
    await settled(lambda: not desk.training.active)


async def test_training_waits_for_a_model_that_is_added_and_then_says_what_it_does(
    loop, desk, workshop
):
    desk.turns.join("adding", UNTIL_ADDED)
    await learning(desk, workshop)
    assert desk.page.said.text() == "Waits until the model was added."
    assert not desk.page.bar.isVisible()
    desk.turns.leave("adding")
    assert desk.page.said.text() == "Opening the voice…"
    assert desk.page.bar.isVisible()


async def test_the_row_of_what_learns_is_true_while_another_one_is_looked_at(loop, desk, workshop):
    await learning(desk, workshop)
    desk.page.table.choose("old")
    workshop.send("train", Point("training", 12, 0.5, 450.0, 449.0, 2.9))
    assert desk.page.table.texts[0][1] == "learning, 50%"


async def test_the_keys_never_fall_on_what_deletes(loop, qtbot, desk, workshop):
    await desk.training.refresh()
    desk.page.activateWindow()
    desk.page.go_on.setFocus()
    qtbot.waitUntil(desk.page.go_on.hasFocus)
    desk.page.go_on.click()
    assert desk.page.pause.hasFocus()
    await settled(lambda: ("train", "sea") in workshop.asked)
    desk.page.pause.click()
    await settled(lambda: seen(desk.page)[0] == "Go on")
    assert desk.page.go_on.hasFocus()


async def test_a_voice_that_is_ready_says_what_it_has_shown(loop, desk, workshop, told):
    await desk.training.refresh()
    made = []
    desk.training.voice_made.connect(made.append)
    desk.page.go_on.click()
    await settled(lambda: ("train", "sea") in workshop.asked)
    workshop.answers["runs"] = (dataclasses.replace(SEA, stage="done", model="sea"), DONE)
    workshop.end("train", MADE)
    await settled(lambda: "Use this voice" in seen(desk.page))
    assert desk.page.said.text() == (
        "Ready: Sea foresees your own chapters 6.0% better. Texts by others it foresees 0.8% "
        "worse. 0.4% of the words it wrote in a test stand so in your books."
    )
    assert told == ["Your voice Sea is ready: it foresees your own chapters 6.0% better."]
    assert made == ["sea"]


async def test_a_voice_that_is_no_better_is_said_in_its_place(loop, desk, workshop, told):
    await desk.training.refresh()
    desk.page.go_on.click()
    await settled(lambda: ("train", "sea") in workshop.asked)
    workshop.fail("train", AskRefused("It is no better than the one it was made from."))
    await settled(lambda: not desk.training.active)
    assert desk.page.said.text() == "It is no better than the one it was made from."
    assert told == []


async def test_a_process_that_dies_is_told_once_and_the_run_can_go_on(loop, desk, workshop, told):
    await desk.training.refresh()
    desk.page.go_on.click()
    await settled(lambda: ("train", "sea") in workshop.asked)
    workshop.fail("train", EngineUnavailable("The engine ended with code 9."))
    await settled(lambda: seen(desk.page)[:1] == ["Go on"])
    assert desk.page.said.text() == GONE
    assert told == [GONE]


async def test_a_second_run_waits_for_the_first(loop, desk, workshop):
    await desk.training.refresh()
    desk.page.go_on.click()
    desk.page.table.choose("new")
    desk.page.go_on.click()
    assert desk.page.said.text().startswith("Another run learns now")
    await settled(lambda: ("train", "sea") in workshop.asked)
    assert ("train", "new") not in workshop.asked


async def test_a_run_that_was_just_read_begins_at_once(loop, desk, workshop):
    desk.training.begin("new")
    await settled(lambda: ("train", "new") in workshop.asked)
    assert desk.page.chosen == "new"
    assert desk.training.active == "new"


async def test_typing_lets_training_rest_at_most_once_a_second(loop, desk, workshop):
    await desk.training.refresh()
    desk.training.rest_for_typing()
    await asyncio.sleep(0)
    desk.page.go_on.click()
    await settled(lambda: ("train", "sea") in workshop.asked)
    for _ in range(5):
        desk.training.rest_for_typing()
    desk.clock.now += 1.1
    desk.training.rest_for_typing()
    await settled(lambda: workshop.asked.count(("rest", 1.5)) == 2)
    await asyncio.sleep(0)
    assert workshop.asked.count(("rest", 1.5)) == 2


async def test_a_rest_that_cannot_be_had_disturbs_nobody(loop, desk, workshop, told):
    workshop.answers["rest"] = EngineUnavailable("It went.")
    await desk.training.refresh()
    desk.page.go_on.click()
    await settled(lambda: ("train", "sea") in workshop.asked)
    desk.training.rest_for_typing()
    await settled(lambda: ("rest", 1.5) in workshop.asked)
    await asyncio.sleep(0)
    assert told == []


async def test_deleting_is_asked_once_and_stops_what_learns(loop, desk, workshop, answer):
    workshop.answers["delete_run"] = None
    await desk.training.refresh()
    desk.page.go_on.click()
    await settled(lambda: ("train", "sea") in workshop.asked)
    answer.reply = "keep"
    desk.page.delete.click()
    await settled(lambda: answer.texts)
    assert desk.training.active == "sea"
    answer.reply = "go"
    workshop.answers["runs"] = (NEW,)
    desk.page.delete.click()
    await settled(lambda: ("delete_run", "sea") in workshop.asked)
    await settled(lambda: len(desk.page.table.texts) == 1)
    assert workshop.withdrawn == ["train"]
    assert "the books themselves are not touched" in answer.texts[0]
    assert desk.page.focusWidget() is desk.page.table


async def test_a_deletion_that_fails_is_said(loop, desk, workshop, answer):
    workshop.answers["delete_run"] = AskRefused("It could not be deleted whole.")
    await desk.training.refresh()
    desk.page.delete.click()
    await settled(lambda: desk.page.said.text() == "It could not be deleted whole.")


async def test_a_list_that_cannot_be_had_is_said_on_the_page(loop, desk, workshop):
    workshop.answers["runs"] = EngineUnavailable("It does not start.")
    await desk.training.refresh()
    assert desk.page.empty.text() == "It does not start."


async def test_leaving_pauses_and_asks_nothing_more(loop, desk, workshop):
    await desk.training.refresh()
    desk.page.go_on.click()
    await settled(lambda: ("train", "sea") in workshop.asked)
    before = len(workshop.asked)
    desk.training.leave()
    await settled(lambda: workshop.withdrawn == ["train"])
    await asyncio.sleep(0)
    assert len(workshop.asked) == before
