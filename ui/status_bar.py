"""The line below the text: its name and length on the left, work and the voice on the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from ui.engine_types import EngineState, EngineStatus
from ui.key_words import key_word
from ui.language import mark, told, tr
from ui.suggest.state import Activity

_MOST_NAME = 24


class StatusBar(QFrame):
    """Quiet words; those of the voice are a button.

    Signals:
        voice_clicked(): the writer wants to choose another voice.
        left(): Esc on the voice: the keys go back to the text.
    """

    voice_clicked = Signal()
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self._place = QLabel(self)
        self._work = QLabel(self)
        self.voice_button = QPushButton(self)
        self.voice_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.voice_button.clicked.connect(self.voice_clicked)
        for label, name in ((self._place, mark("Document")), (self._work, mark("Under way"))):
            label.setProperty("tone", "quiet")
            told(label.setAccessibleName, name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 8, 24, 8)
        layout.addWidget(self._place)
        layout.addStretch(1)
        layout.addWidget(self._work)
        layout.addSpacing(16)
        layout.addWidget(self.voice_button)

    @property
    def voice_text(self) -> str:
        """What the right side says."""
        return self.voice_button.text().replace("&&", "&")

    @property
    def work_text(self) -> str:
        """What is said to be under way; empty where nothing is."""
        return self._work.text()

    def show_place(self, title: str, is_modified: bool, details: Sequence[str]) -> None:
        """Show the text's name, what there is to tell of it, and whether it is saved."""
        state = tr("not saved") if is_modified else ""
        self._place.setText(" · ".join(filter(None, (title, *details, state))))

    def explain_place(self, text: str) -> None:
        """Tell more of the text where the writer points at it."""
        self._place.setToolTip(text)

    def show_voice(self, status: EngineStatus, activity: Activity, is_enabled: bool) -> None:
        """Show what the engine is doing."""
        line = voice_line(status, activity, is_enabled)
        self.voice_button.setText(line.replace("&", "&&"))
        name = status.voice.name if status.voice is not None else ""
        self.voice_button.setAccessibleName(line.replace(_shortened(name), name) if name else line)
        self.voice_button.setToolTip(
            "\n".join(filter(None, (name, status.reason or tr("Choose the voice"))))
        )

    def show_work(self, text: str) -> None:
        """Show what is under way elsewhere; empty where nothing is."""
        self._work.setText(text)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Return open the voices, and Esc go back to the text."""
        if event.key() == Qt.Key.Key_Escape:
            self.left.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.voice_button.hasFocus():
            self.voice_button.click()
        else:
            super().keyPressEvent(event)


def _shortened(name: str) -> str:
    """Return a name that leaves room for the rest of the line."""
    return name if len(name) <= _MOST_NAME else f"{name[: _MOST_NAME - 1].rstrip()}…"


def voice_line(status: EngineStatus, activity: Activity, is_enabled: bool) -> str:
    """Return the words for an engine's state."""
    if activity.message:
        return activity.message
    if status.state is EngineState.OFF:
        return tr("suggestions need the engine, which is off")
    if status.state is EngineState.STARTING:
        return tr("voice: starting…")
    if status.state is EngineState.DOWN:
        return tr("voice: coming back…")
    if status.state is EngineState.UNUSABLE or status.voice is None:
        return tr("no voice; writing works without it")
    name = tr("voice: {name}").format(name=_shortened(status.voice.name))
    parts = [name, status.voice.provider]
    if not is_enabled:
        parts.append(tr("suggestions off ({key})").format(key=key_word("suggestion.toggle")))
    elif activity.is_thinking:
        parts.append(tr("thinking…"))
    elif activity.latency_ms is not None:
        parts.append(tr("{ms} ms").format(ms=round(activity.latency_ms)))
    else:
        parts.append(tr("ready"))
    return " · ".join(parts)
