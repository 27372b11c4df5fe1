"""What all windows of one process share, and what a window may ask of the others."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Protocol

from PySide6.QtWidgets import QApplication

from ui.engine_client import EngineClient
from ui.filing import Filing
from ui.options import Options
from ui.paths import AppFiles
from ui.sessions.places import Places
from ui.sessions.recent import RecentFiles
from ui.settings import SETTINGS, Settings, Value
from ui.trace import Trace
from ui.voices.meeting import VoicesMeeting


class Company(Protocol):
    """The windows together, as one of them sees them."""

    def open_window(self) -> object:
        """Open a window with an empty text."""

    def begin_opening(self, path: Path, asking: object, *, in_new: bool = False) -> None:
        """Open a text or a project, or bring the window to the front that shows it.

        Args:
            path: the file or folder.
            asking: the desk that asks; it shows it unless another one does.
            in_new: open another window for it.
        """

    def bring(self, path: Path, but: object = None) -> bool:
        """Bring the window that shows a text or project to the front; returns whether one does.

        Args:
            path: the file or folder.
            but: a desk that does not count.
        """

    def shows(self, path: Path, but: object = None) -> bool:
        """Tell whether a window shows a text or project, or has it as a scene; brings none."""

    def home_of(self, path: Path | None, asking: object) -> Filing | None:
        """Return the filing of the window in which a text that was never saved is restored.

        Args:
            path: the text's file; None where it has none.
            asking: the desk that offers it.
        """

    def leave(self, desk: object) -> None:
        """Find a window no more, which closes: what is asked for from now on opens elsewhere."""

    def begin_quit(self) -> None:
        """Close all windows, each with its own question; one that stays open stops the rest."""

    def is_front(self, desk: object) -> bool:
        """Tell whether the writer used this desk last."""


@dataclass(frozen=True, slots=True)
class Shared:
    """What all windows share."""

    app: QApplication
    options: Options
    files: AppFiles
    trace: Trace
    settings: Settings
    client: EngineClient
    recent: RecentFiles
    places: Places
    company: Company
    voices: VoicesMeeting = field(default_factory=VoicesMeeting)


def settings_of_window(whole: Settings) -> tuple[Settings, Callable[[], None]]:
    """Return settings for one window that follow the others', and what ends that.

    A window's parts may listen to them for as long as they like: once it is closed, nothing comes.
    """
    own = Settings()

    def follow(key: str) -> None:
        own.set(key, _value(whole, key))

    def tell(key: str) -> None:
        whole.set(key, _value(own, key))

    for row in SETTINGS:
        follow(row.key)
    own.changed.connect(tell)
    whole.changed.connect(follow)

    def end() -> None:
        whole.changed.disconnect(follow)

    return own, end


def _value(settings: Settings, key: str) -> Value:
    default = _DEFAULTS[key]
    if isinstance(default, bool):
        return settings.flag(key)
    return settings.number(key) if isinstance(default, int) else settings.choice(key)


_DEFAULTS = {row.key: row.default for row in SETTINGS}
