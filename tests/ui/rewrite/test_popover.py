import pytest
from PySide6.QtCore import QRect, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel, QWidget

from tests.ui.rewrite.conftest import LIGHT
from ui import theme
from ui.rewrite.pages import ChoiceRow, ChoicesPage, TakesPage
from ui.rewrite.popover import RewritePopover
from ui.rewrite.session import TakeView
from ui.rewrite.style import popover_style
from ui.rewrite.word_diff import diff

ROWS = (
    ChoiceRow("polish", "P", "Polish", "Mend slips"),
    ChoiceRow("instruct", "I", "Own", "It cannot.", is_enabled=False),
)
NONE = Qt.KeyboardModifier.NoModifier
ALT, SHIFT = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ShiftModifier


def take(text):
    return TakeView(diff("He went home.", text), "", (), frozenset(), 0)


@pytest.fixture
def popover(qtbot):
    parent = QWidget()
    qtbot.addWidget(parent)
    parent.setStyleSheet(popover_style(LIGHT))
    parent.resize(900, 700)
    parent.show()
    qtbot.waitExposed(parent)
    parent.activateWindow()
    popover = RewritePopover(parent)
    popover.dress(LIGHT, theme.text_font(18))
    popover.show()
    popover.owner = parent
    popover.asked = []
    for name in (
        "choice_made", "instruction_given", "take_chosen", "take_stepped", "hunk_moved",
        "round_stepped",
    ):  # fmt: skip
        getattr(popover, name).connect(lambda value, name=name: popover.asked.append((name, value)))
    for name in ("hunk_toggled", "apply_requested", "again_requested", "back_requested", "left"):
        getattr(popover, name).connect(lambda name=name: popover.asked.append((name,)))
    return popover


def show_takes(popover, *texts):
    popover.show_takes(TakesPage("Polish", "take 1", tuple(map(take, texts)), 0, "Tab chooses"))


@pytest.mark.parametrize(
    ("key", "modifier", "asked"),
    [
        (Qt.Key.Key_P, NONE, [("choice_made", "polish")]),
        (Qt.Key.Key_P, SHIFT, [("choice_made", "polish")]),
        (Qt.Key.Key_I, NONE, []),
        (Qt.Key.Key_Z, NONE, []),
        (Qt.Key.Key_Return, NONE, []),
        (Qt.Key.Key_Up, ALT, [("round_stepped", 0)]),
        (Qt.Key.Key_Escape, NONE, [("left",)]),
    ],
)
def test_a_key_on_the_choices_asks_for_one_thing(popover, key, modifier, asked):
    popover.show_choices(ChoicesPage("Rewrite", ROWS, "hint"))
    QTest.keyClick(popover, key, modifier)
    assert popover.asked == asked


@pytest.mark.parametrize(
    ("key", "modifier", "asked"),
    [
        (Qt.Key.Key_Return, NONE, ("apply_requested",)),
        (Qt.Key.Key_Enter, NONE, ("apply_requested",)),
        (Qt.Key.Key_Tab, NONE, ("take_stepped", 1)),
        (Qt.Key.Key_Backtab, SHIFT, ("take_stepped", -1)),
        (Qt.Key.Key_3, NONE, ("take_chosen", 2)),
        (Qt.Key.Key_Left, NONE, ("hunk_moved", -1)),
        (Qt.Key.Key_Right, NONE, ("hunk_moved", 1)),
        (Qt.Key.Key_Space, NONE, ("hunk_toggled",)),
        (Qt.Key.Key_Up, ALT, ("round_stepped", -1)),
        (Qt.Key.Key_Down, ALT, ("round_stepped", 1)),
        (Qt.Key.Key_R, NONE, ("again_requested",)),
        (Qt.Key.Key_Backspace, NONE, ("back_requested",)),
        (Qt.Key.Key_Escape, NONE, ("left",)),
    ],
)
def test_a_key_on_the_takes_asks_for_one_thing(popover, key, modifier, asked):
    show_takes(popover, "He ran home.", "He walked home.")
    QTest.keyClick(popover, key, modifier)
    assert popover.asked == [asked]


def test_the_cards_say_what_they_hold_to_a_screen_reader(popover):
    show_takes(popover, "He ran home.", "He walked home.")
    assert popover.takes.card(1).accessibleName() == "Take 2: He walked home."


def test_a_long_quotation_that_is_gone_is_told_by_its_first_words(popover):
    quoted = "“It is late, and the night is dark, and we have far to go before the day.”"
    view = TakeView(diff("He went.", "He ran."), "", ("Tom", quoted), frozenset(), 0)
    popover.show_takes(TakesPage("Polish", "", (view,), 0, ""))
    told = "Take 1: He ran. Gone: Tom, “It is late, and the night is dark, and…”."
    assert popover.takes.card(0).accessibleName() == told


def test_a_take_that_changes_nothing_says_so(popover):
    view = TakeView(diff("He went.", "He went."), "", (), frozenset(), None)
    popover.show_takes(TakesPage("Polish", "", (view,), 0, ""))
    texts = [label.text() for label in popover.takes.card(0).findChildren(QLabel)]
    assert "Nothing to change." in texts


def test_cards_stand_side_by_side(popover):
    show_takes(popover, "He ran home.", "He walked home.")
    popover.place(QRect(100, 0, 600, 700), 90)
    first, second = popover.takes.card(0), popover.takes.card(1)
    assert first.y() == second.y()
    assert first.geometry().right() < second.geometry().left()


def test_cards_stand_below_each_other_in_a_narrow_column_and_side_by_side_again(popover):
    show_takes(popover, "He ran home.", "He walked home.")
    first, second = popover.takes.card(0), popover.takes.card(1)
    popover.place(QRect(100, 0, 400, 700), 90)
    assert first.geometry().bottom() < second.geometry().top()
    popover.place(QRect(100, 0, 600, 700), 90)
    assert first.geometry().right() < second.geometry().left()


def test_it_lies_below_the_passage_in_its_column(popover):
    show_takes(popover, "He ran home.")
    popover.place(QRect(100, 0, 600, 700), 90)
    assert popover.geometry().top() > 90
    assert (popover.x(), popover.width()) == (100, 600)


def test_what_fits_is_shown_whole_without_a_scroll_bar(popover):
    popover.show_choices(ChoicesPage("Rewrite", ROWS * 4, "hint"))
    popover.place(QRect(100, 0, 400, 700), 90)
    assert popover._scroll.verticalScrollBar().maximum() == 0
    show_takes(popover, "He ran home.", "He walked home.")
    popover.place(QRect(100, 0, 600, 700), 90)
    assert popover._scroll.verticalScrollBar().maximum() == 0


def test_a_take_that_grows_in_one_of_two_cards_is_shown_whole_at_once(popover):
    show_takes(popover, "He ran home.", "He walked home.")
    popover.place(QRect(100, 0, 400, 700), 90)
    QTest.qWait(0)
    show_takes(popover, "He ran home. " * 30, "He walked home.")
    wanted = popover.wanted_height(400)
    QTest.qWait(0)
    assert popover.wanted_height(400) == wanted


def test_it_never_reaches_beyond_its_column(popover):
    show_takes(popover, *["He ran home. " * 60] * 4)
    popover.place(QRect(100, 0, 600, 700), 400)
    assert popover.geometry().bottom() < 700


def test_it_asks_for_room_enough_to_read_a_take_and_leaves_some_to_the_passage(popover):
    show_takes(popover, *["He ran home. " * 60] * 4)
    assert 260 <= popover.room_for(600, 300) < 300
    assert 400 <= popover.room_for(600, 700) < 500


def test_a_change_far_down_in_a_long_take_is_scrolled_to(popover):
    source = "One word and the next. " * 80
    spans = diff(source + "He went.", source + "He ran.")
    view = TakeView(spans, "", (), frozenset(), 0)
    popover.show_takes(TakesPage("Polish", "", (view,), 0, ""))
    popover.place(QRect(100, 0, 600, 700), 300)
    bar = popover._scroll.verticalScrollBar()
    bar.setValue(0)
    popover.show_change()
    assert bar.value() > bar.maximum() * 0.8


def test_choosing_a_take_shows_its_beginning(popover):
    long = "One word and the next. " * 60
    same = TakeView(diff(long, long), "", (), frozenset(), None)
    popover.show_takes(TakesPage("Polish", "", (same,) * 4, 3, ""))
    popover.place(QRect(100, 0, 600, 700), 300)
    popover.show_change()
    bar = popover._scroll.verticalScrollBar()
    assert bar.value() == min(popover.takes.card(3).y(), bar.maximum())


def test_page_keys_scroll_long_takes(popover):
    long = "One word and the next. " * 90
    same = TakeView(diff(long, long), "", (), frozenset(), None)
    popover.show_takes(TakesPage("Polish", "", (same,), 0, ""))
    popover.place(QRect(100, 0, 600, 700), 300)
    QTest.keyClick(popover, Qt.Key.Key_PageDown)
    assert popover._scroll.verticalScrollBar().value() > 0
    assert popover.asked == []
