"""The pages of the panel on the right, and what keeps those of one text in step with it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import QObject

from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.going.contents import Contents
from ui.inspector.inspector_panel import InspectorPanel
from ui.language import mark
from ui.latency.latency_page import LatencyPage
from ui.latency.latency_watch import Engine, LatencyWatch
from ui.notices import Tasks
from ui.panels.headings_page import HeadingsPage
from ui.panels.outline_panel import OutlinePanel
from ui.panels.side_panel import SidePanel


class SidePages(QObject):
    """The pages of one window."""

    def __init__(
        self,
        side: SidePanel,
        editor: EditorView,
        document: Document,
        tasks: Tasks,
        engines: Callable[[], Sequence[Engine]],
    ) -> None:
        super().__init__(side)
        self.outline = OutlinePanel(side)
        headings, figures = HeadingsPage(side), LatencyPage(side)
        self.inspector = InspectorPanel(side)
        side.add_page("outline", mark("Outline"), self.outline)
        side.add_page("headings", mark("Headings"), headings)
        side.add_page("inspector", mark("Inspector"), self.inspector)
        side.add_page("latency", mark("Speed"), figures)
        self.contents = Contents(headings, editor, document)
        self.latency = LatencyWatch(figures, document, tasks, engines)
        side.page_shown.connect(self._on_page_shown)

    def _on_page_shown(self, name: str) -> None:
        self.contents.watch(name == "headings")
        self.latency.watch(name == "latency")
