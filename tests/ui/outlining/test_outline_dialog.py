import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui import paths
from ui.outlining.outline_dialog import OutlineDialog
from ui.outlining.structures import read_structures
from ui.outlining.suggested import Suggested
from ui.outlining.wishes import Source

STRUCTURES = read_structures(paths.structures_folder())


@pytest.fixture
def dialog(qtbot):
    dialog = OutlineDialog(STRUCTURES)
    qtbot.addWidget(dialog)
    dialog.set_reasons({}, "")
    dialog.show()
    qtbot.waitExposed(dialog)
    dialog.activateWindow()
    dialog.asked, dialog.stopped, dialog.added = [], [], []
    dialog.suggest_requested.connect(dialog.asked.append)
    dialog.stop_requested.connect(lambda: dialog.stopped.append(True))
    dialog.add_requested.connect(dialog.added.append)
    return dialog


def test_a_premise_is_typed_and_asked_for_with_length_and_acts(dialog):
    assert not dialog.suggest.isEnabled()
    QTest.keyClicks(dialog.premise, "A house waits.")
    QTest.keyClick(dialog.premise, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    (wish,) = dialog.asked
    assert (wish.source, wish.premise, wish.words, wish.acts, wish.structure) == (
        Source.PREMISE,
        "A house waits.",
        30_000,
        3,
        None,
    )


def test_a_structure_is_chosen_with_its_source_told(dialog):
    QTest.keyClick(dialog.structure, Qt.Key.Key_Down)
    assert dialog.structure.value == STRUCTURES[0].id
    assert STRUCTURES[0].source in dialog.about.text()
    assert not dialog.acts.isVisible()


def test_other_sources_need_no_premise(dialog):
    dialog.show_source(Source.SCENE)
    assert not dialog.premise.isVisible()
    assert dialog.suggest.isEnabled()


def test_what_cannot_be_done_says_why(dialog):
    dialog.set_reasons({Source.NEXT: "There is no beat yet."}, "")
    dialog.show_source(Source.NEXT)
    assert dialog.about.text() == "There is no beat yet."
    assert not dialog.suggest.isEnabled()


def test_escape_ends_what_is_under_way_before_it_closes(dialog):
    dialog.begin()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.stopped == [True]
    assert dialog.isVisible()
    dialog.finish("Stopped.")
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_the_beats_that_are_checked_are_added_by_return(dialog):
    dialog.begin()
    dialog.show_beats([Suggested("a")])
    dialog.show_beats([Suggested("a"), Suggested("b")])
    assert not dialog.add.isEnabled()
    dialog.finish("")
    assert dialog.list.hasFocus()
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    QTest.keyClick(dialog.list, Qt.Key.Key_Return)
    assert dialog.added == [(Suggested("b"),)]


def test_a_beat_that_changes_keeps_its_mark(dialog):
    dialog.begin()
    dialog.show_beats([Suggested("a")])
    dialog.finish("")
    QTest.keyClick(dialog.list, Qt.Key.Key_Space)
    dialog.show_beats([Suggested("a", group="Act one")])
    assert dialog.list.item(0).checkState() == Qt.CheckState.Unchecked


def test_without_a_project_beats_can_be_read_and_not_added(dialog):
    dialog.set_reasons({}, "Beats are kept in a project.")
    dialog.begin()
    dialog.show_beats([Suggested("a")])
    dialog.finish("")
    assert not dialog.add.isEnabled()
    assert dialog.add.toolTip() == "Beats are kept in a project."
