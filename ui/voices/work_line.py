"""The line where work was asked for: what is done, how far, how to stop it, how it ended.

The line is a widget; `Job` runs one ask at a time in it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Coroutine
from typing import Any

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.notices import Tasks
from ui.voices.types import Progress
from ui.voices.words import progress_said, time_said

_STEPS = 1000
_LEAST_SHARE, _LEAST_S = 0.02, 2.0


class WorkLine(QWidget):
    """A sentence, and while something is under way a bar and a way to stop.

    Signals:
        stop_requested(): what is under way shall end.
        said(str): a sentence that stays is on show.
    """

    stop_requested = Signal()
    said = Signal(str)

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._said = QLabel(self)
        self._said.setWordWrap(True)
        self._said.setTextFormat(Qt.TextFormat.PlainText)
        self._said.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._said.setAccessibleName(name)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        self.bar.setAccessibleName(f"{name}: how far")
        self.stop = QPushButton("Stop", self)
        self.stop.clicked.connect(self.stop_requested)
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.bar, 1)
        row.addWidget(self.stop)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self._said)
        layout.addLayout(row)
        self._began = 0.0
        self.say("")

    @property
    def text(self) -> str:
        """What it says."""
        return self._said.text()

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return not self.stop.isHidden()

    def begin(self, text: str) -> None:
        """Show that something is under way, how far is not known yet."""
        self._show(text, "quiet")
        self._began = time.monotonic()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.stop.show()

    def show_progress(self, progress: Progress) -> None:
        """Show how far it is, and how long it will take."""
        if not self.is_busy:
            return
        share = progress.done / progress.total if progress.total > 0 else 0.0
        spent = time.monotonic() - self._began
        left = ""
        if _LEAST_SHARE < share < 1 and spent > _LEAST_S:
            left = f", about {time_said(spent * (1 - share) / share)} left"
        self._said.setText(f"{progress_said(progress)}{left}…")
        self.bar.setRange(0, _STEPS)
        self.bar.setValue(round(_STEPS * min(1.0, share)))

    def say(self, text: str, *, is_error: bool = False) -> None:
        """Show a sentence and nothing else."""
        self.bar.hide()
        self.stop.hide()
        self._show(text, "danger" if is_error else "quiet")
        if text:
            self.said.emit(text)

    def _show(self, text: str, tone: str) -> None:
        self._said.setProperty("tone", tone)
        self._said.style().unpolish(self._said)
        self._said.style().polish(self._said)
        self._said.setText(text)
        self._said.setVisible(bool(text))


class Job(QObject):
    """One ask at a time in the place of its line; how it fails is said there.

    Signals:
        changed(bool): whether something is under way now.
    """

    changed = Signal(bool)

    def __init__(self, line: WorkLine, tasks: Tasks) -> None:
        super().__init__(line)
        self._line, self._tasks = line, tasks
        self._task: asyncio.Task[Any] | None = None
        self._asked_by: QWidget | None = None
        line.stop_requested.connect(self.stop)

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._task is not None

    def start(self, text: str, work: Coroutine[Any, Any, str]) -> None:
        """Run work whose result is the sentence to end with; one that is under way stays."""
        if self._task is not None:
            work.close()
            return
        self._asked_by = QApplication.focusWidget()
        self._line.begin(text)
        self._task = self._tasks.start(self._run(work))
        self.changed.emit(True)

    def stop(self) -> None:
        """Withdraw what is under way."""
        if self._task is not None:
            self._task.cancel()

    async def _run(self, work: Coroutine[Any, Any, str]) -> None:
        said, is_error = "Stopped.", False
        try:
            said = await work
        except (AskRefused, EngineUnavailable) as error:
            said, is_error = str(error), True
        except AskWithdrawn:
            pass
        finally:
            self._task = None
            had_keys = self._line.stop.hasFocus()
            self._line.say(said, is_error=is_error)
            self.changed.emit(False)
            if had_keys and self._asked_by is not None:
                self._asked_by.setFocus()
