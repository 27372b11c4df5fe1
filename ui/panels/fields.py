"""Input fields as the panels need them: a list of choices with a quiet arrow, a plain number."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import (
    QIcon,
    QPainter,
    QPaintEvent,
    QPalette,
    QPen,
    QPixmap,
    QPolygonF,
    QWheelEvent,
)
from PySide6.QtWidgets import (
    QComboBox,
    QFormLayout,
    QLabel,
    QSpinBox,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionComboBox,
    QStylePainter,
    QWidget,
)

from ui.language import on_change, saying, told
from ui.panels.row_delegate import LABEL_COLORS

_MAX_TARGET = 1_000_000
_DOT = 10
_ARROW_ROOM = 34


class ChoiceBox(QComboBox):
    """A list of choices, each with a value; the wheel scrolls the panel and changes nothing."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        told(self.setAccessibleName, name)
        self.setIconSize(QSize(_DOT, _DOT))
        # The list's own delegate takes no style sheet.
        self.setItemDelegate(QStyledItemDelegate(self))
        self.setMinimumContentsLength(6)
        policy = QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon
        self.setSizeAdjustPolicy(policy)

    def set_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """Offer values with their labels; the chosen value stays where it is offered still."""
        value = self.value
        self.clear()
        for each, label in choices:
            self.addItem(label, each)
        self.show_value(value)

    def offer(self, say: Callable[[], Sequence[tuple[str, str]]]) -> None:
        """Offer values with what says their labels, now and again in another language."""
        self.set_choices(say())
        on_change(self, lambda: self._say_again(say()))

    def _say_again(self, choices: Sequence[tuple[str, str]]) -> None:
        for n, (_, label) in enumerate(choices):
            self.setItemText(n, label)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The values that are offered, with their labels."""
        return [(str(self.itemData(n) or ""), self.itemText(n)) for n in range(self.count())]

    @property
    def value(self) -> str:
        """The chosen value."""
        return str(self.currentData() or "")

    def show_value(self, value: str) -> None:
        """Choose a value without telling; one that is not offered shows the first."""
        self.setCurrentIndex(max(0, self.findData(value)))

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what lies behind."""
        event.ignore()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box with as much of its label as fits, and an arrow."""
        painter = QStylePainter(self)
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        painter.drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option)
        room = self.width() - _ARROW_ROOM - (0 if option.currentIcon.isNull() else _DOT + 6)
        elide = Qt.TextElideMode.ElideRight
        option.currentText = self.fontMetrics().elidedText(option.currentText, elide, room)
        painter.drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        role = QPalette.ColorRole.PlaceholderText
        painter.setPen(QPen(self.palette().color(role), 1.4))
        middle = QPointF(self.width() - 14, self.height() / 2)
        points = [QPointF(-3.5, -2), QPointF(0, 2), QPointF(3.5, -2)]
        painter.drawPolyline(QPolygonF([middle + point for point in points]))
        painter.end()


class CountField(QSpinBox):
    """A number of words; 0 shows what it means."""

    def __init__(self, name: str, nothing: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        told(self.setAccessibleName, name)
        self.setRange(0, _MAX_TARGET)
        self.setSingleStep(100)
        if nothing:
            told(self.setSpecialValueText, nothing)
        self.setButtonSymbols(QSpinBox.ButtonSymbols.NoButtons)
        self.setGroupSeparatorShown(True)
        # A style sheet's padding does not reach the line inside.
        self.lineEdit().setTextMargins(6, 0, 0, 0)

    def wheelEvent(self, event: QWheelEvent) -> None:
        """Leave the wheel to what lies behind."""
        event.ignore()


def add_row(form: QFormLayout, words: str, field: QWidget) -> None:
    """Add a field to a form under its name, in marked words."""
    label = saying(QLabel(form.parentWidget()), words)
    label.setBuddy(field)
    form.addRow(label, field)


def dot_icon(color: str) -> QIcon:
    """Return a coloured dot as an icon, an empty one for no colour."""
    picture = QPixmap(QSize(_DOT * 2, _DOT * 2))
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    if color in LABEL_COLORS:
        painter = QPainter(picture)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(LABEL_COLORS[color])
        painter.drawEllipse(1, 1, _DOT - 2, _DOT - 2)
        painter.end()
    return QIcon(picture)
