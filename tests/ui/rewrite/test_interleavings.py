"""Every order of what can happen to a rewrite: one applied take changes the text, or nothing."""

import asyncio
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.rewrite.conftest import TEXT, RewriteBench
from ui.errors import EngineUnavailable
from ui.rewrite.controller import RewriteState

EVENTS = (
    "mode", "part", "end", "fail", "again", "back", "refuse", "next", "apply", "leave", "edit",
    "open", "up", "earlier",
)  # fmt: skip
DEPTH = 4
NONE = Qt.KeyboardModifier.NoModifier


class Story:
    """One rewrite, told event by event, with what must hold after each."""

    def __init__(self, bench):
        self.bench = bench
        bench.document.open(bench.opened)
        bench.editor.selectAll()
        bench.source.__init__()
        bench.rewrites.open()
        self.text = TEXT
        self.edits = 0

    async def tell(self, event):
        bench = self.bench
        expected = None
        if event == "apply" and bench.rewrites.state in (
            RewriteState.ASKING,
            RewriteState.DECIDING,
        ):
            expected = bench.rewrites.session.result()
        self.do(event)
        await bench.turns()
        if event == "edit":
            self.text = "x" + self.text
            self.edits += 1
        if expected is not None and expected != self.text:
            self.text = expected
            self.edits += 1
        assert bench.text == self.text
        assert (bench.rewrites.state is RewriteState.CLOSED) == bench.popover.isHidden()
        assert bench.source.is_asked == (bench.rewrites.state is RewriteState.ASKING)

    def do(self, event):
        bench = self.bench
        keys = {
            "mode": Qt.Key.Key_P,
            "again": Qt.Key.Key_R,
            "back": Qt.Key.Key_Backspace,
            "refuse": Qt.Key.Key_Space,
            "next": Qt.Key.Key_Tab,
            "apply": Qt.Key.Key_Return,
            "leave": Qt.Key.Key_Escape,
            "up": Qt.Key.Key_Up,
            "earlier": Qt.Key.Key_Up,
        }
        if event in keys and bench.rewrites.state is not RewriteState.CLOSED:
            alt = Qt.KeyboardModifier.AltModifier
            bench.press(keys[event], alt if event == "earlier" else NONE)
        elif event == "part" and bench.source.asks:
            bench.source.send(0, "late words ")
        elif event == "end" and bench.source.is_asked:
            bench.source.end("One take.", "Another.")
        elif event == "fail" and bench.source.is_asked:
            bench.source.fail(EngineUnavailable("The engine ended."))
        elif event == "edit":
            cursor = bench.editor.textCursor()
            cursor.setPosition(0)
            bench.editor.setTextCursor(cursor)
            QTest.keyClicks(bench.editor, "x")
        elif event == "open" and bench.rewrites.state is RewriteState.CLOSED:
            bench.editor.selectAll()
            bench.rewrites.open()

    async def finish(self):
        """Leave, and undo what was done: each change was one step."""
        self.bench.rewrites.close()
        await self.bench.turns()
        for _ in range(self.edits):
            self.bench.document.qt.undo()
        assert self.bench.text == TEXT
        assert not self.bench.document.qt.isUndoAvailable()


@pytest.fixture
def told(qtbot, tmp_path, loop):
    """Return a function that tells one story from a fresh text."""
    bench = RewriteBench(qtbot, tmp_path)

    async def tell(events):
        story = Story(bench)
        for event in events:
            await story.tell(event)
        await story.finish()

    def run(events):
        loop.run_until_complete(asyncio.wait_for(tell(events), 20))

    return run


def test_every_order_of_a_few_events_keeps_the_text_whole(told):
    # A story begins with a mode: what comes before one is told by the longer stories.
    for rest in itertools.product(EVENTS, repeat=DEPTH - 1):
        told(("mode", *rest))


@pytest.mark.parametrize("event", EVENTS)
def test_every_event_can_be_the_very_first(told, event):
    told((event,))


@given(st.lists(st.sampled_from(EVENTS), max_size=14))
@settings(
    max_examples=150,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_longer_stories_keep_the_text_whole(told, events):
    told(events)
