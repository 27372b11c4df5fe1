"""The fields of one beat: shows it, and tells each change; changes nothing itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QSignalBlocker, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.language import mark, saying, told, tr
from ui.manuscript.outline import COLORS, STATUSES, Beat
from ui.manuscript.tree import TreeItem
from ui.panels.fields import ChoiceBox, CountField, dot_icon

STATUS_LABELS = {
    "": mark("No status"), "idea": mark("Idea"), "draft": mark("Draft"),
    "revised": mark("Revised"), "done": mark("Done"),
}  # fmt: skip
COLOR_LABELS = {
    "": mark("No colour"), "red": mark("Red"), "amber": mark("Amber"),
    "green": mark("Green"), "blue": mark("Blue"), "violet": mark("Violet"),
}  # fmt: skip
MARGIN = 12
_UNTITLED = mark("Untitled scene")
_SYNOPSIS_HEIGHT = 108
# A menu or another window only borrows the keys: what is selected stays.
_BORROWED = (
    Qt.FocusReason.PopupFocusReason,
    Qt.FocusReason.MenuBarFocusReason,
    Qt.FocusReason.ActiveWindowFocusReason,
)


class BeatForm(QFrame):
    """Title, synopsis, status, target, colour and scene of one beat.

    Signals:
        edited(field, value, session): the writer changed a field; changes of one session belong
            together: they were typed into one field without leaving it.
        key_pressed(QKeyEvent): a key came to a field; accepted, the field does not get it.
        ideas_requested(): beats are to be suggested below this one.
        draft_requested(): this beat is to be written as text.
    """

    edited = Signal(str, object, int)
    key_pressed = Signal(object)
    ideas_requested = Signal()
    draft_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("beatForm")
        self._session = 0
        self._scenes: list[tuple[str, str]] = []
        self._trashed: dict[str, str] = {}
        self.beat_id = ""
        self.title = QLineEdit(self)
        told(self.title.setPlaceholderText, mark("Title of the beat"))
        told(self.title.setAccessibleName, mark("Title of the beat"))
        self.synopsis = QPlainTextEdit(self)
        told(self.synopsis.setPlaceholderText, mark("What happens, in a few sentences"))
        told(self.synopsis.setAccessibleName, mark("Synopsis"))
        self.synopsis.setTabChangesFocus(True)
        self.synopsis.setUndoRedoEnabled(False)
        self.synopsis.setFixedHeight(_SYNOPSIS_HEIGHT)
        self.status = ChoiceBox(mark("Status"), self)
        self.status.offer(lambda: [(value, tr(STATUS_LABELS[value])) for value in STATUSES])
        self.target = CountField(mark("Words to reach"), mark("No target"), self)
        told(self.target.setSuffix, mark(" words"))
        self.color = ChoiceBox(mark("Colour"), self)
        self.color.offer(lambda: [(value, tr(COLOR_LABELS[value])) for value in COLORS])
        for n, value in enumerate(COLORS):
            if value:
                self.color.setItemIcon(n, dot_icon(value))
        self.scene = ChoiceBox(mark("Scene that tells this beat"), self)
        self.set_scenes(())
        self.ideas = saying(QPushButton(self), mark("Suggest beats"))
        self.draft = saying(QPushButton(self), mark("Draft this beat"))
        self._lay_out()
        self._connect()
        self.show_beat(None)

    def set_scenes(self, scenes: Sequence[TreeItem], trashed: Sequence[TreeItem] = ()) -> None:
        """Offer the scenes that a beat can be told by; trashed ones are shown, not offered."""
        self._scenes = [(scene.id, scene.title) for scene in scenes]
        self._trashed = {scene.id: scene.title for scene in trashed}
        self._offer_scenes(self.scene.value)

    def _offer_scenes(self, link: str) -> None:
        """Offer the scenes, and show a beat's own where it is none of them any more."""
        named = [(id, title or tr(_UNTITLED)) for id, title in self._scenes]
        choices = [("", tr("No scene")), *named]
        if link and link not in dict(choices):
            label = tr("A scene that is gone")
            if link in self._trashed:
                title = self._trashed[link] or tr(_UNTITLED)
                label = tr("{title} (in the trash)").format(title=title)
            choices.append((link, label))
        if self.scene.choices != choices:
            self.scene.set_choices(choices)

    def show_beat(self, beat: Beat | None) -> None:
        """Show a beat; without one there is nothing to fill in."""
        for widget in self._fields():
            widget.setVisible(beat is not None)
        self.draft.setVisible(beat is not None)
        shown = beat or Beat("")
        self.beat_id = shown.id
        # Only what differs, so that the caret stays where the writer types.
        if self.title.text() != shown.title:
            self.title.setText(shown.title)
            if not self.title.hasFocus():
                # A long title shows its beginning.
                self.title.setCursorPosition(0)
        if self._typed_synopsis() != shown.synopsis:
            with QSignalBlocker(self.synopsis):
                self.synopsis.setPlainText(shown.synopsis)
        if self.target.value() != shown.target:
            with QSignalBlocker(self.target):
                self.target.setValue(shown.target)
        self.status.show_value(shown.status)
        self.color.show_value(shown.color)
        self._offer_scenes(shown.scene)
        self.scene.show_value(shown.scene)

    def edit_title(self) -> None:
        """Put the keys into the title."""
        self.title.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.title.selectAll()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Offer keys to whoever listens first; a field that gets the focus begins a session."""
        if isinstance(event, QFocusEvent):
            if event.gotFocus():
                self.end_session()
            elif watched is self.title and event.reason() not in _BORROWED:
                self.title.setCursorPosition(0)
        if isinstance(event, QKeyEvent) and event.type() in (
            QEvent.Type.ShortcutOverride,
            QEvent.Type.KeyPress,
        ):
            was_accepted = event.isAccepted()
            event.ignore()
            self.key_pressed.emit(event)
            is_taken = event.isAccepted()
            event.setAccepted(is_taken or was_accepted)
            return is_taken
        return super().eventFilter(watched, event)

    def end_session(self) -> None:
        """Have what is typed next be a change of its own."""
        self._session += 1

    def _typed_synopsis(self) -> str:
        """Return the synopsis as typed: `toPlainText` turns no-break spaces into spaces."""
        text = self.synopsis.document().toRawText()
        # Paragraphs, and the lines that Shift+Return makes.
        return text.replace("\u2029", "\n").replace("\u2028", "\n")

    def _fields(self) -> tuple[QWidget, ...]:
        return (self.title, self.synopsis, self.status, self.target, self.color, self.scene)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setSpacing(8)
        grid.addWidget(self.status, 0, 0)
        grid.addWidget(self.target, 0, 1)
        grid.addWidget(self.color, 1, 0)
        grid.addWidget(self.scene, 1, 1)
        grid.setColumnStretch(0, 1)
        grid.setColumnStretch(1, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.ideas, self.draft):
            button.setAutoDefault(False)
            buttons.addWidget(button, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(8)
        layout.addWidget(self.title)
        layout.addWidget(self.synopsis)
        layout.addLayout(grid)
        layout.addSpacing(4)
        layout.addLayout(buttons)

    def _connect(self) -> None:
        for widget in (*self._fields(), self.ideas, self.draft):
            widget.installEventFilter(self)
        self.title.textEdited.connect(lambda text: self._tell("title", text))
        self.synopsis.textChanged.connect(lambda: self._tell("synopsis", self._typed_synopsis()))
        self.target.valueChanged.connect(lambda count: self._tell("target", count))
        for name in ("status", "color", "scene"):
            box = getattr(self, name)
            box.activated.connect(lambda _n, name=name, box=box: self._choose(name, box.value))
        self.ideas.clicked.connect(lambda: self.ideas_requested.emit())
        self.draft.clicked.connect(lambda: self.draft_requested.emit())

    def _choose(self, name: str, value: str) -> None:
        self.end_session()
        self._tell(name, value)
        self.end_session()

    def _tell(self, name: str, value: object) -> None:
        self.edited.emit(name, value, self._session)
