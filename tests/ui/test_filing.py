import asyncio
import threading
from pathlib import Path

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QFileDialog, QWidget

from ui import filing
from ui.autosave import JournalKeeper
from ui.document import Document
from ui.errors import ChangedOnDisk, FileUnusable
from ui.filing import Filing
from ui.manuscript.journal import Journal, Owner
from ui.manuscript.text_file import open_text
from ui.recovery import RecoveryDialog, Verdict
from ui.trace import Trace

DEAD = Owner(2**22 + 1, 1.0)


class Desk:
    """A document with its file flows; questions get the scripted answers."""

    def __init__(self, qtbot, tmp_path):
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.document = Document()
        self.journal_path = tmp_path / "journal.sqlite"
        self.keeper = JournalKeeper(self.journal_path, self.document)
        self.answers = []
        self.questions = []
        self.told = []
        self.filing = Filing(
            self.window, self.document, self.keeper, Trace(), self.told.append, self.ask
        )

    async def ask(self, _window, text, _detail, _choices):
        self.questions.append(text)
        return self.answers.pop(0)

    def write(self, text):
        cursor = QTextCursor(self.document.qt)
        cursor.movePosition(QTextCursor.MoveOperation.End)
        cursor.insertText(text)

    async def choose(self, path):
        """Answer the file dialog that is about to open."""
        while not (dialogs := self.window.findChildren(QFileDialog)):
            await asyncio.sleep(0)
        # Its own question about an existing file is a nested loop that nobody would answer here.
        dialogs[0].setOption(QFileDialog.Option.DontConfirmOverwrite)
        dialogs[0].setDirectory(str(path.parent))
        dialogs[0].selectFile(path.name)
        dialogs[0].accept()

    async def dialog(self):
        while not (found := self.window.findChildren(RecoveryDialog)):
            await asyncio.sleep(0)
        return found[0]


@pytest.fixture
def desk(qtbot, tmp_path, loop):
    desk = Desk(qtbot, tmp_path)
    yield desk
    loop.run_until_complete(desk.keeper.close())


@pytest.fixture
def scene(tmp_path):
    path = tmp_path / "scene.md"
    path.write_text("One.\n", encoding="utf-8")
    return path


async def test_saving_writes_the_text_and_clears_the_mark(desk, loop, scene):
    desk.document.open(open_text(scene))
    desk.write("Two.\n")
    assert await desk.filing.save()
    assert scene.read_text(encoding="utf-8") == "One.\nTwo.\n"
    assert not desk.document.is_modified


@pytest.mark.parametrize(
    ("answer", "on_disk"), [("cancel", "Theirs.\n"), ("replace", "One.\nMine.\n")]
)
async def test_a_file_somebody_else_changed_is_asked_about(desk, loop, scene, answer, on_disk):
    desk.document.open(open_text(scene))
    desk.write("Mine.\n")
    scene.write_text("Theirs.\n", encoding="utf-8")
    desk.answers = [answer]
    assert await desk.filing.save() is (answer == "replace")
    assert "changed by another program" in desk.questions[0]
    assert scene.read_text(encoding="utf-8") == on_disk
    assert desk.document.text() == "One.\nMine.\n"


async def test_a_copy_gets_a_name_of_its_own_and_leaves_the_other_version(desk, loop, scene):
    desk.document.open(open_text(scene))
    desk.write("Mine.\n")
    scene.write_text("Theirs.\n", encoding="utf-8")
    desk.answers = ["copy"]
    saving = asyncio.ensure_future(desk.filing.save())
    while not (dialogs := desk.window.findChildren(QFileDialog)):
        await asyncio.sleep(0)
    assert [Path(name).name for name in dialogs[0].selectedFiles()] == ["scene (mine).md"]
    dialogs[0].accept()
    assert await saving
    assert scene.read_text(encoding="utf-8") == "Theirs.\n"
    assert scene.with_name("scene (mine).md").read_text(encoding="utf-8") == "One.\nMine.\n"


async def test_saving_as_the_texts_own_file_still_minds_somebody_elses_change(desk, loop, scene):
    desk.document.open(open_text(scene))
    desk.write("Mine.\n")
    scene.write_text("Theirs.\n", encoding="utf-8")
    saving = asyncio.ensure_future(desk.filing.save_as())
    await desk.choose(scene)
    with pytest.raises(ChangedOnDisk):
        await saving
    assert scene.read_text(encoding="utf-8") == "Theirs.\n"


async def test_a_deleted_file_is_called_deleted(desk, loop, scene):
    desk.document.open(open_text(scene))
    desk.write("Mine.\n")
    scene.unlink()
    desk.answers = ["replace"]
    assert await desk.filing.save()
    assert "deleted or moved" in desk.questions[0]
    assert scene.read_text(encoding="utf-8") == "One.\nMine.\n"


async def test_a_new_text_is_saved_where_the_writer_says(desk, loop, tmp_path):
    desk.write("New.")
    saving = asyncio.ensure_future(desk.filing.save())
    await desk.choose(tmp_path / "new.md")
    assert await saving
    assert (tmp_path / "new.md").read_text(encoding="utf-8") == "New."
    assert desk.document.title == "new.md"


async def test_unsaved_text_is_never_let_go_of_unasked(desk, loop, scene):
    desk.document.open(open_text(scene))
    desk.write("Two.")
    desk.answers = ["cancel"]
    assert not await desk.filing.settle()
    desk.answers = ["save"]
    assert await desk.filing.settle()
    assert scene.read_text(encoding="utf-8") == "One.\nTwo."


async def test_a_file_that_cannot_be_opened_leaves_the_text_on_show(desk, loop, tmp_path, scene):
    binary = tmp_path / "picture.md"
    binary.write_bytes(b"\0\1")
    desk.document.open(open_text(scene))
    opening = asyncio.ensure_future(desk.filing.open())
    await desk.choose(binary)
    with pytest.raises(FileUnusable):
        await opening
    assert desk.document.text() == "One.\n"


@pytest.mark.parametrize("verdict", list(Verdict))
async def test_found_text_is_restored_kept_or_discarded_as_the_writer_says(desk, loop, verdict):
    journal = Journal(desk.journal_path, DEAD)
    journal.record("old", "Lost words.")
    recovering = asyncio.ensure_future(desk.filing.recover())
    dialog = await desk.dialog()
    desk.answers = ["discard"]
    dialog._decide(verdict)
    await recovering
    assert desk.questions == (["Discard 2 words for good?"] if verdict is Verdict.DISCARD else [])
    restored = verdict is Verdict.RESTORE
    assert desk.document.text() == ("Lost words." if restored else "")
    assert desk.document.is_modified is restored
    journal.close()
    another = Journal(desk.journal_path, DEAD)
    left = [draft.id for draft in another.orphans(lambda _owner: False)]
    another.close()
    # A restored text lives on under a draft of its own; only "later" keeps the old one.
    assert ("old" in left) is (verdict is Verdict.LATER)
    assert len(left) == (0 if verdict is Verdict.DISCARD else 1)


async def test_a_restored_text_is_not_saved_over_a_file_changed_since(desk, loop, scene):
    base = open_text(scene).state.sha256
    journal = Journal(desk.journal_path, DEAD)
    journal.record("old", "Mine.", scene, base)
    journal.close()
    scene.write_text("Theirs.", encoding="utf-8")
    recovering = asyncio.ensure_future(desk.filing.recover())
    (await desk.dialog())._decide(Verdict.RESTORE)
    await recovering
    desk.answers = ["cancel"]
    assert not await desk.filing.save()
    assert scene.read_text(encoding="utf-8") == "Theirs."


async def test_a_save_that_ends_after_another_text_came_says_nothing_about_that_one(
    desk, loop, scene, tmp_path, monkeypatch
):
    other = tmp_path / "other.md"
    other.write_text("Other.", encoding="utf-8")
    desk.document.open(open_text(scene))
    desk.write("Two.")
    real_save, may_go_on = filing.save_text, threading.Event()

    def slow_save(*arguments):
        may_go_on.wait(10)
        return real_save(*arguments)

    monkeypatch.setattr(filing, "save_text", slow_save)
    saving = asyncio.ensure_future(desk.filing.save())
    await asyncio.sleep(0)
    desk.document.open(open_text(other))
    may_go_on.set()
    await saving
    assert desk.document.file.path == other
    desk.write(" Mine.")
    await desk.filing.save()
    assert scene.read_text(encoding="utf-8") == "One.\nTwo."
    assert other.read_text(encoding="utf-8") == "Other. Mine."


async def test_words_typed_while_the_question_saves_are_asked_about_again(desk, loop, scene):
    desk.document.open(open_text(scene))
    desk.write("Two.")
    desk.answers = ["save", "save"]
    settling = asyncio.ensure_future(desk.filing.settle())
    while not desk.filing._saving.locked():
        await asyncio.sleep(0)
    desk.write(" Three.")
    assert await settling
    assert len(desk.questions) == 2
    assert scene.read_text(encoding="utf-8") == "One.\nTwo. Three."


async def test_a_draft_whose_file_is_no_text_any_more_is_restored_as_a_text_of_its_own(
    desk, loop, scene
):
    base = open_text(scene).state.sha256
    journal = Journal(desk.journal_path, DEAD)
    journal.record("old", "Precious.", scene, base)
    journal.close()
    scene.write_bytes(b"\0\xff")
    recovering = asyncio.ensure_future(desk.filing.recover())
    (await desk.dialog())._decide(Verdict.RESTORE)
    await recovering
    assert desk.document.text() == "Precious."
    assert desk.document.file is None


async def test_a_file_that_saving_would_change_is_told_when_it_is_opened(desk, loop, tmp_path):
    mixed = tmp_path / "mixed.md"
    mixed.write_bytes(b"a\r\nb\nc\n")
    opening = asyncio.ensure_future(desk.filing.open())
    await desk.choose(mixed)
    await opening
    assert "line ends" in desk.told[0]


async def test_a_text_that_was_given_up_is_not_asked_about_again(desk, loop):
    desk.write("Mine.")
    desk.answers = ["discard"]
    assert await desk.filing.settle()
    assert await desk.filing.settle()
    assert desk.questions == ["Save Untitled first?"]
    assert desk.document.text() == ""


async def test_words_typed_while_a_new_text_waits_for_a_save_are_asked_about(
    desk, loop, scene, monkeypatch
):
    desk.document.open(open_text(scene))
    real_save, may_go_on = filing.save_text, threading.Event()

    def slow_save(*arguments):
        may_go_on.wait(10)
        return real_save(*arguments)

    monkeypatch.setattr(filing, "save_text", slow_save)
    saving = asyncio.ensure_future(desk.filing.save())
    renewing = asyncio.ensure_future(desk.filing.new())
    for _ in range(10):
        await asyncio.sleep(0)
    desk.write("Two.")
    desk.answers = ["save"]
    may_go_on.set()
    await asyncio.gather(saving, renewing)
    assert desk.questions == ["Save scene.md first?"]
    assert scene.read_text(encoding="utf-8") == "One.\nTwo."
    assert desk.document.file is None


async def test_a_text_that_is_opened_again_shows_what_was_saved_just_now(desk, loop, scene):
    desk.document.open(open_text(scene))
    desk.write("Two.")
    desk.answers = ["save"]
    opening = asyncio.ensure_future(desk.filing.open())
    await desk.choose(scene)
    await opening
    assert desk.document.text() == "One.\nTwo."
    assert not desk.document.is_modified


async def test_words_typed_while_a_text_is_read_are_asked_about(desk, loop, scene, tmp_path):
    desk.document.open(open_text(scene))
    reads = []

    async def read():
        reads.append(len(reads))
        if len(reads) == 1:
            desk.write("Two.")
        return open_text(scene)

    desk.answers = ["save"]
    assert await desk.filing.show(read)
    assert desk.questions == ["Save scene.md first?"]
    assert desk.document.text() == "One.\nTwo."
    assert len(reads) == 2


async def test_words_typed_after_a_text_was_given_up_are_asked_about(desk, loop, monkeypatch):
    desk.write("Mine.")
    desk.answers = ["discard", "cancel"]
    give_up = desk.keeper.give_up

    async def slow_give_up():
        await give_up()
        desk.write(" More.")

    monkeypatch.setattr(desk.keeper, "give_up", slow_give_up)
    assert not await desk.filing.settle()
    assert desk.document.text() == "Mine. More."
