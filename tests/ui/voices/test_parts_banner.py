from types import SimpleNamespace

import pytest
from PySide6.QtWidgets import QWidget

from tests.ui.voices.conftest import settled
from ui.errors import AskRefused, EngineUnavailable
from ui.voices.parts_banner import PartsBanner, PartsDesk
from ui.voices.types import Parts, Progress

THERE = Parts(True, False, 0, 0)
MISSING = Parts(False, True, 412, 1350)
CHECKOUT = Parts(False, False, 0, 0, "In a source checkout, install the train extra.")


@pytest.fixture
def desk(qtbot, workshop, tasks):
    page = QWidget()
    qtbot.addWidget(page)
    banners = (PartsBanner(page), PartsBanner(page))
    parts = PartsDesk(banners, workshop, tasks)
    ready = []
    parts.ready_changed.connect(ready.append)
    page.show()
    return SimpleNamespace(page=page, banners=banners, parts=parts, ready=ready)


async def test_where_the_parts_are_there_no_banner_shows(loop, desk, workshop):
    workshop.answers["parts"] = THERE
    await desk.parts.refresh()
    assert not any(banner.isVisible() for banner in desk.banners)
    assert desk.ready == [True]


async def test_missing_parts_are_offered_with_their_size(loop, desk, workshop):
    workshop.answers["parts"] = MISSING
    await desk.parts.refresh()
    for banner in desk.banners:
        assert banner.text.text().endswith("Download: 412 MB, on disk: 1.4 GB.")
        assert banner.install.text() == "Download and install 412 MB"
    assert desk.ready == [False]
    assert workshop.asked == [("parts",)]


async def test_a_source_checkout_gets_a_hint_and_no_button(loop, desk, workshop):
    workshop.answers["parts"] = CHECKOUT
    await desk.parts.refresh()
    assert desk.banners[0].text.text() == CHECKOUT.hint
    assert not desk.banners[0].install.isVisible()


async def test_parts_are_installed_in_the_place_that_was_clicked(loop, desk, workshop):
    workshop.answers["parts"] = MISSING
    await desk.parts.refresh()
    here, there = desk.banners
    here.install.click()
    await settled(lambda: ("install_parts",) in workshop.asked)
    assert not there.install.isEnabled()
    workshop.send("install_parts", Progress("downloaded bytes", 206_000_000, 412_000_000))
    assert here.line.text == "Downloading: 206 MB of 412 MB…"
    workshop.end("install_parts", THERE)
    await settled(lambda: desk.ready == [False, True])
    assert not any(banner.isVisible() for banner in desk.banners)


async def test_an_installation_that_fails_can_be_tried_again(loop, desk, workshop):
    workshop.answers["parts"] = MISSING
    await desk.parts.refresh()
    here = desk.banners[0]
    here.install.click()
    await settled(lambda: ("install_parts",) in workshop.asked)
    workshop.fail("install_parts", AskRefused("The disk is full."))
    await settled(lambda: here.line.text == "The disk is full.")
    assert here.install.isEnabled()
    assert here.isVisible()


async def test_where_it_cannot_be_told_nothing_is_held_back(loop, desk, workshop):
    workshop.answers["parts"] = EngineUnavailable("It went.")
    await desk.parts.refresh()
    assert desk.ready == [True]
    assert not desk.banners[0].isVisible()
