"""The recent files where a writer looks for them: a menu under File, and rows of the palette."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QMenu

from ui.commands.command_list import CommandRow
from ui.language import mark, on_change, tr
from ui.sessions.recent import Recent, names_of

if TYPE_CHECKING:
    from ui.desk import Desk

ACTION = "file.recent"
_PREFIX = "recent:"
_OPEN_RECENT = mark("Open recent")


class RecentMenu(QObject):
    """One window's way to the files that were open last."""

    def __init__(self, desk: Desk) -> None:
        super().__init__(desk.window)
        self._desk, self._recent = desk, desk.shared.recent
        self.menu = QMenu(desk.window)
        self.menu.setToolTipsVisible(True)
        self._new: QMenu | None = None
        self.menu.aboutToShow.connect(self._on_about_to_show)
        self._recent.changed.connect(self._on_changed)
        desk.window.actions_by_id[ACTION].setMenu(self.menu)
        # A menu without rows would not open, and so never be filled.
        self._fill()
        on_change(self, self._fill)

    def rows(self) -> list[CommandRow]:
        """Return the files as rows of the palette."""
        self._recent.look()
        shown = self._recent.shown
        return [
            CommandRow(
                f"{_PREFIX}{entry.path}",
                tr("Open {name}").format(name=name),
                tr(_OPEN_RECENT),
                also=f"{tr(_OPEN_RECENT)} {entry.path}",
            )
            for entry, name in zip(shown, self._names(shown), strict=True)
        ]

    def run(self, id: str) -> bool:
        """Open a row of the palette; returns whether the id is that of one."""
        if not id.startswith(_PREFIX):
            return False
        self._open(Path(id.removeprefix(_PREFIX)))
        return True

    @property
    def words(self) -> str:
        """What leads to these rows in the palette."""
        return tr(_OPEN_RECENT)

    def _on_about_to_show(self) -> None:
        self._fill()
        self._recent.look()

    def _on_changed(self) -> None:
        if self.menu.isVisible():
            self._fill()

    def _fill(self) -> None:
        """Lay the rows out anew."""
        self.menu.clear()
        if self._new is not None:
            self._new.deleteLater()
            self._new = None
        shown = self._recent.shown
        if not shown:
            self.menu.addAction(tr("Nothing was open yet")).setEnabled(False)
            return
        self._add(self.menu, shown, in_new=False)
        self.menu.addSeparator()
        self._new = QMenu(tr("Open in new window"), self.menu)
        self._new.setToolTipsVisible(True)
        self._add(self._new, shown, in_new=True)
        self.menu.addMenu(self._new)
        self.menu.addAction(tr("Forget these")).triggered.connect(lambda _: self._recent.forget())

    def _add(self, menu: QMenu, shown: tuple[Recent, ...], *, in_new: bool) -> None:
        for entry, name in zip(shown, self._names(shown), strict=True):
            # An ampersand would underline the letter behind it.
            action = menu.addAction(name.replace("&", "&&"))
            action.setToolTip(str(entry.path))
            action.triggered.connect(lambda _, path=entry.path: self._open(path, in_new=in_new))

    def _names(self, shown: tuple[Recent, ...]) -> list[str]:
        return names_of([entry.path for entry in shown])

    def _open(self, path: Path, *, in_new: bool = False) -> None:
        self._desk.shared.company.begin_opening(path, self._desk, in_new=in_new)
