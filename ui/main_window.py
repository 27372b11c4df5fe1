"""The window: places the editor, the notice line and the status bar; makes no decisions."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from ui.actions import build_actions, fill_menus
from ui.editor.editor_view import EditorView
from ui.notices import NoticeBar
from ui.status_bar import StatusBar

_SIZE = QSize(1100, 760)
_MIN_SIZE = QSize(560, 320)
_CONTEXT_MENU = (
    "edit.undo", "edit.redo", "edit.cut", "edit.copy", "edit.paste", "edit.select_all",
    "suggestion.continue",
)  # fmt: skip


class MainWindow(QMainWindow):
    """One text in one window.

    Signals:
        close_requested(): the writer wants the window closed; whoever listens decides.
    """

    close_requested = Signal()

    def __init__(self, editor: EditorView, handlers: Mapping[str, Callable[[], object]]) -> None:
        super().__init__()
        self.editor = editor
        self.notices = NoticeBar(self)
        self.status = StatusBar(self)
        self._may_close = False
        body = QWidget(self)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(editor, 1)
        layout.addWidget(self.notices)
        layout.addWidget(self.status)
        self.setCentralWidget(body)
        self.setMinimumSize(_MIN_SIZE)
        # On a small or scaled screen the status bar would lie below its edge.
        self.resize(_SIZE.boundedTo(self.screen().availableSize()))
        self.actions_by_id: dict[str, QAction] = build_actions(self, handlers)
        fill_menus(self.menuBar(), self.actions_by_id)
        for name in _CONTEXT_MENU:
            editor.addAction(self.actions_by_id[name])
        editor.setFocus()

    def show_title(self, title: str, is_modified: bool) -> None:
        """Name the window after its text."""
        self.setWindowTitle(f"{title}[*] — Longhand")
        self.setWindowModified(is_modified)

    def allow_close(self) -> None:
        """Let the next close go through."""
        self._may_close = True

    def closeEvent(self, event: QCloseEvent) -> None:
        """Hand the decision on; the answer may take a question and a save."""
        if self._may_close:
            event.accept()
            return
        event.ignore()
        self.close_requested.emit()
