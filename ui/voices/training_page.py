"""The page of runs: the one that learns now with its curves, and those of earlier days."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QProgressBar, QWidget

from ui.language import mark, told, tr
from ui.voices.curves import Curves
from ui.voices.page import Page, button, quiet, row
from ui.voices.table import Row, Table
from ui.voices.types import Run
from ui.voices.words import Phase, share_of, size_said, state_said, time_said, words_said

_EMPTY = mark("Nothing was learned yet. Make a voice of your own books on the page New voice.")
_DELETE, _STOP_AND_DELETE = (
    mark("Delete with everything that was read…"),
    mark("Stop and delete…"),
)
_STEPS = 1000
_STATE = 1
_MOST_TABLE_PX = 156
_FINISHED = ("done", "refused")


@dataclass(frozen=True, slots=True)
class Now:
    """What the page shows of the run that is chosen."""

    run: Run
    phase: Phase = ""
    """What it does just now; empty while it rests."""
    said: str = ""
    is_error: bool = False

    @property
    def is_active(self) -> bool:
        """Whether it is under way."""
        return bool(self.phase)

    @property
    def has_unknown_end(self) -> bool:
        """Whether it is under way, and nobody can say how far it is."""
        is_learned = self.phase == "learning" and share_of(self.run) >= 1
        return is_learned or self.phase in ("preparing", "making", "pausing")


class TrainingPage(Page):
    """One run is chosen; what can be done with it stands below its curves.

    Signals:
        run_chosen(str): another run is looked at.
        pause_requested(str): the run shall rest until it is told to go on.
        go_on_requested(str): the run shall go on.
        delete_requested(str): the run shall go, with everything that was read for it.
        use_requested(str): the run's voice shall write.
        compare_requested(str): the run's voice shall be compared with its base.
    """

    run_chosen = Signal(str)
    pause_requested = Signal(str)
    go_on_requested = Signal(str)
    delete_requested = Signal(str)
    use_requested = Signal(str)
    compare_requested = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(mark("Training"), parent)
        self._now: Now | None = None
        self.empty = quiet(_EMPTY, self)
        self.table = Table(
            mark("Runs"),
            (mark("Voice"), mark("Where it stands"), mark("Learns from"), mark("On disk")),
            self,
            numbers=(2, 3),
        )
        self.curves = Curves(self)
        self.bar = QProgressBar(self)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _STEPS)
        told(self.bar.setAccessibleName, mark("How far it is"))
        self.figures = quiet("", self)
        told(self.figures.setAccessibleName, mark("Figures"))
        self.said = quiet("", self)
        told(self.said.setAccessibleName, mark("What happens"))
        self.pause = button(mark("Pause"), self)
        self.go_on = button(mark("Go on"), self)
        self.use = button(mark("Use this voice"), self)
        self.compare = button(mark("Compare"), self)
        self.delete = button(_DELETE, self, is_danger=True)
        self.body.addWidget(self.empty)
        self.body.addWidget(self.table)
        self.body.addWidget(self.curves, 1)
        self.body.addWidget(self.bar)
        self.body.addWidget(self.figures)
        self.body.addWidget(self.said)
        self.buttons = (self.pause, self.go_on, self.use, self.compare, self.delete)
        self.body.addLayout(row(*self.buttons))
        self._wire()
        self.show_runs((), "")

    @property
    def first(self) -> QWidget:
        """What gets the keys when the page is opened."""
        if self.table.isHidden():
            return self
        return next((each for each in self.buttons if not each.isHidden()), self.table)

    @property
    def chosen(self) -> str:
        """The run that is looked at; empty where there is none."""
        return self.table.current_id

    def show_runs(self, runs: Sequence[Run], active: str, phase: Phase = "") -> None:
        """Show these runs.

        Args:
            runs: all of them.
            active: the one that is under way; empty where none is.
            phase: what that one does just now.
        """
        self.table.show_rows([_row(run, phase if run.run == active else "") for run in runs])
        self.table.setFixedHeight(min(self.table.whole_height, _MOST_TABLE_PX))
        self.table.setVisible(bool(runs))
        self.empty.setVisible(not runs)
        if not runs:
            self.show_now(None)

    def show_state(self, run: Run, phase: Phase) -> None:
        """Show where a run stands, also where another one is looked at."""
        self.table.set_cell(run.run, _STATE, state_said(run, phase))

    def show_now(self, now: Now | None) -> None:
        """Show the run that is chosen; None where there is none."""
        self._now = now
        seen = (self.curves, self.bar, self.figures, self.said)
        for widget in seen:
            widget.setVisible(now is not None)
        points = now.run.points if now is not None else ()
        self.keep_at_top(not points)
        if now is None:
            for each in self.buttons:
                each.hide()
            return
        self.show_state(now.run, now.phase)
        self.curves.show_points(points)
        self.curves.setVisible(bool(points))
        self.bar.setVisible(now.phase != "waiting" and now.run.stage not in _FINISHED)
        self.bar.setRange(0, 0 if now.has_unknown_end else _STEPS)
        self.bar.setValue(round(_STEPS * share_of(now.run)))
        self.figures.setText(_figures(now))
        self.said.setText(now.said)
        self.said.setVisible(bool(now.said))
        self.said.setProperty("tone", "danger" if now.is_error else "quiet")
        self.said.style().unpolish(self.said)
        self.said.style().polish(self.said)
        self._show_buttons(now)

    def _show_buttons(self, now: Now) -> None:
        focused = next((each for each in self.buttons if each.hasFocus()), None)
        is_done = now.run.stage == "done" and bool(now.run.model)
        self.pause.setVisible(now.is_active)
        # It stays what it is to the keys: they must not fall on the button beside it.
        told(self.pause.setText, mark("Pausing…") if now.phase == "pausing" else mark("Pause"))
        self.go_on.setVisible(not now.is_active and now.run.stage not in _FINISHED)
        self.use.setVisible(is_done and not now.is_active)
        self.compare.setVisible(now.run.stage in _FINISHED and not now.is_active)
        self.delete.setVisible(True)
        told(self.delete.setText, _STOP_AND_DELETE if now.is_active else _DELETE)
        if focused is not None and focused.isHidden():
            # Not left to Qt, which would choose the one that deletes.
            self.first.setFocus()

    def _wire(self) -> None:
        self.table.currentItemChanged.connect(lambda *_: self.run_chosen.emit(self.chosen))
        for each, signal in (
            (self.pause, self.pause_requested),
            (self.go_on, self.go_on_requested),
            (self.delete, self.delete_requested),
            (self.compare, self.compare_requested),
        ):
            each.clicked.connect(lambda _=False, signal=signal: signal.emit(self.chosen))
        self.use.clicked.connect(self._use)
        delete = QShortcut(QKeySequence("Del"), self.table)
        delete.setContext(Qt.ShortcutContext.WidgetShortcut)
        delete.activated.connect(self.delete.click)

    def _use(self) -> None:
        if self._now is not None:
            self.use_requested.emit(self._now.run.model)


def _row(run: Run, phase: Phase) -> Row:
    words = words_said(run.words) if run.words else ""
    cells = (run.name, state_said(run, phase), words, size_said(run.size_mb))
    return Row(run.run, cells, run.reason)


def _figures(now: Now) -> str:
    """Return the numbers of a run on one line."""
    run, last = now.run, now.run.points[-1] if now.run.points else None
    if last is None:
        return tr("Made from {base}").format(base=run.base) if run.base else ""
    made_from = tr("made from {base}").format(base=run.base) if run.base else ""
    parts = [tr("{time} of learning").format(time=time_said(max(last.seconds, run.seconds)))]
    if not now.has_unknown_end:
        parts.insert(0, f"{100 * last.share:.0f}%")
    if now.phase == "learning" and not now.has_unknown_end:
        if last.seconds_left is not None:
            parts.append(tr("about {time} left").format(time=time_said(last.seconds_left)))
        if last.words_per_s:
            parts.append(tr("{words:,.0f} words a second").format(words=last.words_per_s))
        if last.memory_mb:
            parts.append(tr("{size} of memory").format(size=size_said(last.memory_mb)))
    return " · ".join(filter(None, (*parts, made_from)))
