"""What was open: the windows of a session, and how they stand in a file; no widgets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from ui.manuscript.journal import Owner
from ui.sessions.kept_file import TomlTree, tables_of

_OWNER, _WINDOWS = "owner", "window"


@dataclass(frozen=True, slots=True)
class WindowState:
    """One window."""

    path: Path | None = None
    """Its text or its project's folder; None for a text that has no file."""
    scene: str = ""
    """The id of the scene on show; empty where there is no project."""
    sha256: str = ""
    """The file of the text on show when it was read or written last."""
    geometry: str = ""
    """Where it stood and how large it was, as Qt writes it, in base 64."""
    has_binder: bool = True
    side: str = ""
    """The page of the side panel on show; empty where the panel is away."""
    is_focused: bool = False


@dataclass(frozen=True, slots=True)
class Session:
    """The windows that are or were open, the one in front last."""

    windows: tuple[WindowState, ...] = ()
    owner: Owner | None = None
    """The process that keeps it."""
    was_welcomed: bool = False
    """Whether the welcome page was shown once."""

    @property
    def worthy(self) -> tuple[WindowState, ...]:
        """The windows to bring back: empty ones do not count beside others."""
        return tuple(each for each in self.windows if each.path) or self.windows[-1:]


def without_text(state: WindowState) -> WindowState:
    """Return a window's state as one of an empty text."""
    return replace(state, path=None, scene="", sha256="")


def session_of(tree: TomlTree) -> Session:
    """Read a session; whatever does not fit is passed over."""
    owner = tree.get(_OWNER)
    pid, started = (owner.get("pid"), owner.get("started")) if isinstance(owner, dict) else (0, 0)
    return Session(
        tuple(_state_of(row) for row in tables_of(tree, _WINDOWS)),
        Owner(pid, float(started))
        if type(pid) is int and isinstance(started, int | float) and pid
        else None,
        tree.get("welcomed") is True,
    )


def tree_of(session: Session) -> TomlTree:
    """Return a session as a file holds it."""
    tree: TomlTree = {"welcomed": session.was_welcomed}
    if session.owner is not None:
        tree[_OWNER] = {"pid": session.owner.pid, "started": session.owner.started}
    tree[_WINDOWS] = [
        {
            **({"path": str(state.path)} if state.path is not None else {}),
            "scene": state.scene,
            "sha256": state.sha256,
            "geometry": state.geometry,
            "binder": state.has_binder,
            "side": state.side,
            "focus": state.is_focused,
        }
        for state in session.windows
    ]
    return tree


def _state_of(row: TomlTree) -> WindowState:
    def words(key: str) -> str:
        value = row.get(key)
        return value if isinstance(value, str) else ""

    path = Path(words("path")) if words("path") else None
    return WindowState(
        path if path is not None and path.is_absolute() else None,
        words("scene"),
        words("sha256"),
        words("geometry"),
        row.get("binder") is not False,
        words("side"),
        row.get("focus") is True,
    )
