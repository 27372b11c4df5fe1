"""The window: places the editor, the panels beside it and the lines below; decides nothing."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QAction, QCloseEvent
from PySide6.QtWidgets import QMainWindow, QVBoxLayout, QWidget

from ui.actions import build_actions, fill_menus, key_text
from ui.editor.editor_view import EditorView
from ui.finding.find_bar import FindBar
from ui.notices import NoticeBar
from ui.panel_places import Panel, PanelPlaces
from ui.panels.binder import Binder
from ui.panels.side_panel import SidePanel
from ui.split.second_view import SecondView
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
        self.find_bar = FindBar(self)
        self.binder = Binder(self)
        self.side = SidePanel(self)
        self._may_close = False
        self._put_away: dict[QWidget, Callable[[], object]] = {}
        body = QWidget(self)
        layout = QVBoxLayout(body)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        self._binder_panel = Panel(self.binder, self.binder.hide, self.binder.show)
        self._side_panel = Panel(self.side, self.side.close_panel, self.side.reopen)
        self.places = PanelPlaces(editor, self._binder_panel, self._side_panel)
        self.second = SecondView(self)
        self.places.add_second(self.second)
        layout.addWidget(self.places, 1)
        layout.addWidget(self.find_bar)
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
        self.notices.set_key(key_text(self.actions_by_id["help.notice"]))
        self.binder.hide()
        self.binder.left.connect(editor.setFocus)
        self.side.left.connect(editor.setFocus)
        editor.setFocus()

    @property
    def panels(self) -> tuple[QWidget, ...]:
        """What stands beside the text."""
        return (self.binder, self.side)

    def offer_binder(self, is_open: bool) -> None:
        """Show the binder for a project that was opened, or put it away; the keys stay."""
        if is_open:
            self.places.offer(self._binder_panel)
        else:
            self.binder.hide()

    def is_wanted(self, panel: QWidget) -> bool:
        """Tell whether a panel is shown, or away only for want of room or for the text alone."""
        waiting = (each.widget for each in (self._binder_panel, self._side_panel) if each.gave_way)
        return not panel.isHidden() or panel in self._put_away or panel in waiting

    def toggle_binder(self) -> bool:
        """Bring the binder and the keys there, or put it away; returns whether it is seen."""
        return self._toggle(self.binder, self._show_binder, self.binder.hide)

    def toggle_side(self, page: str = "") -> bool:
        """Bring a page of the side panel and the keys there, or put it away; the last by default.

        Returns whether it is seen.
        """
        page = page or self.side.current
        is_page = self.side.current == page
        return self._toggle(
            self.side, lambda: self.side.show_page(page), self.side.close_panel, is_page
        )

    def set_quiet(self, is_quiet: bool) -> None:
        """Put the panels away for the text alone, or bring those back that were there."""
        panels = ((self.binder, self.binder.hide, self.binder.show),
                  (self.side, self.side.close_panel, self.side.reopen))  # fmt: skip
        if is_quiet:
            self._put_away = {panel: show for panel, _, show in panels if panel.isVisible()}
            for _, hide, _ in panels:
                hide()
            return
        for show in self._put_away.values():
            show()
        self._put_away = {}

    def _toggle(
        self,
        panel: QWidget,
        show: Callable[[], object],
        hide: Callable[[], object],
        is_right_one: bool = True,
    ) -> bool:
        """Show a panel that is hidden, give one that shows the keys, hide one that has them.

        Args:
            panel: the panel.
            show: shows it and gives it the keys.
            hide: puts it away.
            is_right_one: whether it shows what is asked for.
        """
        has_keys = panel.isAncestorOf(self.focusWidget()) if self.focusWidget() else False
        if panel.isVisible() and has_keys and is_right_one:
            hide()
            self.editor.setFocus()
            return False
        show()
        return True

    def _show_binder(self) -> None:
        self.binder.show()
        self.binder.setFocus()

    def show_title(self, title: str, is_modified: bool) -> None:
        """Name the window after its text."""
        self.setWindowTitle(f"{title}[*] — Longhand")
        self.setWindowModified(is_modified)

    def bring(self) -> None:
        """Bring the window to the front and the keys to it."""
        self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.show()
        self.raise_()
        self.activateWindow()

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
