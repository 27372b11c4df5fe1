"""What the window tells the writer: a quiet line for news, a question that never blocks the loop.

The one place that shows a UserError; everything else is logged with its traceback and shown as one
calm sentence.
"""

from __future__ import annotations

import asyncio
import logging
import re
import sys
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Protocol

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.errors import UserError
from ui.language import mark, on_change, tr

logger = logging.getLogger(__name__)
CALM = mark("Something went wrong inside Longhand. Your text is safe; the log has the details.")
_MOST_SHOWN = 3
_LONG_WORD = re.compile(r"\S{24}(?=\S)")


class Tell(Protocol):
    """Shows a sentence to the writer."""

    def __call__(self, text: str, *, is_error: bool = False) -> object:
        """Show it; an error is one that the writer should act on."""


@dataclass(frozen=True, slots=True)
class _Notice:
    text: str
    is_error: bool


class NoticeBar(QFrame):
    """Sentences above the status bar that stay until they are read.

    The newest few are on show, each on lines of its own; those before them follow once these were
    read. The same sentence twice is one.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self._notices: list[_Notice] = []
        self._labels = [QLabel(self) for _ in range(_MOST_SHOWN)]
        lines = QVBoxLayout()
        lines.setSpacing(4)
        for label in self._labels:
            label.setWordWrap(True)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            lines.addWidget(label)
        self._button = QPushButton(self)
        # The key dismisses as well, so a click need not take the keys from the text.
        self._button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._button.clicked.connect(self.dismiss)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 8, 24, 8)
        layout.setSpacing(16)
        layout.addLayout(lines, 1)
        layout.addWidget(self._button, 0, Qt.AlignmentFlag.AlignTop)
        self._show()
        on_change(self, self._show)

    @property
    def text(self) -> str:
        """What is on show, a line for each sentence; empty where there is nothing."""
        return "\n".join(notice.text for notice in self._shown)

    @property
    def _shown(self) -> list[_Notice]:
        return self._notices[-_MOST_SHOWN:]

    def tell(self, text: str, *, is_error: bool = False) -> None:
        """Show a sentence beside those that were not read yet."""
        self._notices = [notice for notice in self._notices if notice.text != text]
        self._notices.append(_Notice(text, is_error))
        self._show()

    def dismiss(self) -> None:
        """Take what is on show as read."""
        del self._notices[-_MOST_SHOWN:]
        self._show()

    def set_key(self, key: str) -> None:
        """Name the key that dismisses, for whoever rests the pointer on the button."""
        self._button.setToolTip(key)

    def _show(self) -> None:
        shown = self._shown
        for n, label in enumerate(self._labels):
            label.setVisible(n < len(shown))
            if n < len(shown):
                _set_tone(label, "danger" if shown[n].is_error else "quiet")
                label.setText(shown[n].text)
                label.setAccessibleName(shown[n].text)
        more = len(self._notices) - len(shown)
        self._button.setText(tr("Got it ({more} more)").format(more=more) if more else tr("Got it"))
        self.setVisible(bool(shown))


@dataclass(frozen=True, slots=True)
class Choice:
    """One button of a question."""

    id: str
    label: str
    role: QMessageBox.ButtonRole = QMessageBox.ButtonRole.AcceptRole


async def ask(parent: QWidget, text: str, detail: str, choices: tuple[Choice, ...]) -> str:
    """Put a question and return the button's id; Return means the first, Esc the rejecting one.

    `open` and a future, not `exec`: a nested event loop would stop every other coroutine.
    """
    box = QMessageBox(parent)
    box.setWindowModality(Qt.WindowModality.WindowModal)
    box.setText(breakable(text))
    box.setInformativeText(breakable(detail))
    buttons = {box.addButton(choice.label, choice.role): choice.id for choice in choices}
    for button, choice in zip(buttons, choices, strict=True):
        if choice.role == QMessageBox.ButtonRole.DestructiveRole:
            _set_tone(button, "danger")
    by_id = {name: button for button, name in buttons.items()}
    box.setDefaultButton(by_id[choices[0].id])
    refusals = [c.id for c in choices if c.role == QMessageBox.ButtonRole.RejectRole]
    escape = refusals[0] if refusals else choices[-1].id
    box.setEscapeButton(by_id[escape])
    answered: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def on_finished(_code: int) -> None:
        clicked = box.clickedButton()
        if not answered.done():
            answered.set_result(next((n for b, n in buttons.items() if b is clicked), escape))

    box.finished.connect(on_finished)
    box.open()
    try:
        return await answered
    finally:
        box.deleteLater()


def breakable(text: str) -> str:
    """Return a text in which words that are too long for a line may be broken."""
    return _LONG_WORD.sub("\\g<0>\u200b", text)


class Tasks:
    """Runs coroutines in the background and reports how they fail; holds them until they end."""

    def __init__(self, tell: Callable[[str], None]) -> None:
        self._tell = tell
        self._running: set[asyncio.Task[Any]] = set()

    def start(self, coroutine: Coroutine[Any, Any, Any]) -> asyncio.Task[Any]:
        """Run a coroutine; a UserError is shown, anything else logged and shown calmly."""
        task = asyncio.ensure_future(coroutine)
        self._running.add(task)
        task.add_done_callback(self._on_done)
        return task

    async def settle(self, limit_s: float) -> None:
        """Wait for what runs to end by itself, up to a limit; the waiting task aside."""
        running = self._running - {asyncio.current_task()}
        if running:
            await asyncio.wait(running, timeout=limit_s)

    async def finish(self) -> None:
        """Cancel what still runs and wait for its end."""
        running = list(self._running)
        for task in running:
            task.cancel()
        await asyncio.gather(*running, return_exceptions=True)

    def _on_done(self, task: asyncio.Task[Any]) -> None:
        self._running.discard(task)
        if task.cancelled():
            return
        error = task.exception()
        if isinstance(error, UserError):
            self._tell(str(error))
        elif error is not None:
            logger.error("a task failed", exc_info=error)
            self._tell(tr(CALM))


def install_excepthook(tell: Callable[[str], None]) -> None:
    """Log what no one caught and say so calmly; the window stays open."""

    def hook(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        if issubclass(kind, KeyboardInterrupt):
            sys.__excepthook__(kind, error, trace)
            return
        logger.error("an error reached the top", exc_info=(kind, error, trace))
        tell(str(error) if isinstance(error, UserError) else tr(CALM))

    sys.excepthook = hook


def _set_tone(widget: QWidget, tone: str) -> None:
    """Give a widget another tone of the style sheet, which looks at it only when polished."""
    widget.setProperty("tone", tone)
    widget.style().unpolish(widget)
    widget.style().polish(widget)
