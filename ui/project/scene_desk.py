"""Which scene of the project is in the editor: another one shows once the text before is safe."""

from __future__ import annotations

from ui.document import Document
from ui.errors import FileUnusable
from ui.filing import Filing, in_thread
from ui.manuscript.project import Project
from ui.manuscript.text_file import OpenedFile
from ui.manuscript.tree import Tree
from ui.panels.binder import Binder
from ui.project.tree_desk import TreeDesk
from ui.trace import Trace


class SceneDesk:
    """The scene in the editor; a fault leaves the text on show as it is."""

    def __init__(
        self, document: Document, filing: Filing, binder: Binder, trees: TreeDesk, trace: Trace
    ) -> None:
        self._document, self._filing = document, filing
        self._binder, self._trees, self._trace = binder, trees, trace
        document.file_changed.connect(self._on_file_changed)

    @property
    def current(self) -> str:
        """The id of the scene in the editor; empty where the text is none of the project's."""
        file, project = self._document.file, self._trees.project
        if project is None or file is None or not file.path.is_relative_to(project.folder):
            return ""
        name = file.path.relative_to(project.folder).as_posix()
        item = self._trees.tree.scene_of_file(name)
        return item.id if item is not None else ""

    async def open(self, id: str) -> bool:
        """Show a scene once the text before it is saved; returns whether it is on show.

        Raises:
            FileUnusable: its file is missing or cannot be read; the text on show stays.
            SaveFailed: the text on show cannot be saved and stays.
        """
        project = self._trees.project
        if project is None:
            return False
        if id != self.current:
            opened = await self._read(project, id)
            if not await self.leave():
                return False
            await self._filing.show(opened, self._title_of(id))
            self._trace.event("scene_opened", id=id)
        self._binder.set_current(id)
        return True

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
        if beside:
            await self.open(beside[0])
        elif await self.leave():
            await self._filing.clear()

    def name_text(self) -> None:
        """Call the text what its scene is called."""
        if (id := self.current) and (title := self._title_of(id)) != self._document.title:
            self._document.rename(title)

    async def _read(self, project: Project, id: str) -> OpenedFile:
        item = self._trees.tree.find(id)
        try:
            return await in_thread(lambda: project.read_scene(id))
        except FileUnusable as error:
            if id not in await self._trees.look_for_files():
                raise
            raise FileUnusable(
                f"The file of “{item.title}” is gone: {item.file}. Put it back there and open the "
                "scene again, or put the scene in the trash."
            ) from error

    def _title_of(self, id: str) -> str:
        title = self._trees.tree.find(id).title
        return f"{title} (in the trash)" if id in self._trees.tree.trashed else title

    def _on_file_changed(self) -> None:
        if self._trees.project is None:
            return
        # A text that was recovered comes under its file's name.
        self.name_text()
        if self.current != self._binder.open_scene:
            self._binder.set_current(self.current)
