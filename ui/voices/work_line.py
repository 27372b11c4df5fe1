"""The line where work was asked for: what is done, how far, how to stop it, how it ended.

The line is a widget; `Job` runs one ask at a time in it.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Coroutine
from typing import Any

import shiboken6
from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.language import mark, saying, told, tr
from ui.notices import Tasks
from ui.voices.page import has_keys
from ui.voices.turns import Turns
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
        told(self._said.setAccessibleName, name)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        told(self.bar.setAccessibleName, lambda: tr("{name}: how far").format(name=tr(name)))
        self.stop = saying(QPushButton(self), mark("Stop"))
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

    @property
    def is_waiting(self) -> bool:
        """Whether something is under way whose turn has not come."""
        return self.is_busy and self.bar.isHidden()

    def begin(self, text: str) -> None:
        """Show that something is under way, how far is not known yet."""
        self._show(text, "quiet")
        self._began = time.monotonic()
        self.bar.setRange(0, 0)
        self.bar.show()
        self.stop.show()

    def wait(self, text: str) -> None:
        """Show that it is not its turn yet: nothing moves, and it can be withdrawn."""
        self._show(text, "quiet")
        self.bar.hide()
        self.stop.show()

    def show_progress(self, progress: Progress, said: str = "") -> None:
        """Show how far it is, and how long it will take.

        Args:
            progress: how far it is.
            said: what is done, where the engine's own word for it does not tell.
        """
        if not self.is_busy:
            return
        share = progress.done / progress.total if progress.total > 0 else 0.0
        spent = time.monotonic() - self._began
        work = said or progress_said(progress)
        line = f"{work}…"
        if _LEAST_SHARE < share < 1 and spent > _LEAST_S:
            left = time_said(spent * (1 - share) / share)
            line = tr("{work}, about {time} left…").format(work=work, time=left)
        self._said.setText(line)
        self.bar.show()
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

    def __init__(
        self,
        line: WorkLine,
        tasks: Tasks,
        turns: Turns | None = None,
        next_for_keys: Callable[[QWidget | None], QWidget | None] = lambda asked_by: asked_by,
    ) -> None:
        """Prepare; nothing runs yet.

        Args:
            line: where it is told.
            tasks: runs the work.
            turns: where work that has to wait for other work stands in line.
            next_for_keys: returns what gets the keys once the work ended, given what had them.
        """
        super().__init__(line)
        self._line, self._tasks = line, tasks
        self._turns = turns or Turns(self)
        self._next_for_keys = next_for_keys
        self._task: asyncio.Task[Any] | None = None
        self._text = ""
        self._asked_by: QWidget | None = None
        line.stop_requested.connect(self.stop)
        self._turns.changed.connect(self._on_turn)

    @property
    def is_busy(self) -> bool:
        """Whether something is under way."""
        return self._task is not None

    def start(self, text: str, work: Coroutine[Any, Any, str], until: str = "") -> None:
        """Run work; one that is under way stays.

        Args:
            text: what is done, for the line.
            work: its result is the sentence to end with.
            until: what others wait for meanwhile; empty for work that waits for nobody.
        """
        if self._task is not None:
            work.close()
            return
        # Of the own window: a file dialog that closes just now takes its fields with it.
        self._asked_by = self._line.window().focusWidget()
        self._text = text
        self._task = self._tasks.start(self._run(work))
        if until:
            self._turns.join(self, until)
        self._tell()
        self.changed.emit(True)
        if self._asked_by is not None and not self._asked_by.isEnabled():
            self._line.stop.setFocus()

    def stop(self) -> None:
        """Withdraw what is under way."""
        if self._task is not None:
            self._task.cancel()

    def _tell(self) -> None:
        waits = self._turns.waits(self)
        if waits:
            self._line.wait(waits)
        else:
            self._line.begin(self._text)

    def _on_turn(self) -> None:
        if self._task is not None and self._line.is_waiting:
            self._tell()

    async def _run(self, work: Coroutine[Any, Any, str]) -> None:
        said, is_error = tr("Stopped."), False
        try:
            said = await work
        except (AskRefused, EngineUnavailable) as error:
            said, is_error = str(error), True
        except AskWithdrawn:
            pass
        finally:
            self._task = None
            self._turns.leave(self)
            # A window that is closed for good takes its line with it.
            if shiboken6.isValid(self._line):
                self._end(said, is_error)

    def _end(self, said: str, is_error: bool) -> None:
        asked_by = self._asked_by if _is_there(self._asked_by) else None
        had_keys = has_keys(self._line.stop) or (asked_by is not None and has_keys(asked_by))
        self._line.say(said, is_error=is_error)
        self.changed.emit(False)
        after = self._next_for_keys(asked_by)
        if had_keys and after is not None:
            after.setFocus()


def _is_there(widget: QWidget | None) -> bool:
    """Return whether a widget was not deleted meanwhile."""
    return widget is not None and shiboken6.isValid(widget)
