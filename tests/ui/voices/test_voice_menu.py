import pytest
from PySide6.QtWidgets import QPushButton

from tests.ui.voices.conftest import Writing, settled
from tests.ui.voices.test_library import BROKEN, SEA, STARTER
from ui.errors import AskRefused
from ui.settings import Settings
from ui.voices.in_use import VoiceInUse
from ui.voices.library import Library
from ui.voices.voice_menu import VoiceMenu

# The offscreen platform says these of every menu.
pytestmark = pytest.mark.qt_log_ignore(
    "does not support grabbing the keyboard", "does not support raise", extend=True
)


@pytest.fixture
def writing():
    return Writing()


@pytest.fixture
def opened(qtbot, workshop, writing, tasks, tell):
    """Return the menu above a button, and how often the window was asked for."""
    button = QPushButton("voice: starter")
    qtbot.addWidget(button)
    button.show()
    library = Library(button, workshop, VoiceInUse(writing, Settings(), tasks, tell), tasks, tell)
    windows = []
    menu = VoiceMenu(library, tasks, tell, lambda: windows.append(1), button)
    yield menu, button, windows
    menu.menu.close()


def rows(menu):
    return [(a.text(), a.isChecked(), a.isEnabled()) for a in menu.menu.actions() if a.text()]


async def test_voices_join_the_open_menu_as_soon_as_they_are_known(loop, opened, workshop):
    menu, button, _ = opened
    menu.open(button)
    assert rows(menu) == [("Looking for voices…", False, False), ("Voices…", False, True)]
    await settled(lambda: workshop.asked)
    workshop.end("models", (SEA, BROKEN, STARTER))
    await settled(lambda: len(rows(menu)) == 4)
    assert rows(menu) == [
        ("Sea && salt", False, True),
        ("Old", False, False),
        ("Starter", True, True),
        ("Voices…", False, True),
    ]
    assert menu.menu.actions()[1].toolTip() == "A file of it is missing."
    assert menu.menu.activeAction().text() == "Starter"


async def test_a_chosen_voice_is_used(loop, opened, workshop, writing):
    menu, button, _ = opened
    workshop.answers["models"] = (SEA, STARTER)
    menu.open(button)
    await settled(lambda: len(rows(menu)) == 3)
    menu.menu.actions()[0].trigger()
    await settled(lambda: writing.used)
    assert writing.used == ["sea"]


async def test_a_voice_that_is_refused_is_told(loop, opened, workshop, writing, told):
    menu, button, _ = opened
    workshop.answers["models"] = (SEA, STARTER)
    menu.open(button)
    await settled(lambda: len(rows(menu)) == 3)
    writing.refusal = AskRefused("There is not enough memory.")
    menu.menu.actions()[0].trigger()
    await settled(lambda: told)
    assert told == ["There is not enough memory."]


async def test_the_last_row_opens_the_window(loop, opened):
    menu, button, windows = opened
    menu.open(button)
    menu.menu.actions()[-1].trigger()
    assert windows == [1]


async def test_the_menu_stands_on_the_widget_with_its_right_edge(loop, opened, workshop):
    menu, button, _ = opened
    button.move(500, 500)
    workshop.answers["models"] = (SEA, BROKEN, STARTER)
    menu.open(button)
    await settled(lambda: len(rows(menu)) == 4)
    place, corner = menu.menu.geometry(), button.mapToGlobal(button.rect().topRight())
    assert place.bottom() < corner.y()
    assert abs(place.right() - corner.x()) <= 2
