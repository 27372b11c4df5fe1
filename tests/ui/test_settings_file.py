import tomllib

import pytest
from PySide6.QtCore import QObject

from ui.notices import Tasks
from ui.settings import Settings
from ui.settings_file import SettingsFile


@pytest.fixture
def kept(qapp, tmp_path, loop):
    parent = QObject()
    settings, problems = Settings(), []
    tasks = Tasks(problems.append)
    path = tmp_path / "config" / "settings.toml"
    file = SettingsFile(path, settings, tasks, parent)
    file.parent, file.settings, file.tasks, file.path = parent, settings, tasks, path
    return file


async def test_a_change_is_written_at_the_latest_when_the_window_closes(kept, loop):
    kept.settings.set("editor.font_size", 22)
    kept.settle()
    await kept.tasks.settle(5)
    assert tomllib.loads(kept.path.read_text()) == {"editor": {"font_size": 22}}


async def test_without_a_change_no_file_is_made(kept, loop):
    kept.settle()
    await kept.tasks.settle(5)
    assert not kept.path.exists()
