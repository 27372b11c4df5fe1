"""What an outline suggestion is made of, and what the rest of the window gives for it."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from typing import Protocol

from ui.manuscript.outline import Beat, Outline
from ui.outlining.beat_cache import BeatCache
from ui.outlining.structures import Structure


class Source(enum.Enum):
    """Where beats come from."""

    PREMISE = "premise"
    SCENE = "scene"
    MANUSCRIPT = "manuscript"
    NEXT = "next"


@dataclass(frozen=True, slots=True)
class Wish:
    """What the writer asked for."""

    source: Source
    premise: str = ""
    words: int = 0
    """The length the text is to have."""
    acts: int = 1
    structure: Structure | None = None


@dataclass(frozen=True, slots=True)
class SceneText:
    """A scene and its text as it stands."""

    id: str
    title: str
    text: str


class OutlineHome(Protocol):
    """What the rest of the window gives to outline suggestions."""

    @property
    def why_not_kept(self) -> str:
        """Why beats cannot be kept, as a sentence; empty where they can."""

    @property
    def outline(self) -> Outline:
        """The outline as it stands."""

    @property
    def cache(self) -> BeatCache | None:
        """Beats of texts that were outlined before; None without a project."""

    def current_scene(self) -> SceneText:
        """Return the scene in the editor, as it stands there."""

    async def scenes(self) -> tuple[SceneText, ...]:
        """Return all scenes in reading order; raises FileUnusable where one cannot be read."""

    def apply_outline(self, outline: Outline, label: str) -> None:
        """Put another outline in place of it, as one step of undo."""


def line_of(beat: Beat) -> str:
    """Return what an engine is told of a beat: what happens in it, or else its title."""
    return " ".join((beat.synopsis or beat.title).split())
