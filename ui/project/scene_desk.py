"""Which scene of the project is in the editor: another one shows once the text before is safe."""

from __future__ import annotations

import asyncio
from pathlib import Path

from ui.document import Document
from ui.errors import FileUnusable
from ui.filing import Filing, Settle, in_thread
from ui.language import tr
from ui.manuscript.project import Project
from ui.manuscript.text_file import OpenedFile, open_text
from ui.manuscript.tree import Tree, TreeItem
from ui.panels.binder import Binder
from ui.project.tree_desk import TreeDesk
from ui.trace import Trace


class SceneDesk:
    """The scene in the editor; one change at a time, and the one asked for last is what shows.

    A fault leaves the text on show as it is.
    """

    def __init__(
        self, document: Document, filing: Filing, binder: Binder, trees: TreeDesk, trace: Trace
    ) -> None:
        self._document, self._filing = document, filing
        self._binder, self._trees, self._trace = binder, trees, trace
        self._changing = asyncio.Lock()
        self._asked = 0
        document.file_changed.connect(self._on_file_changed)

    @property
    def current(self) -> str:
        """The id of the scene in the editor; empty where the text is none of the project's."""
        file, project = self._document.file, self._trees.project
        if file is None or project is None:
            return ""
        # By its name alone: this is looked up with every key.
        return _scene_in(project.folder, self._trees.tree, file.path)

    def at(self, path: Path) -> str:
        """Return the id of the open project's scene whose file it is; empty where none is."""
        project = self._trees.project
        return scene_with(project, self._trees.tree, path) if project is not None else ""

    async def open(self, id: str) -> bool:
        """Show a scene once the text before it is saved; returns whether it is on show.

        It is not where another one was asked for meanwhile.

        Raises:
            FileUnusable: its file is missing or cannot be read; the text on show stays.
            SaveFailed: the text on show cannot be saved and stays.
        """
        self._asked += 1
        asked = self._asked
        async with self._changing:
            project = self._trees.project
            if project is None or asked != self._asked:
                return False
            if id != self.current:
                item = self._find(id)
                is_shown = await self._filing.show(
                    lambda: self._read(project, item), self._title_of(id), self.leave
                )
                if not is_shown:
                    return False
                self._trace.event("scene_opened", id=id)
            if asked == self._asked:
                self._binder.set_current(id)
            return asked == self._asked

    async def clear(self, settle: Settle) -> bool:
        """Show no scene once the text on show is safe; returns whether an empty text shows."""
        self._asked += 1
        async with self._changing:
            return await self._filing.clear(settle)

    async def leave(self) -> bool:
        """Make the text on show safe; returns whether another may take its place.

        A scene is saved without a question, another text is asked about.

        Raises:
            SaveFailed: the scene cannot be saved.
        """
        return await (self._filing.save_if_changed() if self.current else self._filing.settle())

    async def leave_trash(self, before: Tree, tree: Tree) -> None:
        """Where a change of the tree put the scene on show in the trash, show another one.

        That is the one which followed it, or the nearest before it, or else an empty text.
        """
        id = self.current
        if id not in tree.trashed - before.trashed:
            return
        order = [scene.id for scene in before.scenes()]
        at = order.index(id) if id in order else 0
        there = {scene.id for scene in tree.scenes()} - await self._trees.look_for_files()
        beside = [i for i in (*order[at:], *reversed(order[:at])) if i in there]
        if id != self.current or self._changing.locked():
            # The writer chose another text meanwhile.
            return
        if beside:
            await self.open(beside[0])
        else:
            await self.clear(self.leave)

    def name_text(self) -> None:
        """Call the text what its scene is called."""
        if (id := self.current) and (title := self._title_of(id)) != self._document.title:
            self._document.rename(title)

    def _find(self, id: str) -> TreeItem:
        tree = self._trees.tree
        if id not in tree or tree.find(id).kind != "scene":
            # Only a beat can still lead to it.
            raise FileUnusable(
                tr("The scene of this beat is gone from the project; choose another one for it.")
            )
        return tree.find(id)

    async def _read(self, project: Project, item: TreeItem) -> OpenedFile:
        try:
            # Not by its id: the project knows a new scene only once its tree is saved.
            return await in_thread(lambda: open_text(project.folder / item.file))
        except FileUnusable as error:
            if item.id not in await self._trees.look_for_files():
                raise
            raise FileUnusable(
                tr(
                    "The file of “{title}” is gone: {file}. Put it back there and open the scene "
                    "again, or put the scene in the trash."
                ).format(title=item.title, file=item.file)
            ) from error

    def _title_of(self, id: str) -> str:
        title = self._trees.tree.find(id).title
        return (
            tr("{title} (in the trash)").format(title=title)
            if id in self._trees.tree.trashed
            else title
        )

    def _on_file_changed(self) -> None:
        if self._trees.project is None:
            return
        # A text that was recovered comes under its file's name.
        self.name_text()
        if self.current != self._binder.open_scene:
            self._binder.set_current(self.current)


def scene_with(project: Project, tree: Tree, path: Path) -> str:
    """Return the id of a project's scene whose file it is, also by a link; empty where none is.

    May look at the disk.
    """
    return _scene_in(project.folder, tree, path.absolute()) or _scene_in(
        project.folder.resolve(), tree, path.resolve()
    )


def _scene_in(folder: Path, tree: Tree, path: Path) -> str:
    if not path.is_relative_to(folder):
        return ""
    item = tree.scene_of_file(path.relative_to(folder).as_posix())
    return item.id if item is not None else ""
