"""What the project knows beyond the text around the caret: notes on people and places, the beat."""

from __future__ import annotations

from typing import Protocol


class Story(Protocol):
    """Where suggestions learn of the story."""

    def notes(self, text: str) -> tuple[str, ...]:
        """Return the notes that a text before the caret calls for, nearest mention first."""

    def beat(self) -> str:
        """Return what the outline says of the scene in the editor; empty where nothing."""


class NoStory:
    """A text without a project."""

    def notes(self, text: str) -> tuple[str, ...]:
        """Return none."""
        return ()

    def beat(self) -> str:
        """Return none."""
        return ""
