"""Keeps the binder's tree and project.toml together."""

from __future__ import annotations

import asyncio

from ui.errors import ChangedOnDisk, UserError
from ui.filing import in_thread
from ui.language import tr
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
        self.project: Project | None = None

    @property
    def tree(self) -> Tree:
        """The tree as it stands in the binder; empty without a project."""
        return self._binder.tree if self.project is not None else Tree()

    @property
    def is_settled(self) -> bool:
        """Whether the tree in the binder is the one on the disk."""
        return self.project is None or self.tree == self.project.tree

    def show(self, project: Project, missing: frozenset[str]) -> None:
        """Show a project's tree and which of its scenes have no file, at once."""
        self.project = project
        self._binder.set_title(project.head.title or project.folder.name)
        self._binder.set_tree(project.tree, missing)

    async def settle(self) -> bool:
        """Wait until the tree is saved; returns whether it is the one that was on show.

        Where it is not, the tree on the disk is shown and the reason told.
        """
        # What was changed just now begins to be saved first.
        await asyncio.sleep(0)
        async with self._saving:
            project = self.project
        return project is None or self.is_settled or await self.save(self.tree, project)

    async def look_for_files(self) -> frozenset[str]:
        """Mark the scenes whose file is not there now, and return them."""
        project, tree = self.project, self.tree
        if project is None:
            return frozenset()
        missing = await in_thread(lambda: project.missing(tree))
        if self.project is project:
            self._binder.set_missing(missing)
        return missing

    async def save(self, tree: Tree, project: Project) -> bool:
        """Save a tree of a project; returns whether it is on the disk and the project on show.

        Where that fails, the tree on the disk is shown and the reason told. The binder is left
        alone where it shows a newer tree, which is saved next, or another project.
        """
        async with self._saving:
            try:
                await in_thread(lambda: project.save(tree))
            except ChangedOnDisk as error:
                await self._show_theirs(project, str(error))
                return False
            except UserError as error:
                self._tell(str(error), is_error=True)
                missing = await in_thread(lambda: project.missing(project.tree))
                if self.project is project and self.tree == tree:
                    self._binder.set_tree(project.tree, missing)
                return False
        await self.look_for_files()
        return self.project is project

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
        if self.project is not project:
            await in_thread(lambda: project.take_back(item.file))
            return ""
        if self.tree != tree:
            # The writer changed the binder while the file was made.
            parent, before = _place_of(self.tree, after)
            grown = self.tree.add(item.under(parent), before)
        self._binder.apply(grown, id)
        if await self.save(self.tree, project):
            return id
        if self.project is project and id not in self.tree:
            await in_thread(lambda: project.take_back(item.file))
        return ""

    async def _show_theirs(self, project: Project, reason: str) -> None:
        """Show the tree that another program wrote, and tell why."""
        folder = project.folder
        theirs = await in_thread(lambda: open_project(folder))
        missing = await in_thread(lambda: theirs.missing(theirs.tree))
        if self.project is project:
            self._tell(
                tr("{reason} The binder shows it as it is there now.").format(reason=reason),
                is_error=True,
            )
            self.show(theirs, missing)
        elif self.project is None or self.project.folder != folder:
            self._tell(reason, is_error=True)


def _place_of(tree: Tree, row: str) -> tuple[str, str]:
    """Return the parent of a new scene and the sibling it follows, for the row that is chosen."""
    if row not in tree or row in tree.trashed:
        return TOP, ""
    item = tree.find(row)
    return (item.parent, row) if item.kind == "scene" else (row, "")
