import errno
import tomllib

import pytest
from PySide6.QtGui import QKeySequence

from ui.actions import ACTIONS
from ui.commands import own_keys
from ui.commands.keymap import Keymap
from ui.commands.own_keys import OwnKeys, keys_bytes, read_keys
from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.main_window import MainWindow
from ui.notices import Tasks

FREE = QKeySequence("Ctrl+Shift+F12")


@pytest.fixture
def bench(qtbot, qapp, loop, tmp_path):
    """Make a window, and a function that gives it the keys of the file."""
    qapp.setQuitOnLastWindowClosed(False)
    editor = EditorView(Document())
    window = MainWindow(editor, {row.id: lambda: None for row in ACTIONS})
    qtbot.addWidget(window)
    window.told, window.problems = [], []
    window.tasks = Tasks(window.problems.append)
    window.path = tmp_path / "config" / "keys.toml"
    window.path.parent.mkdir()
    window.open_keys = lambda: OwnKeys(window.path, window, window.tasks, window.told.append)
    yield window
    window.allow_close()


def test_without_a_file_the_keys_are_the_usual_ones_and_none_is_made(bench):
    keys = bench.open_keys()
    assert keys.keymap.own == {}
    keys.settle()
    assert not bench.path.exists()
    assert bench.told == []


async def test_own_keys_count_at_once_and_at_the_next_start(bench, loop):
    keys = bench.open_keys()
    keys.change(keys.keymap.with_keys("file.save", (FREE,)))
    assert bench.actions_by_id["file.save"].shortcuts() == [FREE]
    keys.settle()
    await bench.tasks.settle(5)
    assert tomllib.loads(bench.path.read_text()) == {"keys": {"file.save": ["Ctrl+Shift+F12"]}}
    assert bench.open_keys().keymap.keys("file.save") == (FREE,)
    assert bench.problems == []


def test_keys_of_a_suggestion_reach_the_editor(bench):
    keys = bench.open_keys()
    keys.change(keys.keymap.with_keys("suggestion.accept_all", (QKeySequence("Right"),)))
    ghost = bench.editor._ghost_keys
    assert ghost["suggestion.accept_all"] == [QKeySequence("Right")]
    assert ghost["suggestion.dismiss"] == [QKeySequence("Esc")]
    keys.change(Keymap())
    assert bench.editor._ghost_keys["suggestion.accept_all"] == [QKeySequence("Tab")]


def test_the_notices_button_names_the_own_key(bench):
    keys = bench.open_keys()
    keys.change(keys.keymap.with_keys("help.notice", (FREE,)))
    assert bench.notices._button.toolTip() == "Ctrl+Shift+F12"


def test_ids_of_another_version_are_kept(bench):
    bench.path.write_text('later = 1\n[keys]\n"focus.mode" = ["F8"]\n"file.save" = ["F12"]\n')
    read = read_keys(bench.path)
    assert read.problems == ()
    again = tomllib.loads(keys_bytes(read.keymap.reset("file.save"), read.tree).decode())
    assert again == {"later": 1, "keys": {"focus.mode": ["F8"]}}


@pytest.mark.parametrize("data", [b"[keys\n", b"\xff\xfe", b'[keys]\n"a" = [\n'])
def test_a_file_that_cannot_be_read_is_told_and_kept_beside(bench, data):
    bench.path.write_bytes(data)
    keys = bench.open_keys()
    assert keys.keymap.own == {}
    (told,) = bench.told
    assert "could not be read" in told
    assert bench.path.with_name("keys.toml.unreadable").read_bytes() == data


def test_entries_that_are_no_list_of_keys_are_told(bench):
    bench.path.write_text('[keys]\n"file.save" = "F12"\n"file.new" = [1]\n"file.open" = ["F12"]\n')
    keys = bench.open_keys()
    assert set(keys.keymap.own) == {"file.open"}
    assert len(bench.told) == 2


def test_a_table_of_another_form_is_no_fault(bench):
    bench.path.write_text("keys = 3\n")
    assert bench.open_keys().keymap.own == {}


async def test_a_file_that_cannot_be_written_is_told_and_the_keys_count(bench, loop, monkeypatch):
    def full(path, data):
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(own_keys, "write_atomic", full)
    keys = bench.open_keys()
    keys.change(keys.keymap.with_keys("file.save", (FREE,)))
    keys.settle()
    await bench.tasks.settle(5)
    assert bench.actions_by_id["file.save"].shortcuts() == [FREE]
    assert "were not saved" in bench.problems[0]


async def test_what_can_be_neither_read_nor_copied_is_moved_aside(bench, loop):
    bench.path.mkdir()
    keys = bench.open_keys()
    assert "could not be read" in bench.told[0]
    assert bench.path.with_name("keys.toml.unreadable").is_dir()
    keys.change(keys.keymap.with_keys("file.save", (FREE,)))
    keys.settle()
    await bench.tasks.settle(5)
    assert bench.path.is_file()
    assert bench.problems == []
