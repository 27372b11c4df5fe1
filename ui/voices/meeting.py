"""Where the doors of several windows find the one Voices window that all of them share."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ui.voices.door import VoicesDoor


@dataclass(slots=True)
class VoicesMeeting:
    """One train process serves all windows: two of them must not work on one run."""

    home: VoicesDoor | None = None
    """The door behind which the Voices window is."""
