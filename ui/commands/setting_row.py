"""One setting as the writer sees it: label, help, a control by its type; changes nothing itself."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt, Signal
from PySide6.QtGui import QFontDatabase, QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import (
    QCheckBox,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QStyle,
    QStyleOptionButton,
    QVBoxLayout,
    QWidget,
)

from ui.commands.ranking import plain
from ui.language import mark, saying, told, tr
from ui.panels.fields import ChoiceBox, CountField
from ui.settings import Setting, Value
from ui.theme import SANS, SERIF

_FONT = "editor.font"
_LEAST_PX, _MOST_PX, _GAP, _LINE_GAP = 160, 224, 16, 2
_SHARES = (3, 2)
_MOST, _STEPS_IN_RANGE = 1_000_000, 40
_CHOOSE_VOICE = mark("Choose the voice…")


class Tick(QCheckBox):
    """A box to tick; its mark is seen where colours are not told apart."""

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the box of the style sheet, and the mark in it."""
        super().paintEvent(event)
        if not self.isChecked():
            return
        option = QStyleOptionButton()
        self.initStyleOption(option)
        box = (
            self.style()
            .subElementRect(QStyle.SubElement.SE_CheckBoxIndicator, option, self)
            .toRectF()
        )
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.Base), 1.6))
        points = [QPointF(-3.5, 0), QPointF(-1, 2.5), QPointF(3.5, -3)]
        painter.drawPolyline(QPolygonF([box.center() + point for point in points]))
        painter.end()


class SettingRow(QWidget):
    """One row.

    Signals:
        given(str, object): the setting of that key shall have that value.
        reset_requested(str): it shall have its default.
        voice_requested(QWidget): the writer wants to choose a voice beside that widget.
    """

    given = Signal(str, object)
    reset_requested = Signal(str)
    voice_requested = Signal(QWidget)

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setting = setting
        self.is_voice = setting.key == "engine.model"
        self._value: Value = setting.default
        self.control = self._made_control()
        told(self.control.setAccessibleName, setting.label)
        told(self.control.setAccessibleDescription, setting.help)
        self.reset = saying(QPushButton(self), mark("Reset"))
        self.reset.setProperty("tone", "flat")
        self.reset.setAutoDefault(False)
        told(
            self.reset.setAccessibleName,
            lambda: tr("Reset {label}").format(label=tr(setting.label)),
        )
        self.reset.clicked.connect(self._on_reset)
        policy = self.reset.sizePolicy()
        # The control stays where it is when this comes and goes.
        policy.setRetainSizeWhenHidden(True)
        self.reset.setSizePolicy(policy)
        self.reset.hide()
        self._lay_out()

    @property
    def is_changed(self) -> bool:
        """Whether the writer can give it its default again here."""
        return not self.is_voice and self._value != self.setting.default

    def show_value(self, value: Value) -> None:
        """Show a value without telling of it."""
        self._value = value
        control = self.control
        was_blocked = control.blockSignals(True)
        if isinstance(control, QCheckBox):
            control.setChecked(bool(value))
        elif isinstance(control, CountField):
            # What the writer is typing stays as it is typed.
            if control.value() != value:
                control.setValue(int(value))
        elif isinstance(control, ChoiceBox):
            control.show_value(str(value))
        elif isinstance(control, QLineEdit) and control.text() != value:
            control.setText(str(value))
        control.blockSignals(was_blocked)
        self.reset.setVisible(self.is_changed)

    def fits(self, query: str, heading: str) -> bool:
        """Whether every word of a query is in its words or those of its heading."""
        setting = self.setting
        said = (setting.label, setting.help, *setting.words, heading)
        # In English too: a writer may know a setting from there.
        words = plain(" ".join((*(tr(each) for each in said), *said)))
        return all(word in words for word in plain(query).split())

    def _made_control(self) -> QWidget:
        setting, default = self.setting, self.setting.default
        if self.is_voice:
            button = saying(QPushButton(self), _CHOOSE_VOICE)
            button.setAutoDefault(False)
            button.clicked.connect(lambda: self.voice_requested.emit(button))
            return button
        if isinstance(default, bool):
            tick = Tick(self)
            tick.toggled.connect(self._give)
            return tick
        if isinstance(default, int):
            number = _number(setting, self)
            number.valueChanged.connect(self._give)
            return number
        if setting.choices or setting.key == _FONT:
            box = ChoiceBox(setting.label, self)
            box.offer(lambda: choices_of(setting))
            box.activated.connect(lambda _: self._give(box.value))
            return box
        line = QLineEdit(self)
        line.editingFinished.connect(lambda: self._give(line.text()))
        return line

    def _give(self, value: Value) -> None:
        if value != self._value:
            self.given.emit(self.setting.key, value)

    def _on_reset(self) -> None:
        # It goes away: the keys stay with the row.
        self.control.setFocus(Qt.FocusReason.OtherFocusReason)
        self.reset_requested.emit(self.setting.key)

    def _lay_out(self) -> None:
        label = saying(QLabel(self), self.setting.label)
        label.setBuddy(self.control)
        help_label = saying(QLabel(self), self.setting.help)
        help_label.setProperty("tone", "quiet")
        help_label.setWordWrap(True)
        words = QVBoxLayout()
        words.setSpacing(_LINE_GAP)
        words.addWidget(label)
        words.addWidget(help_label)
        words.addStretch(1)
        place = QWidget(self)
        place.setMinimumWidth(_LEAST_PX)
        place.setMaximumWidth(_MOST_PX)
        beside = QVBoxLayout(place)
        beside.setContentsMargins(0, 0, 0, 0)
        beside.addWidget(self.control)
        beside.addStretch(1)
        end = QVBoxLayout()
        end.addWidget(self.reset)
        end.addStretch(1)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(_GAP)
        layout.addLayout(words, _SHARES[0])
        layout.addWidget(place, _SHARES[1])
        layout.addLayout(end)


def choices_of(setting: Setting) -> list[tuple[str, str]]:
    """Return a setting's choices with what the writer reads for each."""
    if setting.key == _FONT:
        included = [("", mark("Source Serif (included)")), (SANS, mark("Source Sans (included)"))]
        families = [name for name in QFontDatabase.families() if name not in (SERIF, SANS)]
        return [(name, tr(words)) for name, words in included] + [(name, name) for name in families]
    if setting.words:
        words = tuple(tr(each) for each in setting.words)
    else:
        words = tuple(choice.capitalize() for choice in setting.choices)
    return list(zip(setting.choices, words, strict=True))


def _number(setting: Setting, parent: QWidget) -> CountField:
    field = CountField(setting.label, "", parent)
    low = 0 if setting.minimum is None else setting.minimum
    high = _MOST if setting.maximum is None else setting.maximum
    field.setRange(low, high)
    # The arrow keys get through the range in a few dozen steps of a round number.
    step = max(1, (high - low) // _STEPS_IN_RANGE)
    field.setSingleStep(10 ** (len(str(step)) - 1))
    return field
