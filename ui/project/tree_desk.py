"""Keeps the binder's tree and project.toml together."""

from __future__ import annotations

import asyncio

from ui.errors import ChangedOnDisk, UserError
from ui.filing import in_thread
from ui.manuscript.nesting import TOP
from ui.manuscript.project import Project, open_project
from ui.manuscript.tree import Tree
from ui.notices import Tell
from ui.panels.binder import Binder


class TreeDesk:
    """The tree of the open project: one save at a time, and what failed shows as it was before."""

    def __init__(self, binder: Binder, tell: Tell) -> None:
        self._binder, self._tell = binder, tell
        self._saving = asyncio.Lock()
        self._asked = 0
        self.project: Project | None = None

    @property
    def tree(self) -> Tree:
        """The tree as it stands in the binder; empty without a project."""
        return self._binder.tree if self.project is not None else Tree()

    async def show(self, project: Project) -> frozenset[str]:
        """Show a project's tree; returns the scenes whose file is not there."""
        self.project = project
        self._binder.set_title(project.head.title or project.folder.name)
        return await self._show_saved(project)

    async def look_for_files(self) -> frozenset[str]:
        """Mark the scenes whose file is not there now, and return them."""
        project, tree = self.project, self.tree
        if project is None:
            return frozenset()
        missing = await in_thread(lambda: project.missing(tree))
        if self.project is project:
            self._binder.set_missing(missing)
        return missing

    async def save(self, tree: Tree) -> bool:
        """Save a tree that the binder shows; returns whether it is on the disk now.

        Where that fails, the tree on the disk is shown and the reason told.
        """
        project = self.project
        self._asked += 1
        asked = self._asked
        if project is None:
            return False
        async with self._saving:
            try:
                await in_thread(lambda: project.save(tree))
            except ChangedOnDisk as error:
                self._tell(f"{error} The binder shows it as it is there now.", is_error=True)
                folder = project.folder
                self.project = await in_thread(lambda: open_project(folder))
                await self._show_saved(self.project)
                return False
            except UserError as error:
                self._tell(str(error), is_error=True)
                if asked == self._asked:
                    await self._show_saved(project)
                return False
            if asked == self._asked and self._binder.tree != tree:
                # A save between failed, and this one holds its change as well.
                self._binder.set_tree(tree)
        await self.look_for_files()
        return True

    async def add_scene(self, title: str, after: str) -> str:
        """Make an empty scene behind a row, or in it, as one step of undo.

        Args:
            title: its title.
            after: a row of the tree; an empty one, or one in the trash, means the end.

        Returns:
            Its id; empty where it could not be saved, which is told.

        Raises:
            SaveFailed: its file cannot be made.
        """
        project, tree = self.project, self.tree
        if project is None:
            return ""
        parent, before = _place_of(tree, after)
        grown, id = await in_thread(lambda: project.new_scene(tree, title, parent, before))
        item = grown.find(id)
        if self.tree != tree:
            # The writer changed the binder while the file was made.
            parent, before = _place_of(self.tree, after)
            grown = self.tree.add(item.under(parent), before)
        self._binder.apply(grown, id)
        if await self.save(grown):
            return id
        if id not in self.tree:
            await in_thread(lambda: project.take_back(item.file))
        return ""

    async def _show_saved(self, project: Project) -> frozenset[str]:
        tree = project.tree
        missing = await in_thread(lambda: project.missing(tree))
        self._binder.set_tree(tree, missing)
        return missing


def _place_of(tree: Tree, row: str) -> tuple[str, str]:
    """Return the parent of a new scene and the sibling it follows, for the row that is chosen."""
    if row not in tree or row in tree.trashed:
        return TOP, ""
    item = tree.find(row)
    return (item.parent, row) if item.kind == "scene" else (row, "")
