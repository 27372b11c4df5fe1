"""File dialogs that never block the loop: each is awaited; None is a change of mind."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QWidget

from ui.language import mark, tr

_FILTERS = mark("Texts (*.md *.txt);;All files (*)")


async def choose_text(parent: QWidget, start: Path) -> Path | None:
    """Let the writer choose a text file."""
    dialog = QFileDialog(parent, tr("Open"), str(start), tr(_FILTERS))
    dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
    return await _chosen(dialog)


async def choose_new_text(parent: QWidget, start: Path, name: str) -> Path | None:
    """Let the writer name a text file; a file that exists was asked about by the dialog."""
    dialog = QFileDialog(parent, tr("Save as"), str(start), tr(_FILTERS))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setDefaultSuffix("md")
    dialog.selectFile(name)
    return await _chosen(dialog)


async def choose_folder(parent: QWidget, title: str, start: Path) -> Path | None:
    """Let the writer choose a folder."""
    dialog = QFileDialog(parent, title, str(start))
    dialog.setFileMode(QFileDialog.FileMode.Directory)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    return await _chosen(dialog)


async def choose_new_folder(parent: QWidget, title: str, start: Path) -> Path | None:
    """Let the writer name a folder that is to be made."""
    dialog = QFileDialog(parent, title, str(start))
    dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
    dialog.setFileMode(QFileDialog.FileMode.AnyFile)
    dialog.setOption(QFileDialog.Option.ShowDirsOnly)
    dialog.setLabelText(QFileDialog.DialogLabel.FileName, tr("Name"))
    dialog.setLabelText(QFileDialog.DialogLabel.Accept, tr("Make"))
    return await _chosen(dialog)


async def _chosen(dialog: QFileDialog) -> Path | None:
    dialog.setWindowModality(Qt.WindowModality.WindowModal)
    chosen: asyncio.Future[Path | None] = asyncio.get_running_loop().create_future()

    def on_finished(code: int) -> None:
        if not chosen.done():
            chosen.set_result(Path(dialog.selectedFiles()[0]) if code else None)

    dialog.finished.connect(on_finished)
    dialog.open()
    try:
        return await chosen
    finally:
        dialog.deleteLater()
