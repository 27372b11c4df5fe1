"""The line below the text: its name and length on the left, the voice on the right."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QWidget

from ui.engine_types import EngineState, EngineStatus
from ui.suggest.state import Activity


class StatusBar(QFrame):
    """Two quiet labels."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("status")
        self._place = QLabel(self)
        self._voice = QLabel(self)
        for label, name in ((self._place, "Document"), (self._voice, "Voice")):
            label.setProperty("tone", "quiet")
            label.setAccessibleName(name)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 8, 24, 8)
        layout.addWidget(self._place)
        layout.addStretch(1)
        layout.addWidget(self._voice)

    @property
    def voice_text(self) -> str:
        """What the right side says."""
        return self._voice.text()

    def show_place(self, title: str, is_modified: bool, words: int | None) -> None:
        """Show the text's name and length; None is a length that is not counted yet."""
        noun = "word" if words == 1 else "words"
        length = "" if words is None else f"{words:,} {noun}"
        self._place.setText(
            " · ".join(filter(None, (title, length, "not saved" if is_modified else "")))
        )

    def show_voice(self, status: EngineStatus, activity: Activity, is_enabled: bool) -> None:
        """Show what the engine is doing."""
        self._voice.setText(voice_line(status, activity, is_enabled))
        self._voice.setToolTip(status.reason)


def voice_line(status: EngineStatus, activity: Activity, is_enabled: bool) -> str:
    """Return the words for an engine's state."""
    if activity.message:
        return activity.message
    if status.state is EngineState.OFF:
        return "suggestions need the engine, which is off"
    if status.state is EngineState.STARTING:
        return "voice: starting…"
    if status.state is EngineState.DOWN:
        return "voice: coming back…"
    if status.state is EngineState.UNUSABLE or status.voice is None:
        return "no voice; writing works without it"
    parts = [f"voice: {status.voice.name.lower()}", status.voice.provider]
    if not is_enabled:
        parts.append("suggestions off (F9)")
    elif activity.is_thinking:
        parts.append("thinking…")
    elif activity.latency_ms is not None:
        parts.append(f"{activity.latency_ms:.0f} ms")
    else:
        parts.append("ready")
    return " · ".join(parts)
