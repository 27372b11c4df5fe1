import asyncio
from pathlib import Path
from types import SimpleNamespace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.voices.conftest import settled
from tests.ui.voices.test_library import BROKEN, SEA, STARTER
from ui.errors import AskRefused
from ui.voices.books import Books
from ui.voices.new_voice_page import NewVoicePage
from ui.voices.types import Book, BookWish, Corpus, LeftOut, Progress

SHORT = "letters.md has 300 words that can be used; at least 5,000 are needed."
CORPUS = Corpus(
    "sea",
    (Book("letters.md", 71_234, 12), Book("notes.pdf", 0, 0, "This kind cannot be read.")),
    (LeftOut("said twice", 12, 431, "He went down to the"),),
    64_000,
    7_200,
    "full",
    "starter",
)


@pytest.fixture
def desk(qtbot, workshop, tasks):
    """Return the page with two books and a name, and what it led to."""
    page = NewVoicePage()
    qtbot.addWidget(page)
    books = Books(page, workshop, tasks)
    page.show_bases((SEA, BROKEN, STARTER))
    page.resize(760, 680)
    page.show()
    page.books.add([Path("/books/letters.md"), Path("/books/notes.pdf")])
    page.name.setText("Sea")
    ready = []
    books.run_ready.connect(ready.append)
    return SimpleNamespace(page=page, ready=ready)


def test_books_and_a_name_are_needed(qtbot, workshop, tasks):
    page = NewVoicePage()
    qtbot.addWidget(page)
    assert not page.read.isEnabled()
    assert page.lacks.text() == "Add a book first."
    page.books.add([Path("/books/letters.md")])
    assert page.lacks.text() == "Give the voice a name first."
    page.name.setText("Sea")
    assert page.lacks.text() == "There is no voice on this computer that can learn."
    page.show_bases((STARTER,))
    page.name.setText("Sea 2")
    assert page.lacks.text() == ""
    assert page.read.isEnabled()


def test_a_voice_begins_with_one_that_can_be_used_and_is_nobodys_own(desk):
    assert desk.page.base.choices == [("starter", "Starter")]


def test_the_wish_holds_what_was_chosen(desk):
    page = desk.page
    page.time.show_value("own")
    page.minutes.setValue(45)
    page.scrub.setChecked(True)
    page.names.setText("Mary, Tom\uff0c雪 , ")
    assert page.wish() == BookWish(
        ("/books/letters.md", "/books/notes.pdf"), "starter", "Sea", 45.0, True,
        ("Mary", "Tom", "雪"),
    )  # fmt: skip


def test_minutes_are_asked_for_only_where_no_time_fits(desk):
    assert not desk.page.minutes.isVisible()
    desk.page.time.show_value("own")
    assert desk.page.minutes.isVisible()


def test_the_open_project_is_one_click_away(desk):
    assert not desk.page.add_project.isVisible()
    desk.page.set_project(Path("/books/novel"))
    desk.page.add_project.click()
    desk.page.add_project.click()
    assert desk.page.books.paths[-1] == Path("/books/novel")
    assert len(desk.page.books.paths) == 3


def test_without_the_training_parts_nothing_is_read(desk):
    desk.page.set_ready(False)
    assert not desk.page.read.isEnabled()
    assert desk.page.lacks.text() == "Install the training parts first."


async def test_return_in_the_name_reads_the_books_where_that_can_be_done(loop, desk, workshop):
    desk.page.name.setText("")
    QTest.keyClick(desk.page.name, Qt.Key.Key_Return)
    await asyncio.sleep(0)
    assert workshop.asked == []
    desk.page.name.setText("Sea")
    QTest.keyClick(desk.page.name, Qt.Key.Key_Return)
    await settled(lambda: workshop.asked)
    assert workshop.asked[0][0] == "prepare"


async def test_the_wish_cannot_be_changed_while_books_are_read(loop, desk, workshop):
    page = desk.page
    page.read.click()
    await settled(lambda: workshop.asked)
    fields = (page.name, page.base, page.time, page.scrub, page.names, page.books, page.add_files)
    assert not any(field.isEnabled() for field in fields)
    workshop.fail("prepare", AskRefused(SHORT))
    await settled(page.read.isEnabled)
    assert all(field.isEnabled() for field in fields)


def test_a_book_that_was_removed_is_told(desk):
    page = desk.page
    page.books.setCurrentRow(0)
    QTest.keyClick(page.books, Qt.Key.Key_Delete)
    assert page.line.text == "letters.md left the list; nothing was deleted on disk."
    assert page.books.paths == [Path("/books/notes.pdf")]


async def test_books_are_read_and_the_report_says_what_became_of_them(loop, desk, workshop):
    page = desk.page
    page.read.click()
    await settled(lambda: workshop.asked)
    workshop.send("prepare", Progress("letters.md", 1, 4))
    assert page.line.text == "Reading letters.md…"
    assert not page.books.isEnabled()
    workshop.end("prepare", CORPUS)
    await settled(lambda: page.is_reported)
    assert page.summary.text() == (
        "64,000 words to learn from, 7,200 words kept back to prove what was learned."
    )
    assert page.books_read.texts == [
        ["letters.md", "71,234", "12", ""],
        ["notes.pdf", "", "", "This kind cannot be read."],
    ]
    assert page.dropped.texts == [["said twice", "12", "431", "He went down to the"]]
    page.train.click()
    assert desk.ready == ["sea"]
    assert not page.is_reported


async def test_a_corpus_that_is_too_small_is_said_in_place(loop, desk, workshop):
    workshop.answers["prepare"] = AskRefused(SHORT)
    desk.page.read.click()
    await settled(lambda: desk.page.line.text == SHORT)
    assert not desk.page.is_reported
    assert desk.page.read.isEnabled()


async def test_reading_is_stopped_by_the_key_that_has_the_focus(loop, qtbot, desk, workshop):
    desk.page.activateWindow()
    desk.page.read.setFocus()
    qtbot.waitUntil(desk.page.read.hasFocus)
    desk.page.read.click()
    await settled(lambda: workshop.asked)
    assert desk.page.line.stop.hasFocus()
    QTest.keyClick(desk.page.line.stop, Qt.Key.Key_Space)
    await settled(lambda: not desk.page.line.is_busy)
    assert workshop.withdrawn == ["prepare"]
    assert desk.page.line.text == "Stopped."


async def test_other_books_are_chosen_and_what_was_read_goes(loop, desk, workshop):
    workshop.answers.update(prepare=CORPUS, delete_run=None)
    desk.page.read.click()
    await settled(lambda: desk.page.is_reported)
    desk.page.again.click()
    await settled(lambda: ("delete_run", "sea") in workshop.asked)
    assert not desk.page.is_reported
    assert len(desk.page.books.paths) == 2


async def test_nothing_left_out_shows_no_table_of_it(loop, desk, workshop):
    workshop.answers["prepare"] = Corpus("sea", CORPUS.books, (), 1, 1, "full", "starter")
    desk.page.read.click()
    await settled(lambda: desk.page.is_reported)
    assert not desk.page.dropped.isVisible()


async def test_after_reading_the_keys_are_back_where_it_was_asked(loop, qtbot, desk, workshop):
    desk.page.activateWindow()
    desk.page.read.setFocus()
    qtbot.waitUntil(desk.page.read.hasFocus)
    desk.page.read.click()
    await settled(lambda: workshop.asked)
    workshop.fail("prepare", AskRefused(SHORT))
    await settled(lambda: desk.page.line.text == SHORT)
    assert desk.page.read.hasFocus()
