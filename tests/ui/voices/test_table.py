import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QDialog

from ui import theme
from ui.outlining.style import dialog_style
from ui.panels.style import panel_style
from ui.voices.style import voices_style
from ui.voices.table import Row, Table

ROWS = (Row("a", ("One", "1")), Row("b", ("Two", "2"), "Broken.", True))


@pytest.fixture
def table(qtbot):
    table = Table("Numbers", ("Name", "Number"))
    qtbot.addWidget(table)
    return table


def test_rows_are_shown_and_the_first_is_chosen(table):
    table.show_rows(ROWS)
    assert table.texts == [["One", "1"], ["Two", "2"]]
    assert table.current_id == "a"


def test_the_chosen_row_stays_chosen_when_rows_come_anew(table):
    table.show_rows(ROWS)
    table.choose("b")
    table.show_rows((Row("c", ("Three", "3")), *ROWS))
    assert table.current_id == "b"


def test_a_chosen_row_that_is_gone_gives_way_to_the_first(table):
    table.show_rows(ROWS)
    table.choose("b")
    table.show_rows(ROWS[:1])
    assert table.current_id == "a"


def test_an_empty_table_has_no_chosen_row(table):
    table.show_rows(ROWS)
    table.show_rows(())
    assert table.current_id == ""
    assert table.texts == []


def test_a_reason_is_the_hint_of_its_row(table):
    table.show_rows(ROWS)
    assert [table.topLevelItem(n).toolTip(0) for n in range(2)] == ["One", "Broken."]


def test_the_first_column_stays_wide_enough_to_tell_rows_apart(qtbot):
    table = Table("Models", ("Model", "What for", "Here"))
    qtbot.addWidget(table)
    table.resize(420, 200)
    table.show()
    long = "needs 12 GB of memory while it is added to the voices"
    table.show_rows((Row("a", ("Small", "follows instructions", long)),))
    sizes = [table.header().sectionSize(n) for n in range(3)]
    assert sizes[0] >= 120
    assert sum(sizes) <= table.viewport().width()
    table.resize(900, 200)
    assert table.header().sectionSize(2) > sizes[2]


def test_numbers_stand_at_the_right_under_their_names(qtbot):
    table = Table("Sizes", ("Name", "Size"), numbers=(1,))
    qtbot.addWidget(table)
    table.show_rows((Row("a", ("One", "24 MB")),))
    right = Qt.AlignmentFlag.AlignRight
    item = table.topLevelItem(0)
    assert item.textAlignment(1) & right
    assert table.headerItem().textAlignment(1) & right
    assert not item.textAlignment(0) & right


def test_names_of_columns_have_room_for_their_tails(qtbot, dressed):
    table = Table("Voices", ("Voice", "What it gives you"))
    qtbot.addWidget(table)
    table.show()
    assert table.header().height() >= table.fontMetrics().height() + 12


def colors(table):
    image = table.viewport().grab().toImage()
    return {
        image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height())
    }


def test_greyed_rows_take_the_colour_of_the_theme_that_came_meanwhile(qtbot, dressed, themes):
    table = Table("Voices", ("Voice",))
    qtbot.addWidget(table)
    table.show_rows((Row("a", ("■■■",)), Row("b", ("■■■■",), "", True)))
    table.show()
    assert themes["light"].quiet.name() in colors(table)
    app = QApplication.instance()
    theme.apply(app, themes["dark"], panel_style, dialog_style, voices_style)
    assert themes["dark"].quiet.name() in colors(table)
    assert themes["light"].quiet.name() not in colors(table)


def test_a_table_knows_the_height_at_which_nothing_has_to_be_scrolled_to(qtbot, dressed):
    window = QDialog()
    window.setObjectName("voices")
    qtbot.addWidget(window)
    table = Table("Runs", ("Voice", "On disk"), window, numbers=(1,))
    table.show_rows([Row(str(n), ("Sea", "54 MB")) for n in range(4)])
    table.resize(400, table.whole_height)
    window.show()
    assert not table.verticalScrollBar().isVisible()
    table.resize(400, table.whole_height - 20)
    qtbot.waitUntil(table.verticalScrollBar().isVisible)
