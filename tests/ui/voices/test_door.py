import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QMainWindow, QWidget

from tests.ui.voices.conftest import Writing, settled
from ui import theme
from ui.settings import Settings
from ui.status_bar import StatusBar
from ui.trace import Trace
from ui.voices import voices_desk
from ui.voices.door import VoicesDoor

ROOT = Path(__file__).resolve().parents[3]


class Editor(QObject):
    """Tells of keys, and may get them."""

    key_painted = Signal(float)

    def __init__(self, parent):
        super().__init__(parent)
        self.had_keys = 0

    def setFocus(self):  # noqa: N802  # as Qt has it
        self.had_keys += 1


@pytest.fixture
def make(qtbot, workshop, tasks, tell, told, tmp_path, monkeypatch, dressed):
    """Return a function that makes the door of a desk with or without an engine."""
    workshop.notice_given = SimpleNamespace(connect=lambda slot: None)
    workshop.answers.update(models=(), runs=(), stop=None)
    monkeypatch.setattr(voices_desk, "Workshop", lambda command, parent: workshop)
    window = QMainWindow()
    qtbot.addWidget(window)
    window.status = StatusBar(window)
    window.notices = SimpleNamespace(tell=tell)
    desk = SimpleNamespace(
        window=window, client=Writing(), settings=Settings(), tasks=tasks,
        editor=Editor(window), project=SimpleNamespace(project=None),
    )  # fmt: skip
    window.show()

    def door(command=("engine",)):
        made = VoicesDoor(desk, command, tmp_path / "comparisons.json", Trace())
        made.dress(dressed, theme.text_font(18))
        return made, desk

    return door


async def test_a_window_without_an_engine_says_so(loop, make, told, qtbot):
    door, _ = make(())
    above = QWidget()
    qtbot.addWidget(above)
    door.open()
    door.open_new()
    door.choose(above)
    assert told == ["Voices need the engine, which is off."] * 3


async def test_a_door_that_was_never_opened_asks_nothing(loop, make, workshop):
    door, desk = make()
    desk.editor.key_painted.emit(1.0)
    door.on_engine_status(desk.client.status)
    door.close()
    await door.stop()
    assert workshop.asked == []


async def test_opening_lists_the_voices_and_leaving_ends_the_process(loop, make, workshop):
    door, _ = make()
    door.open()
    await settled(lambda: ("models",) in workshop.asked)
    door.close()
    await door.stop()
    assert ("stop",) in workshop.asked


async def test_escape_at_the_status_bar_gives_the_keys_to_the_text(loop, make):
    _, desk = make()
    desk.window.status.left.emit()
    assert desk.editor.had_keys == 1


@pytest.mark.e2e
def test_the_start_of_the_app_does_not_fetch_what_is_behind_the_door():
    code = (
        "import sys, ui.app; print([name for name in sys.modules if name.startswith('ui.voices.')])"
    )
    ran = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, timeout=60
    )
    assert "ui.voices.door" in ran.stdout
    for name in ("voices_desk", "window", "types", "workshop"):
        assert f"'ui.voices.{name}'" not in ran.stdout
