from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget

from engine.errors import ModelDamaged
from tests.ui.voices.conftest import Writing, settled
from ui.errors import AskRefused, EngineUnavailable
from ui.settings import Settings
from ui.voices import library as library_module
from ui.voices.in_use import VoiceInUse
from ui.voices.library import Library
from ui.voices.types import Change, Checked, VoiceRow
from ui.voices.voices_page import VoicesPage

STARTER = VoiceRow(
    "starter", "Starter", "starter", ("en",), "apache-2.0", "int8", 24.0, "", True, can_learn=True
)
SEA = VoiceRow(
    "sea", "Sea & salt", "starter", ("en",), "own", "int8", 24.2, "starter", False, "", 81_234,
    Change(2.0, 1.88), True,
)  # fmt: skip
BROKEN = VoiceRow("old", "Old", "", (), "", "", 3.0, "", False, "A file of it is missing.")
VOICES = (SEA, BROKEN, STARTER)


@pytest.fixture
def writing():
    return Writing()


@pytest.fixture
def shelf(qtbot, workshop, writing, tasks, tell):
    """Return the library with its page open."""
    parent = QWidget()
    qtbot.addWidget(parent)
    settings = Settings()
    workshop.answers["models"] = VOICES
    voice = VoiceInUse(writing, settings, tasks, tell)
    library = Library(parent, workshop, voice, tasks, tell)
    page = VoicesPage(parent)
    library.attach(page)
    parent.show()
    page.show()
    return SimpleNamespace(library=library, page=page, settings=settings, parent=parent)


@pytest.fixture
def answer(monkeypatch):
    """Return what decides the questions that are put; keeps them."""
    asked = SimpleNamespace(reply="go", texts=[])

    async def ask(parent, text, detail, choices):
        asked.texts.append(f"{text} {detail}")
        return asked.reply

    monkeypatch.setattr(library_module, "ask", ask)
    return asked


async def test_voices_are_listed_with_what_they_give(loop, shelf):
    await shelf.library.refresh()
    assert shelf.page.table.texts == [
        ["Sea & salt", "foresees your own chapters 6.0% better", "24 MB", ""],
        ["Old", "continues, rewrites, outlines", "3 MB", "cannot be used"],
        ["Starter", "continues, rewrites, outlines", "24 MB", "in use"],
    ]
    assert "Made from starter on 81,234 words of yours" in shelf.page.details.text()


async def test_a_voice_is_used_and_kept_as_a_wish(loop, shelf, writing):
    await shelf.library.refresh()
    shelf.page.use.click()
    await settled(lambda: shelf.page.line.text)
    assert writing.used == ["sea"]
    assert shelf.settings.choice("engine.model") == "sea"
    assert shelf.page.line.text == "Sea & salt writes from now on."
    assert shelf.page.table.texts[0][-1] == "in use"
    assert not shelf.page.use.isEnabled()


async def test_a_voice_that_is_refused_changes_nothing(loop, shelf, writing):
    await shelf.library.refresh()
    writing.refusal = ModelDamaged("A file was changed.")
    shelf.page.use.click()
    await settled(lambda: shelf.page.line.text)
    assert shelf.page.line.text == "A file was changed."
    assert shelf.settings.choice("engine.model") == "starter"


@pytest.mark.parametrize(
    ("id", "use", "rename", "delete"),
    [("sea", True, True, True), ("old", False, True, True), ("starter", False, False, False)],
)
async def test_what_can_be_done_depends_on_the_voice(loop, shelf, id, use, rename, delete):
    await shelf.library.refresh()
    page = shelf.page
    page.table.choose(id)
    assert [b.isEnabled() for b in (page.use, page.rename, page.delete)] == [use, rename, delete]


async def test_the_voice_in_use_cannot_be_deleted(loop, shelf, writing):
    writing.become("sea")
    await shelf.library.refresh()
    assert not shelf.page.delete.isEnabled()
    assert shelf.page.why.text() == "It is in use; choose another voice before you delete it."


async def test_f2_renames_the_chosen_voice(loop, qtbot, shelf, workshop):
    workshop.answers["rename"] = None
    await shelf.library.refresh()
    shelf.page.window().activateWindow()
    shelf.page.table.setFocus()
    qtbot.waitUntil(shelf.page.table.hasFocus)
    QTest.keyClick(shelf.page.table, Qt.Key.Key_F2)
    assert shelf.page.name.selectedText() == "Sea & salt"
    shelf.page.name.setText("雪夜")
    QTest.keyClick(shelf.page.name, Qt.Key.Key_Return)
    await settled(lambda: ("rename", "sea", "雪夜") in workshop.asked)
    assert not shelf.page.name.isVisible()


async def test_the_voice_that_writes_bears_its_new_name_at_once(loop, shelf, workshop, writing):
    workshop.answers["rename"] = None
    await shelf.library.refresh()
    shelf.page.rename_requested.emit("sea", "The keeper")
    await settled(lambda: ("rename", "sea", "The keeper") in workshop.asked)
    assert writing.status.voice.name == "Starter"
    writing.become("sea")
    shelf.page.rename_requested.emit("sea", "The keeper")
    await settled(lambda: writing.status.voice.name == "The keeper")


async def test_figures_for_those_who_ask_are_behind_a_button(loop, shelf):
    await shelf.library.refresh()
    assert not shelf.page.figures.isVisible()
    shelf.page.more.click()
    assert shelf.page.figures.text() == (
        "Folder: sea · Precision: int8 · Bits per byte of your chapters: 2.000 before, 1.880 after"
    )
    assert shelf.page.figures.isVisible()


async def test_files_are_checked_in_place(loop, shelf, workshop):
    workshop.answers["verify"] = Checked("sea", 7, "CPU")
    await shelf.library.refresh()
    shelf.page.check.click()
    await settled(lambda: not shelf.page.line.is_busy)
    assert shelf.page.line.text == ("Sea & salt: all 7 files are as they were made, and it opens.")


async def test_deleting_is_asked_first(loop, shelf, workshop, answer):
    workshop.answers["remove"] = None
    await shelf.library.refresh()
    answer.reply = "keep"
    shelf.page.delete.click()
    await settled(lambda: answer.texts)
    assert "Delete the voice Sea & salt? This frees 24 MB." in answer.texts[0]
    answer.reply = "go"
    shelf.page.delete.click()
    await settled(lambda: shelf.page.line.text == "Sea & salt was deleted.")
    assert [row for row in workshop.asked if row[0] == "remove"] == [("remove", "sea")]
    await settled(lambda: shelf.page.window().focusWidget() is shelf.page.table)


async def test_a_deletion_that_fails_is_said(loop, shelf, workshop, answer):
    workshop.answers["remove"] = AskRefused("It could not be deleted whole.")
    await shelf.library.refresh()
    shelf.page.delete.click()
    await settled(lambda: shelf.page.line.text)
    assert shelf.page.line.text == "It could not be deleted whole."


async def test_a_list_that_cannot_be_had_keeps_what_is_shown(loop, shelf, workshop):
    await shelf.library.refresh()
    workshop.answers["models"] = EngineUnavailable("It does not start.")
    await shelf.library.refresh()
    assert shelf.page.line.text == "It does not start."
    assert len(shelf.page.table.texts) == 3
