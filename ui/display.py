"""Whether there is a screen to open a window on; Qt would abort the process where there is none."""

from __future__ import annotations

import os
import socket
import sys

from ui.errors import NoDisplay
from ui.language import tr

_SCREENLESS = ("offscreen", "minimal", "vnc", "eglfs", "linuxfb", "wayland")


def require_display() -> None:
    """Check that a window can be opened; Qt would abort the process instead.

    Raises:
        NoDisplay: the message says what to do.
    """
    if not sys.platform.startswith("linux"):
        return
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform.startswith(_SCREENLESS) or os.environ.get("WAYLAND_DISPLAY"):
        return
    display = os.environ.get("DISPLAY", "")
    if not display:
        raise NoDisplay(
            tr(
                "There is no display to open a window on; start Longhand in a desktop session, "
                "or use longhand-engine here."
            )
        )
    if display.startswith(":") and not _answers(display):
        raise NoDisplay(tr("The display {display} does not answer.").format(display=display))


def _answers(display: str) -> bool:
    """Return whether an X server listens on a local display."""
    number = display[1:].split(".")[0]
    name = f"/tmp/.X11-unix/X{number}"  # where X servers listen, by convention since X11R1
    for address in (name, f"\0{name}"):
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(address)
            except OSError:
                continue
            return True
    return False
