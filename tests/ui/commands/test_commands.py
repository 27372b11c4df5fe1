import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from ui.actions import ACTIONS
from ui.commands.commands import Commands
from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.main_window import MainWindow


@pytest.fixture
def bench(qtbot, qapp):
    """Make a window whose actions note who had the keys, and its commands."""
    qapp.setQuitOnLastWindowClosed(False)
    editor = EditorView(Document())
    ran = []
    window = MainWindow(
        editor,
        {row.id: lambda id=row.id: ran.append((id, window.focusWidget())) for row in ACTIONS},
    )
    qtbot.addWidget(window)
    editor.setPlainText("He stopped in the hall and")
    editor.show_end()
    window.resize(1100, 760)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    qtbot.waitUntil(editor.hasFocus)
    window.ran = ran
    window.commands = Commands(window, editor)
    yield window
    window.allow_close()


def type_keys(window, *keys):
    for key in keys:
        QTest.keyClick(window.commands.palette.line, key)


def test_every_action_runs_by_its_name(bench):
    for row in ACTIONS:
        bench.actions_by_id[row.id].setEnabled(True)
        bench.commands.toggle()
        bench.commands.palette.line.setText(row.label)
        type_keys(bench, Qt.Key.Key_Return)
        assert not bench.commands.palette.isVisible()
    assert bench.ran == [(row.id, bench.editor) for row in ACTIONS]


def test_a_ghost_stays_for_the_command_that_takes_it(bench, qtbot):
    assert bench.editor.show_ghost(" listened.")
    bench.actions_by_id["suggestion.accept_word"].setEnabled(True)
    with qtbot.assertNotEmitted(bench.editor.interrupted):
        bench.commands.toggle()
        QTest.keyClicks(bench.commands.palette.line, "take a word")
        type_keys(bench, Qt.Key.Key_Return)
    assert bench.editor.ghost == " listened."
    assert bench.ran == [("suggestion.accept_word", bench.editor)]


def test_esc_goes_back_to_where_the_keys_were_and_keeps_the_ghost(bench):
    bench.editor.show_ghost(" listened.")
    bench.commands.toggle()
    assert bench.commands.palette.line.hasFocus()
    type_keys(bench, Qt.Key.Key_Escape)
    assert bench.editor.hasFocus()
    assert bench.editor.ghost == " listened."
    bench.binder.show()
    bench.binder.setFocus()
    before = bench.focusWidget()
    bench.commands.toggle()
    type_keys(bench, Qt.Key.Key_Escape)
    assert bench.focusWidget() is before
    assert bench.ran == []


def test_its_own_key_puts_it_away(bench):
    bench.commands.toggle()
    bench.commands.toggle()
    assert not bench.commands.palette.isVisible()
    assert bench.editor.hasFocus()


def test_the_keys_move_through_the_list(bench):
    bench.commands.toggle()
    palette = bench.commands.palette
    ids = [row.id for row in ACTIONS]
    type_keys(bench, Qt.Key.Key_Down, Qt.Key.Key_Down)
    assert palette.list.chosen.id == ids[2]
    type_keys(bench, Qt.Key.Key_Up, Qt.Key.Key_Up, Qt.Key.Key_Up)
    assert palette.list.chosen.id == ids[-1]
    type_keys(bench, Qt.Key.Key_PageUp)
    assert palette.list.chosen.id == ids[-1 - palette.list.page]
    type_keys(bench, *[Qt.Key.Key_PageUp] * 20)
    assert palette.list.chosen.id == ids[0]
    type_keys(bench, Qt.Key.Key_PageDown)
    assert palette.list.chosen.id == ids[palette.list.page]


def test_what_is_impossible_now_is_listed_with_the_reason_and_does_nothing(bench):
    bench.actions_by_id["outline.draft"].setEnabled(False)
    bench.commands.toggle()
    palette = bench.commands.palette
    for name, why in (
        ("Take all", "Only while a suggestion shows"),
        ("Draft the chosen beat", "Only in a project"),
    ):
        palette.line.setText(name)
        row = palette.list.chosen
        assert (row.label, row.is_enabled, row.aside) == (name, False, why)
        type_keys(bench, Qt.Key.Key_Return)
    assert bench.ran == []
    assert palette.isVisible()


def test_what_becomes_possible_while_it_is_open_can_be_chosen(bench):
    bench.commands.toggle()
    bench.commands.palette.line.setText("Take all")
    bench.actions_by_id["suggestion.accept_all"].setEnabled(True)
    type_keys(bench, Qt.Key.Key_Return)
    assert [id for id, _ in bench.ran] == ["suggestion.accept_all"]


def test_an_action_that_can_be_on_or_off_shows_which(bench):
    bench.actions_by_id["view.theme_dark"].setChecked(True)
    bench.commands.toggle()
    rows = {row.id: row for row in bench.commands.palette.list.rows}
    assert rows["view.theme_dark"].is_checked is True
    assert rows["view.theme_light"].is_checked is False
    assert rows["file.save"].is_checked is None
    assert "on" in rows["view.theme_dark"].spoken


def test_the_last_choice_comes_first_the_next_time(bench):
    for name in ("Save as…", "Larger text"):
        bench.commands.toggle()
        bench.commands.palette.line.setText(name)
        type_keys(bench, Qt.Key.Key_Return)
    bench.commands.toggle()
    shown = [row.label for row in bench.commands.palette.list.rows]
    assert shown[:3] == ["Larger text", "Save as…", "New"]


def test_nothing_found_is_said(bench):
    bench.commands.toggle()
    palette = bench.commands.palette
    palette.line.setText("qqqq")
    assert palette.nothing.isVisible()
    assert not palette.list.isVisible()
    type_keys(bench, Qt.Key.Key_Down, Qt.Key.Key_PageDown, Qt.Key.Key_Return)
    assert bench.ran == []


@pytest.mark.parametrize("width", [560, 800, 1600])
def test_it_lies_within_the_window_over_the_column(bench, width):
    bench.commands.toggle()
    bench.resize(width, 400)
    palette, page = bench.commands.palette, bench.editor.viewport()
    assert bench.rect().contains(palette.geometry())
    middle = page.mapTo(bench, page.rect().center()).x()
    assert abs(palette.geometry().center().x() - middle) <= 1


def test_a_click_elsewhere_puts_it_away_and_leaves_the_keys_there(bench):
    bench.commands.toggle()
    QTest.mouseClick(bench.editor.viewport(), Qt.MouseButton.LeftButton)
    bench.editor.setFocus(Qt.FocusReason.MouseFocusReason)
    assert not bench.commands.palette.isVisible()
    assert bench.editor.hasFocus()


@pytest.mark.parametrize("reason", ["MenuBar", "ActiveWindow", "Popup"])
def test_it_stays_while_a_menu_or_another_window_only_borrows_the_keys(bench, reason):
    bench.commands.toggle()
    bench.binder.setFocus(Qt.FocusReason[f"{reason}FocusReason"])
    assert bench.commands.palette.isVisible()


def test_a_click_on_a_row_runs_it(bench):
    bench.commands.toggle()
    rows = bench.commands.palette.list
    bench.commands.palette.line.setText("save as")
    at = rows.visualRect(rows.model().index(0)).center()
    QTest.mouseClick(rows.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert [id for id, _ in bench.ran] == ["file.save_as"]
