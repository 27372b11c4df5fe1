import pytest

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
