"""Finds and replaces in one editor: keeps the matches of its text as it stands, shows one."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QColor, QTextCharFormat, QTextCursor
from PySide6.QtWidgets import QTextEdit

from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.errors import SearchRefused
from ui.finding.find_bar import FindBar
from ui.finding.search import MOST_MATCHES, Match, Places, find, nearest
from ui.language import mark, told, tr
from ui.suggest.trigger import EditKind
from ui.timers import single_shot

_PREVIEW_CHARS = 48
_NOT_FOUND = mark("Not found")
# Typing in the field or the text: the search follows once the hand rests.
_FOLLOW_MS = 120
_MOST_MARKED = 500


class Finder(QObject):
    """Joins the bar, the text and the search."""

    def __init__(self, bar: FindBar, editor: EditorView, document: Document) -> None:
        super().__init__(bar)
        self._bar = bar
        self._editor = editor
        self._document = document
        self._matches: tuple[Match, ...] = ()
        self._places = Places("")
        self._revision = -1
        self._query: object = None
        self._at = -1
        self._anchor = 0
        self._mark = QTextCharFormat()
        self._follow = single_shot(self, self._show_from_anchor, _FOLLOW_MS)
        bar.changed.connect(self._follow.start)
        bar.next_requested.connect(self.find_next)
        bar.previous_requested.connect(self.find_previous)
        bar.replace_requested.connect(self.replace)
        bar.replace_all_requested.connect(self.replace_all)
        bar.closed.connect(self.close)
        editor.edited.connect(lambda _: self._mark_all(()))
        document.replaced.connect(self._on_replaced)

    def dress(self, background: QColor) -> None:
        """Choose the ground that matches stand on."""
        self._mark.setBackground(background)

    def open(self, *, replacing: bool = False) -> None:
        """Show the bar; a selection within a line is what it looks for."""
        cursor = self._editor.textCursor()
        self._anchor = cursor.selectionStart()
        selected = self._document.slice(cursor.selectionStart(), cursor.selectionEnd())
        self._bar.open("" if "\n" in selected else selected, replacing=replacing)

    def close(self) -> None:
        """Put the bar away; the keys go back to the text, where the match on show is selected."""
        self._follow.stop()
        self._mark_all(())
        self._bar.hide()
        self._editor.setFocus()

    def find_next(self) -> None:
        """Show the match behind the caret."""
        self._step(backwards=False)

    def find_previous(self) -> None:
        """Show the match before the caret."""
        self._step(backwards=True)

    def replace(self) -> None:
        """Replace the match on show, as one step of undo, and show the next one."""
        if not self._search():
            return
        match = self._selected()
        if match is None:
            self.find_next()
            return
        if match.replacement is None:
            return
        self._editor.replace_range(*self._units(match), match.replacement)
        self.find_next()

    def replace_all(self) -> None:
        """Replace every match, all of them as one step of undo."""
        if not self._search() or self._bar.replacement is None:
            return
        # The ones on show may not be all.
        text = self._document.text()
        matches = find(text, self._bar.query, self._bar.replacement, most=None)
        ranges = [self._units(match) for match in matches]
        self._editor.perform(
            EditKind.REWRITTEN, lambda: self._put_all(matches, ranges), inserted=""
        )
        self._search()
        self._bar.say(lambda: tr("Replaced in %Ln places; Undo brings them back", "", len(matches)))

    def _put_all(self, matches: tuple[Match, ...], ranges: list[tuple[int, int]]) -> None:
        cursor = QTextCursor(self._document.qt)
        cursor.beginEditBlock()
        # From the end, so that the places before keep theirs.
        for match, (start, end) in zip(reversed(matches), reversed(ranges), strict=True):
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.insertText(match.replacement or "")
        cursor.endEditBlock()

    def _show_from_anchor(self) -> None:
        """Search anew and show the first match from where the writer was."""
        if self._search():
            self._at = nearest(self._matches, self._places.point(self._anchor))
            self._show()

    def _step(self, *, backwards: bool) -> None:
        if not self._search():
            return
        cursor = self._editor.textCursor()
        place = cursor.selectionStart() if backwards else cursor.selectionEnd()
        self._at = nearest(self._matches, self._places.point(place), backwards=backwards)
        self._show()

    def _search(self) -> bool:
        """Bring the matches up to date; whether there are any, else the bar says why not."""
        self._follow.stop()
        asked = (self._bar.query, self._bar.replacement, self._document.draft)
        revision = self._document.qt.revision()
        if asked != self._query or revision != self._revision:
            self._query, self._revision, self._at = asked, revision, -1
            text = self._document.text()
            self._places = Places(text)
            try:
                self._matches = find(text, self._bar.query, self._bar.replacement)
                problem = "" if self._matches or not self._bar.query.text else _NOT_FOUND
            except SearchRefused as error:
                self._matches, problem = (), str(error)
            self._mark_all(self._matches)
            told(self._bar.preview.setText, str)
            self._bar.say(lambda: problem and tr(problem), is_error=bool(problem))
        return bool(self._matches)

    def _show(self) -> None:
        """Select the match and say which of how many it is, and what it would become."""
        match = self._matches[self._at]
        start, end = self._units(match)
        self._editor.select(start, end)
        self._editor.ensureCursorVisible()
        self._anchor = start
        at, count = self._at + 1, len(self._matches)
        more = "+" if count == MOST_MATCHES else ""
        self._bar.say(lambda: tr("{at:,} of {count:,}{more}").format(at=at, count=count, more=more))
        if match.replacement is None:
            told(self._bar.preview.setText, str)
            return
        was, becomes = _short(match.text), _short(match.replacement)
        told(
            self._bar.preview.setText,
            lambda: f"{was} → {becomes or tr('(nothing)')}",
        )

    def _selected(self) -> Match | None:
        """Return the match that the writer sees selected; None where it is something else."""
        cursor = self._editor.textCursor()
        number = nearest(self._matches, self._places.point(cursor.selectionStart()))
        chosen = (cursor.selectionStart(), cursor.selectionEnd())
        match = self._matches[number]
        return match if chosen == self._units(match) else None

    def _mark_all(self, matches: tuple[Match, ...]) -> None:
        """Put a ground under the matches; under so many that the eye can tell them apart."""
        marks = []
        for match in matches[:_MOST_MARKED]:
            mark = QTextEdit.ExtraSelection()
            start, end = self._units(match)
            cursor = QTextCursor(self._document.qt)
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            mark.cursor = cursor
            mark.format = self._mark
            marks.append(mark)
        self._editor.setExtraSelections(marks)

    def _on_replaced(self) -> None:
        self._mark_all(())
        self._anchor = 0

    def _units(self, match: Match) -> tuple[int, int]:
        """Return a match's place in UTF-16 units, Qt's own."""
        return self._places.units(match.start), self._places.units(match.end)


def _short(text: str) -> str:
    line = " ".join(text.split("\n"))
    return line if len(line) <= _PREVIEW_CHARS else line[: _PREVIEW_CHARS - 1] + "…"
