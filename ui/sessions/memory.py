"""What is remembered of one desk: where the writer was in each text, what was open, how it stood.

Positions are UTF-16 units. Nothing here touches a file: `Places` and `RecentFiles` keep it.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QByteArray, QObject, QPoint
from PySide6.QtGui import QTextCursor

from ui.document import path_of
from ui.editor.editor_view import EditorView
from ui.project.scene_desk import scene_with
from ui.sessions.places import Place, Places
from ui.sessions.recent import RecentFiles
from ui.sessions.session_file import WindowState

if TYPE_CHECKING:
    from ui.desk import Desk


class Memory(QObject):
    """Notes a desk's places and files as they change, and brings the writer back to them."""

    def __init__(self, desk: Desk, recent: RecentFiles, places: Places) -> None:
        super().__init__(desk.window)
        self._desk, self._recent, self._places = desk, recent, places
        desk.document.leaving.connect(self.note_place)
        desk.document.replaced.connect(self.come_back)
        desk.document.file_changed.connect(self._note_recent)
        desk.project.project_changed.connect(
            lambda is_open: self._note_recent() if is_open else None
        )
        self._note_recent()

    def shows(self, path: Path) -> bool:
        """Tell whether a text or a project is open here."""
        file, project = self._desk.document.file, self._desk.project.project
        found = [file.path] if file is not None else []
        found += [project.folder] if project is not None else []
        return any(is_same(path, each) for each in found)

    @property
    def is_unused(self) -> bool:
        """Whether the window has an empty text and no project."""
        document = self._desk.document
        has_words = document.file is not None or document.text().strip() != ""
        return not has_words and self._desk.project.project is None

    def scene_at(self, path: Path) -> str:
        """Return the id of the open project's scene with this file; empty where it has none."""
        project = self._desk.project.project
        if project is None:
            return ""
        return scene_with(project, self._desk.project.tree, path)

    def note_place(self) -> None:
        """Remember where the writer is in the text on show."""
        path = path_of(self._desk.document.file)
        if path is not None:
            self._places.note(path, place_in(self._desk.editor))

    def come_back(self) -> None:
        """Bring the caret where it was left in this text; to its end where that is not known."""
        document, editor = self._desk.document, self._desk.editor
        path = path_of(document.file)
        # Text that was recovered is longer than what was there when the place was noted.
        place = None if path is None or document.is_modified else self._places.of(path)
        if place is None:
            editor.show_end()
        else:
            go_to(editor, place)

    def state(self) -> WindowState:
        """Return what is open and how the window stands."""
        desk = self._desk
        window, file, project = desk.window, desk.document.file, desk.project.project
        path = project.folder if project is not None else path_of(file)
        # A note, or a text beside the project: the next start shows a scene, and judges none.
        is_known = file is not None and (project is None or desk.project.scene != "")
        geometry = bytes(window.saveGeometry().toBase64().data()).decode("ascii")
        return WindowState(
            path,
            desk.project.scene,
            file.sha256 if file is not None and is_known else "",
            geometry,
            project is None or window.is_wanted(window.binder),
            window.side.current if window.is_wanted(window.side) else "",
            desk.surface.is_focused,
        )

    def stand_as(self, state: WindowState) -> None:
        """Give the window its size and place, before it is shown; always on a screen that is there.

        Qt moves a window in that would lie outside, and keeps its own size where the words are no
        geometry.
        """
        window = self._desk.window
        if state.geometry:
            window.restoreGeometry(QByteArray.fromBase64(state.geometry.encode("ascii", "ignore")))
            room = window.screen().availableSize()
            window.resize(window.size().boundedTo(room))

    def arrange_as(self, state: WindowState) -> None:
        """Bring panels and focus back, once what was open shows again; the text has the keys."""
        window = self._desk.window
        if not state.has_binder:
            window.binder.hide()
        if window.side.has_page(state.side):
            window.side.show_page(state.side)
        window.editor.setFocus()
        if state.is_focused and not self._desk.surface.is_focused:
            self._desk.surface.toggle_focus()
        if state != WindowState() and not self._desk.document.is_modified:
            # The text may have another width than when it was laid out first.
            self.come_back()

    def _note_recent(self) -> None:
        file, project = self._desk.document.file, self._desk.project.project
        if project is not None:
            self._recent.add(project.folder, is_project=True)
        if file is not None and not (project and file.path.is_relative_to(project.folder)):
            self._recent.add(file.path)


def is_same(one: Path, other: Path) -> bool:
    """Tell whether two paths lead to one file or folder, by whatever links and letters."""
    if one.absolute() == other.absolute():
        return True
    try:
        return one.samefile(other)
    except OSError:
        # One of them is not there.
        return one.resolve() == other.resolve()


def place_in(editor: EditorView) -> Place:
    """Return where an editor's caret and its upper edge are."""
    caret = editor.textCursor().position()
    # Within the first line and not at its edge, which is the line above it as well.
    top = editor.cursorForPosition(QPoint(0, editor.cursorRect().height() // 2))
    top.movePosition(QTextCursor.MoveOperation.StartOfLine)
    return Place(caret, top.position(), caret == editor.document().characterCount() - 1)


def go_to(editor: EditorView, place: Place) -> None:
    """Bring an editor's caret and its upper edge to a place, as far as the text has it."""
    if place.is_end:
        editor.show_end()
        return
    last = editor.document().characterCount() - 1
    cursor = editor.textCursor()
    cursor.setPosition(min(place.caret, last))
    # Lays the text out as far as the caret, or the scroll bar would not reach there.
    editor.setTextCursor(cursor)
    editor.keep_room_below()
    top = QTextCursor(editor.document())
    top.setPosition(min(place.top, last))
    bar = editor.verticalScrollBar()
    if place.top:
        bar.setValue(bar.value() + editor.cursorRect(top).top())
    else:
        bar.setValue(0)
    if not editor.viewport().rect().intersects(editor.cursorRect()):
        editor.keep_room_below()
