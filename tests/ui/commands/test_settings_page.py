import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QMessageBox

from ui.commands.preferences import Preferences
from ui.commands.settings_page import HEADINGS, SettingsPage
from ui.notices import Tasks
from ui.settings import SETTINGS, Setting, Settings


@pytest.fixture
def page(qtbot, loop):
    problems = []
    settings, tasks = Settings(), Tasks(problems.append)
    page = SettingsPage(settings, tasks)
    page.settings, page.tasks, page.problems = settings, tasks, problems
    window = Preferences((page,))
    qtbot.addWidget(window)
    window.bring(page)
    qtbot.waitExposed(window)
    page.shown = window
    yield page
    assert problems == []


def shown_keys(page):
    return [key for key, row in page.rows.items() if row.isVisible()]


def shown_headings(page):
    labels = page.findChildren(QLabel, "preferencesHead")
    return [label.text() for label in labels if label.isVisible()]


def test_every_setting_has_a_row_under_a_heading(page):
    assert list(page.rows) == [setting.key for setting in SETTINGS]
    assert shown_headings(page) == list(
        dict.fromkeys(HEADINGS[setting.key.split(".")[0]] for setting in SETTINGS)
    )


def test_a_new_part_has_a_heading_as_well(qtbot, loop):
    rows = (Setting("origins.shown", False, "Origins", "Show where words come from."),)
    settings = Settings()
    settings._values["origins.shown"] = False
    page = SettingsPage(settings, Tasks(print), rows=rows)
    qtbot.addWidget(page)
    assert [label.text() for label in page.findChildren(QLabel, "preferencesHead")] == ["Origins"]


def test_a_change_acts_at_once(page):
    tick = page.rows["suggest.enabled"].control
    tick.setFocus()
    QTest.keyClick(tick, Qt.Key.Key_Space)
    assert page.settings.flag("suggest.enabled") is False


def test_a_change_made_elsewhere_shows(page):
    page.settings.set("appearance.theme", "sepia")
    row = page.rows["appearance.theme"]
    assert row.control.currentText() == "Sepia"
    assert row.reset.isVisible()
    page.settings.reset("appearance.theme")
    assert not row.reset.isVisible()


def test_typing_leaves_the_rows_that_fit(page):
    QTest.keyClicks(page.search, "text size")
    assert shown_keys(page) == ["editor.font_size"]
    assert shown_headings(page) == ["Text"]
    page.search.setText("rewrites")
    assert shown_keys(page) == ["rewrite.takes"]
    page.search.setText("zebra")
    assert shown_keys(page) == []
    assert page.nothing.isVisible()
    page.search.clear()
    assert len(shown_keys(page)) == len(SETTINGS)
    assert not page.nothing.isVisible()


def test_a_value_that_is_refused_is_told_and_the_old_one_shows(page):
    row = page.rows["editor.font_size"]
    row.given.emit("editor.font_size", 900)
    assert "from 10 to 48" in page.said.text()
    assert page.said.isVisible()
    assert row.control.value() == 18
    row.given.emit("editor.font_size", 20)
    assert not page.said.isVisible()


async def answer(page, qtbot, label):
    page.reset_all.click()
    await until(lambda: page.shown.findChildren(QMessageBox))
    (box,) = page.shown.findChildren(QMessageBox)
    next(button for button in box.buttons() if button.text() == label).click()
    await page.tasks.settle(5)


async def until(found):
    while not found():
        await asyncio.sleep(0)


@pytest.mark.parametrize(("label", "size"), [("Reset all", 18), ("Keep them", 30)])
async def test_all_are_reset_after_a_question_but_not_the_voice(page, qtbot, loop, label, size):
    assert not page.reset_all.isEnabled()
    page.settings.set("engine.model", "another")
    assert not page.reset_all.isEnabled()
    page.settings.set("editor.font_size", 30)
    assert page.reset_all.isEnabled()
    await answer(page, qtbot, label)
    assert page.settings.number("editor.font_size") == size
    assert page.settings.choice("engine.model") == "another"


def test_return_presses_nothing_but_the_button_with_the_keys(page):
    page.settings.set("editor.font_size", 30)
    page.search.setFocus()
    QTest.keyClick(page.search, Qt.Key.Key_Return)
    assert page.shown.isVisible()
    assert page.settings.number("editor.font_size") == 30
    reset = page.rows["editor.font_size"].reset
    reset.setFocus()
    QTest.keyClick(reset, Qt.Key.Key_Return)
    assert page.settings.number("editor.font_size") == 18


def test_esc_closes_it(page):
    QTest.keyClick(page.search, Qt.Key.Key_Escape)
    assert not page.shown.isVisible()


def test_tab_reaches_every_control(page):
    reached = set()
    for _ in range(40):
        reached.add(page.shown.focusWidget())
        QTest.keyClick(page.shown.focusWidget(), Qt.Key.Key_Tab)
    assert {row.control for row in page.rows.values()} <= reached
