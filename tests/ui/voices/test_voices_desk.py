"""The parts of the Voices window together: what one page does shows on the others."""

from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QWidget

from tests.ui.voices.conftest import Writing, settled
from tests.ui.voices.test_adding import CATALOGUE, COST
from tests.ui.voices.test_books import CORPUS
from tests.ui.voices.test_comparing import PAIRS
from tests.ui.voices.test_library import SEA, STARTER
from tests.ui.voices.test_training import DONE, NEW
from tests.ui.voices.test_training import SEA as PAUSED
from ui import theme
from ui.settings import Settings
from ui.trace import Trace
from ui.voices import voices_desk
from ui.voices.in_use import VoiceInUse
from ui.voices.types import Parts
from ui.voices.voices_desk import VoicesDesk


@pytest.fixture
def make(qtbot, workshop, tasks, tell, tmp_path, monkeypatch, dressed):
    """Return a function that makes a desk."""
    workshop.notice_given = SimpleNamespace(connect=lambda slot: None)
    monkeypatch.setattr(voices_desk, "Workshop", lambda command, parent: workshop)
    workshop.answers.update(
        models=(SEA, STARTER), runs=(DONE, NEW), catalogue=CATALOGUE, pairs=PAIRS, rest=None,
        parts=Parts(True, False, 0, 0), delete_run=None, stop=None,
    )  # fmt: skip
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.show()

    def desk():
        voice = VoiceInUse(Writing(), Settings(), tasks, tell)
        made = VoicesDesk(
            parent, ("engine",), voice, tmp_path / "comparisons.json", tasks, tell,
            Trace(), lambda: Path("/books/novel"),
        )  # fmt: skip
        made.dress(dressed, theme.text_font(18))
        return made

    return desk


async def filled(desk, page=VoicesDesk.open):
    """Open the window and wait until every page has what it shows."""
    page(desk)
    await settled(lambda: desk.opened.window.training.table.texts)
    return desk.opened.window


async def test_nothing_is_asked_before_the_window_is_opened(loop, make, workshop):
    desk = make()
    desk.on_key()
    assert workshop.asked == []
    assert desk.opened is None


async def test_every_page_is_filled_when_the_window_is_opened(loop, make):
    window = await filled(make())
    assert window.page is window.voices
    assert len(window.voices.table.texts) == 2
    assert len(window.add_model.table.texts) == len(CATALOGUE.models)
    assert window.new_voice.base.choices == [("starter", "Starter")]
    assert window.compare.run.choices == [("old", "Old")]


async def test_what_was_paused_on_an_earlier_day_is_opened_first(loop, make, workshop):
    workshop.answers["runs"] = (DONE, PAUSED)
    desk = make()
    window = await filled(desk)
    assert window.page is window.training
    window.show_page(window.compare)
    window.close()
    desk.open()
    assert window.page is window.training


async def test_a_page_that_the_writer_went_to_meanwhile_stays(loop, make, workshop):
    workshop.answers["runs"] = (DONE, PAUSED)
    desk = make()
    desk.open()
    desk.opened.window.show_page(desk.opened.window.add_model)
    window = desk.opened.window
    await settled(lambda: window.add_model.table.texts)
    assert window.page is window.add_model


async def test_while_a_run_learns_the_window_opens_on_it(loop, make, workshop):
    desk = make()
    window = await filled(desk)
    assert window.page is window.voices
    desk.opened.training.go_on("new")
    await settled(lambda: ("train", "new") in workshop.asked)
    desk.open()
    assert window.page is window.training
    desk.open_new()
    assert window.page is window.new_voice
    desk.close()
    await settled(lambda: "train" in workshop.withdrawn)


async def test_a_model_is_added_once_the_training_is_paused(loop, make, workshop):
    desk = make()
    window = await filled(desk)
    desk.opened.training.go_on("new")
    await settled(lambda: ("train", "new") in workshop.asked)
    desk.opened.adding.weigh(Path("/models/small"))
    assert window.add_model.line.text == "Waits until the training is paused or done."
    window.training.pause.click()
    await settled(lambda: not desk.opened.training.active)
    assert window.add_model.line.text == "Finding out what it takes…"
    workshop.end("cost", COST)
    await settled(window.add_model.take.isEnabled)


async def test_a_voice_of_my_books_opens_its_page_with_the_project_at_hand(loop, make):
    window = await filled(make(), VoicesDesk.open_new)
    assert window.page is window.new_voice
    assert window.new_voice.add_project.isVisible()


async def test_books_that_were_read_go_on_to_training(loop, make, workshop):
    desk = make()
    window = await filled(desk, VoicesDesk.open_new)
    workshop.answers["prepare"] = CORPUS
    window.new_voice.add_project.click()
    window.new_voice.name.setText("Sea")
    window.new_voice.read.click()
    await settled(lambda: window.new_voice.is_reported)
    said = []
    desk.work_changed.connect(said.append)
    window.new_voice.train.click()
    await settled(lambda: ("train", "sea") in workshop.asked)
    assert window.page is window.training
    assert said == ["training: getting ready"]
    desk.close()
    await settled(lambda: "train" in workshop.withdrawn)


async def test_closing_the_window_leaves_training_running_and_keys_let_it_rest(
    loop, make, workshop
):
    desk = make()
    window = await filled(desk)
    desk.opened.training.go_on("new")
    await settled(lambda: ("train", "new") in workshop.asked)
    window.close()
    desk.on_key()
    await settled(lambda: ("rest", 1.5) in workshop.asked)
    assert desk.opened.training.active == "new"
    desk.close()
    await settled(lambda: "train" in workshop.withdrawn)


async def test_a_finished_run_is_compared_and_used_from_its_page(loop, make, workshop):
    window = await filled(make())
    window.show_page(window.training)
    window.training.compare.click()
    await settled(window.compare.neither.isVisible)
    assert window.page is window.compare
    window.show_page(window.training)
    window.training.use.click()
    await settled(lambda: window.voices.line.text)
    assert window.page is window.voices
