from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.voices.conftest import settled
from ui.errors import AskRefused, EngineUnavailable
from ui.voices.add_model_page import AddModelPage
from ui.voices.adding import Adding
from ui.voices.turns import UNTIL_TRAINED, Turns
from ui.voices.types import Catalogue, CatalogueRow, Cost, HubModel, Progress, Running, Taken

CATALOGUE = Catalogue(
    8.2,
    (
        CatalogueRow("maker/small", "Small", "apache-2.0", ("en",), "base", 135, 4, 270, 0.9),
        CatalogueRow("maker/middle", "Middle", "mit", ("en",), "base", 500, 8, 1000, 12.5),
        CatalogueRow("maker/large", "Large", "mit", ("en", "zh"), "chat", 7000, 24, 15_000, 40.0),
    ),
)
COST = Cost(
    "/models/small", "llama", "base", 135_000_000, 1200, 800, 4000, 90_000,
    (Running("int8", 150, 420, 40.0),),
)  # fmt: skip
FOUND = HubModel("maker/small", "abc", "apache-2.0", ("en",), False, 270.0, 135_000_000)
TAKEN = Taken("small", "Small")


@pytest.fixture
def desk(qtbot, workshop, tasks):
    page = AddModelPage()
    qtbot.addWidget(page)
    page.resize(760, 680)
    page.show()
    turns = Turns()
    adding = Adding(page, workshop, tasks, turns=turns)
    added = []
    adding.model_added.connect(added.append)
    workshop.answers["catalogue"] = CATALOGUE
    return SimpleNamespace(page=page, adding=adding, added=added, turns=turns)


async def test_the_list_says_what_fits_this_computer(loop, desk):
    await desk.adding.refresh()
    assert desk.page.table.texts == [
        ["Small", "English", "continues a text", "apache-2.0", "fits"],
        ["Middle", "English", "continues a text", "mit", "needs 12 GB while it is added"],
        ["Large", "English, Chinese", "follows instructions", "mit", "needs 24 GB"],
    ]
    assert desk.page.repo.text() == "maker/small"


async def test_a_list_that_cannot_be_had_is_said(loop, desk, workshop):
    workshop.answers["catalogue"] = EngineUnavailable("It does not start.")
    await desk.adding.refresh()
    assert desk.page.line.text == "It does not start."


async def test_a_folder_is_weighed_before_it_is_taken_in(loop, desk, workshop):
    page = desk.page
    assert not page.take.isEnabled()
    desk.adding.weigh(Path("/models/small"))
    await settled(lambda: workshop.asked)
    workshop.send("cost", Progress("probing", 1, 3))
    assert page.line.text == "Measuring…"
    workshop.end("cost", COST)
    await settled(page.take.isEnabled)
    assert "135 million parameters" in page.facts.text()
    assert page.cost.texts == [["small", "150 MB", "420 MB", "about 30 words a second"]]
    page.take.click()
    await settled(lambda: ("take_in", "/models/small") in workshop.asked)
    workshop.end("take_in", TAKEN)
    await settled(lambda: desk.added == ["small"])
    await settled(lambda: page.line.text == "Small is in place; choose it on the page Voices.")
    assert not page.take.isEnabled()


async def test_once_a_folder_was_weighed_the_keys_stand_on_what_adds_it(
    loop, qtbot, desk, workshop
):
    page = desk.page
    page.activateWindow()
    page.folder.setFocus()
    desk.adding.weigh(Path("/models/small"))
    await settled(lambda: workshop.asked)
    assert page.focusWidget() is page.line.stop
    workshop.end("cost", COST)
    await settled(page.take.isEnabled)
    assert page.focusWidget() is page.take
    page.take.click()
    await settled(lambda: ("take_in", "/models/small") in workshop.asked)
    workshop.end("take_in", TAKEN)
    await settled(lambda: desk.added == ["small"])
    await settled(lambda: not page.line.is_busy)
    assert page.focusWidget() is page.folder


async def test_once_a_model_was_looked_up_the_keys_stand_on_what_adds_it(loop, desk, workshop):
    page = desk.page
    page.repo.setText("maker/small")
    page.look_up.setFocus()
    page.look_up.click()
    await settled(lambda: workshop.asked)
    workshop.end("describe", FOUND)
    await settled(page.download.isEnabled)
    assert page.focusWidget() is page.download


async def test_adding_waits_for_training_but_looking_up_does_not(loop, desk, workshop):
    desk.turns.join("training", UNTIL_TRAINED)
    desk.page.repo.setText("maker/small")
    desk.page.look_up.click()
    assert desk.page.line.text == "Asking the hub for maker/small…"
    await settled(lambda: workshop.asked)
    workshop.end("describe", FOUND)
    await settled(desk.page.download.isEnabled)
    desk.page.download.click()
    assert desk.page.line.text == "Waits until the training is paused or done."
    desk.turns.leave("training")
    assert desk.page.line.text == "Downloading…"
    await settled(lambda: ("download", "maker/small", "abc") in workshop.asked)
    workshop.end("download", TAKEN)
    await settled(lambda: desk.added == ["small"])


async def test_a_model_that_is_too_large_is_not_taken_in(loop, desk, workshop):
    workshop.answers["cost"] = Cost(
        "/m", "llama", "base", 7_000_000_000, 40_000, 9, 9, 9, (), "It needs 40 GB of memory."
    )
    desk.adding.weigh(Path("/m"))
    await settled(lambda: desk.page.facts.text() == "It needs 40 GB of memory.")
    assert not desk.page.take.isEnabled()
    assert not desk.page.cost.isVisible()


async def test_a_folder_that_is_refused_says_why(loop, desk, workshop):
    workshop.answers["cost"] = AskRefused("This folder holds code.")
    desk.adding.weigh(Path("/m"))
    await settled(lambda: desk.page.line.text == "This folder holds code.")


async def test_nothing_asks_the_hub_until_the_writer_does(loop, desk, workshop):
    await desk.adding.refresh()
    desk.page.table.choose("maker/large")
    assert workshop.asked == [("catalogue",)]
    assert "over the internet" in desk.page.look_up.toolTip()


async def test_a_model_is_looked_up_shown_and_downloaded(loop, desk, workshop):
    page = desk.page
    page.repo.setText(" maker/small ")
    QTest.keyClick(page.repo, Qt.Key.Key_Return)
    await settled(lambda: ("describe", "maker/small") in workshop.asked)
    assert not page.download.isEnabled()
    workshop.end("describe", FOUND)
    await settled(page.download.isEnabled)
    assert page.facts.text() == (
        "maker/small · licence: apache-2.0 · 270 MB to download · 135 million parameters · English"
    )
    page.download.click()
    await settled(lambda: ("download", "maker/small", "abc") in workshop.asked)
    workshop.send("download", Progress("downloaded bytes", 27_000_000, 270_000_000))
    assert page.line.text == "Downloading: 27 MB of 270 MB…"
    workshop.end("download", TAKEN)
    await settled(lambda: desk.added == ["small"])


async def test_a_download_that_was_stopped_can_be_begun_again(loop, desk, workshop):
    workshop.answers["describe"] = FOUND
    page = desk.page
    page.repo.setText("maker/small")
    page.look_up.click()
    await settled(page.download.isEnabled)
    page.download.click()
    await settled(lambda: ("download", "maker/small", "abc") in workshop.asked)
    page.line.stop.click()
    await settled(lambda: workshop.withdrawn == ["download"])
    await settled(page.download.isEnabled)
    assert page.line.text == "Stopped."


async def test_a_model_behind_terms_is_not_downloaded(loop, desk, workshop):
    workshop.answers["describe"] = HubModel("maker/shut", "abc", "other", ("en",), True, 270.0)
    desk.page.repo.setText("maker/shut")
    desk.page.look_up.click()
    await settled(lambda: "accept terms" in desk.page.facts.text())
    assert not desk.page.download.isEnabled()


async def test_another_name_forgets_what_was_looked_up(loop, desk, workshop):
    workshop.answers["describe"] = FOUND
    desk.page.repo.setText("maker/small")
    desk.page.look_up.click()
    await settled(desk.page.download.isEnabled)
    desk.page.repo.setText("maker/other")
    assert not desk.page.download.isEnabled()
    assert not desk.page.facts.isVisible()


def test_without_the_training_parts_a_folder_can_be_chosen_but_not_taken_in(desk):
    desk.page.set_ready(False)
    desk.page.show_cost(COST)
    assert not desk.page.take.isEnabled()
