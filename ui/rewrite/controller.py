"""Decides what a rewrite asks, shows and changes: one passage, one popover, one ask at a time.

States, each with its ways out:

    CLOSED -----open (Ctrl+Shift+R)---------------> CHOOSING
    CHOOSING ---a mode----------------------------> ASKING, or INSTRUCTING for an own instruction
    INSTRUCTING -Return---------------------------> ASKING;  Esc -> CHOOSING
    ASKING -----every piece done------------------> DECIDING
    ASKING -----the engine goes or refuses--------> DECIDING, or CHOOSING where nothing is there
    DECIDING ---R---------------------------------> ASKING;  Backspace -> CHOOSING, Alt+Up back
    any --------Enter with a take, Esc, or a change of the text from elsewhere--> CLOSED

Nothing touches the text but `apply`, which makes one change, and only where the passage still is
what it was. A part counts only for the round it was asked for.
"""

from __future__ import annotations

import enum
from collections.abc import Callable

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QFont

from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.engine_types import EngineState, EngineStatus
from ui.engine_words import GONE
from ui.language import on_change, tr
from ui.notices import Tasks
from ui.rewrite.anchor import make_room, passage_at, place_beside
from ui.rewrite.asking import Asking, Heard, RewriteSource
from ui.rewrite.asks import AFTER_CHARS, BEFORE_CHARS, NotesFor, instruction_of, no_notes
from ui.rewrite.hold import Hold
from ui.rewrite.modes import BY_ID
from ui.rewrite.pages import OWN, choices_page, takes_page
from ui.rewrite.passage import MAX_WORDS
from ui.rewrite.popover import RewritePopover
from ui.rewrite.prompts import Prompt
from ui.rewrite.session import RewriteSession
from ui.settings import Settings
from ui.theme import Theme
from ui.timers import single_shot
from ui.trace import Trace

# What streams is laid out again at most this often.
_GROW_MS = 40


class RewriteState(enum.Enum):
    """Where the current rewrite stands."""

    CLOSED = "closed"
    CHOOSING = "choosing"
    INSTRUCTING = "instructing"
    ASKING = "asking"
    DECIDING = "deciding"


class RewriteController(QObject):
    """The rewrites of one editor.

    Signals:
        told(str): a sentence for the writer, where no popover can show it.
    """

    told = Signal(str)

    def __init__(
        self,
        editor: EditorView,
        document: Document,
        source: RewriteSource,
        settings: Settings,
        tasks: Tasks,
        trace: Trace,
        notes: NotesFor = no_notes,
    ) -> None:
        """Take what rewrites are made of.

        Args:
            editor: where the passage is.
            document: its text.
            source: answers.
            settings: how many takes.
            tasks: runs what waits for the engine.
            trace: told of every step.
            notes: gives the story notes for the text before a passage.
        """
        super().__init__(editor)
        self._editor, self._document = editor, document
        self._source, self._settings = source, settings
        self._trace, self._notes = trace, notes
        self.popover = RewritePopover(editor)
        self._prompts: tuple[Prompt, ...] = ()
        self._state = RewriteState.CLOSED
        self._session: RewriteSession | None = None
        self._hold: Hold | None = None
        self._message = ""
        self._grow = single_shot(self, self._show, _GROW_MS)
        heard = Heard(self._on_part, self._show, self._on_end)
        self._asking = Asking(source, tasks, trace, notes, heard)
        self._wire()
        on_change(self, self._show)

    @property
    def state(self) -> RewriteState:
        """Where the current rewrite stands."""
        return self._state

    @property
    def session(self) -> RewriteSession | None:
        """The rewrite that is open."""
        return self._session

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """The writer's own prompts, which stand among the choices."""
        return self._prompts

    @prompts.setter
    def prompts(self, prompts: tuple[Prompt, ...]) -> None:
        self._prompts = prompts
        if self._state is RewriteState.CHOOSING:
            self._show()

    def dress(self, theme: Theme, font: QFont) -> None:
        """Show takes in these colours and this font."""
        self.popover.dress(theme, font)
        self._place()

    def open(self) -> None:
        """Begin with the selection, or with the sentence at the caret; again: back to the keys."""
        if self._state is not RewriteState.CLOSED:
            self.popover.setFocus()
            return
        passage = passage_at(self._editor, self._document, BEFORE_CHARS, AFTER_CHARS)
        if passage is None:
            self.told.emit(tr("There is nothing here to rewrite: select some text first."))
            return
        if passage.words > MAX_WORDS:
            self.told.emit(
                tr("A rewrite takes up to {most:,} words; {words:,} are selected.").format(
                    most=MAX_WORDS, words=passage.words
                )
            )
            return
        self._session = RewriteSession(passage)
        self._hold = Hold(self._editor, self._document, passage)
        self._message = ""
        self._trace.event("rewrite_opened", chars=len(passage.text))
        self._turn_to(RewriteState.CHOOSING)

    def close(self, reason: str = "left") -> None:
        """End the rewrite; the text stays as it is."""
        if self._state is RewriteState.CLOSED:
            return
        self._withdraw()
        self._state = RewriteState.CLOSED
        hold, self._session, self._hold = self._hold, None, None
        self.popover.hide()
        if hold is not None:
            hold.let_go()
        self._trace.event("rewrite_closed", reason=reason)

    def on_engine_status(self, status: EngineStatus) -> None:
        """Show what can be asked of the engine now."""
        if status.state is EngineState.READY and self._message == tr(GONE):
            self._message = ""
        if self._state in (RewriteState.CHOOSING, RewriteState.DECIDING):
            self._show()

    # What the writer does

    def choose(self, choice: str) -> None:
        """Begin with a mode, or with one of the writer's own prompts."""
        if self._state is not RewriteState.CHOOSING or self._session is None:
            return
        if choice.startswith(OWN):
            prompt = self._prompts[int(choice.removeprefix(OWN))]
            instruction = instruction_of(prompt, self._session.passage, self._notes)
            self._ask("instruct", prompt.name, instruction)
        elif choice == "instruct":
            self._turn_to(RewriteState.INSTRUCTING)
        else:
            self._ask(choice, BY_ID[choice].label)

    def instruct(self, instruction: str) -> None:
        """Begin with an instruction."""
        if self._state is RewriteState.INSTRUCTING and instruction.strip():
            self._ask("instruct", instruction.strip(), instruction.strip())

    def again(self) -> None:
        """Ask for other takes; those before stay within reach."""
        if self._state is RewriteState.DECIDING and self._session and self._session.round:
            before = self._session.round
            self._ask(before.mode, before.label, before.instruction)

    def back(self) -> None:
        """Show the choices again; takes that came stay within reach of R's next ones."""
        if self._state is not RewriteState.CLOSED:
            self._withdraw()
            self._turn_to(RewriteState.CHOOSING)

    def apply(self) -> None:
        """Put the take at hand into the text, as one step of undo."""
        session = self._session
        text = session.result() if session is not None else None
        if session is None or text is None or self._state is RewriteState.CHOOSING:
            return
        if self._hold is None or not self._hold.is_in_place:
            self._close_for_change()
            return
        passage = session.passage
        self.close("applied")
        if text != passage.text:
            self._editor.replace_range(passage.start, passage.end, text)
        self._trace.event("rewrite_applied", text=text)

    # Asking

    def _ask(self, mode: str, label: str, instruction: str = "") -> None:
        assert self._session is not None
        self._withdraw()
        self._message = ""
        n_takes = self._settings.number("rewrite.takes")
        current = self._session.begin(mode, label, n_takes, instruction)
        self._asking.begin(self._session, current)
        self._turn_to(RewriteState.ASKING)

    def _withdraw(self) -> None:
        self._grow.stop()
        self._asking.withdraw()

    def _on_part(self) -> None:
        if not self._grow.isActive():
            self._grow.start()

    def _on_end(self, message: str) -> None:
        self._grow.stop()
        self._message = message
        has_takes = self._session is not None and self._session.round is not None
        self._turn_to(RewriteState.DECIDING if has_takes else RewriteState.CHOOSING)

    # What happens

    def _wire(self) -> None:
        popover = self.popover
        popover.choice_made.connect(self.choose)
        popover.instruction_given.connect(self.instruct)
        popover.take_chosen.connect(lambda take: self._change(lambda s: s.choose(take)))
        popover.take_stepped.connect(lambda by: self._change(lambda s: s.choose_next(by)))
        popover.hunk_moved.connect(lambda by: self._change(lambda s: s.move_hunk(by)))
        popover.hunk_toggled.connect(lambda: self._change(lambda s: s.toggle_hunk()))
        popover.round_stepped.connect(self._on_round_stepped)
        popover.apply_requested.connect(self.apply)
        popover.again_requested.connect(self.again)
        popover.back_requested.connect(self.back)
        popover.left.connect(self.close)
        self._document.qt.contentsChanged.connect(self._on_contents_changed)
        self._editor.laid_out.connect(self._place)

    def _on_round_stepped(self, by: int) -> None:
        if self._state is not RewriteState.CHOOSING:
            self._change(lambda session: session.step(by))
        elif self._session is not None and self._session.round is not None:
            self._turn_to(RewriteState.DECIDING)

    def _change(self, change: Callable[[RewriteSession], object]) -> None:
        shows_takes = self._state in (RewriteState.ASKING, RewriteState.DECIDING)
        if self._session is not None and shows_takes:
            change(self._session)
            self._show()
            self.popover.show_change()

    def _on_contents_changed(self) -> None:
        if self._hold is not None and self._hold.is_text_changed:
            self._close_for_change()

    def _close_for_change(self) -> None:
        self.close("text changed")
        self.told.emit(tr("The text changed, so the rewrite was closed; nothing was replaced."))

    # Showing

    def _turn_to(self, state: RewriteState) -> None:
        self._state = state
        self._show()

    def _show(self) -> None:
        session = self._session
        if session is None:
            return
        if self._state is RewriteState.CHOOSING:
            page = choices_page(session, self._source.status, self._prompts, self._message)
            self.popover.show_choices(page)
        elif self._state is RewriteState.INSTRUCTING:
            if not self.popover.instruction.isVisible():
                self.popover.show_instruction(tr("Your own instruction"))
        elif session.round is not None:
            spent_s = self._asking.spent_s
            self.popover.show_takes(takes_page(session, session.round, spent_s, self._message))
        self.popover.show()
        make_room(self.popover, self._editor, session.passage)
        self._place()

    def _place(self) -> None:
        if self._session is not None:
            place_beside(self.popover, self._editor, self._session.passage)
