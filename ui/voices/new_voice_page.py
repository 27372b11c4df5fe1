"""The page that makes a voice of books: what to read, what was read, and the way to training."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from ui.language import mark, on_change, saying, told, tr
from ui.panels.fields import ChoiceBox, CountField, add_row
from ui.voices.book_list import BookList
from ui.voices.page import Page, Steps, button, column, head, quiet, row
from ui.voices.parts_banner import PartsBanner
from ui.voices.table import Row, Table
from ui.voices.tick_box import TickBox
from ui.voices.types import BookWish, Corpus, VoiceRow
from ui.voices.words import words_said
from ui.voices.work_line import WorkLine

_OWN = "own"
_TIMES = (
    ("5", mark("5 minutes of learning, about 10 in all")),
    ("15", mark("15 minutes of learning, about 20 in all")),
    ("60", mark("1 hour of learning, a little more in all")),
    (_OWN, mark("Another time")),
)
_TABLE_PX = 104
_TIME, _MOST_MINUTES = "15", 7 * 24 * 60
_WIDE_COMMA = "\uff0c"
_INTRO = mark(
    "A voice learns from what you wrote. Everything stays on this computer; the "
    "copy of your books that it reads can be deleted afterwards."
)


class NewVoicePage(Page):
    """Two steps: the wish, then the report of what was read.

    Signals:
        read_requested(BookWish): the books shall be read.
        train_requested(): what was read shall be learned.
        again_requested(): other books shall be read instead.
        files_requested(): the writer wants to choose files.
        folder_requested(): the writer wants to choose a folder.
    """

    read_requested = Signal(object)
    train_requested = Signal()
    again_requested = Signal()
    files_requested = Signal()
    folder_requested = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(mark("New voice"), parent)
        self._project: Path | None = None
        self._is_ready, self._is_busy = True, False
        self.banner = PartsBanner(self)
        self.steps = Steps(self)
        self.line = WorkLine(mark("Reading"), self)
        self.body.addWidget(self.banner)
        self.body.addWidget(self.steps, 1)
        self._wish_step, self._report_step = QWidget(self), QWidget(self)
        self._lay_out_wish()
        self._lay_out_report()
        self.steps.addWidget(self._wish_step)
        self.steps.addWidget(self._report_step)
        self.show_wish()
        self._refresh()
        on_change(self, self._refresh)

    @property
    def first(self) -> QWidget:
        """What gets the keys when the page is opened."""
        is_wish = self.steps.currentWidget() is self._wish_step
        return self.add_files if is_wish else self.train

    @property
    def is_reported(self) -> bool:
        """Whether the report is on show."""
        return self.steps.currentWidget() is self._report_step

    def set_project(self, folder: Path | None) -> None:
        """Offer the project that is open."""
        self._project = folder
        self.add_project.setVisible(folder is not None)

    def set_ready(self, is_ready: bool) -> None:
        """Say whether what reading needs is installed."""
        self._is_ready = is_ready
        self._refresh()

    def set_busy(self, is_busy: bool) -> None:
        """Keep the wish as it is while books are read."""
        self._is_busy = is_busy
        self._refresh()

    def show_bases(self, voices: Sequence[VoiceRow]) -> None:
        """Offer voices to begin with: those that can learn and are nobody's own."""
        bases = [voice for voice in voices if voice.can_learn and not voice.base]
        bases.sort(key=lambda voice: not voice.included)
        self.base.set_choices([(voice.id, voice.name) for voice in bases])

    def show_wish(self) -> None:
        """Show the first step."""
        self.steps.show_step(self._wish_step)

    def show_report(self, corpus: Corpus) -> None:
        """Show what was read and what was left out."""
        self.books_read.show_rows(
            [
                Row(
                    str(n),
                    (b.name, f"{b.words:,}" if b.words else "", str(b.chapters or ""), b.problem),
                    b.problem,
                    bool(b.problem),
                )
                for n, b in enumerate(corpus.books)
            ]
        )
        self.dropped.show_rows(
            [
                Row(str(n), (d.reason, f"{d.paragraphs:,}", f"{d.words:,}", d.example), d.example)
                for n, d in enumerate(corpus.dropped)
            ]
        )
        self.dropped_head.setVisible(bool(corpus.dropped))
        self.dropped.setVisible(bool(corpus.dropped))
        told(self.summary.setText, lambda: _summary_of(corpus))
        self.steps.show_step(self._report_step)
        self.train.setFocus()

    def wish(self) -> BookWish:
        """Return what the writer wants."""
        is_own = self.time.value == _OWN
        names = (name.strip() for name in self.names.text().replace(_WIDE_COMMA, ",").split(","))
        return BookWish(
            sources=tuple(str(path) for path in self.books.paths),
            base=self.base.value,
            name=self.name.text().strip(),
            minutes=float(self.minutes.value() if is_own else int(self.time.value)),
            scrub=self.scrub.isChecked(),
            names=tuple(name for name in names if name),
        )

    # Inside

    def _lay_out_wish(self) -> None:
        step = self._wish_step
        layout = column(step)
        self.books = BookList(step)
        self.add_files = button(mark("Add files…"), step)
        self.add_folder = button(mark("Add folder…"), step)
        self.add_project = button(mark("Add this project"), step)
        self.add_project.hide()
        self.name = QLineEdit(step)
        self.name.setMaxLength(100)
        told(self.name.setPlaceholderText, mark("My voice"))
        self.base = ChoiceBox(mark("Begins with"), step)
        self.time = ChoiceBox(mark("Time to learn"), step)
        self.time.offer(lambda: [(value, tr(label)) for value, label in _TIMES])
        self.time.show_value(_TIME)
        self.minutes = CountField(mark("Minutes"), "", step)
        self.minutes.setRange(1, _MOST_MINUTES)
        self.minutes.setSingleStep(5)
        self.minutes.setValue(30)
        told(self.minutes.setSuffix, mark(" minutes"))
        self.scrub = saying(TickBox(step), mark("Leave out e-mail addresses and telephone numbers"))
        self.names = QLineEdit(step)
        told(self.names.setPlaceholderText, mark("Names to leave out, with commas between them"))
        self.read = button(mark("Read the books"), step)
        form = QFormLayout()
        form.setHorizontalSpacing(16)
        form.setVerticalSpacing(8)
        form.setFieldGrowthPolicy(QFormLayout.FieldGrowthPolicy.AllNonFixedFieldsGrow)
        for label, field in (
            (mark("Name"), self.name),
            (mark("Begins with"), self.base),
            (mark("Time to learn"), self.time),
            (mark("Minutes"), self.minutes),
            (mark("Private"), self.scrub),
            (mark("Names"), self.names),
        ):
            told(field.setAccessibleName, label)
            add_row(form, label, field)
        self._form = form
        layout.addWidget(quiet(_INTRO, step))
        layout.addWidget(self.books, 1)
        layout.addLayout(row(self.add_files, self.add_folder, self.add_project))
        layout.addLayout(form)
        self.lacks = quiet("", step)
        told(self.lacks.setAccessibleName, mark("What is missing"))
        layout.addWidget(self.line)
        last = row(self.read, self.lacks, ends=False)
        last.setStretch(1, 1)
        layout.addLayout(last)
        self._wire_wish()

    def _wire_wish(self) -> None:
        self.books.changed.connect(self._refresh)
        self.add_files.clicked.connect(self.files_requested)
        self.add_folder.clicked.connect(self.folder_requested)
        self.add_project.clicked.connect(
            lambda: self.books.add([self._project] if self._project is not None else [])
        )
        self.books.removed.connect(self._on_removed)
        self.name.returnPressed.connect(self.read.click)
        self.name.textChanged.connect(lambda _: self._refresh())
        self.time.currentIndexChanged.connect(lambda _: self._refresh())
        self.read.clicked.connect(lambda: self.read_requested.emit(self.wish()))

    def _lay_out_report(self) -> None:
        step = self._report_step
        layout = column(step)
        self.summary = head("", step)
        self.summary.setWordWrap(True)
        self.books_read = Table(
            mark("Books"),
            (mark("File"), mark("Words"), mark("Chapters"), mark("Problem")),
            step,
            wide=3,
            numbers=(1, 2),
        )
        self.dropped_head = head(mark("Left out"), step)
        self.dropped = Table(
            mark("Left out"),
            (mark("Why"), mark("Paragraphs"), mark("Words"), mark("For example")),
            step,
            wide=3,
            numbers=(1, 2),
        )
        for table in (self.books_read, self.dropped):
            table.setMinimumHeight(_TABLE_PX)
        self.train = button(mark("Train"), step)
        self.again = button(mark("Choose other books"), step)
        layout.addWidget(self.summary)
        layout.addWidget(self.books_read, 2)
        layout.addWidget(self.dropped_head)
        layout.addWidget(self.dropped, 1)
        layout.addLayout(row(self.train, self.again))
        self.train.clicked.connect(self.train_requested)
        self.again.clicked.connect(self.again_requested)

    def _on_removed(self, names: Sequence[str]) -> None:
        sentence = tr("%Ln books left the list; nothing was deleted on disk.", "", len(names))
        if len(names) == 1:
            sentence = tr("{name} left the list; nothing was deleted on disk.")
        self.line.say(sentence.format(name=names[0]))

    def _refresh(self) -> None:
        self._form.setRowVisible(self.minutes, self.time.value == _OWN)
        fields = (self.name, self.base, self.time, self.minutes, self.scrub, self.names)
        adders = (self.books, self.add_files, self.add_folder, self.add_project)
        for field in (*fields, *adders):
            field.setDisabled(self._is_busy)
        lacks = self._lacks(self.wish())
        self.read.setEnabled(not lacks and not self._is_busy)
        self.lacks.setText("" if self._is_busy else lacks)

    def _lacks(self, wish: BookWish) -> str:
        """Return what has to be done before books can be read; empty where nothing has."""
        if not self._is_ready:
            return tr("Install the training parts first.")
        if not wish.sources:
            return tr("Add a book first.")
        if not wish.name:
            return tr("Give the voice a name first.")
        return "" if wish.base else tr("There is no voice on this computer that can learn.")


def _summary_of(corpus: Corpus) -> str:
    sentence = tr("{words} to learn from, {kept} kept back to prove what was learned.")
    words, kept = words_said(corpus.train_words), words_said(corpus.held_words)
    return sentence.format(words=words, kept=kept)
