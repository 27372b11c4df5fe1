import asyncio
import dataclasses

import pytest

from tests.ui.fakes import READY
from tests.ui.inspector.test_facts import SEEN
from ui import paths, theme
from ui.engine_types import EngineState, EngineStatus
from ui.errors import AskRefused, EngineUnavailable
from ui.inspector.inspector import Inspector
from ui.inspector.inspector_panel import InspectorPanel
from ui.notices import Tasks


class ScriptedInspection:
    """Answers with what the test put there."""

    def __init__(self):
        self.status = READY
        self.answer = SEEN
        self.asked = 0

    async def inspect(self):
        self.asked += 1
        await asyncio.sleep(0)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer


@pytest.fixture
def page(qtbot, loop):
    panel = InspectorPanel()
    qtbot.addWidget(panel)
    panel.dress(theme.read_themes(paths.themes_file())["light"])
    panel.source = ScriptedInspection()
    panel.problems = []
    panel.inspector = Inspector(panel, panel.source, Tasks(panel.problems.append))
    return panel


async def until(condition):
    while not condition():
        await asyncio.sleep(0)


async def test_it_looks_once_it_is_shown(page, loop):
    page.inspector.watch(True)
    await until(lambda: page.text.toPlainText())
    assert page.text.toPlainText() == "<|bos|>Tom: a boy.\n\nIt rained."
    assert "Story notes" in page.lines


async def test_it_looks_again_after_an_answer_and_not_while_it_is_hidden(page, loop):
    page.inspector.on_answered()
    page.inspector.watch(True)
    await until(lambda: page.text.toPlainText())
    page.source.answer = dataclasses.replace(SEEN, seed=8)
    page.inspector.on_answered()
    page.inspector.on_answered()
    await until(lambda: "8" in page.lines)
    assert page.source.asked == 2
    page.inspector.watch(False)
    page.inspector.on_answered()
    await asyncio.sleep(0)
    assert page.source.asked == 2


async def test_before_any_answer_it_says_so(page, loop):
    page.source.answer = AskRefused("Nothing was asked of the engine yet.")
    page.inspector.watch(True)
    await until(lambda: page.said)
    assert page.said == "Nothing was asked of the engine yet."


async def test_an_engine_that_goes_is_told_and_its_return_looked_at(page, loop):
    page.inspector.watch(True)
    await until(lambda: page.text.toPlainText())
    page.source.status = EngineStatus(EngineState.DOWN)
    page.inspector.on_engine_status(page.source.status)
    assert page.said == "The engine is coming back; what it saw before is gone."
    page.source.status = READY
    page.inspector.on_engine_status(READY)
    await until(lambda: page.source.asked == 2)


async def test_an_engine_that_goes_while_it_is_asked_leaves_the_page(page, loop):
    page.source.answer = EngineUnavailable("gone")
    page.inspector.watch(True)
    await until(lambda: page.source.asked == 1)
    await asyncio.sleep(0)
    assert page.problems == []


async def test_each_part_stands_on_the_ground_of_its_row(page, loop):
    page.inspector.watch(True)
    await until(lambda: page.text.toPlainText())
    cursor = page.text.textCursor()
    grounds = set()
    for position in (9, 25):
        cursor.setPosition(position)
        grounds.add(cursor.charFormat().background().color().name())
    assert len(grounds) == 2
