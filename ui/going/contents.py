"""Keeps the page of headings in step with the text, once the hand rests and while it is seen."""

from __future__ import annotations

from PySide6.QtCore import QObject

from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.editor.headings import headings_of
from ui.language import on_change
from ui.panels.headings_page import HeadingsPage
from ui.timers import single_shot

_REST_MS = 200


class Contents(QObject):
    """The headings of one editor's text."""

    def __init__(self, page: HeadingsPage, editor: EditorView, document: Document) -> None:
        super().__init__(page)
        self._page, self._editor, self._document = page, editor, document
        self._is_watched = False
        self._rest = single_shot(self, self._refresh, _REST_MS)
        document.qt.contentsChanged.connect(self._on_changed)
        document.replaced.connect(self._on_changed)
        editor.caret_moved.connect(self._on_caret_moved)
        page.chosen.connect(self._go)
        on_change(self, self._refresh)

    def watch(self, is_seen: bool) -> None:
        """Follow the text, or leave it alone while nobody looks."""
        self._is_watched = is_seen
        if is_seen:
            self._refresh()

    def _on_changed(self) -> None:
        if self._is_watched:
            self._rest.start()

    def _on_caret_moved(self) -> None:
        if self._is_watched and not self._rest.isActive():
            self._page.show_place(self._editor.textCursor().position())

    def _refresh(self) -> None:
        self._page.show_headings(tuple(headings_of(self._document.qt)))
        self._page.show_place(self._editor.textCursor().position())

    def _go(self, position: int) -> None:
        self._editor.go_to(position)
