import asyncio
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.voices.conftest import settled
from tests.ui.voices.test_training import DONE, NEW, REFUSED
from ui import theme
from ui.errors import AskRefused, EngineUnavailable
from ui.voices.choices_file import ChoicesFile
from ui.voices.compare_page import ComparePage
from ui.voices.comparing import Comparing
from ui.voices.types import Pair
from ui.voices.window import VoicesWindow

PAIRS = tuple(Pair(f" before {n}", f"\n\nbase {n}", f"voice {n}\n") for n in range(3))


class Lot:
    """Puts the voice first, second, first, and so on."""

    def __init__(self):
        self.n = 0

    def random(self):
        self.n += 1
        return 0.25 if self.n % 2 else 0.75


@pytest.fixture
def desk(qtbot, workshop, tasks, tmp_path):
    page = ComparePage()
    qtbot.addWidget(page)
    page.resize(760, 680)
    page.show()
    file = ChoicesFile(tmp_path / "comparisons.json")
    comparing = Comparing(page, workshop, file, tasks, Lot())
    workshop.answers["pairs"] = PAIRS
    return SimpleNamespace(page=page, comparing=comparing, file=file)


async def begun(desk):
    desk.comparing.show_runs((NEW, DONE, REFUSED))
    await settled(desk.page.neither.isVisible)


def press(desk, key):
    QTest.keyClick(desk.page, key)


async def test_pairs_are_shown_without_names_and_in_an_order_by_lot(loop, desk):
    await begun(desk)
    cards = [card.text.text() for card in desk.page.cards]
    assert (desk.page.before.text(), cards) == ("… before 0", ["voice 0", "base 0"])
    press(desk, Qt.Key.Key_1)
    assert [card.text.text() for card in desk.page.cards] == ["base 1", "voice 1"]
    assert desk.page.count.text() == "Pair 2 of 3"


async def test_only_runs_that_came_to_an_end_are_offered(loop, desk):
    await begun(desk)
    assert desk.page.run.choices == [("old", "Old"), ("bad", "Bad")]


async def test_keys_choose_and_at_the_end_the_names_are_told(loop, desk):
    await begun(desk)
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_0):
        press(desk, key)
    assert desk.page.said.text() == "2 to 0, and 1 time neither: 3 pairs are too few to tell."
    assert not desk.page.neither.isVisible()


async def test_after_the_verdict_every_pair_can_be_read_with_its_names(loop, desk):
    await begun(desk)
    for key in (Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_0):
        press(desk, key)
    assert desk.page.pairs.texts == [
        ["1", "… before 0", "your voice"],
        ["2", "… before 1", "the one it was made from"],
        ["3", "… before 2", "neither"],
    ]
    assert shown(desk) == [
        ("Before: the one it was made from", "base 0"),
        ("After: your voice · you chose this", "voice 0"),
    ]
    desk.page.pairs.choose("1")
    assert desk.page.before.text() == "… before 1"
    assert shown(desk) == [
        ("Before: the one it was made from · you chose this", "base 1"),
        ("After: your voice", "voice 1"),
    ]
    assert not any(card.choose.isVisible() for card in desk.page.cards)


async def test_a_pair_that_is_to_be_judged_bears_no_names(loop, desk):
    await begun(desk)
    for key in (Qt.Key.Key_1, Qt.Key.Key_1, Qt.Key.Key_0):
        press(desk, key)
    desk.page.back.click()
    assert [name for name, _ in shown(desk)] == ["", ""]
    assert not desk.page.pairs.isVisible()
    assert all(card.choose.isVisible() for card in desk.page.cards)


def shown(desk):
    return [(card.name.text(), card.text.text()) for card in desk.page.cards]


async def test_backspace_goes_back_also_from_the_end(loop, qtbot, desk):
    await begun(desk)
    desk.page.activateWindow()
    qtbot.waitUntil(desk.page.cards[0].text.hasFocus)
    for key in (Qt.Key.Key_1, Qt.Key.Key_2, Qt.Key.Key_2):
        press(desk, key)
    assert desk.page.said.text().startswith("2 to 1")
    QTest.keyClick(desk.page.pairs, Qt.Key.Key_Backspace)
    assert desk.page.before.text() == "… before 2"
    press(desk, Qt.Key.Key_1)
    assert desk.page.said.text().startswith("3 to 0")


async def test_choices_outlive_the_window(loop, desk, workshop, tasks, qtbot):
    await begun(desk)
    press(desk, Qt.Key.Key_1)
    press(desk, Qt.Key.Key_0)
    await tasks.settle(5.0)
    page = ComparePage()
    qtbot.addWidget(page)
    page.show()
    Comparing(page, workshop, desk.file, tasks, Lot()).show_runs((DONE,))
    await settled(page.neither.isVisible)
    assert page.count.text() == "Pair 3 of 3"


async def test_beginning_again_forgets_the_choices(loop, desk, tasks):
    await begun(desk)
    for _ in PAIRS:
        press(desk, Qt.Key.Key_1)
    desk.page.again.click()
    assert desk.page.count.text() == "Pair 1 of 3"
    await tasks.settle(5.0)


async def test_a_key_beyond_the_last_pair_chooses_nothing(loop, desk):
    await begun(desk)
    for _ in range(5):
        press(desk, Qt.Key.Key_1)
    assert desk.page.said.text().startswith("2 to 1")


async def test_without_a_finished_run_the_page_says_what_it_is_for(loop, desk, workshop):
    desk.comparing.show_runs((NEW,))
    await asyncio.sleep(0)
    assert desk.page.said.text().startswith("Once a voice of yours has learned")
    assert not desk.page.run.isVisible()
    assert workshop.asked == []


@pytest.mark.parametrize(
    "error", [AskRefused("This run has no samples yet."), EngineUnavailable("It went.")]
)
async def test_pairs_that_cannot_be_had_are_said(loop, desk, workshop, error):
    workshop.answers["pairs"] = error
    desk.comparing.show_runs((DONE,))
    await settled(lambda: desk.page.said.text() == str(error))
    assert not desk.page.neither.isVisible()


async def test_a_run_without_pairs_is_said(loop, desk, workshop):
    workshop.answers["pairs"] = ()
    desk.comparing.show_runs((DONE,))
    await settled(lambda: desk.page.said.text() == "This run has no pairs to compare.")


async def test_choices_that_cannot_be_kept_are_told(loop, desk, tmp_path, told):
    (tmp_path / "comparisons.json").mkdir()
    await begun(desk)
    press(desk, Qt.Key.Key_1)
    await settled(lambda: told)
    assert told[0].startswith("Your choices were not saved")
    assert desk.page.count.text() == "Pair 2 of 3"


LONG = " ".join(f"The keeper of lamp {n} listened to the sea." for n in range(90))


@pytest.mark.parametrize("size", [(1100, 760), (800, 600)])
async def test_both_ways_and_their_buttons_are_wholly_in_sight(
    loop, qtbot, dressed, workshop, tasks, tmp_path, size
):
    window = VoicesWindow()
    qtbot.addWidget(window)
    window.dress(dressed, theme.text_font(18))
    window.resize(*size)
    workshop.answers["pairs"] = (Pair(LONG, LONG, LONG),)
    file = ChoicesFile(tmp_path / "comparisons.json")
    page = window.compare
    Comparing(page, workshop, file, tasks, Lot()).show_runs((DONE,))
    window.bring(page)
    await settled(page.neither.isVisible)
    qtbot.waitUntil(lambda: page.height() <= window.height())
    for each in (page.before, page.neither, *page.cards, *(card.choose for card in page.cards)):
        assert each.visibleRegion().boundingRect() == each.rect()
    box = page.cards[0].text
    assert window.focusWidget() is box
    assert box.verticalScrollBar().value() == 0
    QTest.keyClick(box, Qt.Key.Key_PageDown)
    after_page = box.verticalScrollBar().value()
    assert after_page > 0
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert 0 < box.verticalScrollBar().value() < after_page
    QTest.keyClick(box, Qt.Key.Key_Right)
    assert window.focusWidget() is page.cards[1].text
    QTest.keyClick(page.cards[1].text, Qt.Key.Key_2)
    assert page.said.text() == "0 to 1: 1 pair is too few to tell."


async def test_neither_way_stands_out_and_return_chooses_none(
    loop, qtbot, workshop, tasks, tmp_path
):
    window = VoicesWindow()
    qtbot.addWidget(window)
    workshop.answers["pairs"] = PAIRS
    file = ChoicesFile(tmp_path / "comparisons.json")
    Comparing(window.compare, workshop, file, tasks, Lot()).show_runs((DONE,))
    window.bring(window.compare)
    await settled(window.compare.neither.isVisible)
    choices = (*(card.choose for card in window.compare.cards), window.compare.neither)
    assert not any(each.isDefault() or each.autoDefault() for each in choices)
    QTest.keyClick(window.compare, Qt.Key.Key_Return)
    assert window.compare.count.text() == "Pair 1 of 3"
