"""Opens the palette over a window and runs what is chosen there, as its menu would."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from typing import Protocol

from PySide6.QtGui import QAction, QKeySequence

from ui.actions import ACTIONS, Action
from ui.commands.command_list import CommandRow
from ui.commands.palette_host import PaletteHost
from ui.editor.editor_view import EditorView
from ui.language import mark, tr
from ui.main_window import MainWindow

_MOST_RECENT = 5
_NEEDS_GHOST = mark("Only while a suggestion shows")


class MoreRows(Protocol):
    """What the palette lists beside the commands."""

    def rows(self) -> list[CommandRow]:
        """Return its rows; their ids are no command's."""

    def run(self, id: str) -> bool:
        """Run a row; returns whether the id is that of one."""


class Commands(PaletteHost):
    """The commands of one window by name."""

    def __init__(
        self, window: MainWindow, editor: EditorView, more: MoreRows | None = None
    ) -> None:
        super().__init__(window, editor)
        self._more = more
        self._recent: tuple[str, ...] = ()
        for action in window.actions_by_id.values():
            action.changed.connect(self._on_changed)

    def _rows(self) -> list[CommandRow]:
        more = self._more.rows() if self._more is not None else []
        return command_rows(ACTIONS, self._window.actions_by_id) + more

    def _recent_ids(self) -> tuple[str, ...]:
        return self._recent

    def _run(self, id: str) -> None:
        self._recent = (id, *(each for each in self._recent if each != id))[:_MOST_RECENT]
        self._close()
        if self._more is None or not self._more.run(id):
            self._window.actions_by_id[id].trigger()

    def _on_changed(self) -> None:
        """Follow what becomes possible, or no longer is, while the palette is open."""
        if self.palette.isVisible():
            self.palette.renew(self._rows())


def command_rows(
    actions: Sequence[Action], built: Mapping[str, QAction], own: Collection[str] = ()
) -> list[CommandRow]:
    """Return actions as lists show them.

    Args:
        actions: their rows, in order.
        built: their QActions, by id.
        own: ids of those that have keys of the writer's own.
    """
    return [_command_row(row, built[row.id], row.id in own) for row in actions]


def menu_words(row: Action) -> str:
    """Return what finds an action by its menu, in English too."""
    return " ".join(dict.fromkeys((tr(row.menu), row.menu)))


def other_label(row: Action) -> str:
    """Return an action's label in English where that is another one."""
    return row.label if row.label != tr(row.label) else ""


def _why_not(row: Action) -> str:
    """Return what an action needs that is not there."""
    needed = row.needs or (_NEEDS_GHOST if row.needs_ghost else "")
    return needed and tr(needed)


def _command_row(row: Action, action: QAction, is_own: bool) -> CommandRow:
    native = QKeySequence.SequenceFormat.NativeText
    return CommandRow(
        row.id,
        tr(row.label),
        tr(row.menu),
        action.shortcut().toString(native),
        # The words of an id tell what a label leaves to its menu: theme, zoom.
        also=f"{menu_words(row)} {row.id.replace('.', ' ').replace('_', ' ')}",
        other=other_label(row),
        is_enabled=action.isEnabled(),
        is_checked=action.isChecked() if action.isCheckable() else None,
        why_not="" if action.isEnabled() else _why_not(row),
        is_own=is_own,
    )
