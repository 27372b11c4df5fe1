"""The actions, one row each: id, label, default keys, menu; menus and keys are built from the rows.

A row with `needs_ghost` acts only while a suggestion shows; its keys mean what they always mean at
any other time, so the editor and not the menu listens for them.
"""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QActionGroup, QKeySequence
from PySide6.QtWidgets import QMenu, QMenuBar, QWidget

from ui.language import mark, told, tr

Key = str | QKeySequence.StandardKey
Standard = QKeySequence.StandardKey
_IN_A_PROJECT = mark("Only in a project")
_A_SECOND = mark("Only with a second view")


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

# Qt has none for it on desktops that it does not know.
_FULL_SCREEN: tuple[Key, ...] = (
    (Standard.FullScreen,) if sys.platform == "darwin" else (Standard.FullScreen, "F11")
)

ACTIONS: tuple[Action, ...] = (
    Action("file.new", mark("New"), mark("File"), (Standard.New,)),
    Action("file.open", mark("Open…"), mark("File"), (Standard.Open,)),
    Action("file.recent", mark("Open recent"), mark("File")),
    # No standard key is free for it on every desktop: Ctrl+Shift+N is a new scene.
    Action("file.new_window", mark("New window"), mark("File"), starts_section=True),
    Action("file.close", mark("Close window"), mark("File"), (Standard.Close,)),
    Action("file.save", mark("Save"), mark("File"), (Standard.Save,), starts_section=True),
    Action("file.save_as", mark("Save as…"), mark("File"), ("Ctrl+Shift+S",)),
    Action(
        "file.quit",
        mark("Quit"),
        mark("File"),
        ("Ctrl+Q",),
        starts_section=True,
        role=QAction.MenuRole.QuitRole,
    ),
    Action("edit.undo", mark("Undo"), mark("Edit"), (Standard.Undo,)),
    Action("edit.redo", mark("Redo"), mark("Edit"), (Standard.Redo, "Ctrl+Y")),
    Action("edit.cut", mark("Cut"), mark("Edit"), (Standard.Cut,), starts_section=True),
    Action("edit.copy", mark("Copy"), mark("Edit"), (Standard.Copy,)),
    Action("edit.paste", mark("Paste"), mark("Edit"), (Standard.Paste,)),
    Action("edit.select_all", mark("Select all"), mark("Edit"), (Standard.SelectAll,)),
    Action("edit.find", mark("Find…"), mark("Edit"), (Standard.Find,), starts_section=True),
    Action("edit.replace", mark("Replace…"), mark("Edit"), _REPLACE),
    Action("edit.find_next", mark("Find next"), mark("Edit"), (Standard.FindNext,)),
    Action("edit.find_previous", mark("Find previous"), mark("Edit"), (Standard.FindPrevious,)),
    Action("edit.go_to", mark("Go to…"), mark("Edit"), ("Ctrl+L",)),
    Action(
        "edit.preferences",
        mark("Preferences…"),
        mark("Edit"),
        # Where the platform has a key for it.
        (Standard.Preferences,),
        starts_section=True,
        role=QAction.MenuRole.PreferencesRole,
    ),
    Action("edit.keys", mark("Keys…"), mark("Edit")),
    Action("project.new", mark("New project…"), mark("Project")),
    Action("project.open", mark("Open project…"), mark("Project")),
    Action(
        "project.new_scene",
        mark("New scene"),
        mark("Project"),
        ("Ctrl+Shift+N",),
        starts_section=True,
        needs=_IN_A_PROJECT,
    ),
    Action(
        "outline.suggest",
        mark("Outline suggestions…"),
        mark("Project"),
        ("Ctrl+Shift+O",),
        starts_section=True,
    ),
    Action("outline.next", mark("What could happen next…"), mark("Project")),
    Action(
        "outline.draft",
        mark("Draft the chosen beat"),
        mark("Project"),
        ("Ctrl+Shift+D",),
        needs=_IN_A_PROJECT,
    ),
    Action("suggestion.continue", mark("Continue here"), mark("Suggestion"), ("Ctrl+Return",)),
    Action(
        "suggestion.accept_all",
        mark("Take all"),
        mark("Suggestion"),
        ("Tab",),
        needs_ghost=True,
        starts_section=True,
    ),
    Action(
        "suggestion.accept_word",
        mark("Take a word"),
        mark("Suggestion"),
        (Standard.MoveToNextWord,),
        needs_ghost=True,
    ),
    Action(
        "suggestion.accept_sentence",
        mark("Take a sentence"),
        mark("Suggestion"),
        (Standard.MoveToEndOfLine,),
        needs_ghost=True,
    ),
    Action(
        "suggestion.next_take",
        mark("Next take"),
        mark("Suggestion"),
        ("Alt+Down",),
        needs_ghost=True,
    ),
    Action(
        "suggestion.previous_take",
        mark("Previous take"),
        mark("Suggestion"),
        ("Alt+Up",),
        needs_ghost=True,
    ),
    Action("suggestion.dismiss", mark("Dismiss"), mark("Suggestion"), ("Esc",), needs_ghost=True),
    Action(
        "rewrite.open", mark("Rewrite…"), mark("Suggestion"), ("Ctrl+Shift+R",), starts_section=True
    ),
    Action("rewrite.prompts", mark("Rewrite prompts…"), mark("Suggestion")),
    Action(
        "voices.choose",
        mark("Choose the voice…"),
        mark("Suggestion"),
        ("Ctrl+F9",),
        starts_section=True,
    ),
    Action("voices.open", mark("Voices…"), mark("Suggestion"), ("Ctrl+Shift+F9",)),
    Action("voices.new", mark("Make a voice of my books…"), mark("Suggestion")),
    Action(
        "suggestion.toggle",
        mark("Suggest on a pause"),
        mark("Suggestion"),
        ("F9",),
        checkable=True,
        starts_section=True,
    ),
    Action("view.palette", mark("Commands…"), mark("View"), ("Ctrl+Shift+P",)),
    Action(
        "view.binder",
        mark("Binder"),
        mark("View"),
        ("Shift+F6",),
        starts_section=True,
        needs=_IN_A_PROJECT,
    ),
    Action("view.side", mark("Outline"), mark("View"), ("F6",)),
    Action("view.split", mark("Second view"), mark("View"), ("F4",), checkable=True),
    Action(
        "view.swap", mark("Write in the second view"), mark("View"), ("Shift+F4",), needs=_A_SECOND
    ),
    Action("view.headings", mark("Headings"), mark("View")),
    Action("view.inspector", mark("What the engine saw"), mark("View"), ("Shift+F9",)),
    Action("view.latency", mark("Speed"), mark("View")),
    Action("view.focus", mark("Focus"), mark("View"), ("F8",), checkable=True, starts_section=True),
    Action(
        "view.typewriter", mark("Typewriter scrolling"), mark("View"), ("Shift+F8",), checkable=True
    ),
    Action(
        "view.full_screen",
        mark("Full screen"),
        mark("View"),
        _FULL_SCREEN,
        checkable=True,
    ),
    Action(
        "view.zoom_in",
        mark("Larger text"),
        mark("View"),
        (Standard.ZoomIn, "Ctrl+="),
        starts_section=True,
    ),
    Action("view.zoom_out", mark("Smaller text"), mark("View"), (Standard.ZoomOut,)),
    Action("view.zoom_reset", mark("Default text size"), mark("View"), ("Ctrl+0",)),
    Action(
        "view.theme_system",
        mark("Follow the system"),
        mark("View"),
        checkable=True,
        group="theme",
        starts_section=True,
    ),
    Action("view.theme_light", mark("Light"), mark("View"), checkable=True, group="theme"),
    Action("view.theme_dark", mark("Dark"), mark("View"), checkable=True, group="theme"),
    Action("view.theme_sepia", mark("Sepia"), mark("View"), checkable=True, group="theme"),
    Action("help.model", mark("About the model…"), mark("Help")),
    Action("help.welcome", mark("Welcome"), mark("Help")),
    Action("help.notice", mark("Dismiss the notice"), mark("Help"), ("Ctrl+Shift+K",)),
    Action("help.about", mark("About Longhand"), mark("Help"), role=QAction.MenuRole.AboutRole),
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
        action = QAction(parent)
        told(action.setText, row.label)
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
            menu = menus[row.menu] = bar.addMenu("")
            told(menu.setTitle, functools.partial(menu_title, row.menu))
        menu = menus[row.menu]
        if row.starts_section:
            menu.addSeparator()
        menu.addAction(built[row.id])


def menu_title(name: str) -> str:
    """Return a menu's name with the letter that opens it together with Alt."""
    title = tr(name)
    # No two menus share a first letter; where words have none, as in Chinese, it stands behind.
    return f"&{title}" if title.isascii() else f"{title}(&{name[0]})"


def _without_argument(handler: Callable[[], object]) -> Callable[[bool], None]:
    """Drop the `checked` argument that QAction.triggered brings."""

    def call(_checked: bool) -> None:
        handler()

    return call
