import subprocess
import sys
from types import SimpleNamespace

import pytest
from PySide6.QtGui import QKeySequence

from ui.actions import ACTIONS
from ui.commands.door import CommandsDoor
from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.main_window import MainWindow
from ui.notices import Tasks
from ui.settings import Settings


@pytest.fixture
def desk(qtbot, qapp, loop, tmp_path):
    qapp.setQuitOnLastWindowClosed(False)
    editor = EditorView(Document())
    window = MainWindow(editor, {row.id: lambda: None for row in ACTIONS})
    qtbot.addWidget(window)
    problems, asked = [], []
    desk = SimpleNamespace(
        window=window,
        editor=editor,
        settings=Settings(),
        tasks=Tasks(problems.append),
        voices=SimpleNamespace(choose=asked.append),
        asked=asked,
    )
    window.show()
    qtbot.waitExposed(window)
    desk.commands = CommandsDoor(desk, tmp_path / "keys.toml")
    yield desk
    desk.commands.close()
    window.allow_close()
    assert problems == []


def test_the_palette_opens_and_goes(desk):
    desk.commands.open_palette()
    assert desk.commands._commands.palette.isVisible()
    desk.commands.open_palette()
    assert not desk.commands._commands.palette.isVisible()


def test_preferences_and_keys_are_two_pages_of_one_window(desk):
    desk.commands.open_preferences()
    window = desk.commands._preferences
    assert window.page.title == "Settings"
    desk.commands.open_keys()
    assert desk.commands._preferences is window
    assert window.page.title == "Keys"
    assert window.focusWidget() is window.page.first
    desk.commands.close()
    assert not window.isVisible()


def test_the_voice_is_chosen_beside_its_button(desk):
    desk.commands.open_preferences()
    button = desk.commands._preferences.pages[0].rows["engine.model"].control
    button.click()
    assert desk.asked == [button]


async def test_a_key_given_on_the_page_counts_in_the_menu_and_the_palette(desk, loop):
    desk.commands.open_keys()
    page = desk.commands._preferences.pages[1]
    page.list.choose([row.id for row in page.list.rows].index("voices.new"))
    page.field.pressed.emit(QKeySequence("Ctrl+J"))
    assert desk.window.actions_by_id["voices.new"].shortcut() == QKeySequence("Ctrl+J")
    desk.commands.open_palette()
    rows = {row.id: row for row in desk.commands._commands.palette.list.rows}
    assert rows["voices.new"].key == "Ctrl+J"
    desk.commands.settle()
    await desk.tasks.settle(5)


def test_a_window_that_starts_does_not_pay_for_finding_commands():
    code = "import sys, ui.desk; sys.exit('rapidfuzz' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], timeout=60).returncode == 0
