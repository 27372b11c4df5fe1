"""What a path or a window's state leads to: a text, a project, or a sentence why not.

Pure reading; may block, so the windows call it from a worker thread.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from ui.errors import FileUnusable
from ui.language import tr
from ui.manuscript.project import Project, open_project
from ui.manuscript.text_file import OpenedFile, open_text
from ui.sessions.session_file import WindowState, without_text


@dataclass(frozen=True, slots=True)
class Reopened:
    """A window of an earlier session."""

    opened: OpenedFile | Project | None
    state: WindowState
    told: str = ""
    """What the writer should know; empty where all is as it was."""


def opened_at(path: Path) -> OpenedFile | Project:
    """Read a text, or a project where the path is a folder; raises FileUnusable."""
    try:
        return open_project(path) if path.is_dir() else open_text(path)
    except OSError as error:
        # A folder that may not be entered, or a share that is away, fails with the first look.
        raise FileUnusable(
            tr("{name} cannot be read: {reason}.").format(
                name=path.name, reason=error.strerror or error
            )
        ) from error


def reopened(state: WindowState) -> Reopened:
    """Read what a window showed; where that is gone the window is empty."""
    if state.path is None:
        return Reopened(None, state)
    try:
        opened = opened_at(state.path)
    except FileUnusable as error:
        if _is_gone(state.path):
            told = tr("{name} is no longer there, so it was not opened again.")
        else:
            told = tr("{name} was not opened again: {reason}")
        words = told.format(name=state.path.name, reason=str(error))
        return Reopened(None, without_text(state), words)
    return Reopened(opened, state, _change(opened, state))


def _is_gone(path: Path) -> bool:
    """Tell whether nothing is at a path; what cannot be looked at may be there."""
    try:
        path.stat()
    except (FileNotFoundError, NotADirectoryError):
        return True
    except OSError:
        return False
    return False


def _change(opened: OpenedFile | Project, state: WindowState) -> str:
    """Return what became of the text on show since, in a sentence; empty where nothing."""
    if not state.sha256:
        return ""
    if isinstance(opened, OpenedFile):
        name, found = opened.state.path.name, opened
    elif not state.scene:
        # Another text was on show than one of the project's scenes.
        return ""
    else:
        if state.scene not in opened.tree:
            return tr("The scene you were in is gone from the project.")
        name = opened.tree.find(state.scene).title
        try:
            found = opened.read_scene(state.scene)
        except (FileUnusable, KeyError, OSError):
            return tr("The file of “{name}” is no longer there.").format(name=name)
    if found.state.sha256 == state.sha256:
        return ""
    return tr("{name} was changed by another program since it was last open here.").format(
        name=name
    )
