import pytest
from PySide6.QtCore import Qt

from ui.engine_types import EngineState, EngineStatus, Voice
from ui.status_bar import StatusBar, voice_line
from ui.suggest.state import Activity

QUIET = Activity(is_thinking=False, latency_ms=None)
READY = EngineStatus(EngineState.READY, Voice("starter", "Starter", "CPU", 1024))


@pytest.mark.parametrize(
    ("status", "activity", "enabled", "says"),
    [
        (EngineStatus(EngineState.STARTING), QUIET, True, "voice: starting\u2026"),
        (READY, QUIET, True, "voice: Starter · CPU · ready"),
        (READY, Activity(True, None), True, "voice: Starter · CPU · thinking\u2026"),
        (READY, Activity(False, 38.4), True, "voice: Starter · CPU · 38 ms"),
        (READY, QUIET, False, "voice: Starter · CPU · suggestions off (F9)"),
        (
            EngineStatus(EngineState.UNUSABLE, reason="Damaged."),
            QUIET,
            True,
            "no voice; writing works without it",
        ),
        (READY, Activity(False, 9.0, "English only."), True, "English only."),
    ],
)
def test_the_voice_is_told_in_few_words(status, activity, enabled, says):
    assert voice_line(status, activity, enabled) == says


def test_a_dead_engine_is_told_without_alarm():
    line = voice_line(EngineStatus(EngineState.DOWN, reason="code 9"), QUIET, True)
    assert "coming back" in line


def test_the_place_tells_name_length_and_whether_it_is_saved(qtbot):
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show_place("One.md", is_modified=True, details=("1,204 words", ""))
    assert bar._place.text() == "One.md · 1,204 words · not saved"
    bar.show_place("One.md", is_modified=False, details=("1 word",))
    assert bar._place.text() == "One.md · 1 word"


def test_a_length_that_is_not_counted_yet_is_not_shown(qtbot):
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show_place("The letter", False, ())
    assert bar._place.text() == "The letter"
    bar.show_place("The letter", True, ("1 word",))
    assert bar._place.text() == "The letter · 1 word · not saved"


def test_return_and_a_click_on_the_voice_ask_for_another(qtbot):
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show()
    asked = []
    bar.voice_clicked.connect(lambda: asked.append("voice"))
    bar.activateWindow()
    bar.voice_button.setFocus()
    qtbot.waitUntil(bar.voice_button.hasFocus)
    qtbot.keyClick(bar.voice_button, Qt.Key.Key_Return)
    qtbot.mouseClick(bar.voice_button, Qt.MouseButton.LeftButton)
    assert asked == ["voice", "voice"]


def test_escape_on_the_voice_goes_back_to_the_text(qtbot):
    bar = StatusBar()
    qtbot.addWidget(bar)
    with qtbot.waitSignal(bar.left):
        qtbot.keyClick(bar.voice_button, Qt.Key.Key_Escape)


def test_a_voice_with_an_ampersand_is_shown_as_it_is(qtbot):
    bar = StatusBar()
    qtbot.addWidget(bar)
    status = EngineStatus(EngineState.READY, Voice("sea", "Sea & salt", "CPU", 1024))
    bar.show_voice(status, QUIET, True)
    assert bar.voice_text == "voice: Sea & salt · CPU · ready"


def test_a_long_name_is_shortened_and_told_whole_by_its_hint(qtbot):
    bar = StatusBar()
    qtbot.addWidget(bar)
    name = "The Sea of the Northern Lights"
    status = EngineStatus(EngineState.READY, Voice("sea", name, "CPU", 1024))
    bar.show_voice(status, QUIET, True)
    assert bar.voice_text == "voice: The Sea of the Northern… · CPU · ready"
    assert bar.voice_button.toolTip() == f"{name}\nChoose the voice"
    assert bar.voice_button.accessibleName() == f"voice: {name} · CPU · ready"


def test_work_elsewhere_is_told_quietly(qtbot):
    bar = StatusBar()
    qtbot.addWidget(bar)
    bar.show_work("training 40%")
    assert bar.work_text == "training 40%"
    bar.show_work("")
    assert bar.work_text == ""
