"""What one window makes of the engine: every part follows it, the window in front speaks of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ui.engine_types import EngineState, EngineStatus
from ui.language import tr

if TYPE_CHECKING:
    from ui.desk import Desk

_FAILURES_TO_TELL = 3


class EngineWatch:
    """Carries the shared engine's state into one desk until `let_go`."""

    def __init__(self, desk: Desk) -> None:
        self._desk, self._trace = desk, desk.shared.trace
        client = desk.client
        client.status_changed.connect(self.on_status)
        client.answered.connect(desk.inspector.on_answered)
        client.notice_given.connect(self._on_notice)

    def let_go(self) -> None:
        """Follow it no more: the window is closed, the engine goes on for the others."""
        client = self._desk.client
        client.status_changed.disconnect(self.on_status)
        client.answered.disconnect(self._desk.inspector.on_answered)
        client.notice_given.disconnect(self._on_notice)

    def on_status(self, status: EngineStatus) -> None:
        """Follow the engine."""
        desk = self._desk
        # What is wrong is said once, and the text that is written in is read ahead.
        if desk.shared.company.is_front(desk):
            self._lead(status)
        elif status.state is not EngineState.READY:
            desk.controller.on_engine_status(status)
        desk.rewrites.on_engine_status(status)
        desk.outlines.on_engine_status(status)
        desk.inspector.on_engine_status(status)
        desk.about_model.on_engine_status(status)
        desk.show_activity()

    def _lead(self, status: EngineStatus) -> None:
        """Do what only one window does about the engine."""
        desk = self._desk
        if status.state is EngineState.READY and status.voice is not None:
            provider = status.voice.provider
            self._trace.event("engine_up", pid=desk.client.process_id, provider=provider)
        is_told = desk.voices.on_engine_status(status)
        if status.state in (EngineState.DOWN, EngineState.UNUSABLE) and not is_told:
            self._trace.event("engine_down", reason=status.reason)
            if status.state is EngineState.UNUSABLE or status.failures == _FAILURES_TO_TELL:
                sentence = tr("No suggestions for now, writing works as ever. {reason}")
                words = sentence.format(reason=status.reason)
                desk.window.notices.tell(words, is_error=True)
        desk.controller.on_engine_status(status)
        desk.welcome.suggest_if_ready()

    def _on_notice(self, text: str) -> None:
        if self._desk.shared.company.is_front(self._desk):
            self._desk.window.notices.tell(text)
