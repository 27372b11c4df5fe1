"""The page of all keys: an action is chosen, Return pressed, and then the new key.

It says at once what a key does already, and offers to take it where it can be taken.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QMessageBox,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.actions import ACTIONS, Action
from ui.commands.command_list import CommandList, CommandRow
from ui.commands.commands import menu_words, other_label
from ui.commands.key_field import KeyField
from ui.commands.keymap import Clash, Keymap, KeyRules, chord, clash_of, native
from ui.commands.ranking import ranked
from ui.language import mark, on_change, saying, told, tr
from ui.notices import Choice, Tasks, ask
from ui.paged_window import WindowPage

_MARGIN, _SPACING, _FIELD_PX = 24, 12, 180
# Few keyboards have keys named Open, Save or Undo.
_FIRST_OF_MEDIA = Qt.Key.Key_Back
_HINT = mark("Return gives the chosen command a new key, Delete takes its key away.")
_WAITING = mark("Press the new key for “{label}”. Esc keeps the one it has.")
_NO_KEY = mark("no key")
_NOTHING = mark("No command has a name like that.")
_RESET = mark("Give every command its usual key again?")
_RESET_DETAIL = mark("Keys of your own are forgotten; your settings stay as they are.")


class KeysPage(WindowPage):
    """All keys.

    Signals:
        keymap_changed(Keymap): these keys shall count.
    """

    keymap_changed = Signal(object)
    title = mark("Keys")

    def __init__(
        self,
        keymap: Keymap,
        rules: KeyRules,
        tasks: Tasks,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        told(self.setAccessibleName, self.title)
        self._keymap, self._rules = keymap, rules
        self._wanted: QKeySequence | None = None
        self.search = QLineEdit(self)
        told(self.search.setPlaceholderText, mark("Find a command"))
        told(self.search.setAccessibleName, mark("Find a command"))
        self.search.installEventFilter(self)
        self.list = CommandList(mark("Commands and their keys"), self, has_marks=False)
        self.list.setObjectName("keyRows")
        self.list.installEventFilter(self)
        self.said = QLabel(self)
        self.said.setWordWrap(True)
        self.said.setProperty("tone", "quiet")
        self.field = KeyField(self)
        self.field.setFixedWidth(_FIELD_PX)
        self.give, self.take, self.keep, self.reset, self.reset_all = (
            self._button(text)
            for text in (
                mark("New key"),
                mark("Take it"),
                mark("Keep as it is"),
                mark("Reset"),
                mark("Reset all"),
            )
        )
        self._lay_out()
        self.search.textChanged.connect(lambda _: self._refresh())
        self.list.selectionModel().currentChanged.connect(lambda *_: self._rest())
        self.list.doubleClicked.connect(lambda _: self._wait())
        self.field.pressed.connect(self._on_pressed)
        self.field.left.connect(self._on_left)
        self.give.clicked.connect(self._wait)
        self.take.clicked.connect(self._take)
        self.keep.clicked.connect(self._keep)
        for button in (self.take, self.keep):
            button.installEventFilter(self)
        self.reset.clicked.connect(self._reset)
        self.reset_all.clicked.connect(lambda: tasks.start(self._reset_all()))
        self._refresh()
        self._rest()
        on_change(self, self._refresh)

    @property
    def first(self) -> QWidget:
        """The line to search by."""
        return self.search

    def show_keymap(self, keymap: Keymap) -> None:
        """Show keys as they are now."""
        if keymap.own != self._keymap.own:
            self._keymap = keymap
            self._refresh()

    # Choosing

    def _button(self, text: str) -> QPushButton:
        button = saying(QPushButton(self), text)
        button.setAutoDefault(False)
        return button

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.setSpacing(_SPACING)
        head.addWidget(self.search, 1)
        head.addWidget(self.reset_all)
        foot = QHBoxLayout()
        foot.setSpacing(8)
        foot.addWidget(self.said, 1)
        for widget in (self.field, self.take, self.keep, self.give, self.reset):
            foot.addWidget(widget)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        layout.setSpacing(_SPACING)
        layout.addLayout(head)
        layout.addWidget(self.list, 1)
        layout.addLayout(foot)

    def _refresh(self) -> None:
        """Show the rows that fit what was typed; the chosen one stays chosen."""
        chosen = self.list.chosen
        rows = [self._row(row) for row in ACTIONS]
        self.list.show_rows(ranked(self.search.text(), rows), chosen.id if chosen else "")
        self.reset_all.setEnabled(bool(self._keymap.own))
        self._rest()

    def _row(self, row: Action) -> CommandRow:
        id = row.id
        shown = (key for key in self._keymap.keys(id) if chord(key).key() < _FIRST_OF_MEDIA)
        is_own = id in self._keymap.own
        keys = ", ".join(native(key) for key in shown) or (tr(_NO_KEY) if is_own else "")
        # Its key finds it as well.
        also = f"{menu_words(row)} {keys}"
        return CommandRow(
            id,
            tr(row.label),
            tr(row.menu),
            keys,
            also=also,
            other=other_label(row),
            is_own=is_own,
        )

    # Giving a key

    def _rest(self, said: str = "") -> None:
        """Wait for the writer to choose, with a word on what was done."""
        chosen = self.list.chosen
        self._wanted = None
        self._say(said or tr(_HINT if chosen else _NOTHING))
        self._show_buttons(self.give, self.reset)
        self.give.setEnabled(chosen is not None)
        self.reset.setEnabled(chosen is not None and chosen.id in self._keymap.own)

    def _wait(self) -> None:
        """Let the next key be the chosen action's."""
        chosen = self.list.chosen
        if chosen is not None:
            self._wanted = None
            self._say(tr(_WAITING).format(label=chosen.label))
            self._show_buttons(self.field)
            self.field.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_pressed(self, key: QKeySequence) -> None:
        chosen = self.list.chosen
        if chosen is None:
            return
        clash = clash_of(self._keymap, chosen.id, key, self._rules)
        if clash is None:
            self._apply(key)
        elif clash.can_take:
            self._ask(key, clash)
        else:
            self._say(tr("{text} Press another, or Esc.").format(text=clash.text), "danger")

    def _ask(self, key: QKeySequence, clash: Clash) -> None:
        """Say what has a key, and leave the choice to the writer."""
        self._wanted = key
        self._say(clash.text, "danger")
        holder = next((tr(row.label) for row in ACTIONS if row.id == clash.holder), "")
        from_it = tr("Take it from “{label}”").format(label=holder.rstrip("…"))
        # A passing word: what it says is gone before the language is another.
        told(self.take.setText, lambda: from_it if holder else tr("Use it anyway"))
        self._show_buttons(self.take, self.keep)
        self.keep.setFocus(Qt.FocusReason.OtherFocusReason)

    def _take(self) -> None:
        if self._wanted is not None:
            self._apply(self._wanted)

    def _apply(self, key: QKeySequence) -> None:
        chosen = self.list.chosen
        if chosen is not None:
            keymap = self._keymap.with_keys(chosen.id, (key,))
            self._change(
                keymap,
                tr("“{label}” has {key} now.").format(label=chosen.label, key=native(key)),
            )

    def _remove(self) -> None:
        chosen = self.list.chosen
        if chosen is not None and self._keymap.keys(chosen.id):
            keymap = self._keymap.with_keys(chosen.id, ())
            self._change(keymap, tr("“{label}” has no key now.").format(label=chosen.label))

    def _reset(self) -> None:
        chosen = self.list.chosen
        if chosen is not None and chosen.id in self._keymap.own:
            self._change(
                self._keymap.reset(chosen.id),
                tr("“{label}” has its usual key again.").format(label=chosen.label),
            )

    def _change(self, keymap: Keymap, said: str) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self.show_keymap(keymap)
        # First: keys are named anew everywhere, here as well.
        self.keymap_changed.emit(keymap)
        self._rest(said)

    def _keep(self) -> None:
        self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        self._rest()

    def _on_left(self) -> None:
        """Keep the key: Esc was pressed, or the writer went on elsewhere."""
        if self._wanted is None and not self.field.isHidden():
            if self.field.hasFocus():
                self._keep()
            else:
                self._rest()

    async def _reset_all(self) -> None:
        keep = Choice("keep", tr("Keep them"), QMessageBox.ButtonRole.RejectRole)
        choices = (Choice("reset", tr("Reset all")), keep)
        if await ask(self.window(), tr(_RESET), tr(_RESET_DETAIL), choices) == "reset":
            self._change(Keymap(), tr("Every command has its usual key again."))

    # Showing

    def _say(self, text: str, tone: str = "quiet") -> None:
        self.said.setText(text)
        self.said.setAccessibleName(text)
        self.said.setProperty("tone", tone)
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)

    def _show_buttons(self, *shown: QWidget) -> None:
        for widget in (self.field, self.take, self.keep, self.give, self.reset):
            widget.setVisible(widget in shown)

    # Qt's virtuals

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take the keys of the list and those that lead to it; Esc answers before it closes."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        key = event.key()
        is_return = key in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if watched is self.list and is_return:
            self._wait()
        elif watched is self.list and key in (Qt.Key.Key_Delete, Qt.Key.Key_Backspace):
            self._remove()
        elif watched in (self.take, self.keep) and key == Qt.Key.Key_Escape:
            self._keep()
        elif watched is self.search and (is_return or key == Qt.Key.Key_Down):
            self.list.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            return super().eventFilter(watched, event)
        return True
