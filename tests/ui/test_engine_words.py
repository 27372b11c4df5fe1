import pytest

from tests.ui.fakes import READY
from ui.engine_types import EngineState, EngineStatus
from ui.engine_words import GONE, gone_or, why_not


def test_an_engine_that_is_ready_can_be_asked():
    assert why_not(READY) == ""


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (EngineState.OFF, "is off"),
        (EngineState.STARTING, "is starting"),
        (EngineState.DOWN, "is coming back"),
        (EngineState.UNUSABLE, "no voice"),
    ],
)
def test_an_engine_that_cannot_answer_says_why(state, words):
    assert words in why_not(EngineStatus(state))


def test_what_is_wrong_with_the_voice_comes_first():
    status = EngineStatus(EngineState.UNUSABLE, reason="The model is damaged.")
    assert why_not(status) == "The model is damaged."


def test_a_fault_in_an_engine_that_lives_is_told_as_it_is():
    assert gone_or(READY, "A fault.") == "A fault."
    assert gone_or(EngineStatus(EngineState.DOWN), "A fault.") == GONE
