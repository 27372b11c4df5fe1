"""The dialog for outline suggestions: what to make beats of, and the beats to choose from.

It stays beside the window and never stops it; turns keys into signals and decides nothing.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QFormLayout,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from ui.language import mark, on_change, saying, told, tr
from ui.outlining.structures import Structure
from ui.outlining.suggested import Suggested
from ui.outlining.wishes import Source, Wish
from ui.panels.fields import ChoiceBox, CountField, add_row

_SOURCES = {
    Source.PREMISE: mark("A premise"),
    Source.SCENE: mark("This scene"),
    Source.MANUSCRIPT: mark("The whole manuscript"),
    Source.NEXT: mark("What could happen next"),
}
_FREE = mark("Free, in acts")
_SIZE = QSize(620, 640)
_HINT = mark("Beats come here first: Space leaves one out, Return adds the others to the outline.")
_WORDS, _MOST_WORDS, _WORDS_STEP = 30_000, 500_000, 5_000
_MOST_ACTS, _ACTS = 7, 3


class OutlineDialog(QDialog):
    """One suggestion at a time.

    Signals:
        suggest_requested(Wish): beats are wanted.
        stop_requested(): what is under way shall end; beats that came stay.
        add_requested(object): the beats that are checked, as a tuple of Suggested.
    """

    suggest_requested = Signal(object)
    stop_requested = Signal()
    add_requested = Signal(object)

    def __init__(self, structures: Sequence[Structure], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        told(self.setWindowTitle, mark("Outline suggestions"))
        self._structures = tuple(structures)
        self._reasons: Mapping[Source, str] = {}
        self._beats: list[Suggested] = []
        self._is_busy = False
        self._why_not_kept = self._after = ""
        self.source = ChoiceBox(mark("Make beats of"), self)
        self.source.offer(lambda: [(each.value, tr(label)) for each, label in _SOURCES.items()])
        self.premise = QPlainTextEdit(self)
        told(self.premise.setAccessibleName, mark("Premise"))
        told(
            self.premise.setPlaceholderText,
            mark("A lighthouse keeper finds a letter addressed to him…"),
        )
        self.premise.setTabChangesFocus(True)
        self.structure = ChoiceBox(mark("Structure"), self)
        self.structure.offer(
            lambda: [("", tr(_FREE)), *((row.id, tr(row.name)) for row in self._structures)]
        )
        self.words = _number(mark("Length"), _WORDS_STEP, _MOST_WORDS, _WORDS, self)
        told(self.words.setSuffix, mark(" words"))
        self.acts = _number(mark("Acts"), 1, _MOST_ACTS, _ACTS, self)
        self.about = _quiet(self)
        self.said = _quiet(self)
        told(self.said.setText, _HINT)
        self.list = QListWidget(self)
        told(self.list.setAccessibleName, mark("Suggested beats"))
        self.list.setWordWrap(True)
        self.suggest = saying(QPushButton(self), mark("Suggest beats"))
        self.stop = saying(QPushButton(self), mark("Stop"))
        self.add = saying(QPushButton(self), mark("Add to the outline"))
        self._lay_out()
        self._wire()
        self.resize(_SIZE.boundedTo(self.screen().availableSize()))
        self.show_source(Source.PREMISE)
        on_change(self, self._refresh)

    @property
    def beats(self) -> tuple[Suggested, ...]:
        """All beats in the list, with what the writer changed of them."""
        return tuple(self._beats)

    def set_reasons(
        self, reasons: Mapping[Source, str], why_not_kept: str, after: str = ""
    ) -> None:
        """Say what can be done now.

        Args:
            reasons: why something cannot be made beats of.
            why_not_kept: why beats cannot be kept, empty where they can.
            after: the beat that ideas would follow.
        """
        self._reasons, self._after = reasons, after
        self.add.setToolTip(why_not_kept)
        self._why_not_kept = why_not_kept
        self._refresh()

    def show_source(self, source: Source) -> None:
        """Choose what beats are made of."""
        self.source.setCurrentIndex(list(Source).index(source))
        self._refresh()

    def clear(self) -> None:
        """Show no beats."""
        self._beats.clear()
        self.list.clear()
        self.say(lambda: tr(_HINT))
        self._refresh()

    def begin(self) -> None:
        """Show that beats are under way; those before go."""
        self.clear()
        self._is_busy = True
        self._refresh()
        # Return and Esc mean stopping until there is something to choose from.
        self.stop.setFocus()

    def show_beats(self, beats: Sequence[Suggested]) -> None:
        """Show beats as they stand; those that were there keep their check marks."""
        for row, beat in enumerate(beats):
            if row < len(self._beats):
                if self._beats[row] != beat:
                    self._beats[row] = beat
                    self.list.item(row).setText(self._text_of(row))
                continue
            self._beats.append(beat)
            item = QListWidgetItem(self._text_of(row))
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            self.list.addItem(item)
        self._refresh()

    def say(self, words: Callable[[], str]) -> None:
        """Tell how far it is, or what was read and left out; asked again in another language."""
        told(self.said.setText, words)

    def finish(self, words: Callable[[], str]) -> None:
        """Show that nothing is under way any more."""
        had_focus = self.stop.hasFocus()
        self._is_busy = False
        self.say(words)
        self._refresh()
        if had_focus:
            (self.list if self._beats else self.suggest).setFocus()
            self.list.setCurrentRow(0)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Let Esc end what is under way before it closes the dialog."""
        if event.key() == Qt.Key.Key_Escape and self._is_busy:
            self.stop_requested.emit()
            return
        super().keyPressEvent(event)

    # Inside

    def _wire(self) -> None:
        self.source.currentIndexChanged.connect(lambda _: self._refresh())
        self.structure.currentIndexChanged.connect(lambda _: self._refresh())
        self.premise.textChanged.connect(self._refresh)
        self.suggest.clicked.connect(lambda: self.suggest_requested.emit(self._wish()))
        self.stop.clicked.connect(self.stop_requested)
        self.add.clicked.connect(lambda: self.add_requested.emit(self._checked()))
        self.list.itemChanged.connect(lambda _: self._refresh())
        ask = QShortcut(QKeySequence("Ctrl+Return"), self)
        ask.activated.connect(self.suggest.click)
        for key in ("Return", "Enter"):
            add = QShortcut(QKeySequence(key), self.list)
            add.setContext(Qt.ShortcutContext.WidgetShortcut)
            add.activated.connect(self.add.click)

    def _lay_out(self) -> None:
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        add_row(form, mark("Make beats of"), self.source)
        add_row(form, mark("Premise"), self.premise)
        add_row(form, mark("Structure"), self.structure)
        add_row(form, mark("Length"), self.words)
        add_row(form, mark("Acts"), self.acts)
        self._form = form
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.suggest)
        buttons.addWidget(self.stop)
        buttons.addStretch(1)
        buttons.addWidget(self.add)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 24, 24, 24)
        layout.setSpacing(12)
        layout.addLayout(form)
        layout.addWidget(self.about)
        layout.addWidget(self.list, 1)
        layout.addWidget(self.said)
        layout.addLayout(buttons)
        self.premise.setMinimumHeight(48)
        self.premise.setMaximumHeight(96)
        self.list.setMinimumHeight(72)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _refresh(self) -> None:
        """Show what belongs to the source, and what can be done."""
        wish = self._wish()
        is_premise = wish.source is Source.PREMISE
        for field in (self.premise, self.structure, self.words):
            self._form.setRowVisible(field, is_premise)
        self._form.setRowVisible(self.acts, is_premise and wish.structure is None)
        reason = self._reasons.get(wish.source, "")
        about = reason or self._told_of(wish)
        self.about.setText(about)
        self.about.setVisible(bool(about))
        is_ready = not self._is_busy and not reason and (not is_premise or bool(wish.premise))
        self.suggest.setEnabled(is_ready)
        self.stop.setVisible(self._is_busy)
        may_add = bool(self._checked()) and not self._is_busy
        self.add.setEnabled(may_add and not self._why_not_kept)
        first = self.add if self.add.isEnabled() else self.suggest
        first.setDefault(True)

    def _text_of(self, row: int) -> str:
        """Return a beat's lines; the first of an act or a scene says which."""
        beat = self._beats[row]
        is_first = row == 0 or self._beats[row - 1].group != beat.group
        head = (beat.label or beat.group).upper() if is_first and beat.group else ""
        return "\n".join(filter(None, (head, beat.title, beat.synopsis)))

    def _told_of(self, wish: Wish) -> str:
        """Return where a structure comes from, or which beat ideas follow."""
        if wish.source is Source.NEXT and self._after:
            return tr("What could follow “{after}”").format(after=self._after)
        if wish.source is Source.PREMISE and wish.structure is not None:
            return tr("After {source}.").format(source=wish.structure.source)
        return ""

    def _wish(self) -> Wish:
        row = self.structure.currentIndex()
        return Wish(
            source=list(Source)[self.source.currentIndex()],
            premise=self.premise.toPlainText().strip(),
            words=self.words.value(),
            acts=self.acts.value(),
            structure=self._structures[row - 1] if row > 0 else None,
        )

    def _checked(self) -> tuple[Suggested, ...]:
        checked = Qt.CheckState.Checked
        return tuple(
            beat
            for row, beat in enumerate(self._beats)
            if self.list.item(row) is not None and self.list.item(row).checkState() == checked
        )


def _number(name: str, least: int, most: int, value: int, parent: QWidget) -> CountField:
    field = CountField(name, "", parent)
    field.setSpecialValueText("")
    field.setRange(least, most)
    field.setSingleStep(least)
    field.setValue(value)
    return field


def _quiet(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    label.setProperty("tone", "quiet")
    label.setWordWrap(True)
    return label
