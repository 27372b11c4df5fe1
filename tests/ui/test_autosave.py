import asyncio
import threading

import pytest
from PySide6.QtCore import QTimer
from PySide6.QtGui import QTextCursor

from ui.autosave import JournalKeeper, base_matches
from ui.document import Document
from ui.manuscript.journal import Journal, Owner
from ui.manuscript.text_file import open_text

DEAD = Owner(2**22 + 1, 1.0)


@pytest.fixture
def document(qapp):
    return Document()


@pytest.fixture
def keeper(document, tmp_path, loop):
    keeper = JournalKeeper(tmp_path / "data" / "journal.sqlite", document)
    yield keeper
    loop.run_until_complete(keeper.close())


def orphan_texts(tmp_path):
    journal = Journal(tmp_path / "data" / "journal.sqlite", DEAD)
    found = [draft.text for draft in journal.orphans(lambda _owner: False)]
    journal.close()
    return found


def write(document, text):
    QTextCursor(document.qt).insertText(text)


def test_text_without_a_file_reaches_the_disk_by_itself(document, keeper, qtbot, tmp_path):
    # How soon is the benchmark's to measure; half of the second is the delay, by design.
    assert keeper._delay.interval() <= 500
    with qtbot.waitSignal(keeper.recorded, timeout=10_000) as told:
        write(document, "never saved")
    assert told.args == [11]
    assert orphan_texts(tmp_path) == ["never saved"]


def test_the_delay_runs_from_the_first_key_and_is_not_put_off_by_later_ones(
    document, keeper, qtbot
):
    keys = QTimer()
    keys.timeout.connect(lambda: write(document, "a"))
    # A delay that every key began anew would never end while the keys go on.
    with qtbot.waitSignal(keeper.recorded, timeout=10_000):
        keys.start(20)
    keys.stop()


def test_saving_and_giving_up_leave_nothing_behind(document, keeper, loop, tmp_path):
    write(document, "soon saved")
    keeper.record_now().result(timeout=10)
    document.qt.setModified(False)
    loop.run_until_complete(keeper.orphans())
    assert orphan_texts(tmp_path) == []
    write(document, "given up")
    keeper.record_now().result(timeout=10)
    loop.run_until_complete(keeper.give_up())
    assert orphan_texts(tmp_path) == []


async def test_only_texts_that_the_disk_does_not_have_are_offered(document, keeper, loop, tmp_path):
    same, other = tmp_path / "same.md", tmp_path / "other.md"
    same.write_text("as on disk")
    other.write_text("older")
    journal = Journal(tmp_path / "data" / "journal.sqlite", DEAD)
    journal.record("a", "as on disk", same, open_text(same).state.sha256)
    journal.record("b", "newer", other, open_text(other).state.sha256)
    journal.record("c", "  \n", None, None)
    journal.record("d", "never saved", None, None)
    journal.close()
    found = await keeper.orphans()
    assert sorted(draft.text for draft in found) == ["never saved", "newer"]
    assert all(base_matches(draft) for draft in found if draft.path)


async def test_a_journal_that_cannot_be_written_is_told_and_typing_goes_on(
    document, loop, tmp_path, caplog
):
    (tmp_path / "data").write_text("a file where the folder should be")
    keeper = JournalKeeper(tmp_path / "data" / "journal.sqlite", document)
    told = []
    keeper.failed.connect(told.append)
    write(document, "words")
    await asyncio.wrap_future(keeper.record_now())
    while not told:
        await asyncio.sleep(0)
    await keeper.close()
    assert "journal cannot be written" in told[0]
    assert document.text() == "words"
    caplog.clear()


async def test_a_draft_that_the_disk_has_is_forgotten_and_never_news_again(keeper, loop, tmp_path):
    path = tmp_path / "scene.md"
    path.write_text("v1")
    journal = Journal(tmp_path / "data" / "journal.sqlite", DEAD)
    journal.record("a", "v1", path, open_text(path).state.sha256)
    journal.close()
    assert await keeper.orphans() == []
    path.write_text("v2")
    assert await keeper.orphans() == []


async def test_words_typed_just_before_the_end_are_in_the_journal(document, tmp_path, loop):
    keeper = JournalKeeper(tmp_path / "data" / "journal.sqlite", document)
    write(document, "last words")
    await keeper.close()
    assert orphan_texts(tmp_path) == ["last words"]


async def test_a_lasting_fault_is_told_once(document, loop, tmp_path, caplog):
    (tmp_path / "data").write_text("a file where the folder should be")
    keeper = JournalKeeper(tmp_path / "data" / "journal.sqlite", document)
    told = []
    keeper.failed.connect(told.append)
    for letter in "abc":
        write(document, letter)
        await asyncio.wrap_future(keeper.record_now())
    await keeper.close()
    await asyncio.sleep(0)
    assert len(told) == 1
    caplog.clear()


async def test_closing_lets_the_loop_turn_while_the_journal_is_held(document, tmp_path, loop):
    keeper = JournalKeeper(tmp_path / "data" / "journal.sqlite", document)
    free = threading.Event()
    keeper._worker.submit(free.wait, 10)
    closing = asyncio.ensure_future(keeper.close())
    await asyncio.sleep(0)
    assert not closing.done()
    free.set()
    await closing
