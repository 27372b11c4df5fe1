"""What a writer needs who uses no mouse, or sees little or nothing: over every control there is."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QHeaderView,
    QLineEdit,
    QPlainTextEdit,
    QStackedWidget,
    QTextEdit,
    QWidget,
)

from tests.ui.sessions.conftest import asked, novel, start  # noqa: F401
from tests.ui.test_every_word import everything_open, voices  # noqa: F401
from ui.sessions.opening import opened_at

CONTROLS = (
    QAbstractButton,
    QAbstractItemView,
    QAbstractSpinBox,
    QComboBox,
    QLineEdit,
    QPlainTextEdit,
    QTextEdit,
)
# Its own key does what it does: the keys stay in the text.
HAS_A_KEY = ("NoticeBar",)
# A list under a line that has the keys and moves in it, as a menu's rows do.
MOVED_IN_BY_A_LINE = ("paletteRows",)


def controls_of(*windows: QWidget):
    """Yield every control that is no part of another one."""
    for window in windows:
        for each in window.findChildren(QWidget):
            is_part = isinstance(each.parent(), QAbstractSpinBox | QComboBox)
            is_part = is_part or isinstance(each, QHeaderView)
            is_inside = each.objectName().startswith("qt_") or each.inherits("QComboBoxListView")
            if isinstance(each, CONTROLS) and not is_part and not is_inside:
                yield each


def named(widget: QWidget) -> str:
    """Return a control's description for a failed test."""
    return f"{type(widget).__name__} {widget.objectName()!r} in {type(widget.parent()).__name__}"


def is_beside_one_that_is_reached(widget: QWidget) -> bool:
    """Whether arrow keys lead to it from another button of its group."""
    group = widget.group() if isinstance(widget, QAbstractButton) else None
    others = group.buttons() if group is not None else []
    return any(each.focusPolicy() & Qt.FocusPolicy.TabFocus for each in others)


async def test_every_control_has_a_name_that_a_screen_reader_says(
    start,  # noqa: F811
    loop,
    novel,  # noqa: F811
    voices,  # noqa: F811
):
    desk = await start.open(opened_at(novel))
    opened = await everything_open(desk, voices)
    controls = list(controls_of(*opened))
    assert len(controls) > 80
    nameless = [
        named(each)
        for each in controls
        if not QAccessible.queryAccessibleInterface(each).text(QAccessible.Text.Name).strip()
    ]
    assert not nameless, "\n".join(nameless)


async def test_every_control_is_reached_by_keys(
    start,  # noqa: F811
    loop,
    novel,  # noqa: F811
    voices,  # noqa: F811
):
    desk = await start.open(opened_at(novel))
    opened = await everything_open(desk, voices)
    unreached = [
        named(each)
        for each in controls_of(*opened)
        if not each.focusPolicy() & Qt.FocusPolicy.TabFocus
        and each.objectName() not in MOVED_IN_BY_A_LINE
        and type(each.parent()).__name__ not in HAS_A_KEY
        and not is_beside_one_that_is_reached(each)
    ]
    assert not unreached, "\n".join(unreached)


def bring(widget: QWidget) -> None:
    """Make a control seen, whatever page it lies on."""
    inner = widget
    while (outer := inner.parentWidget()) is not None and not inner.isWindow():
        if isinstance(outer, QStackedWidget):
            outer.setCurrentWidget(inner)
        inner.show()
        inner = outer
    inner.show()
    inner.activateWindow()


async def test_a_control_that_has_the_keys_looks_another_way(
    start,  # noqa: F811
    loop,
    novel,  # noqa: F811
    voices,  # noqa: F811
):
    desk = await start.open(opened_at(novel))
    opened = await everything_open(desk, voices)
    alike, seen = [], 0
    for each in controls_of(*opened):
        can_have_keys = each.isEnabled() and each.focusPolicy() & Qt.FocusPolicy.TabFocus
        if not can_have_keys or isinstance(each, QTextEdit):
            # A page shows its caret.
            continue
        bring(each)
        each.setFocus(Qt.FocusReason.TabFocusReason)
        if not each.hasFocus():
            # A window behind another one is given none here.
            continue
        with_keys = each.grab().toImage()
        each.clearFocus()
        seen += 1
        if with_keys == each.grab().toImage():
            alike.append(named(each))
    assert seen > 20
    assert not alike, "\n".join(alike)
