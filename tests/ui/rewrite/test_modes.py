import pytest

from tests.ui.fakes import READY_TO_REWRITE
from ui.engine_types import EngineState, EngineStatus, Voice
from ui.rewrite.modes import BY_ID, MODES, why_not_mode, why_not_text


def test_no_two_modes_share_a_key():
    assert len({mode.key for mode in MODES}) == len(MODES)


def test_a_mode_that_the_voice_has_can_be_done():
    assert why_not_mode(BY_ID["polish"], READY_TO_REWRITE) == ""


@pytest.mark.parametrize("mode", [mode for mode in MODES if mode.id != "instruct"])
def test_every_reason_is_a_sentence_about_the_voice(mode):
    voice = READY_TO_REWRITE.voice
    status = EngineStatus(EngineState.READY, type(voice)("m", "M", "CPU", 512, tasks=("continue",)))
    assert why_not_mode(mode, status) == mode.cannot.format(name="M")


def test_a_script_that_the_voice_does_not_know_is_told_before_anything_is_asked():
    english = Voice("m", "M", "CPU", 512, languages=("en",))
    both = Voice("m", "M", "CPU", 512, languages=("en", "zh"))
    for voice, text, cannot in (
        (english, "天黑了。", True),
        (english, "Night.", False),
        (both, "天黑了。", False),
    ):
        told = why_not_text(text, EngineStatus(EngineState.READY, voice))
        assert bool(told) == cannot
