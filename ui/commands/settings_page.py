"""The page of all settings, made from their rows: sections, a line that filters; asks before much.

Changes act at once, and those made elsewhere show here at once.
"""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from ui.commands.setting_row import SettingRow
from ui.errors import SettingRefused
from ui.language import mark, on_change, saying, told, tr
from ui.notices import Choice, Tasks, ask
from ui.paged_window import WindowPage
from ui.settings import SETTINGS, Setting, Settings, Value

HEADINGS = {
    "suggest": mark("Suggestions"),
    "rewrite": mark("Rewrites"),
    "engine": mark("Voice"),
    "appearance": mark("Appearance"),
    "editor": mark("Text"),
    "session": mark("Start"),
}
_MARGIN, _SPACING, _ROW_GAP, _SECTION_GAP = 24, 12, 16, 24
_NOTHING = mark("No setting has words like that.")
_RESET = mark("Give every setting its default again?")
_RESET_DETAIL = mark("The voice and your own keys stay as they are.")


class SettingsPage(WindowPage):
    """All settings.

    Signals:
        voice_requested(QWidget): the writer wants to choose a voice beside that widget.
    """

    voice_requested = Signal(QWidget)
    title = mark("Settings")

    def __init__(
        self,
        settings: Settings,
        tasks: Tasks,
        parent: QWidget | None = None,
        rows: Sequence[Setting] = SETTINGS,
    ) -> None:
        super().__init__(parent)
        told(self.setAccessibleName, self.title)
        self._settings, self._tasks = settings, tasks
        self.search = QLineEdit(self)
        told(self.search.setPlaceholderText, mark("Find a setting"))
        told(self.search.setAccessibleName, mark("Find a setting"))
        self.reset_all = saying(QPushButton(self), mark("Reset all"))
        self.reset_all.setAutoDefault(False)
        self.nothing = saying(_label("quiet", self), _NOTHING)
        self.said = _label("danger", self)
        self.rows = {setting.key: SettingRow(setting, self) for setting in rows}
        self._sections: list[tuple[str, QWidget, list[SettingRow]]] = []
        self._lay_out()
        # From the line to what it finds; what undoes everything comes last.
        QWidget.setTabOrder(list(self.rows.values())[-1].reset, self.reset_all)
        self.search.textChanged.connect(lambda _: self._filter())
        self.reset_all.clicked.connect(lambda: tasks.start(self._reset_all()))
        settings.changed.connect(self._on_changed)
        for row in self.rows.values():
            row.given.connect(self._give)
            row.reset_requested.connect(settings.reset)
            row.voice_requested.connect(self.voice_requested)
            self._show(row)
        self._filter()
        self._offer_reset()
        on_change(self, self._filter)

    @property
    def first(self) -> QWidget:
        """The line to search by."""
        return self.search

    def _lay_out(self) -> None:
        body = QWidget(self)
        body.setObjectName("preferencesBody")
        column = QVBoxLayout(body)
        column.setContentsMargins(_MARGIN, 0, _MARGIN, _MARGIN)
        column.setSpacing(_SECTION_GAP)
        for name in dict.fromkeys(key.split(".")[0] for key in self.rows):
            rows = [row for key, row in self.rows.items() if key.split(".")[0] == name]
            heading = HEADINGS.get(name, name.capitalize())
            section = _section(heading, rows, body)
            self._sections.append((heading, section, rows))
            column.addWidget(section)
        column.addStretch(1)
        area = QScrollArea(self)
        area.setWidgetResizable(True)
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        head = QHBoxLayout()
        head.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
        head.setSpacing(_SPACING)
        head.addWidget(self.search, 1)
        head.addWidget(self.reset_all)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, _MARGIN, 0, 0)
        layout.setSpacing(_ROW_GAP)
        layout.addLayout(head)
        for label in (self.nothing, self.said):
            label.setContentsMargins(_MARGIN, 0, _MARGIN, 0)
            layout.addWidget(label)
        layout.addWidget(area, 1)

    def _filter(self) -> None:
        """Show the rows that fit what was typed, and the headings of those."""
        query = self.search.text()
        is_any = False
        for heading, section, rows in self._sections:
            fitting = [row for row in rows if row.fits(query, heading)]
            for row in rows:
                row.setVisible(row in fitting)
            section.setVisible(bool(fitting))
            is_any = is_any or bool(fitting)
        self.nothing.setVisible(not is_any)

    def _give(self, key: str, value: Value) -> None:
        try:
            self._settings.set(key, value)
        except SettingRefused as error:
            self.said.setText(str(error))
            self.said.show()
            self._show(self.rows[key])
        else:
            self.said.hide()

    def _on_changed(self, key: str) -> None:
        if key in self.rows:
            self._show(self.rows[key])
            self._offer_reset()

    def _show(self, row: SettingRow) -> None:
        setting = row.setting
        kind = type(setting.default)
        read = {bool: self._settings.flag, int: self._settings.number}.get(
            kind, self._settings.choice
        )
        row.show_value(read(setting.key))

    def _offer_reset(self) -> None:
        self.reset_all.setEnabled(any(row.is_changed for row in self.rows.values()))

    async def _reset_all(self) -> None:
        keep = Choice("keep", tr("Keep them"), QMessageBox.ButtonRole.RejectRole)
        choices = (Choice("reset", tr("Reset all")), keep)
        if await ask(self.window(), tr(_RESET), tr(_RESET_DETAIL), choices) == "reset":
            self.search.setFocus(Qt.FocusReason.OtherFocusReason)
            for key, row in self.rows.items():
                if row.is_changed:
                    self._settings.reset(key)


def _section(heading: str, rows: Sequence[SettingRow], parent: QWidget) -> QWidget:
    section = QWidget(parent)
    layout = QVBoxLayout(section)
    layout.setContentsMargins(0, 0, 0, 0)
    layout.setSpacing(_ROW_GAP)
    head = saying(QLabel(section), heading)
    head.setObjectName("preferencesHead")
    layout.addWidget(head)
    for row in rows:
        layout.addWidget(row)
    return section


def _label(tone: str, parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("tone", tone)
    label.setWordWrap(True)
    label.hide()
    return label
