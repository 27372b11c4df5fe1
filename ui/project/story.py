"""What the open project tells suggestions: its notes, and the beat of the scene in the editor."""

from __future__ import annotations

from pathlib import Path
from typing import Protocol

from ui.filing import in_thread
from ui.manuscript.notes import STORY, Notes, notes_for, read_notes
from ui.manuscript.outline import Outline
from ui.manuscript.tree import Tree
from ui.outlining.wishes import line_of

# More than the engine's budget holds, so that the engine makes the cut and can say so.
_MOST_NOTES = 8


class StoryPlace(Protocol):
    """Where the writer is in the story."""

    @property
    def tree(self) -> Tree:
        """The manuscript's tree; empty without a project."""

    @property
    def scene(self) -> str:
        """The id of the scene in the editor, empty where it is none."""

    @property
    def outline(self) -> Outline:
        """The outline as it stands."""


class ProjectStory:
    """The story of one project; reads its notes again where their files changed."""

    def __init__(self, place: StoryPlace) -> None:
        self._place = place
        self._folder: Path | None = None
        self._notes = Notes()

    def notes(self, text: str) -> tuple[str, ...]:
        """Return the notes that a text before the caret calls for, nearest mention first."""
        if not self._notes.notes:
            return ()
        found = notes_for(
            self._notes, self._place.tree.scenes(), self._place.scene, text, _MOST_NOTES
        )
        return tuple(found)

    def files(self) -> list[tuple[Path, str, tuple[str, ...]]]:
        """Return each note's file, name and other names, in the order of the names."""
        if self._folder is None:
            return []
        folder = self._folder / STORY
        notes = self._notes.files.items()
        found = [(folder / stamp[0], note.name, note.aliases) for stamp, note in notes]
        return sorted(found, key=lambda each: each[1].casefold())

    def beat(self) -> str:
        """Return what the outline says of the scene in the editor; empty where nothing."""
        beat = self._place.outline.beat_of(self._place.scene)
        return line_of(beat) if beat is not None else ""

    async def read(self, folder: Path | None) -> None:
        """Read the notes of a project, or forget them."""
        if folder != self._folder:
            self._folder, self._notes = folder, Notes()
        if folder is None:
            return
        earlier = self._notes
        notes = await in_thread(lambda: read_notes(folder, earlier))
        # Otherwise another project was opened meanwhile.
        if folder == self._folder:
            self._notes = notes
