"""Offers text that was never saved: the one dialog that may open on start."""

from __future__ import annotations

import asyncio
import enum
from dataclasses import dataclass

from PySide6.QtCore import QDateTime, QLocale, QSize, Qt
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.document import UNTITLED
from ui.editor.word_count import is_mostly_cjk, length_of
from ui.language import mark, saying, told, tr
from ui.manuscript.journal import Draft

# What a line holds; characters of some scripts are twice as wide.
_EXCERPT_CHARS, _WIDE_EXCERPT_CHARS = 72, 32
_MOST_ROWS, _LIST_FRAME = 4, 16


class Verdict(enum.Enum):
    """What is to become of the drafts."""

    RESTORE = "restore"
    LATER = "later"
    DISCARD = "discard"


@dataclass(frozen=True, slots=True)
class Decision:
    """The writer's answer, and the draft it is about."""

    verdict: Verdict
    draft: Draft


class RecoveryDialog(QDialog):
    """Shows what was found; nothing is removed unless the writer says so."""

    def __init__(self, drafts: list[Draft], parent: QWidget) -> None:
        super().__init__(parent)
        told(self.setWindowTitle, mark("Text that was not saved"))
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.setMinimumWidth(560)
        self._drafts = drafts
        self._verdict = Verdict.LATER
        intro = saying(
            QLabel(self),
            mark("Longhand ended before this text was saved. It was kept in the journal."),
        )
        intro.setWordWrap(True)
        self._list = QListWidget(self)
        told(self._list.setAccessibleName, mark("Texts found"))
        self._list.setWordWrap(True)
        for draft in drafts:
            self._list.addItem(QListWidgetItem(describe(draft)))
        self._list.setCurrentRow(0)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        rows = min(len(drafts), _MOST_ROWS)
        # Letters that another font lends may be higher than the font's own: each row has room.
        height = max(self._list.sizeHintForRow(n) for n in range(len(drafts))) + 4
        for n in range(len(drafts)):
            self._list.item(n).setSizeHint(QSize(0, height))
        self._list.setFixedHeight(rows * height + _LIST_FRAME)
        buttons = QDialogButtonBox(self)
        restore = saying(QPushButton(self), mark("Restore"))
        restore.setDefault(True)
        for button, role, verdict in (
            (restore, QDialogButtonBox.ButtonRole.AcceptRole, Verdict.RESTORE),
            (
                saying(QPushButton(), mark("Keep for later")),
                QDialogButtonBox.ButtonRole.RejectRole,
                Verdict.LATER,
            ),
            (
                saying(QPushButton(), mark("Discard this text")),
                QDialogButtonBox.ButtonRole.DestructiveRole,
                Verdict.DISCARD,
            ),
        ):
            if verdict is Verdict.DISCARD:
                button.setProperty("tone", "danger")
            buttons.addButton(button, role)
            button.clicked.connect(lambda _=False, v=verdict: self._decide(v))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(16)
        layout.addWidget(intro)
        layout.addWidget(self._list)
        layout.addWidget(buttons)
        restore.setFocus()

    async def decide(self) -> Decision:
        """Open the dialog and return the writer's answer; Esc keeps everything for later."""
        finished: asyncio.Future[None] = asyncio.get_running_loop().create_future()

        def on_finished(_code: int) -> None:
            if not finished.done():
                finished.set_result(None)

        self.finished.connect(on_finished)
        self.open()
        try:
            await finished
        finally:
            self.deleteLater()
        return Decision(self._verdict, self._drafts[max(0, self._list.currentRow())])

    def _decide(self, verdict: Verdict) -> None:
        self._verdict = verdict
        self.accept()


def describe(draft: Draft) -> str:
    """Return a draft in words: where it belongs, how long and how old it is, how it ends."""
    name = draft.path.name if draft.path else tr(UNTITLED)
    changed = QDateTime.fromSecsSinceEpoch(int(draft.changed_at))
    when = QLocale().toString(changed, tr("dd MMMM yyyy, HH:mm"))
    text = " ".join(draft.text.split())
    most = _WIDE_EXCERPT_CHARS if is_mostly_cjk(text) else _EXCERPT_CHARS
    excerpt = text if len(text) <= most else f"… {_last_words(text[-most:])}"
    return f"{name} · {length_of(draft.text)} · {when}\n{excerpt}"


def _last_words(end: str) -> str:
    """Return the end of a text, begun at a word where there is one."""
    _, space, words = end.partition(" ")
    return words if space else end
