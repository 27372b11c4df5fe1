import pytest
from PySide6.QtWidgets import QWidget

from ui.notices import Tasks
from ui.rewrite.own_prompts import OwnPrompts
from ui.rewrite.prompts import Prompt, read_prompts, write_prompts

PROMPT = Prompt("Rhyme", "Rhyme {selection}")


@pytest.fixture
def own(qtbot, tmp_path, loop):
    window = QWidget()
    qtbot.addWidget(window)
    told = []
    tasks = Tasks(told.append)
    own = OwnPrompts(tmp_path / "prompts.toml", window, tasks, told.append)
    own.window, own.told, own.tasks, own.path = window, told, tasks, tmp_path / "prompts.toml"
    own.heard = []
    own.changed.connect(own.heard.append)
    return own


async def test_prompts_are_read_at_the_start(own, loop):
    write_prompts(own.path, (PROMPT,))
    await own.read()
    assert own.heard == [(PROMPT,)]


async def test_a_change_in_the_list_is_written(own, loop):
    await own.read()
    own.open()
    own.dialog.prompts_changed.emit((PROMPT,))
    own.settle()
    await own.tasks.settle(5)
    assert read_prompts(own.path) == (PROMPT,)
    assert own.heard[-1] == (PROMPT,)


async def test_a_file_that_cannot_be_read_is_told_and_never_overwritten(own, loop):
    own.path.write_text("prompt = [", encoding="utf-8")
    await own.read()
    own.open()
    assert own.dialog is None
    assert len(own.told) == 2
    assert own.path.read_text(encoding="utf-8") == "prompt = ["


async def test_a_disk_that_refuses_is_told_and_the_prompts_stay(own, loop, monkeypatch):
    def refuse(path, prompts):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("ui.rewrite.own_prompts.write_prompts", refuse)
    await own.read()
    own.open()
    own.dialog.prompts_changed.emit((PROMPT,))
    own.settle()
    await own.tasks.settle(5)
    assert "No space left on device" in own.told[0]
    assert own.heard[-1] == (PROMPT,)


async def test_the_list_opens_once_and_anew_after_it_was_closed(own, loop):
    await own.read()
    own.open()
    first = own.dialog
    own.open()
    assert own.dialog is first
    first.close()
    assert own.dialog is None
    own.open()
    assert own.dialog is not None


async def test_a_list_asked_for_too_early_opens_with_the_prompts_that_were_read(own, loop):
    write_prompts(own.path, (PROMPT,))
    own.open()
    assert own.dialog is None
    await own.read()
    assert own.dialog.list.count() == 1


async def test_prompts_that_another_window_wrote_meanwhile_stay(own, loop):
    write_prompts(own.path, (PROMPT,))
    await own.read()
    theirs, mine = Prompt("Theirs", "Theirs {selection}"), Prompt("Mine", "Mine {selection}")
    write_prompts(own.path, (PROMPT, theirs))
    own.open()
    own.dialog.prompts_changed.emit((PROMPT, mine))
    own.settle()
    await own.tasks.settle(5)
    assert read_prompts(own.path) == (PROMPT, mine, theirs)
