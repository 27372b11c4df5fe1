"""The list of the writer's own prompts: add, change, reorder, remove; writes nothing itself."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.language import mark, saying, told, tr
from ui.rewrite.prompts import VARIABLES, Prompt

_NEW, _UNNAMED = mark("New prompt"), mark("Untitled prompt")
_HELP = mark(
    "In the text, {names} stand for what they name. A number chooses the prompt in a rewrite."
)


class PromptsDialog(QDialog):
    """One prompt is open at a time; every change counts at once.

    Signals:
        prompts_changed(tuple[Prompt, ...]): the prompts as they are now.
    """

    prompts_changed = Signal(object)

    def __init__(self, prompts: Sequence[Prompt], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        told(self.setWindowTitle, mark("Rewrite prompts"))
        self._prompts = list(prompts)
        self._removed: list[tuple[int, Prompt]] = []
        self._is_filling = False
        self.list = QListWidget(self)
        told(self.list.setAccessibleName, mark("Prompts"))
        self.name = QLineEdit(self)
        told(self.name.setAccessibleName, mark("Name of the prompt"))
        self.text = QPlainTextEdit(self)
        told(self.text.setAccessibleName, mark("Text of the prompt"))
        self.text.setTabChangesFocus(True)
        told(
            self.text.setPlaceholderText, mark("Say this as a neighbour would tell it: {selection}")
        )
        self.add = saying(QPushButton(self), mark("Add"))
        self.remove = saying(QPushButton(self), mark("Remove"))
        self.put_back = saying(QPushButton(self), mark("Put back"))
        self.put_back.hide()
        self.list.currentRowChanged.connect(lambda _: self._fill())
        self.name.textChanged.connect(lambda _: self._on_edited())
        self.text.textChanged.connect(self._on_edited)
        self.add.clicked.connect(self._add)
        self.remove.clicked.connect(self._remove)
        self.put_back.clicked.connect(self._put_back)
        for keys, by in (("Alt+Shift+Up", -1), ("Alt+Shift+Down", 1)):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.activated.connect(lambda by=by: self._move(by))
        self._lay_out()
        for prompt in self._prompts:
            self.list.addItem(prompt.name)
        self.list.setCurrentRow(0 if self._prompts else -1)
        self._fill()
        self.resize(640, 380)

    def _lay_out(self) -> None:
        names = ", ".join(f"{{{name}}}" for name in VARIABLES)
        help_label = saying(QLabel(self), lambda: tr(_HELP).format(names=names))
        help_label.setProperty("tone", "quiet")
        help_label.setWordWrap(True)
        buttons = QHBoxLayout()
        buttons.addWidget(self.add)
        buttons.addWidget(self.remove)
        buttons.addWidget(self.put_back)
        left = QVBoxLayout()
        left.addWidget(self.list, 1)
        left.addLayout(buttons)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.name)
        right.addWidget(self.text, 1)
        right.addWidget(help_label)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(16)
        layout.addLayout(left, 2)
        layout.addLayout(right, 3)

    def _fill(self) -> None:
        """Show the prompt that is open."""
        row = self.list.currentRow()
        has_one = 0 <= row < len(self._prompts)
        self._is_filling = True
        self.name.setText(self._prompts[row].name if has_one else "")
        self.text.setPlainText(self._prompts[row].text if has_one else "")
        self._is_filling = False
        for widget in (self.name, self.text, self.remove):
            widget.setEnabled(has_one)

    def _on_edited(self) -> None:
        row = self.list.currentRow()
        if self._is_filling or not 0 <= row < len(self._prompts):
            return
        # Not `toPlainText`: that one turns no-break spaces into spaces.
        text = self.text.document().toRawText()
        text = text.replace("\u2029", "\n").replace("\u2028", "\n")
        self._prompts[row] = Prompt(self.name.text(), text)
        self.list.item(row).setText(self.name.text())
        self._tell()

    def _add(self) -> None:
        self._prompts.append(Prompt(tr(_NEW), ""))
        self.list.addItem(tr(_NEW))
        self.list.setCurrentRow(len(self._prompts) - 1)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.name.selectAll()

    def _remove(self) -> None:
        row = self.list.currentRow()
        if 0 <= row < len(self._prompts):
            self._removed.append((row, self._prompts.pop(row)))
            self.list.takeItem(row)
            self.put_back.show()
            self._fill()
            self._tell()

    def _put_back(self) -> None:
        """Bring the prompt back that was removed last."""
        row, prompt = self._removed.pop()
        self._prompts.insert(row, prompt)
        self.list.insertItem(row, prompt.name)
        self.list.setCurrentRow(row)
        self.put_back.setVisible(bool(self._removed))
        self._tell()

    def _move(self, by: int) -> None:
        row = self.list.currentRow()
        to = row + by
        if 0 <= row < len(self._prompts) and 0 <= to < len(self._prompts):
            self._prompts.insert(to, self._prompts.pop(row))
            self.list.insertItem(to, self.list.takeItem(row))
            self.list.setCurrentRow(to)
            self._tell()

    def _tell(self) -> None:
        named = (p if p.name.strip() else Prompt(tr(_UNNAMED), p.text) for p in self._prompts)
        self.prompts_changed.emit(tuple(named))
