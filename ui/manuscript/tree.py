"""The tree of a manuscript: parts, chapters and scenes in reading order; pure, touches no file.

What the writer removes gets the parent `trash`: it keeps its kind, title, file and all below it,
and can be put back. No row stands for the trash itself, and its id is taken.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal, Self, get_args

from ui.manuscript import nesting
from ui.manuscript.nesting import TOP

TRASH = "trash"
TOPS = (TOP, TRASH)
Kind = Literal["part", "chapter", "scene"]
KINDS: tuple[str, ...] = get_args(Kind)


@dataclass(frozen=True, slots=True)
class TreeItem:
    """One row of the tree."""

    id: str
    kind: Kind
    title: str
    file: str = ""
    """A scene's file, relative to the project's folder, with forward slashes."""
    parent: str = TOP

    def under(self, parent: str) -> Self:
        """Return the row below another parent."""
        return replace(self, parent=parent)


@dataclass(frozen=True)
class Tree:
    """Every row, each before those below it, the trash last."""

    items: tuple[TreeItem, ...] = ()

    @cached_property
    def depths(self) -> dict[str, int]:
        """How deep each row lies, 0 at the top and for the trash's own."""
        return nesting.depths(self.items)

    @cached_property
    def trashed(self) -> frozenset[str]:
        """The ids of all rows in the trash."""
        return nesting.subtree(self.items, TRASH) - {TRASH}

    def __contains__(self, id: object) -> bool:
        return any(item.id == id for item in self.items)

    def find(self, id: str) -> TreeItem:
        """Return a row; raises KeyError where there is none."""
        return nesting.find(self.items, id)

    def children(self, parent: str = TOP) -> tuple[TreeItem, ...]:
        """Return the rows right below a parent, in order; `TRASH` is a parent as well."""
        return nesting.children(self.items, parent)

    def scenes(self) -> tuple[TreeItem, ...]:
        """Return the scenes in reading order, without the trash."""
        return tuple(i for i in self.items if i.kind == "scene" and i.id not in self.trashed)

    def scene_of_file(self, file: str) -> TreeItem | None:
        """Return the scene that a file belongs to, in the trash or not."""
        return next((i for i in self.items if i.kind == "scene" and i.file == file), None)

    def add(self, item: TreeItem, after: str = "") -> Self:
        """Return the tree with one more row.

        Args:
            item: the row, with the parent it is to have.
            after: the sibling it follows; without one it comes last.

        Raises:
            ValueError: the id is taken.
            KeyError: there is no such parent.
        """
        if item.id in self or item.id in TOPS:
            raise ValueError(f"the id {item.id} is taken")
        brothers = [brother.id for brother in self.children(item.parent)]
        row = brothers.index(after) + 1 if after in brothers else len(brothers)
        grown = (*self.items, item.under(TOP))
        return replace(self, items=nesting.place(grown, item.id, item.parent, row, TOPS))

    def rename(self, id: str, title: str) -> Self:
        """Return the tree with another title on one row; its file keeps its name."""
        self.find(id)
        return replace(
            self, items=tuple(replace(i, title=title) if i.id == id else i for i in self.items)
        )

    def may_lie_under(self, id: str, parent: str) -> bool:
        """Tell whether a row may be moved there: scenes hold nothing, chapters hold scenes."""
        if parent in TOPS or parent == self.find(id).parent:
            return True
        if parent in nesting.subtree(self.items, id):
            return False
        return KINDS.index(self.find(parent).kind) < KINDS.index(self.find(id).kind)

    def move(self, id: str, parent: str, row: int) -> Self:
        """Return the tree with a row, and all below it, elsewhere; where it may not lie, unchanged.

        Args:
            id: the row.
            parent: a row that may hold it, the top or the trash.
            row: its place among the parent's other children; beyond them is the end.
        """
        if not self.may_lie_under(id, parent):
            return self
        return replace(self, items=nesting.place(self.items, id, parent, row, TOPS))

    def move_up(self, id: str) -> Self:
        """Return the tree with a row one place up; past its parent's edge into the one before."""
        return self._step(id, -1)

    def move_down(self, id: str) -> Self:
        """Return the tree with a row one place down; past its parent's edge into the next one."""
        return self._step(id, 1)

    def indent(self, id: str) -> Self:
        """Return the tree with a row inside the sibling before it, where that may hold it."""
        item = self.find(id)
        brothers = self.children(item.parent)
        row = brothers.index(item)
        return self.move(id, brothers[row - 1].id, len(self.items)) if row else self

    def outdent(self, id: str) -> Self:
        """Return the tree with a row right behind its parent."""
        item = self.find(id)
        if item.parent in TOPS:
            return self
        parent = self.find(item.parent)
        return self.move(id, parent.parent, nesting.row_of(self.items, parent) + 1)

    def trash(self, id: str) -> Self:
        """Return the tree with a row, and all below it, in the trash; the files stay."""
        return self if id in self.trashed else self.move(id, TRASH, len(self.items))

    def put_back(self, id: str) -> Self:
        """Return the tree with a row of the trash at the end of the manuscript."""
        return self.move(id, TOP, len(self.items)) if id in self.trashed else self

    def keeping(self, other: Tree) -> Self:
        """Return the tree with the scenes that only another one has, in the trash.

        An earlier tree that comes back loses no scene that was made since; a part or a chapter is
        no more than its title, and goes.
        """
        lost = [i.under(TRASH) for i in other.items if i.kind == "scene" and i.id not in self]
        return replace(self, items=(*self.items, *lost)) if lost else self

    def _step(self, id: str, by: int) -> Self:
        item = self.find(id)
        brothers = self.children(item.parent)
        row = brothers.index(item) + by
        if 0 <= row < len(brothers):
            return self.move(id, item.parent, row)
        if item.parent in TOPS:
            return self
        parent = self.find(item.parent)
        uncles = self.children(parent.parent)
        beside = uncles.index(parent) + by
        if 0 <= beside < len(uncles) and self.may_lie_under(id, uncles[beside].id):
            return self.move(id, uncles[beside].id, len(self.items) if by < 0 else 0)
        return self.move(id, parent.parent, uncles.index(parent) + (by > 0))
