"""The page of installed voices: shows them and turns keys into signals; decides nothing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.language import labelled, listed, mark, on_change, told, tr
from ui.voices.page import Page, button, quiet, row
from ui.voices.table import Row, Table
from ui.voices.types import VoiceRow
from ui.voices.words import better_said, family_said, language_said, size_said, words_said
from ui.voices.work_line import WorkLine

_IN_USE = mark("in use")


class VoicesPage(Page):
    """Every voice on this computer.

    Signals:
        use_requested(str): the voice of that id shall write.
        rename_requested(str, str): a voice shall have another name.
        check_requested(str): a voice's files shall be checked.
        delete_requested(str): a voice shall be deleted.
    """

    use_requested = Signal(str)
    rename_requested = Signal(str, str)
    check_requested = Signal(str)
    delete_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(mark("Voices"), parent)
        self._voices: tuple[VoiceRow, ...] = ()
        self._in_use = ""
        self.table = Table(
            mark("Voices"),
            (mark("Voice"), mark("What it gives you"), mark("Size"), ""),
            self,
            wide=1,
            numbers=(2,),
        )
        self.details = quiet("", self)
        self.details.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.figures = quiet("", self)
        self.figures.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.figures.hide()
        self.why = quiet("", self)
        told(self.why.setAccessibleName, mark("Why not"))
        self.use = button(mark("Use this voice"), self)
        self.rename = button(mark("Rename"), self)
        self.rename.setToolTip("F2")
        self.check = button(mark("Check files"), self)
        self.delete = button(mark("Delete…"), self, is_danger=True)
        self.more = button(mark("Details"), self)
        self.more.setCheckable(True)
        self.name = QLineEdit(self)
        told(self.name.setAccessibleName, mark("New name"))
        self.name.setMaxLength(100)
        self.name.hide()
        self.line = WorkLine(mark("Voices"), self)
        self.body.addWidget(self.table, 1)
        self.body.addWidget(self.name)
        self.body.addWidget(self.details)
        self.body.addWidget(self.figures)
        self.body.addWidget(self.line)
        self.body.addLayout(row(self.use, self.rename, self.check, self.more, self.delete))
        self.body.addWidget(self.why)
        self._wire()
        self._refresh()
        on_change(self, lambda: self.show_voices(self._voices, self._in_use))

    @property
    def first(self) -> QWidget:
        """What gets the keys when the page is opened."""
        return self.table

    @property
    def chosen(self) -> VoiceRow | None:
        """The voice that is chosen in the table."""
        return next((v for v in self._voices if v.id == self.table.current_id), None)

    def show_voices(self, voices: Sequence[VoiceRow], in_use: str) -> None:
        """Show these voices.

        Args:
            voices: all of them.
            in_use: the id of the one that writes.
        """
        self._voices, self._in_use = tuple(voices), in_use
        self.table.show_rows([_row(voice, in_use) for voice in voices])

    def set_busy(self, is_busy: bool) -> None:
        """Keep the writer from asking twice."""
        self.check.setDisabled(is_busy)
        if not is_busy:
            self._refresh()

    def _wire(self) -> None:
        self.table.currentItemChanged.connect(lambda *_: self._refresh())
        self.table.itemActivated.connect(lambda *_: self.use.click())
        self.more.toggled.connect(lambda _: self._refresh())
        self.use.clicked.connect(lambda: self._tell(self.use_requested))
        self.check.clicked.connect(lambda: self._tell(self.check_requested))
        self.delete.clicked.connect(lambda: self._tell(self.delete_requested))
        self.rename.clicked.connect(self._begin_rename)
        self.name.returnPressed.connect(self._rename)
        for keys, press in (("F2", self.rename), ("Del", self.delete)):
            shortcut = QShortcut(QKeySequence(keys), self.table)
            shortcut.setContext(Qt.ShortcutContext.WidgetShortcut)
            shortcut.activated.connect(press.click)
        leave = QShortcut(QKeySequence("Esc"), self.name)
        leave.setContext(Qt.ShortcutContext.WidgetShortcut)
        leave.activated.connect(self._end_rename)

    def _tell(self, signal: SignalInstance) -> None:
        if self.chosen is not None:
            signal.emit(self.chosen.id)

    def _begin_rename(self) -> None:
        if self.chosen is not None:
            self.name.setText(self.chosen.name)
            self.name.show()
            self.name.selectAll()
            self.name.setFocus()

    def _rename(self) -> None:
        name = self.name.text().strip()
        if self.chosen is not None and name and name != self.chosen.name:
            self.rename_requested.emit(self.chosen.id, name)
        self._end_rename()

    def _end_rename(self) -> None:
        self.name.hide()
        self.table.setFocus()

    def _refresh(self) -> None:
        voice = self.chosen
        self.name.hide()
        self.details.setText(_details(voice) if voice else "")
        self.figures.setText(_figures(voice) if voice else "")
        self.figures.setVisible(voice is not None and self.more.isChecked())
        is_used = voice is not None and voice.id == self._in_use
        self.use.setEnabled(voice is not None and not voice.problem and not is_used)
        self.check.setEnabled(voice is not None and not self.line.is_busy)
        may_change = voice is not None and not voice.included
        self.rename.setEnabled(may_change)
        self.delete.setEnabled(may_change and not is_used)
        why = _why_kept(voice, is_used)
        self.delete.setToolTip(why)
        self.why.setText(why)
        self.why.setVisible(bool(why))


def _row(voice: VoiceRow, in_use: str) -> Row:
    gives = better_said(voice.held_out) or family_said(voice.family)
    state = tr("cannot be used") if voice.problem else tr(_IN_USE) if voice.id == in_use else ""
    cells = (voice.name, gives, size_said(voice.size_mb), state)
    return Row(voice.id, cells, voice.problem, bool(voice.problem))


def _details(voice: VoiceRow) -> str:
    """Return what a voice is, in plain words."""
    made = tr("It came with Longhand.") if voice.included else tr("You added it.")
    if voice.base:
        proof = better_said(voice.held_out)
        made = tr("Made from {base} on {words} of yours.")
        if proof:
            made = tr("Made from {base} on {words} of yours; {proof}.")
        made = made.format(base=voice.base, words=words_said(voice.words), proof=proof)
    languages = listed(language_said(code) for code in voice.languages)
    known = {tr("Languages"): languages, tr("Licence"): voice.licence}
    facts = " · ".join(labelled(label, value) for label, value in known.items() if value)
    return "\n".join(filter(None, (voice.problem, made, facts)))


def _figures(voice: VoiceRow) -> str:
    """Return what only those want to know who ask for it."""
    facts = [
        tr("Folder: {folder}").format(folder=voice.id),
        tr("Precision: {precision}").format(precision=voice.precision) if voice.precision else "",
    ]
    if voice.held_out is not None:
        before, after = voice.held_out.before, voice.held_out.after
        facts.append(
            tr("Bits per byte of your chapters: {before:.3f} before, {after:.3f} after").format(
                before=before, after=after
            )
        )
    return " · ".join(filter(None, facts))


def _why_kept(voice: VoiceRow | None, is_used: bool) -> str:
    if voice is None:
        return ""
    if voice.included:
        return tr("It came with Longhand: it keeps its name and cannot be deleted.")
    return tr("It is in use; choose another voice before you delete it.") if is_used else ""
