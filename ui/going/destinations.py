"""Where a writer can go by name: scenes, headings of the text, story notes; goes there.

With the keys in the second view the way leads there, and the text that is written stays.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from ui.commands.command_list import CommandRow
from ui.editor.headings import headings_of
from ui.language import mark, tr
from ui.manuscript.tree import TreeItem

if TYPE_CHECKING:
    from ui.desk import Desk

_SCENE, _HEADING, _NOTE = "scene:", "heading:", "note:"
_KINDS = {_SCENE: mark("Scene"), _HEADING: mark("Heading"), _NOTE: mark("Note")}


class Destinations:
    """The places of one window."""

    def __init__(self, desk: Desk) -> None:
        self._desk = desk

    def rows(self, *, in_second: bool) -> list[CommandRow]:
        """Return every place: scenes in their order, headings in theirs, notes by name.

        Args:
            in_second: whether the way leads from the second view: its headings are those there.
        """
        return [*self._scenes(), *self._headings(in_second), *self._notes()]

    def go(self, id: str, *, in_second: bool) -> None:
        """Go to the place of a row.

        Args:
            id: the row's.
            in_second: whether the second view shall show it.
        """
        desk = self._desk
        kind, _, name = id.partition(":")
        if f"{kind}:" == _HEADING:
            page = desk.split.page if in_second else desk.editor
            page.go_to(int(name))
        elif in_second:
            path, title = self._file(f"{kind}:", name)
            desk.tasks.start(desk.split.show(path, title))
        elif f"{kind}:" == _SCENE:
            desk.editor.setFocus()
            desk.tasks.start(desk.project.open_scene(name))
        else:
            desk.editor.setFocus()
            desk.tasks.start(desk.project.open_path(Path(name)))

    def _scenes(self) -> list[CommandRow]:
        desk = self._desk
        if desk.project.project is None:
            return []
        return [
            CommandRow(
                f"{_SCENE}{item.id}",
                item.title,
                self._above(item) or tr(_KINDS[_SCENE]),
                also=tr(_KINDS[_SCENE]),
                is_checked=True if item.id == desk.project.scene else None,
            )
            for item in desk.project.tree.scenes()
        ]

    def _above(self, item: TreeItem) -> str:
        """Return the titles of what a scene lies in, the nearest last."""
        titles: list[str] = []
        tree = self._desk.project.tree
        while item.parent in tree:
            item = tree.find(item.parent)
            titles.insert(0, item.title)
        return " · ".join(titles)

    def _headings(self, in_second: bool) -> list[CommandRow]:
        words = tr(_KINDS[_HEADING])
        document = (self._desk.split.page if in_second else self._desk.editor).document()
        return [
            CommandRow(f"{_HEADING}{each.position}", each.title, words, also=words)
            for each in headings_of(document)
        ]

    def _notes(self) -> list[CommandRow]:
        words = tr(_KINDS[_NOTE])
        return [
            CommandRow(f"{_NOTE}{path}", name, words, also=f"{words} {' '.join(aliases)}")
            for path, name, aliases in self._desk.project.story.files()
        ]

    def _file(self, kind: str, name: str) -> tuple[Path, str]:
        """Return the file of a scene or a note, and what it is called."""
        project = self._desk.project.project
        if kind == _SCENE and project is not None:
            item = self._desk.project.tree.find(name)
            return project.folder / item.file, item.title
        return Path(name), Path(name).stem
