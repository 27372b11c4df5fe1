"""The actions, one row each: id, label, default keys, menu; menus and keys are built from the rows.

A row with `needs_ghost` acts only while a suggestion shows; its keys mean what they always mean at
any other time, so the editor and not the menu listens for them.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

Key = str | QKeySequence.StandardKey
Standard = QKeySequence.StandardKey
_IN_A_PROJECT = "Only in a project"


@dataclass(frozen=True, slots=True)
class Action:
    """One row."""

    id: str
    label: str
    menu: str
    keys: tuple[Key, ...] = ()
    needs_ghost: bool = False
    checkable: bool = False
    group: str | None = None
    """Checkable rows of one group exclude each other."""
    starts_section: bool = False
    role: QAction.MenuRole = QAction.MenuRole.NoRole
    needs: str = ""
    """What it takes, said where it cannot be chosen."""


# Qt has no standard key for it on some desktops; on macOS this one hides the app.
_REPLACE: tuple[Key, ...] = (
    (Standard.Replace,) if sys.platform == "darwin" else (Standard.Replace, "Ctrl+H")
)

ACTIONS: tuple[Action, ...] = (
    Action("file.new", "New", "File", (Standard.New,)),
    Action("file.open", "Open…", "File", (Standard.Open,)),
    Action("file.save", "Save", "File", (Standard.Save,), starts_section=True),
    Action("file.save_as", "Save as…", "File", ("Ctrl+Shift+S",)),
    Action(
        "file.quit",
        "Quit",
        "File",
        ("Ctrl+Q",),
        starts_section=True,
        role=QAction.MenuRole.QuitRole,
    ),
    Action("edit.undo", "Undo", "Edit", (Standard.Undo,)),
    Action("edit.redo", "Redo", "Edit", (Standard.Redo, "Ctrl+Y")),
    Action("edit.cut", "Cut", "Edit", (Standard.Cut,), starts_section=True),
    Action("edit.copy", "Copy", "Edit", (Standard.Copy,)),
    Action("edit.paste", "Paste", "Edit", (Standard.Paste,)),
    Action("edit.select_all", "Select all", "Edit", (Standard.SelectAll,)),
    Action("edit.find", "Find…", "Edit", (Standard.Find,), starts_section=True),
    Action("edit.replace", "Replace…", "Edit", _REPLACE),
    Action("edit.find_next", "Find next", "Edit", (Standard.FindNext,)),
    Action("edit.find_previous", "Find previous", "Edit", (Standard.FindPrevious,)),
    Action(
        "edit.preferences",
        "Preferences…",
        "Edit",
        # Where the platform has a key for it.
        (Standard.Preferences,),
        starts_section=True,
        role=QAction.MenuRole.PreferencesRole,
    ),
    Action("edit.keys", "Keys…", "Edit"),
    Action("project.new", "New project…", "Project"),
    Action("project.open", "Open project…", "Project"),
    Action(
        "project.new_scene",
        "New scene",
        "Project",
        ("Ctrl+Shift+N",),
        starts_section=True,
        needs=_IN_A_PROJECT,
    ),
    Action(
        "outline.suggest",
        "Outline suggestions…",
        "Project",
        ("Ctrl+Shift+O",),
        starts_section=True,
    ),
    Action("outline.next", "What could happen next…", "Project"),
    Action(
        "outline.draft",
        "Draft the chosen beat",
        "Project",
        ("Ctrl+Shift+D",),
        needs=_IN_A_PROJECT,
    ),
    Action("suggestion.continue", "Continue here", "Suggestion", ("Ctrl+Return",)),
    Action(
        "suggestion.accept_all",
        "Take all",
        "Suggestion",
        ("Tab",),
        needs_ghost=True,
        starts_section=True,
    ),
    Action(
        "suggestion.accept_word",
        "Take a word",
        "Suggestion",
        (Standard.MoveToNextWord,),
        needs_ghost=True,
    ),
    Action(
        "suggestion.accept_sentence",
        "Take a sentence",
        "Suggestion",
        (Standard.MoveToEndOfLine,),
        needs_ghost=True,
    ),
    Action("suggestion.next_take", "Next take", "Suggestion", ("Alt+Down",), needs_ghost=True),
    Action(
        "suggestion.previous_take", "Previous take", "Suggestion", ("Alt+Up",), needs_ghost=True
    ),
    Action("suggestion.dismiss", "Dismiss", "Suggestion", ("Esc",), needs_ghost=True),
    Action("rewrite.open", "Rewrite…", "Suggestion", ("Ctrl+Shift+R",), starts_section=True),
    Action("rewrite.prompts", "Rewrite prompts…", "Suggestion"),
    Action("voices.choose", "Choose the voice…", "Suggestion", ("Ctrl+F9",), starts_section=True),
    Action("voices.open", "Voices…", "Suggestion", ("Ctrl+Shift+F9",)),
    Action("voices.new", "Make a voice of my books…", "Suggestion"),
    Action(
        "suggestion.toggle",
        "Suggest on a pause",
        "Suggestion",
        ("F9",),
        checkable=True,
        starts_section=True,
    ),
    Action("view.palette", "Commands…", "View", ("Ctrl+Shift+P",)),
    Action(
        "view.binder",
        "Binder",
        "View",
        ("Shift+F6",),
        starts_section=True,
        needs=_IN_A_PROJECT,
    ),
    Action("view.side", "Outline", "View", ("F6",)),
    Action("view.inspector", "What the engine saw", "View", ("Shift+F9",)),
    Action("view.focus", "Focus", "View", ("F8",), checkable=True, starts_section=True),
    Action("view.typewriter", "Typewriter scrolling", "View", ("Shift+F8",), checkable=True),
    Action("view.full_screen", "Full screen", "View", (Standard.FullScreen,), checkable=True),
    Action("view.zoom_in", "Larger text", "View", (Standard.ZoomIn, "Ctrl+="), starts_section=True),
    Action("view.zoom_out", "Smaller text", "View", (Standard.ZoomOut,)),
    Action("view.zoom_reset", "Default text size", "View", ("Ctrl+0",)),
    Action(
        "view.theme_system",
        "Follow the system",
        "View",
        checkable=True,
        group="theme",
        starts_section=True,
    ),
    Action("view.theme_light", "Light", "View", checkable=True, group="theme"),
    Action("view.theme_dark", "Dark", "View", checkable=True, group="theme"),
    Action("view.theme_sepia", "Sepia", "View", checkable=True, group="theme"),
    Action("help.model", "About the model…", "Help"),
    Action("help.notice", "Dismiss the notice", "Help", ("Ctrl+Shift+K",)),
    Action("help.about", "About Longhand", "Help", role=QAction.MenuRole.AboutRole),
)


def sequences(row: Action) -> list[QKeySequence]:
    """Return a row's keys as this platform has them."""
    found: list[QKeySequence] = []
    for key in row.keys:
        if isinstance(key, QKeySequence.StandardKey):
            found.extend(QKeySequence.keyBindings(key))
        else:
            found.append(QKeySequence(key))
    return list(dict.fromkeys(found))


def key_text(action: QAction) -> str:
    """Return an action's first key as the platform writes it."""
    return action.shortcut().toString(QKeySequence.SequenceFormat.NativeText)


def ghost_keys() -> dict[str, list[QKeySequence]]:
    """Return the keys of the rows that need a ghost, by action id."""
    return {row.id: sequences(row) for row in ACTIONS if row.needs_ghost}


def build_actions(
    parent: QWidget, handlers: Mapping[str, Callable[[], object]]
) -> dict[str, QAction]:
    """Make every row's QAction; raises KeyError where a row has no handler."""
    built: dict[str, QAction] = {}
    groups: dict[str, QActionGroup] = {}
    for row in ACTIONS:
        action = QAction(row.label, parent)
        action.setObjectName(row.id)
        action.setCheckable(row.checkable)
        action.setMenuRole(row.role)
        action.setShortcuts(sequences(row))
        if row.needs_ghost:
            # Shown beside the entry; the editor claims the key while a ghost is there.
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setEnabled(False)
        if row.group is not None:
            group = groups.setdefault(row.group, QActionGroup(parent))
            group.addAction(action)
        action.triggered.connect(_without_argument(handlers[row.id]))
        built[row.id] = action
    return built


def fill_menus(bar: QMenuBar, built: Mapping[str, QAction]) -> None:
    """Lay the actions out in menus, in the rows' order."""
    menus: dict[str, QMenu] = {}
    for row in ACTIONS:
        if row.menu not in menus:
            # Alt and the first letter open a menu; no two menus share one.
            menus[row.menu] = bar.addMenu(f"&{row.menu}")
        menu = menus[row.menu]
        if row.starts_section:
            menu.addSeparator()
        menu.addAction(built[row.id])


def _without_argument(handler: Callable[[], object]) -> Callable[[bool], None]:
    """Drop the `checked` argument that QAction.triggered brings."""

    def call(_checked: bool) -> None:
        handler()

    return call
