import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLineEdit, QTextEdit, QVBoxLayout, QWidget

from ui.panel_places import Panel, PanelPlaces, has_room_beside, has_room_for_two

LEFT, RIGHT = 248, 320
WIDE, MIDDLE, NARROW = 1280, 900, 600


class Window(QWidget):
    """A text and two panels with a field each."""

    def __init__(self):
        super().__init__()
        self.text = QTextEdit()
        self.panels = []
        for width in (LEFT, RIGHT):
            frame = QFrame()
            frame.setFixedWidth(width)
            frame.field = QLineEdit(frame)
            frame.hide()
            self.panels.append(Panel(frame, frame.hide, frame.show))
        self.left, self.right = self.panels
        self.places = PanelPlaces(self.text, self.left, self.right)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.places)

    def show_panel(self, panel):
        panel.widget.show()
        panel.widget.field.setFocus()

    def shown(self):
        names = ((self.left, "left"), (self.right, "right"))
        return [name for panel, name in names if not panel.widget.isHidden()]

    def over(self):
        names = ((self.left, "left"), (self.right, "right"))
        return [name for panel, name in names if self.places.is_over_text(panel)]


@pytest.fixture
def window(qtbot, qapp):
    # As the app does: closing the only window ends no loop.
    qapp.setQuitOnLastWindowClosed(False)
    window = Window()
    qtbot.addWidget(window)
    window.resize(WIDE, 700)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    window.text.setFocus()
    qtbot.waitUntil(window.text.hasFocus)
    return window


@pytest.mark.parametrize(
    ("width", "two", "beside"),
    [(1280, True, True), (1000, True, True), (999, False, True), (760, False, True),
     (759, False, False)],
)  # fmt: skip
def test_small_letters_leave_it_to_the_windows_width(width, two, beside):
    assert has_room_for_two(width, 300, LEFT + RIGHT) is two
    assert has_room_beside(width, 300, RIGHT) is beside


def test_larger_letters_need_more_room():
    assert not has_room_for_two(1280, 800, LEFT + RIGHT)
    assert not has_room_beside(1000, 800, RIGHT)


def test_two_panels_stand_beside_the_text(window):
    window.show_panel(window.left)
    window.show_panel(window.right)
    text = window.text.geometry()
    assert window.shown() == ["left", "right"]
    assert (text.left(), text.width()) == (LEFT, WIDE - LEFT - RIGHT)
    assert window.right.widget.geometry().right() == WIDE - 1


def test_opening_one_puts_the_other_away_where_only_one_fits(window):
    window.resize(MIDDLE, 700)
    window.show_panel(window.left)
    window.show_panel(window.right)
    assert window.shown() == ["right"]
    assert window.text.width() == MIDDLE - RIGHT
    window.show_panel(window.left)
    assert window.shown() == ["left"]
    window.resize(WIDE, 700)
    assert window.shown() == ["left", "right"]


def test_a_panel_lies_over_the_text_of_a_narrow_window_until_the_text_has_the_keys(window, qtbot):
    window.resize(NARROW, 700)
    window.show_panel(window.right)
    qtbot.waitUntil(window.right.widget.field.hasFocus)
    assert window.over() == ["right"]
    assert window.text.width() == NARROW
    window.text.setFocus()
    qtbot.waitUntil(lambda: window.shown() == [])
    window.resize(WIDE, 700)
    assert window.shown() == []


def test_panels_give_way_as_the_window_shrinks_and_come_back(window):
    window.left.widget.show()
    window.right.widget.show()
    window.resize(MIDDLE, 700)
    assert window.shown() == ["right"]
    window.resize(NARROW, 700)
    assert window.shown() == []
    window.resize(WIDE, 700)
    assert window.shown() == ["left", "right"]


def test_a_panel_that_has_the_keys_stays_as_the_window_shrinks(window, qtbot):
    window.right.widget.show()
    window.show_panel(window.left)
    qtbot.waitUntil(window.left.widget.field.hasFocus)
    window.resize(MIDDLE, 700)
    assert window.shown() == ["left"]
    window.resize(NARROW, 700)
    assert window.over() == ["left"]


def test_a_panel_that_the_writer_put_away_stays_away(window):
    window.left.widget.show()
    window.left.widget.hide()
    window.resize(NARROW, 700)
    window.resize(WIDE, 700)
    assert window.shown() == []


def test_a_panel_nobody_asked_for_waits_for_room(window):
    window.resize(NARROW, 700)
    window.places.offer(window.left)
    assert window.shown() == []
    window.resize(WIDE, 700)
    assert window.shown() == ["left"]


def test_larger_letters_make_a_panel_give_way(window):
    window.left.widget.show()
    font = window.text.font()
    font.setPixelSize(60)
    window.text.setFont(font)
    assert window.shown() == []


def test_a_menu_leaves_a_panel_over_the_text(window, qtbot):
    window.resize(NARROW, 700)
    window.show_panel(window.left)
    qtbot.waitUntil(window.left.widget.field.hasFocus)
    window.text.setFocus(Qt.FocusReason.PopupFocusReason)
    assert window.shown() == ["left"]


def test_a_panel_that_gave_way_to_another_comes_back_once_that_is_put_away(window):
    window.resize(MIDDLE, 700)
    window.show_panel(window.left)
    window.show_panel(window.right)
    window.right.widget.hide()
    assert window.shown() == ["left"]
    window.left.widget.hide()
    assert window.shown() == []
