import asyncio
import logging

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QMessageBox, QPushButton, QWidget

from ui.errors import FileUnusable
from ui.notices import CALM, Choice, NoticeBar, Tasks, ask, breakable

CHOICES = (
    Choice("save", "Save"),
    Choice("cancel", "Keep writing", QMessageBox.ButtonRole.RejectRole),
)


async def open_box(window):
    while not (boxes := window.findChildren(QMessageBox)):
        await asyncio.sleep(0)
    return boxes[0]


async def test_a_question_is_answered_while_the_loop_goes_on(qtbot, loop):
    window = QWidget()
    qtbot.addWidget(window)
    question = asyncio.ensure_future(ask(window, "Save?", "It is changed.", CHOICES))
    box = await open_box(window)
    next(b for b in box.findChildren(QPushButton) if b.text() == "Save").click()
    assert await question == "save"


async def test_escape_means_the_last_choice(qtbot, loop):
    window = QWidget()
    qtbot.addWidget(window)
    question = asyncio.ensure_future(ask(window, "Save?", "It is changed.", CHOICES))
    (await open_box(window)).reject()
    assert await question == "cancel"


def test_a_word_that_is_too_long_for_a_line_may_be_broken():
    assert breakable("Delete the keeper?") == "Delete the keeper?"
    assert breakable("x" * 50) == "\u200b".join(["x" * 24, "x" * 24, "x" * 2])


async def test_a_question_with_a_long_name_is_not_cut(qtbot, loop):
    window = QWidget()
    qtbot.addWidget(window)
    question = asyncio.ensure_future(ask(window, f"Delete {'W' * 100}?", "It goes.", CHOICES))
    box = await open_box(window)
    label = box.findChild(QLabel, "qt_msgbox_label")
    needed = label.fontMetrics().boundingRect(
        label.contentsRect(), Qt.TextFlag.TextWordWrap, label.text()
    )
    assert needed.width() <= label.width()
    box.reject()
    await question


async def test_a_failed_task_is_told_in_its_own_words_or_calmly(loop, caplog):
    told = []
    tasks = Tasks(told.append)

    async def user_error():
        raise FileUnusable("There is no file x.")

    async def bug():
        raise KeyError("internal detail")

    with caplog.at_level(logging.ERROR):
        await asyncio.gather(tasks.start(user_error()), tasks.start(bug()), return_exceptions=True)
        await asyncio.sleep(0)
    assert sorted(told) == sorted(["There is no file x.", CALM])
    assert "internal detail" in caplog.text
    caplog.clear()


def test_a_notice_stays_until_it_is_read(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    bar = NoticeBar(parent)
    assert bar.text == ""
    bar.tell("The disk is full.", is_error=True)
    assert bar.text == "The disk is full."
    bar._button.click()
    assert bar.text == ""


@pytest.fixture
def bar(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    yield NoticeBar(parent)
    parent.close()


def test_a_later_notice_stands_beside_an_earlier_one(bar):
    bar.tell("project.toml cannot be read.", is_error=True)
    bar.tell("3 scenes found.")
    assert bar.text == "project.toml cannot be read.\n3 scenes found."
    tones = [label.property("tone") for label in bar._labels if not label.isHidden()]
    assert tones == ["danger", "quiet"]
    bar.dismiss()
    assert bar.text == ""
    assert bar.isHidden()


def test_the_same_sentence_twice_is_one(bar):
    bar.tell("A")
    bar.tell("B")
    bar.tell("A")
    assert bar.text == "B\nA"


def test_notices_that_do_not_fit_follow_once_the_newest_are_read(bar):
    for text in "ABCDE":
        bar.tell(text, is_error=text == "A")
    assert bar.text == "C\nD\nE"
    assert bar._button.text() == "Got it (2 more)"
    bar._button.click()
    assert bar.text == "A\nB"
    assert bar._button.text() == "Got it"


def test_a_click_leaves_the_keys_where_they_are(bar):
    assert bar._button.focusPolicy() == Qt.FocusPolicy.NoFocus
    bar.set_key("Ctrl+Shift+K")
    assert bar._button.toolTip() == "Ctrl+Shift+K"
