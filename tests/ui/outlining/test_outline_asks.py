import asyncio

import pytest
from PySide6.QtWidgets import QWidget

from ui import paths
from ui.engine_types import Beats, EngineState, EngineStatus, Voice
from ui.errors import AskRefused, EngineUnavailable, FileUnusable
from ui.manuscript.outline import Beat, Outline
from ui.notices import Tasks
from ui.outlining.beat_cache import BeatCache
from ui.outlining.outline_asks import OutlineAsks
from ui.outlining.structures import read_structures
from ui.outlining.suggested import Suggested
from ui.outlining.wishes import SceneText, Source, Wish
from ui.trace import Trace

TASKS = ("outline.from_premise", "outline.from_text", "outline.next")
READY = EngineStatus(EngineState.READY, Voice("m", "M", "CPU", 1024, tasks=TASKS))
STRUCTURES = read_structures(paths.structures_folder())


class ScriptedOutlines:
    """Answers asks for beats as the test says, with what streams before."""

    def __init__(self):
        self.status = READY
        self.asks = []
        self.answers = []
        self.withdrawn = 0
        self.gate = None

    async def outline(self, ask, on_beat):
        return await self._answer(ask, on_beat)

    async def ideas(self, ask, on_idea):
        return await self._answer(ask, on_idea)

    async def _answer(self, ask, on_beat):
        self.asks.append(ask)
        answer = self.answers.pop(0) if self.answers else Beats(("one", "two"), 10, 0)
        try:
            if isinstance(answer, Exception):
                raise answer
            for title in answer.titles:
                on_beat(title)
            if self.gate is not None:
                await self.gate.wait()
        except asyncio.CancelledError:
            self.withdrawn += 1
            raise
        return answer


class Home:
    """A project of two scenes."""

    def __init__(self, folder):
        self.why_not_kept = ""
        self.outline = Outline((Beat("x", title="Arrival", scene="s1"), Beat("y", title="Storm")))
        self.cache = BeatCache(folder / "beats.json")
        self.texts = [SceneText("s1", "Arrival", "He came."), SceneText("s2", "Letter", "It lay.")]
        self.applied = []
        self.fault = None

    def current_scene(self):
        return self.texts[0]

    async def scenes(self):
        if self.fault:
            raise self.fault
        return tuple(self.texts)

    def apply_outline(self, outline, label):
        self.outline = outline
        self.applied.append(label)


class OutlineBench:
    """The controller between a scripted engine and a home."""

    def __init__(self, qtbot, tmp_path):
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.source, self.home = ScriptedOutlines(), Home(tmp_path)
        self.problems = []
        self.asks = OutlineAsks(
            self.window, self.source, self.home, STRUCTURES, Tasks(self.problems.append), Trace()
        )
        self.dialog = self.asks.dialog

    @property
    def titles(self):
        return [beat.title for beat in self.dialog.beats]

    async def asked(self, wish, beat=""):
        """Open the dialog, ask, and wait for the end."""
        self.asks.open(wish.source, beat)
        self.dialog.suggest_requested.emit(wish)
        while self.asks.is_asking:
            await asyncio.sleep(0)

    def add(self):
        self.dialog.add.click()


@pytest.fixture
def bench(qtbot, tmp_path, loop):
    return OutlineBench(qtbot, tmp_path)


def premise(**given):
    return Wish(Source.PREMISE, "A house waits.", 15_000, 2, **given)


async def test_a_premise_becomes_beats_in_acts(bench, loop):
    bench.source.answers = [Beats(("a", "b", "c", "d"), 14, 0)]
    await bench.asked(premise())
    (ask,) = bench.source.asks
    assert (ask.premise, ask.beats) == ("A house waits.", 5)
    bench.add()
    assert [beat.title for beat in bench.home.outline.order()[2:]] == [
        "Act one", "a", "b", "Act two", "c", "d",
    ]  # fmt: skip
    assert bench.home.applied == ["Add suggested beats"]
    assert not bench.dialog.isVisible()


async def test_a_structure_decides_how_many_beats_are_asked_for(bench, loop):
    structure = next(s for s in STRUCTURES if s.id == "kishotenketsu")
    await bench.asked(premise(structure=structure))
    assert bench.source.asks[0].beats == 4
    assert bench.titles == ["Ki: introduction", "Shō: development"]


async def test_nothing_joins_the_outline_before_it_is_added(bench, loop):
    before = bench.home.outline
    await bench.asked(premise())
    bench.asks.close()
    assert bench.home.outline is before


async def test_the_manuscript_is_read_scene_by_scene(bench, loop):
    bench.source.answers = [Beats(("a",), 8, 0), Beats(("b",), 7, 0)]
    await bench.asked(Wish(Source.MANUSCRIPT))
    assert [ask.text for ask in bench.source.asks] == ["He came.", "It lay."]
    assert bench.dialog.said.text() == "Read 15 characters, all of it."
    bench.add()
    beats = [(bench.home.outline.depth(b.id), b.title) for b in bench.home.outline.order()]
    assert beats == [(0, "Arrival"), (1, "a"), (0, "Storm"), (0, "Letter"), (1, "b")]


async def test_only_scenes_that_changed_are_read_again(bench, loop):
    await bench.asked(Wish(Source.MANUSCRIPT))
    bench.home.texts[1] = SceneText("s2", "Letter", "It burned.")
    await bench.asked(Wish(Source.MANUSCRIPT))
    assert [ask.text for ask in bench.source.asks] == ["He came.", "It lay.", "It burned."]
    assert "1 scene known from before" in bench.dialog.said.text()
    assert bench.titles == ["one", "two", "one", "two"]


async def test_what_did_not_fit_is_told_and_not_kept_as_known(bench, loop):
    bench.source.answers = [Beats(("a",), 5, 3), Beats(("a",), 5, 3)]
    await bench.asked(Wish(Source.SCENE))
    told = "Read 5 characters; 3 characters did not fit and were left out."
    assert bench.dialog.said.text() == told
    await bench.asked(Wish(Source.SCENE))
    assert len(bench.source.asks) == 2


async def test_an_empty_scene_is_not_read(bench, loop):
    bench.home.texts[0] = SceneText("s1", "Arrival", " \n")
    await bench.asked(Wish(Source.MANUSCRIPT))
    assert [ask.text for ask in bench.source.asks] == ["It lay."]


async def test_ideas_follow_the_beat_they_were_asked_for(bench, loop):
    bench.source.answers = [Beats(("i1", "i2"))]
    await bench.asked(Wish(Source.NEXT), "x")
    (ask,) = bench.source.asks
    assert (ask.beats, ask.current, ask.n) == (("Arrival",), 0, 5)
    bench.add()
    titles = [beat.title for beat in bench.home.outline.order()]
    assert titles == ["Arrival", "i1", "i2", "Storm"]


async def test_without_a_beat_named_ideas_follow_the_last_one(bench, loop):
    await bench.asked(Wish(Source.NEXT))
    assert bench.source.asks[0].beats == ("Arrival", "Storm")


async def test_stopping_keeps_the_beats_that_came(bench, loop):
    bench.source.gate = asyncio.Event()
    bench.asks.open()
    bench.dialog.suggest_requested.emit(premise())
    while not bench.titles:
        await asyncio.sleep(0)
    bench.asks.stop()
    await asyncio.sleep(0)
    assert bench.source.withdrawn == 1
    assert bench.titles == ["one", "two"]
    bench.add()
    assert "one" in [beat.title for beat in bench.home.outline.beats]


@pytest.mark.parametrize(
    ("state", "told"),
    [(EngineState.DOWN, "The engine ended and is coming back."), (EngineState.READY, "A fault.")],
)
async def test_an_engine_that_cannot_answer_says_why_and_keeps_what_came(bench, loop, state, told):
    bench.source.answers = [Beats(("a",), 8, 0), EngineUnavailable("A fault.")]
    bench.asks.open(Source.MANUSCRIPT)
    bench.source.status = EngineStatus(state, READY.voice)
    bench.dialog.suggest_requested.emit(Wish(Source.MANUSCRIPT))
    while bench.asks.is_asking:
        await asyncio.sleep(0)
    assert bench.dialog.said.text().startswith(told)
    assert bench.titles == ["a"]


async def test_a_fault_of_our_own_does_not_leave_the_dialog_waiting(bench, loop, caplog):
    bench.source.answers = [RuntimeError("broken")]
    with caplog.at_level("CRITICAL"):
        await bench.asked(Wish(Source.SCENE))
    assert bench.dialog.said.text().startswith("Something went wrong")
    assert bench.dialog.suggest.isEnabled()


async def test_an_outline_emptied_meanwhile_has_nothing_to_follow(bench, loop):
    bench.asks.open(Source.NEXT)
    bench.home.outline = Outline()
    bench.dialog.suggest_requested.emit(Wish(Source.NEXT))
    while bench.asks.is_asking:
        await asyncio.sleep(0)
    assert "no beat yet" in bench.dialog.said.text()


async def test_beats_of_another_project_can_not_be_added(bench, loop):
    await bench.asked(Wish(Source.MANUSCRIPT))
    bench.asks.forget()
    assert bench.titles == []
    assert not bench.dialog.isVisible()
    bench.dialog.add_requested.emit((Suggested("late"),))
    assert bench.home.applied == []


@pytest.mark.parametrize("fault", [AskRefused("Too long."), FileUnusable("Gone.")])
async def test_a_refusal_is_told_where_it_was_asked(bench, loop, fault):
    if isinstance(fault, FileUnusable):
        bench.home.fault = fault
    else:
        bench.source.answers = [fault]
    await bench.asked(Wish(Source.MANUSCRIPT))
    assert bench.dialog.said.text() == str(fault)
    assert bench.problems == []


def test_what_the_voice_was_not_taught_is_told(bench):
    bench.source.status = EngineStatus(
        EngineState.READY, Voice("m", "M", "CPU", 1024, tasks=TASKS[:1])
    )
    bench.asks.open(Source.NEXT)
    assert bench.dialog.about.text() == "The voice M was not taught this."


def test_an_outline_without_beats_has_nothing_to_follow(bench):
    bench.home.outline = Outline()
    bench.asks.open(Source.NEXT)
    assert "no beat yet" in bench.dialog.about.text()


def test_the_engine_coming_back_is_followed(bench):
    bench.source.status = EngineStatus(EngineState.DOWN)
    bench.asks.open(Source.SCENE)
    assert "coming back" in bench.dialog.about.text()
    bench.source.status = READY
    bench.asks.on_engine_status(READY)
    assert bench.dialog.suggest.isEnabled()


async def test_beats_of_something_else_are_not_left_to_be_added(bench, loop):
    await bench.asked(Wish(Source.NEXT))
    bench.dialog.close()
    bench.asks.open(Source.PREMISE)
    assert bench.titles == []
    assert not bench.dialog.add.isEnabled()


async def test_the_list_says_which_scene_beats_are_of(bench, loop):
    await bench.asked(Wish(Source.MANUSCRIPT))
    texts = [bench.dialog.list.item(row).text() for row in range(4)]
    assert texts == ["ARRIVAL\none", "two", "LETTER\none", "two"]


def test_the_beat_that_ideas_would_follow_is_named(bench):
    bench.asks.open(Source.NEXT, "x")
    assert bench.dialog.about.text() == "What could follow “Arrival”"
