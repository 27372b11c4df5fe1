import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QCheckBox, QLineEdit, QPushButton

from ui.commands.setting_row import SettingRow, choices_of
from ui.panels.fields import ChoiceBox, CountField
from ui.paths import font_files
from ui.settings import SETTINGS, Setting
from ui.theme import load_fonts

BY_KEY = {setting.key: setting for setting in SETTINGS}
NAME = Setting("editor.name", "Ann", "Name", "What you are called.")


@pytest.fixture
def made(qtbot):
    """Return a function that shows a setting's row and notes what it tells."""

    def show(setting):
        row = SettingRow(setting)
        qtbot.addWidget(row)
        row.told = []
        row.given.connect(lambda key, value: row.told.append((key, value)))
        row.reset_requested.connect(row.told.append)
        row.show()
        qtbot.waitExposed(row)
        row.activateWindow()
        return row

    return show


@pytest.mark.parametrize(
    ("setting", "kind"),
    [
        (BY_KEY["suggest.enabled"], QCheckBox),
        (BY_KEY["suggest.pause_ms"], CountField),
        (BY_KEY["appearance.theme"], ChoiceBox),
        (BY_KEY["engine.model"], QPushButton),
        (NAME, QLineEdit),
    ],
)
def test_a_setting_has_the_control_of_its_type(made, setting, kind):
    assert isinstance(made(setting).control, kind)


@pytest.mark.parametrize("setting", SETTINGS, ids=lambda setting: setting.key)
def test_showing_a_value_tells_of_nothing(made, setting):
    row = made(setting)
    row.show_value(setting.default)
    assert row.told == []
    assert not row.reset.isVisible()


def test_a_tick_a_number_a_choice_and_a_text_are_changed_by_keys(made):
    tick = made(BY_KEY["suggest.enabled"])
    tick.show_value(True)
    QTest.keyClick(tick.control, Qt.Key.Key_Space)
    assert tick.told == [("suggest.enabled", False)]
    number = made(BY_KEY["suggest.pause_ms"])
    number.show_value(300)
    QTest.keyClick(number.control, Qt.Key.Key_Up)
    assert number.told == [("suggest.pause_ms", 400)]
    choice = made(BY_KEY["suggest.length"])
    choice.show_value("words")
    QTest.keyClick(choice.control, Qt.Key.Key_Down)
    assert choice.told == [("suggest.length", "sentence")]
    text = made(NAME)
    text.show_value("Ann")
    text.control.selectAll()
    QTest.keyClicks(text.control, "Bo")
    QTest.keyClick(text.control, Qt.Key.Key_Return)
    assert text.told == [("editor.name", "Bo")]


def test_a_number_stays_within_its_range(made):
    row = made(BY_KEY["editor.font_size"])
    assert (row.control.minimum(), row.control.maximum()) == (10, 48)


def test_a_choice_reads_as_its_words_or_with_a_capital():
    assert ("asked", "Only when I ask") in choices_of(BY_KEY["suggest.eagerness"])
    assert ("sepia", "Sepia") in choices_of(BY_KEY["appearance.theme"])


def test_what_differs_from_the_default_can_be_reset_and_the_keys_stay_in_the_row(made):
    row = made(BY_KEY["suggest.pause_ms"])
    row.show_value(500)
    assert row.reset.isVisible()
    row.reset.setFocus()
    QTest.keyClick(row.reset, Qt.Key.Key_Space)
    assert row.told == ["suggest.pause_ms"]
    assert row.focusWidget() is row.control


def test_the_voice_is_chosen_elsewhere_and_has_no_reset(made, qtbot):
    row = made(BY_KEY["engine.model"])
    row.show_value("another")
    assert not row.reset.isVisible()
    with qtbot.waitSignal(row.voice_requested) as asked:
        QTest.keyClick(row.control, Qt.Key.Key_Space)
    assert asked.args == [row.control]


@pytest.mark.parametrize(
    ("query", "fits"),
    [("", True), ("PAUSE", True), ("millisec sugg", True), ("writing", False), ("choose", False)],
)
def test_a_row_is_found_by_its_label_its_help_and_its_heading(made, query, fits):
    assert made(BY_KEY["suggest.pause_ms"]).fits(query, "Suggestions") is fits


def test_a_row_is_found_by_the_words_of_its_choices(made):
    assert made(BY_KEY["suggest.eagerness"]).fits("every chance", "")


def test_the_text_may_be_set_in_an_included_font_or_one_of_the_computers(qapp):
    load_fonts(font_files())
    choices = choices_of(BY_KEY["editor.font"])
    assert choices[:2] == [
        ("", "Source Serif (included)"),
        ("Source Sans Pro", "Source Sans (included)"),
    ]
    names = [name for name, _ in choices]
    assert len(names) == len(set(names)) > 2
