"""Every order of what can happen to a draft: the text has what was typed and taken, no more."""

import asyncio
import itertools

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.suggest.test_controller import Bench
from ui.engine_types import EngineStatus
from ui.errors import EngineUnavailable
from ui.suggest.state import SuggestState

TEXT = "The rain had stopped and"
EVENTS = ("draft", "part", "end", "fail", "tab", "escape", "type", "down")


@pytest.fixture
def told(qtbot, tmp_path, loop):
    """Return a function that tells one story from the same text."""
    bench = Bench(qtbot, tmp_path)
    bench.settings.set("suggest.enabled", False)
    opened = bench.document.file
    ready = bench.source.status
    act = {
        "suggestion.accept_all": bench.controller.accept_all,
        "suggestion.accept_word": bench.controller.accept_word,
        "suggestion.dismiss": bench.controller.dismiss,
    }
    bench.editor.ghost_key.connect(lambda action: act[action]())

    def do(event):
        source = bench.source
        is_open = bool(source._streams) and not source._streams[-1][1].done()
        if event == "draft":
            bench.controller.draft(("He came.",), 0)
        elif event == "part" and source._streams:
            source.send(" so he left.\n\nIt was dark.")
        elif event == "end" and is_open:
            source.end()
        elif event == "fail" and is_open:
            source.fail(EngineUnavailable("gone"))
        elif event in ("tab", "escape") and bench.editor.ghost:
            QTest.keyClick(bench.editor, Qt.Key.Key_Tab if event == "tab" else Qt.Key.Key_Escape)
        elif event == "type":
            QTest.keyClick(bench.editor, Qt.Key.Key_X)
        elif event == "down":
            source.status = EngineStatus(type(ready.state).DOWN)
            bench.controller.on_engine_status(source.status)
            source.status = ready
            bench.controller.on_engine_status(ready)

    async def tell(events):
        bench.controller.dismiss()
        bench.document.restore(TEXT, opened)
        bench.editor.show_end()
        bench.editor.setFocus()
        bench.source._streams.clear()
        expected, steps = TEXT, 0
        for event in events:
            ghost = bench.editor.ghost
            do(event)
            for _ in range(4):
                await asyncio.sleep(0)
            if event == "type":
                expected += "x"
            elif event == "tab" and ghost:
                gap = len(ghost) - len(ghost.lstrip("\n"))
                expected += ghost[: gap + len(ghost[gap:].split("\n")[0])]
                steps += 1
            assert bench.text == expected
            if bench.editor.ghost:
                assert bench.controller.state is SuggestState.SHOWING
        for _ in range(steps + len(events)):
            bench.document.qt.undo()
        assert bench.text == TEXT

    return lambda events: loop.run_until_complete(asyncio.wait_for(tell(events), 20))


def test_every_order_of_a_few_events_keeps_the_text_the_writers(told):
    for rest in itertools.product(EVENTS, repeat=3):
        told(("draft", *rest))
