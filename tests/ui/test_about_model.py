"""What the dialog on the model says while the engine comes, answers, goes and changes."""

import asyncio

import pytest
from PySide6.QtWidgets import QWidget

from ui import paths, theme
from ui.about_model import AboutModel
from ui.card_text import Look
from ui.engine_types import Card, EngineState, EngineStatus, Voice
from ui.errors import AskRefused, EngineUnavailable
from ui.notices import Tasks

VOICE = Voice(
    "harbour", "Harbour_2", "CPU", 1024, "int8", ("en", "zh", "xx"), ("continue", "rewrite.a_b")
)
READY = EngineStatus(EngineState.READY, VOICE)
DOWN = EngineStatus(EngineState.DOWN, reason="The engine ended with code 9.")
STARTING = EngineStatus(EngineState.STARTING)
CARD = Card("harbour", "Harbour_2", "# Harbour\n\nWrites sea stories.")


class Source:
    """An engine whose answers the test gives."""

    def __init__(self, status):
        self.status = status
        self.answers = []

    async def card(self):
        self.answers.append(asyncio.get_running_loop().create_future())
        return await self.answers[-1]


class Desk:
    """A dialog's owner with its engine."""

    def __init__(self, qtbot, status=READY):
        theme.load_fonts(paths.font_files())
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.source = Source(status)
        self.told = []
        self.about = AboutModel(self.window, self.source, Tasks(self.told.append))
        self.about.dress(look("light"))

    @property
    def text(self):
        return self.about.dialog.text

    @property
    def title(self):
        return self.about.dialog.windowTitle()

    def turn(self, status):
        """Change the engine's state as the client tells it."""
        self.source.status = status
        self.about.on_engine_status(status)

    async def answer(self, result, ask=-1):
        """Answer an ask, the last one unless told otherwise, and let that be shown."""
        while not self.source.answers:
            await asyncio.sleep(0)
        answer = self.source.answers[ask]
        if isinstance(result, Exception):
            answer.set_exception(result)
        else:
            answer.set_result(result)
        await settled()


async def settled():
    for _ in range(5):
        await asyncio.sleep(0)


def look(name):
    return Look(theme.read_themes(paths.themes_file())[name], theme.text_font(18))


@pytest.fixture
def desk(qtbot):
    return Desk(qtbot)


async def test_the_card_follows_its_opening_and_the_window_waits_for_nothing(desk, loop):
    desk.about.open()
    assert desk.about.dialog.isVisible()
    assert desk.text == "Reading the card…"
    assert desk.title == "About Harbour_2"
    await desk.answer(CARD)
    assert desk.text == "Harbour\nWrites sea stories."


async def test_opening_it_again_brings_the_same_dialog_forward_and_asks_once(desk, loop):
    desk.about.open()
    first = desk.about.dialog
    await desk.answer(CARD)
    desk.about.open()
    await settled()
    assert desk.about.dialog is first
    assert len(desk.source.answers) == 1
    assert desk.text == "Harbour\nWrites sea stories."


async def test_a_dialog_that_was_closed_asks_anew(desk, loop):
    desk.about.open()
    await desk.answer(CARD)
    desk.about.close()
    assert not desk.about.dialog.isVisible()
    desk.about.open()
    assert desk.text == "Reading the card…"
    await settled()
    assert len(desk.source.answers) == 2


async def test_a_model_without_a_card_is_told_by_what_is_known(desk, loop):
    desk.about.open()
    await desk.answer(Card("harbour", "Harbour_2", " \n"))
    assert desk.text.split("\n") == [
        "Harbour_2",
        "This model came without a card.",
        "Languages: English, Chinese, xx",
        "Tasks: continue, rewrite a b",
        "Context: 1,024 tokens",
        "Precision: int8",
    ]


@pytest.mark.parametrize(
    ("status", "says"),
    [
        (EngineStatus(EngineState.OFF), "The engine is off"),
        (STARTING, "The engine is starting"),
        (DOWN, "The engine is coming back"),
        (EngineStatus(EngineState.UNUSABLE, reason="my_model is *damaged*."), "my_model is *dam"),
    ],
)
async def test_without_a_model_one_sentence_says_why(qtbot, loop, status, says):
    desk = Desk(qtbot, status)
    desk.about.open()
    await settled()
    assert says in desk.text
    assert "\n" not in desk.text
    assert desk.source.answers == []
    assert desk.title == "About the model"


async def test_an_engine_that_becomes_ready_fills_the_open_dialog(qtbot, loop):
    desk = Desk(qtbot, STARTING)
    desk.about.open()
    desk.turn(READY)
    await desk.answer(CARD)
    assert "sea stories" in desk.text
    assert desk.title == "About Harbour_2"


async def test_a_card_stays_while_the_engine_is_away_and_another_models_follows(desk, loop):
    desk.about.open()
    await desk.answer(CARD)
    for status in (DOWN, STARTING):
        desk.turn(status)
        assert "sea stories" in desk.text
    other = Voice("hill", "Hill", "CPU", 512)
    desk.turn(EngineStatus(EngineState.READY, other))
    await settled()
    assert len(desk.source.answers) == 2
    await desk.answer(Card("hill", "Hill", "Writes of hills."))
    assert (desk.title, desk.text) == ("About Hill", "Writes of hills.")


async def test_a_card_goes_with_a_model_that_cannot_be_loaded_any_more(desk, loop):
    desk.about.open()
    await desk.answer(CARD)
    desk.turn(EngineStatus(EngineState.UNUSABLE, reason="The model is damaged."))
    assert desk.text == "No model is loaded. The model is damaged."


async def test_a_provider_that_changes_asks_for_nothing(desk, loop):
    desk.about.open()
    await desk.answer(CARD)
    desk.turn(READY)
    await settled()
    assert len(desk.source.answers) == 1


async def test_a_refusal_is_told_in_its_own_words_and_the_next_opening_asks_again(desk, loop):
    desk.about.open()
    await desk.answer(AskRefused("The card in /a_b/c_d cannot be shown."))
    assert desk.text == "The card in /a_b/c_d cannot be shown."
    desk.about.open()
    await settled()
    assert len(desk.source.answers) == 2
    assert desk.told == []


async def test_an_engine_that_dies_while_it_is_asked_leaves_the_reason(desk, loop):
    desk.about.open()
    await settled()
    desk.turn(DOWN)
    assert desk.source.answers[0].cancelled()
    assert "coming back" in desk.text
    desk.turn(READY)
    await settled()
    desk.source.status = DOWN
    await desk.answer(EngineUnavailable("The engine ended."))
    desk.turn(DOWN)
    assert "coming back" in desk.text
    assert desk.told == []


async def test_an_answer_after_the_closing_shows_nothing(desk, loop):
    desk.about.open()
    await settled()
    desk.about.close()
    await settled()
    assert desk.source.answers[0].cancelled()


async def test_a_closed_dialog_takes_no_notice_of_the_engine(desk, loop):
    desk.about.on_engine_status(READY)
    desk.about.close()
    await settled()
    assert desk.about.dialog is None
    assert desk.source.answers == []


async def test_another_theme_reaches_the_open_dialog(desk, loop):
    desk.about.open()
    await desk.answer(CARD)
    bright = desk.about.dialog.view.document()
    desk.about.dress(look("light"))
    assert desk.about.dialog.view.document() is bright
    desk.about.dress(look("dark"))
    assert desk.about.dialog.view.document() is not bright
    assert "sea stories" in desk.text
