"""The outline: beats in one another, each perhaps one scene's; pure, touches no file.

A beat and its scene are one object: the scene's synopsis is the beat's, and lies nowhere else.
"""

from __future__ import annotations

import secrets
from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, Self

from ui.manuscript import nesting
from ui.manuscript.nesting import TOP

STATUSES = ("", "idea", "draft", "revised", "done")
COLORS = ("", "red", "amber", "green", "blue", "violet")


@dataclass(frozen=True, slots=True)
class Beat:
    """One step of the story."""

    id: str
    parent: str = TOP
    title: str = ""
    synopsis: str = ""
    scene: str = ""
    """The id of the scene that tells it, empty where none does."""
    status: str = ""
    target: int = 0
    """Words the scene is to have; 0 is no target."""
    color: str = ""

    def __post_init__(self) -> None:
        if self.status not in STATUSES or self.color not in COLORS or self.target < 0:
            raise ValueError(f"beat {self.id}: {self.status!r}, {self.color!r}, {self.target}")

    def under(self, parent: str) -> Self:
        """Return the beat below another one."""
        return replace(self, parent=parent)


@dataclass(frozen=True)
class Outline:
    """Every beat, in reading order; operations return another outline.

    A beat that an operation names has to exist (KeyError); a move that cannot be made changes
    nothing.
    """

    beats: tuple[Beat, ...] = ()

    @cached_property
    def depths(self) -> dict[str, int]:
        """How deep each beat lies, 0 at the top."""
        return nesting.depths(self.order())

    def __contains__(self, id: object) -> bool:
        return any(beat.id == id for beat in self.beats)

    def find(self, id: str) -> Beat:
        """Return a beat."""
        return nesting.find(self.beats, id)

    def children(self, parent: str = TOP) -> tuple[Beat, ...]:
        """Return the beats right below one, in order."""
        return nesting.children(self.beats, parent)

    def depth(self, id: str) -> int:
        """Return how deep a beat lies, 0 at the top."""
        return self.depths[id]

    def order(self) -> tuple[Beat, ...]:
        """Return all beats, each before those below it."""
        return nesting.depth_first(self.beats)

    def free_id(self) -> str:
        """Return an id that no beat has."""
        return next(id for id in iter(lambda: secrets.token_hex(4), "") if id not in self)

    def insert(self, beat: Beat, after: str = "", under: str = TOP) -> Self:
        """Return the outline with one more beat; its scene is taken from any other beat.

        Args:
            beat: the new beat; its `parent` does not count.
            after: the beat that it follows as a sibling; comes before `under`.
            under: the beat that it becomes the last child of.

        Raises:
            ValueError: the id is empty or taken.
        """
        if not beat.id or beat.id in self:
            raise ValueError(f"the id {beat.id!r} is taken")
        parent, row = under, len(self.beats)
        if after:
            before = self.find(after)
            parent, row = before.parent, nesting.row_of(self.beats, before) + 1
        grown = self._without_scene(beat.scene, but=beat.id)
        beats = nesting.place((*grown, beat.under(TOP)), beat.id, parent, row)
        return replace(self, beats=beats)

    def extend(self, beats: Iterable[Beat], under: str = TOP) -> Self:
        """Return the outline with new beats as a beat's last children, in order."""
        grown = self
        for beat in beats:
            grown = grown.insert(beat, under=under)
        return grown

    def edit(self, id: str, /, **fields: Any) -> Self:
        """Return the outline with other values in one beat.

        Args:
            id: the beat.
            fields: title, synopsis, scene, status, target, color.

        Raises:
            ValueError: a value does not fit, or the field is one that operations move.
        """
        if {"id", "parent"} & set(fields):
            raise ValueError("a beat is moved, not edited, to another place")
        edited = replace(self.find(id), **fields)
        return replace(
            self,
            beats=tuple(
                edited if beat.id == id else beat
                for beat in self._without_scene(edited.scene, but=id)
            ),
        )

    def remove(self, id: str) -> Self:
        """Return the outline without a beat and all below it."""
        self.find(id)
        gone = nesting.subtree(self.beats, id)
        return replace(self, beats=tuple(beat for beat in self.beats if beat.id not in gone))

    def move(self, id: str, parent: str, row: int) -> Self:
        """Return the outline with a beat, and all below it, elsewhere.

        Args:
            id: the beat.
            parent: the beat to put it under, or the top.
            row: its place among the parent's other children; beyond them is the end.
        """
        return replace(self, beats=nesting.place(self.beats, id, parent, row))

    def move_up(self, id: str) -> Self:
        """Return the outline with a beat before its sibling; the first one stays put."""
        return self._step(id, -1)

    def move_down(self, id: str) -> Self:
        """Return the outline with a beat behind its sibling; the last one stays put."""
        return self._step(id, 1)

    def indent(self, id: str) -> Self:
        """Return the outline with a beat below the sibling before it; the first one stays put."""
        beat = self.find(id)
        row = nesting.row_of(self.beats, beat)
        if row == 0:
            return self
        return self.move(id, self.children(beat.parent)[row - 1].id, len(self.beats))

    def outdent(self, id: str) -> Self:
        """Return the outline with a beat right behind its parent; at the top it stays put."""
        beat = self.find(id)
        if beat.parent == TOP:
            return self
        parent = self.find(beat.parent)
        return self.move(id, parent.parent, nesting.row_of(self.beats, parent) + 1)

    def attach(self, id: str, scene: str) -> Self:
        """Return the outline with a scene as this beat's and no other's; empty detaches."""
        return self.edit(id, scene=scene)

    def beat_of(self, scene: str) -> Beat | None:
        """Return the beat that a scene belongs to."""
        return next((beat for beat in self.beats if scene and beat.scene == scene), None)

    def _step(self, id: str, by: int) -> Self:
        beat = self.find(id)
        row = nesting.row_of(self.beats, beat) + by
        if not 0 <= row < len(self.children(beat.parent)):
            return self
        return self.move(id, beat.parent, row)

    def _without_scene(self, scene: str, but: str) -> tuple[Beat, ...]:
        return tuple(
            replace(beat, scene="") if scene and beat.scene == scene and beat.id != but else beat
            for beat in self.beats
        )
