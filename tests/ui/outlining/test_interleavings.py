"""Every order of what can happen to an outline suggestion: only adding changes the outline."""

import asyncio
import itertools

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.ui.outlining.test_outline_asks import OutlineBench, premise
from ui.engine_types import Beats
from ui.errors import EngineUnavailable
from ui.manuscript.outline import Beat, Outline

EVENTS = ("ask", "part", "end", "fail", "stop", "add", "close", "edit")
START = Outline((Beat("x", title="Arrival"),))


class HeldOutlines:
    """A source of beats whose single ask the story answers."""

    def __init__(self, status):
        self.status = status
        self.end = None
        self.on_beat = None

    @property
    def is_asked(self):
        return self.end is not None and not self.end.done()

    async def outline(self, ask, on_beat):
        self.on_beat = on_beat
        self.end = asyncio.get_running_loop().create_future()
        return await self.end

    ideas = outline


@pytest.fixture
def told(qtbot, tmp_path, loop):
    """Return a function that tells one story from the same outline."""
    bench = OutlineBench(qtbot, tmp_path)
    held = HeldOutlines(bench.source.status)
    bench.asks._source = held

    async def tell(events):
        bench.asks.close()
        bench.home.outline, bench.home.applied = START, []
        held.end = held.on_beat = None
        edits = added = 0
        for event in events:
            before, beats = bench.home.outline, bench.dialog.beats
            was_asked = held.is_asked
            may_add = bench.dialog.isVisible() and bench.dialog.add.isEnabled()
            if event == "ask":
                bench.asks.open()
                bench.dialog.suggest_requested.emit(premise())
            elif event == "part" and held.on_beat is not None:
                held.on_beat("a late beat")
            elif event == "end" and held.is_asked:
                held.end.set_result(Beats(("one", "two"), 4, 0))
            elif event == "fail" and held.is_asked:
                held.end.set_exception(EngineUnavailable("The engine ended."))
            elif event == "stop":
                bench.asks.stop()
            elif event == "add" and bench.dialog.isVisible():
                bench.dialog.add.click()
            elif event == "close":
                bench.asks.close()
            elif event == "edit":
                edits += 1
                new = Beat(f"e{edits}", title="Edited")
                bench.home.outline = bench.home.outline.insert(new)
            if event == "part" and not was_asked:
                assert bench.dialog.beats == beats
            for _ in range(4):
                await asyncio.sleep(0)
            if event == "add" and may_add:
                added += 1
                titles = {beat.title for beat in bench.home.outline.beats}
                assert {beat.title for beat in beats} <= titles
                assert set(before.beats) <= set(bench.home.outline.beats)
            elif event != "edit":
                assert bench.home.outline is before
            assert len(bench.home.applied) == added
            assert bench.asks.is_asking == held.is_asked

    return lambda events: loop.run_until_complete(asyncio.wait_for(tell(events), 20))


def test_every_order_of_a_few_events_leaves_the_outline_the_writers(told):
    for rest in itertools.product(EVENTS, repeat=3):
        told(("ask", *rest))


@given(st.lists(st.sampled_from(EVENTS), max_size=14))
@settings(
    max_examples=100,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
def test_longer_stories_leave_the_outline_the_writers(told, events):
    told(events)
