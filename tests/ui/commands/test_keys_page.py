import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox

from tests.ui.commands.platform_keys import rules_of
from ui.actions import ACTIONS
from ui.commands.keymap import Keymap, Platform
from ui.commands.keys_page import KeysPage
from ui.commands.preferences import Preferences
from ui.notices import Tasks

CONTROL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def page(qtbot, loop):
    problems = []
    tasks = Tasks(problems.append)
    page = KeysPage(Keymap(), rules_of(Platform.LINUX), tasks)
    page.tasks = tasks
    page.told = []
    page.keymap_changed.connect(page.told.append)
    page.shown = Preferences((page,))
    qtbot.addWidget(page.shown)
    page.shown.bring(page)
    qtbot.waitExposed(page.shown)
    yield page
    assert problems == []


def choose(page, id):
    page.list.choose([row.id for row in page.list.rows].index(id))
    page.list.setFocus()


def press(page, key, modifiers=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(page.shown.focusWidget(), key, modifiers)


def test_every_action_is_listed_with_its_key(page):
    rows = {row.id: row for row in page.list.rows}
    assert list(rows) == [row.id for row in ACTIONS]
    assert rows["view.side"].key == "F6"
    assert rows["voices.new"].key == ""


def test_return_and_a_key_give_an_action_that_key(page):
    choose(page, "voices.new")
    press(page, Qt.Key.Key_Return)
    assert page.shown.focusWidget() is page.field
    press(page, Qt.Key.Key_F12, CONTROL | SHIFT)
    assert page.told[-1].keys("voices.new") == (QKeySequence("Ctrl+Shift+F12"),)
    assert page.list.chosen.key == "Ctrl+Shift+F12"
    assert page.list.chosen.is_own
    assert page.shown.focusWidget() is page.list
    assert page.said.text() == "“Make a voice of my books…” has Ctrl+Shift+F12 now."


def test_a_modifier_alone_is_no_key_yet(page):
    choose(page, "voices.new")
    press(page, Qt.Key.Key_Return)
    press(page, Qt.Key.Key_Control)
    assert page.told == []
    assert page.shown.focusWidget() is page.field


def test_tab_can_be_a_suggestions_key(page):
    choose(page, "suggestion.accept_word")
    press(page, Qt.Key.Key_Return)
    press(page, Qt.Key.Key_Tab)
    assert page.said.text() == "“Take all” has Tab."
    assert page.take.text() == "Take it from “Take all”"


def test_esc_keeps_the_key_and_the_window(page):
    choose(page, "view.side")
    press(page, Qt.Key.Key_Return)
    press(page, Qt.Key.Key_Escape)
    assert page.told == []
    assert page.shown.isVisible()
    assert page.shown.focusWidget() is page.list
    assert page.field.isHidden()


@pytest.mark.parametrize("answer", ["take", "keep", "esc"])
def test_a_key_that_another_has_is_taken_only_after_a_word(page, answer):
    choose(page, "voices.new")
    press(page, Qt.Key.Key_Return)
    press(page, Qt.Key.Key_F6)
    assert page.told == []
    assert page.said.text() == "“Outline” has F6."
    if answer == "esc":
        press(page, Qt.Key.Key_Escape)
    else:
        button = page.take if answer == "take" else page.keep
        button.setFocus()
        press(page, Qt.Key.Key_Return)
    assert page.shown.isVisible()
    assert page.shown.focusWidget() is page.list
    if answer == "take":
        assert page.told[-1].holder(QKeySequence("F6")) == "voices.new"
        assert page.told[-1].keys("view.side") == ()
    else:
        assert page.told == []
    assert page.list.chosen.id == "voices.new"


def test_a_key_that_writes_is_refused_and_another_can_be_pressed_at_once(page):
    choose(page, "voices.new")
    press(page, Qt.Key.Key_Return)
    press(page, Qt.Key.Key_J)
    assert "J is needed to write." in page.said.text()
    press(page, Qt.Key.Key_J, CONTROL | ALT)
    assert "types a letter" in page.said.text()
    press(page, Qt.Key.Key_Right, CONTROL)
    assert "move to next word" in page.said.text()
    assert page.told == []
    press(page, Qt.Key.Key_J, CONTROL)
    assert page.told[-1].holder(QKeySequence("Ctrl+J")) == "voices.new"


def test_what_a_key_means_elsewhere_is_said_and_can_be_passed_over(page):
    choose(page, "voices.new")
    press(page, Qt.Key.Key_Return)
    press(page, Qt.Key.Key_B, CONTROL)
    assert page.said.text() == "Ctrl+B means “bold” in other programs."
    assert page.take.text() == "Use it anyway"
    page.take.click()
    assert page.told[-1].holder(QKeySequence("Ctrl+B")) == "voices.new"


def test_delete_takes_a_key_away_and_reset_gives_it_back(page):
    choose(page, "view.side")
    assert not page.reset.isEnabled()
    press(page, Qt.Key.Key_Delete)
    assert page.told[-1].keys("view.side") == ()
    assert page.list.chosen.key == "no key"
    assert page.reset.isEnabled()
    page.reset.setFocus()
    press(page, Qt.Key.Key_Return)
    assert page.told[-1].own == {}
    assert page.list.chosen.key == "F6"


@pytest.mark.parametrize(("label", "is_kept"), [("Reset all", False), ("Keep them", True)])
async def test_all_are_reset_after_a_question(page, loop, label, is_kept):
    assert not page.reset_all.isEnabled()
    choose(page, "view.side")
    press(page, Qt.Key.Key_Delete)
    page.reset_all.click()
    while not (boxes := page.shown.findChildren(QMessageBox)):
        await asyncio.sleep(0)
    next(button for button in boxes[0].buttons() if button.text() == label).click()
    await page.tasks.settle(5)
    assert bool(page.told[-1].own) is is_kept
    assert page.reset_all.isEnabled() is is_kept


def test_commands_are_found_by_name_and_by_key_and_return_leads_to_the_list(page):
    QTest.keyClicks(page.search, "outl")
    assert "view.side" in [row.id for row in page.list.rows]
    page.search.setText("shift+f6")
    assert page.list.chosen.id == "view.binder"
    press(page, Qt.Key.Key_Return)
    assert page.shown.focusWidget() is page.list
    page.search.setText("qqqq")
    assert page.list.chosen is None
    assert not page.give.isEnabled()
    assert "No command" in page.said.text()


def test_going_elsewhere_while_a_key_is_awaited_keeps_the_old_one(page):
    choose(page, "view.side")
    press(page, Qt.Key.Key_Return)
    page.search.setFocus()
    assert page.field.isHidden()
    assert page.give.isVisible()
    assert page.told == []


def test_keys_changed_elsewhere_show(page):
    page.show_keymap(Keymap().with_keys("view.side", (QKeySequence("F4"),)))
    assert next(row for row in page.list.rows if row.id == "view.side").key == "F4"
    assert page.told == []
