"""Decides when to ask, and carries out what the writer makes of what comes.

States, each with one way in:

    IDLE ----edit or accept that may lead on----> WAITING   (the pause runs)
    WAITING --pause over, engine ready----------> ASKING    (an ask is under way)
    ASKING --first words of the current ask-----> SHOWING   (a ghost shows and may still grow)
    SHOWING --another take is asked for---------> ASKING    (the ghost stays until that one comes)
    SHOWING --all taken or typed through--------> WAITING
    any ----edit, Esc, focus, selection, engine gone----> IDLE

`Stage` holds the last three; here is what leads to them. A writer who declines is asked less often
(`Pacing`).
"""

from __future__ import annotations

import time
from collections.abc import Sequence

from PySide6.QtCore import QObject, Signal

from ui.editor.editor_view import Edit, EditorView
from ui.editor.surroundings import Context
from ui.engine_types import EngineState, EngineStatus
from ui.engine_words import why_not
from ui.key_words import key_word
from ui.language import mark, on_change, tr
from ui.notices import Tasks
from ui.settings import Settings
from ui.suggest import accept
from ui.suggest.pacing import Pacing
from ui.suggest.read_ahead import ReadAhead, window_of
from ui.suggest.stage import Stage
from ui.suggest.state import (
    ON_DEMAND,
    ON_DEMAND_CHARS,
    Activity,
    AskKind,
    Current,
    SuggestionSource,
    SuggestState,
    ask_for,
    draft_for,
    on_pause,
)
from ui.suggest.story import NoStory, Story
from ui.suggest.trigger import EditKind, begins_sentence, can_suggest, wants_suggestion
from ui.timers import single_shot
from ui.trace import Trace

_NO_OTHER = mark("no other take came")
# A take like another is not shown as a new one; the engine is asked again so often.
_MORE_TRIES = 2
_DECLINING = ("escape", "edited")


class SuggestionController(QObject):
    """The suggestion of one editor.

    Signals:
        activity_changed(Activity): thinking began or ended, or there is a new latency or message.
        ghost_changed(bool): whether a ghost shows now.
        taken(): some of a suggestion is in the text.
        ghost_painted(float): milliseconds from an ask to its first painted word.
    """

    activity_changed = Signal(object)
    ghost_changed = Signal(bool)
    ghost_painted = Signal(float)
    taken = Signal()

    def __init__(
        self,
        editor: EditorView,
        source: SuggestionSource,
        settings: Settings,
        tasks: Tasks,
        trace: Trace,
        story: Story | None = None,
    ) -> None:
        # Its timers must not outlive the editor they ask about.
        super().__init__(editor)
        self._editor = editor
        self._source = source
        self._settings = settings
        self._trace = trace
        self._story: Story = story or NoStory()
        self._stage = Stage(editor, tasks, trace)
        self._read_ahead = ReadAhead(editor, source, tasks, self._is_idle, self._story, self)
        self._pacing = Pacing()
        self._tries = 0
        self._accepting = False
        self._pause = single_shot(self, self._on_pause_over)
        on_change(self, self._report)
        self._stage.changed.connect(self._report)
        self._stage.ghost_changed.connect(self.ghost_changed)
        self._stage.painted.connect(self.ghost_painted)
        self._stage.ended.connect(self._on_ended)
        editor.edited.connect(self._on_edited)
        editor.interrupted.connect(lambda: self.dismiss("interrupted"))
        editor.caret_moved.connect(self._read_ahead.schedule)

    @property
    def state(self) -> SuggestState:
        """Where the current suggestion stands."""
        return SuggestState.WAITING if self._pause.isActive() else self._stage.state

    # What the writer does

    def continue_here(self) -> None:
        """Ask for a paragraph now; asked again, it brings another take."""
        self.dismiss("asked again")
        moment = self._editor.moment(enabled=True)
        if reason := why_not(self._source.status):
            self._report(reason)
        elif can_suggest(moment):
            self._tries = 0
            self._ask(ON_DEMAND, ON_DEMAND_CHARS, asked=True)
        elif not moment.has_text:
            self._report(tr("Write a few words first; a suggestion continues them."))

    def draft(self, beats: Sequence[str], current: int) -> None:
        """Write out one of an outline's beats at the caret, to be taken by paragraph."""
        self.dismiss("asked again")
        if reason := why_not(self._source.status):
            self._report(reason)
            return
        context = self._context()
        ask = draft_for(beats, current, context, self._story)
        self._stage.begin(
            context,
            lambda on_text: self._source.draft(ask, on_text),
            asked=True,
            by_paragraph=True,
        )

    def next_take(self) -> None:
        """Show the next take; behind the last one another is written."""
        if self._shows_takes() and not self._stage.step(1):
            if reason := why_not(self._source.status):
                self._report(reason)
                return
            self._tries = 0
            self._ask_another()

    def previous_take(self) -> None:
        """Show the take before this one."""
        if self._shows_takes():
            self._stage.step(-1)

    def accept_all(self) -> None:
        """Take everything that shows; of a draft a paragraph."""
        self._stage.settle()
        text, current = self._editor.ghost, self._stage.current
        if text and current is not None and current.by_paragraph:
            self._take(accept.next_paragraph(text)[0])
        elif text:
            self._take(text, is_all=True)

    def accept_sentence(self) -> None:
        """Take the next sentence, or clause; the rest stays where it is."""
        self._stage.settle()
        if self._editor.ghost:
            self._take(accept.next_sentence(self._editor.ghost)[0])

    def accept_word(self) -> None:
        """Take the next word; the rest stays where it is."""
        self._stage.settle()
        if self._editor.ghost:
            self._take(accept.next_word(self._editor.ghost)[0])

    def dismiss(self, reason: str = "escape") -> None:
        """Take the suggestion away; the next key may bring another."""
        shown = self._editor.ghost
        self._editor.clear_ghost()
        self._drop(reason, shown)

    def on_engine_status(self, status: EngineStatus) -> None:
        """Follow the engine: read ahead once it is ready, let go of it when it is not."""
        if status.state is EngineState.READY:
            self._read_ahead.schedule()
        else:
            self.dismiss("engine")
        self._report()

    def on_document_changed(self) -> None:
        """Read the new text ahead."""
        self.dismiss("document")
        # What was said was of the other text.
        self._report()
        self._read_ahead.schedule()

    # What happens

    def _on_edited(self, edit: Edit) -> None:
        if self._accepting:
            return
        is_typed = edit.kind is EditKind.TYPED and self._stage.current is not None
        if is_typed and accept.typed_through(edit.ghost, edit.inserted) is not None:
            self._stage.settle(edit.ghost)
            self._used(edit.inserted)
            return
        self._drop("edited", edit.ghost)
        self._wait()

    def _on_pause_over(self) -> None:
        ready = self._source.status.state is EngineState.READY
        if ready and self._wants():
            self._ask_on_pause()

    def _on_ended(self, current: Current, reason: str) -> None:
        """Go on behind the end of an ask."""
        if not current.rest.strip() and self._stage.settle():
            reason = reason or tr(_NO_OTHER)
        elif not current.rest.strip():
            self._stage.stop()
            self._editor.clear_ghost()
            if current.taken:
                self._wait()
        elif current.rest in self._stage.takes.others and not current.taken:
            self._again(current)
            return
        else:
            self._editor.announce(current.rest)
        self._report(reason)

    def _again(self, current: Current) -> None:
        """Put away a take that was there already, and ask once more."""
        takes = self._stage.takes
        takes.drop_shown()
        takes.shown = takes.texts.index(current.rest)
        if self._tries < _MORE_TRIES:
            self._tries += 1
            self._ask_another()
        else:
            self._report(tr(_NO_OTHER))

    # Asking

    def _wants(self) -> bool:
        """Whether a pause at this moment may bring a suggestion."""
        moment = self._editor.moment(self._is_enabled())
        if not wants_suggestion(moment) or self._pacing.is_resting(time.monotonic()):
            return False
        may_begin = self._settings.flag("suggest.begin_sentences")
        return may_begin or not begins_sentence(moment.line_before)

    def _wait(self) -> None:
        """Begin the pause, if the moment may lead to a suggestion."""
        if self._wants():
            is_eager = self._settings.choice("suggest.eagerness") == "eager"
            own_ms = 0 if is_eager else self._settings.number("suggest.pause_ms")
            self._pause.start(self._pacing.pause_ms(own_ms, self._stage.latency_ms))

    def _ask_another(self) -> None:
        """Ask for another take as long as the one that shows."""
        current = self._stage.current
        if current is not None and current.asked:
            self._ask(ON_DEMAND, ON_DEMAND_CHARS, asked=True)
        else:
            self._ask_on_pause()

    def _ask_on_pause(self) -> None:
        length = self._settings.choice("suggest.length")
        kind, most = on_pause(length, self._settings.number("suggest.max_chars"))
        self._ask(kind, most, asked=False)

    def _ask(self, kind: AskKind, max_chars: int, *, asked: bool) -> None:
        context = self._context()
        ask = ask_for(kind, context, max_chars, self._story)
        self._stage.begin(context, lambda on_text: self._source.suggest(ask, on_text), asked=asked)

    def _context(self) -> Context:
        return self._editor.context(*window_of(self._source.status))

    # Taking and letting go

    def _take(self, text: str, *, is_all: bool = False) -> None:
        self._accepting = True
        try:
            self._editor.insert_accepted(text)
        finally:
            self._accepting = False
        self._trace.event("accepted", text=text)
        self.taken.emit()
        if is_all:
            self._pacing = self._pacing.after_taken()
            self._stage.stop()
            self._wait()
        else:
            self._used(text)

    def _used(self, text: str) -> None:
        """Go on with what is left after some of it was taken or typed."""
        self._pacing = self._pacing.after_taken()
        if self._stage.use(text):
            self._report()
        else:
            self._stage.stop()
            self._wait()

    def _drop(self, reason: str, ghost: str) -> None:
        """End whatever is under way; `ghost` is what showed of it."""
        current = self._stage.current
        if ghost:
            self._trace.event("dismissed", reason=reason, text=ghost)
            is_declined = current is not None and not (current.asked or current.taken)
            if reason in _DECLINING and is_declined:
                self._pacing = self._pacing.after_declined(time.monotonic())
        if reason == "asked again":
            self._pacing = self._pacing.after_taken()
        self._pause.stop()
        self._stage.stop()

    def _shows_takes(self) -> bool:
        current = self._stage.current
        return bool(self._editor.ghost) and current is not None and not current.by_paragraph

    # Telling

    def _report(self, message: str = "") -> None:
        stage = self._stage
        is_thinking = stage.state is SuggestState.ASKING
        is_showing = stage.state is SuggestState.SHOWING
        if not message and is_showing and stage.current is not None:
            by_paragraph = stage.current.by_paragraph
            message = _draft_hint() if by_paragraph else self._take_label()
        self.activity_changed.emit(Activity(is_thinking, stage.latency_ms, message))

    def _take_label(self) -> str:
        label = self._stage.takes.label
        return tr("take {label}").format(label=label) if label else ""

    def _is_idle(self) -> bool:
        return self.state is SuggestState.IDLE and self._settings.flag("suggest.enabled")

    def _is_enabled(self) -> bool:
        is_wanted = self._settings.choice("suggest.eagerness") != "asked"
        return is_wanted and self._settings.flag("suggest.enabled")


def _draft_hint() -> str:
    return tr("draft: {take} takes a paragraph, {leave} leaves the rest").format(
        take=key_word("suggestion.accept_all"), leave=key_word("suggestion.dismiss")
    )
