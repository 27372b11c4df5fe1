import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.rewrite.prompts import Prompt
from ui.rewrite.prompts_dialog import PromptsDialog

ONE, TWO = Prompt("Rhyme", "Rhyme {selection}"), Prompt("Cold", "Make it colder")


@pytest.fixture
def dialog(qtbot):
    dialog = PromptsDialog((ONE, TWO))
    qtbot.addWidget(dialog)
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    dialog.told = []
    dialog.prompts_changed.connect(dialog.told.append)
    return dialog


def test_a_change_counts_at_once(dialog):
    dialog.name.selectAll()
    QTest.keyClicks(dialog.name, "Verse")
    assert dialog.told[-1] == (Prompt("Verse", "Rhyme {selection}"), TWO)
    assert dialog.list.item(0).text() == "Verse"


def test_a_new_prompt_is_named_first(dialog):
    QTest.keyClick(dialog.add, Qt.Key.Key_Space)
    assert dialog.name.selectedText() == "New prompt"
    QTest.keyClicks(dialog.text, "Shout")
    assert dialog.told[-1] == (ONE, TWO, Prompt("New prompt", "Shout"))


def test_a_prompt_whose_name_is_cleared_keeps_its_text(dialog):
    dialog.name.clear()
    assert dialog.told[-1] == (Prompt("Untitled prompt", "Rhyme {selection}"), TWO)


def test_a_prompt_is_removed_and_put_back_where_it_was(dialog):
    QTest.keyClick(dialog.remove, Qt.Key.Key_Space)
    assert dialog.told[-1] == (TWO,)
    assert dialog.name.text() == "Cold"
    QTest.keyClick(dialog.put_back, Qt.Key.Key_Space)
    assert dialog.told[-1] == (ONE, TWO)
    assert not dialog.put_back.isVisible()


def test_the_order_changes_by_keys(dialog):
    shortcut = Qt.KeyboardModifier.AltModifier | Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(dialog.list, Qt.Key.Key_Down, shortcut)
    assert dialog.told[-1] == (TWO, ONE)
    assert dialog.list.currentRow() == 1


def test_without_prompts_only_adding_is_possible(qtbot):
    empty = PromptsDialog(())
    qtbot.addWidget(empty)
    assert not empty.name.isEnabled()
    assert not empty.remove.isEnabled()
    assert empty.add.isEnabled()


def test_a_prompt_keeps_its_no_break_spaces(dialog):
    dialog.text.setPlainText("Dis\u00a0:\noui")
    assert dialog.told[-1] == (Prompt("Rhyme", "Dis\u00a0:\noui"), TWO)
