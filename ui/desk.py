"""One window with everything that belongs to it: builds the parts and wires their signals."""

from __future__ import annotations

import asyncio
import signal
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication

from ui import paths, theme
from ui.about_model import AboutModel
from ui.actions import ghost_keys
from ui.appearance import Appearance, font_of
from ui.autosave import JournalKeeper
from ui.card_text import Look
from ui.commands.door import CommandsDoor
from ui.commands.style import commands_style
from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.editor.highlighter import MarkdownHighlighter
from ui.editor.page_form import form_of
from ui.engine_client import EngineClient
from ui.engine_types import EngineState, EngineStatus
from ui.filing import Filing
from ui.finding.finder import Finder
from ui.finding.style import find_style
from ui.garbage import GarbageCollector
from ui.going.contents import Contents
from ui.handlers import handlers_of
from ui.inspector.inspector import Inspector
from ui.inspector.inspector_panel import InspectorPanel
from ui.language import LANGUAGES, language_of, on_change, speaker, tr
from ui.main_window import MainWindow
from ui.manuscript.project import Project
from ui.manuscript.text_file import OpenedFile
from ui.notices import Tasks, install_excepthook
from ui.outlining.outline_asks import OutlineAsks
from ui.outlining.structures import read_structures
from ui.outlining.style import dialog_style
from ui.outlining.wishes import Source
from ui.paged_window import pages_style
from ui.panels.headings_page import HeadingsPage
from ui.panels.outline_panel import OutlinePanel
from ui.panels.style import panel_style
from ui.place_line import PlaceLine
from ui.project.outline_home import ProjectOutlineHome
from ui.project.project_desk import ProjectDesk
from ui.rewrite.controller import RewriteController
from ui.rewrite.own_prompts import OwnPrompts
from ui.rewrite.prompts import Prompt
from ui.rewrite.style import popover_style
from ui.settings import Settings
from ui.settings_file import SettingsFile
from ui.suggest.controller import SuggestionController
from ui.suggest.state import Activity
from ui.surface import Surface
from ui.trace import StallWatch, Trace
from ui.voices.door import VoicesDoor
from ui.voices.style import voices_style

_LAST_WRITES_S = 2.0
_FAILURES_TO_TELL = 3


@dataclass(frozen=True, slots=True)
class Options:
    """What the command line asked of the window."""

    path: Path | None
    data_dir: Path | None
    language: str | None
    engine_command: tuple[str, ...] | None
    """How to start the engine; None for a window without one."""
    version: str
    train_command: tuple[str, ...] = ()
    """How to start what makes voices; empty for a window without it."""


class Desk:
    """One window with everything that belongs to it."""

    def __init__(
        self,
        app: QApplication,
        options: Options,
        files: paths.AppFiles,
        opened: OpenedFile | Project | None,
        trace: Trace,
        problems: list[str],
    ) -> None:
        self._app = app
        self._files = files
        self._trace = trace
        self.version = options.version
        self._opened = opened
        self._closed: asyncio.Event = asyncio.Event()
        self._activity = Activity(is_thinking=False, latency_ms=None)
        self._is_closing = False
        self._has_engine = options.engine_command is not None
        self.settings = Settings()
        self._problems = [*problems, *self.settings.load(files.settings)]
        self._language = options.language if options.language in LANGUAGES else None
        self._speak()
        self.tasks = Tasks(self._tell_error)
        self.client = EngineClient(
            options.engine_command or (), self.settings.choice("engine.model")
        )
        self._build_text()
        self._build_project()
        self._build_assistant(options.train_command)
        self._build_appearance()
        self._garbage = GarbageCollector(self.window)
        self._stalls = StallWatch(trace, self.window)
        self._wire()
        self.appearance.dress()
        self._on_project_changed(False)

    def _speak(self) -> None:
        """Speak the language that the command line or the settings name."""
        speaker.speak(language_of(self._language or self.settings.choice("appearance.language")))

    def _build_text(self) -> None:
        """Build the text, its window and its way to the disk."""
        theme.load_fonts(paths.font_files())
        self.document = Document(form_of(self.settings, font_of(self.settings)))
        # Before there is text: Qt lays it out once then, already styled.
        highlighter = MarkdownHighlighter(self.document.qt)
        if isinstance(self._opened, OpenedFile):
            self.document.open(self._opened)
            self._problems.extend([self._opened.note] if self._opened.note else [])
        self.editor = EditorView(self.document)
        self.editor.set_ghost_keys(ghost_keys())
        self.window = MainWindow(self.editor, handlers_of(self))
        self.finder = Finder(self.window.find_bar, self.editor, self.document)
        self.surface = Surface(self.window, highlighter, self.settings)
        install_excepthook(self._tell_error)
        self._settings_file = SettingsFile(
            self._files.settings, self.settings, self.tasks, self.window
        )
        self.keeper = JournalKeeper(self._files.journal, self.document)
        tell = self.window.notices.tell
        self.filing = Filing(self.window, self.document, self.keeper, self._trace, tell)

    def _build_project(self) -> None:
        """Build what shows a project, and what keeps it."""
        self.outline_panel = OutlinePanel(self.window)
        self.inspector_panel = InspectorPanel(self.window)
        self.window.side.add_page("outline", "Outline", self.outline_panel)
        headings = HeadingsPage(self.window)
        self.window.side.add_page("headings", "Headings", headings)
        self.contents = Contents(headings, self.editor, self.document)
        self.window.side.add_page("inspector", "Inspector", self.inspector_panel)
        self.project = ProjectDesk(
            self.window,
            self.document,
            self.filing,
            self.window.binder,
            self.outline_panel,
            self.tasks,
            self._trace,
            self.window.notices.tell,
        )
        self.place = PlaceLine(self.window, self.document, self.settings, self.project.show_words)

    def _build_assistant(self, train_command: tuple[str, ...]) -> None:
        """Build what asks the engine."""
        client, tasks, trace, story = self.client, self.tasks, self._trace, self.project.story
        self.controller = SuggestionController(
            self.editor, client, self.settings, tasks, trace, story
        )
        self.rewrites = RewriteController(
            self.editor, self.document, client, self.settings, tasks, trace, story.notes
        )
        tell = self.window.notices.tell
        self.prompts = OwnPrompts(self._files.prompts, self.window, tasks, tell)
        home = ProjectOutlineHome(self.project, self.document, self.outline_panel)
        structures = read_structures(paths.structures_folder())
        self.outlines = OutlineAsks(self.window, client, home, structures, tasks, trace)
        self.inspector = Inspector(self.inspector_panel, client, tasks)
        self.about_model = AboutModel(self.window, client, tasks)
        self.voices = VoicesDoor(self, train_command, self._files.comparisons, trace)
        self.commands = CommandsDoor(self, self._files.keys)

    def _build_appearance(self) -> None:
        self.appearance = Appearance(
            self._app,
            self.settings,
            (
                popover_style,
                panel_style,
                dialog_style,
                voices_style,
                find_style,
                pages_style,
                commands_style,
            ),
            (
                self._dress_editor,
                self.surface.dress,
                lambda chosen, _: self.finder.dress(chosen.line),
                self.rewrites.dress,
                lambda chosen, _: self.inspector_panel.dress(chosen),
                lambda chosen, font: self.about_model.dress(Look(chosen, font)),
                self.voices.dress,
                lambda *_: self._check_marks(),
            ),
        )

    async def run(self) -> None:
        """Show the window, start the engine, and return once the window is closed."""
        self.window.show()
        # Not before: the text is laid out to the window's final width, and only once.
        self.editor.show_end()
        self._trace.event("window_shown")
        for problem in self._problems:
            self.window.notices.tell(problem)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.window.close_requested.emit())
        if self._has_engine:
            self.client.start()
        else:
            self._on_activity(self._activity)
        self.tasks.start(self.prompts.read())
        self.tasks.start(self._begin())
        await self._closed.wait()
        self._settings_file.settle()
        self.prompts.settle()
        self.commands.settle()
        await self.project.close()
        await self.tasks.settle(_LAST_WRITES_S)
        await self.tasks.finish()
        await self.voices.stop()
        await self.client.stop()
        self.keeper.close()
        self._garbage.stop()

    async def _begin(self) -> None:
        """Open the project, then offer what an earlier run left unsaved."""
        if isinstance(self._opened, Project):
            await self.project.show(self._opened)
        await self.filing.recover()

    # Wiring

    def _wire(self) -> None:
        editor, document = self.editor, self.document
        handlers = handlers_of(self)
        editor.ghost_key.connect(lambda action: handlers[action]())
        editor.key_painted.connect(lambda ms: self._trace.event("key", latency_ms=round(ms, 3)))
        self.controller.activity_changed.connect(self._on_activity)
        self.controller.ghost_changed.connect(self._on_ghost_changed)
        self.client.status_changed.connect(self._on_engine_status)
        self.client.answered.connect(self.inspector.on_answered)
        self.inspector.looked.connect(lambda task: self._trace.event("inspected", task=task))
        self.window.side.page_shown.connect(lambda name: self.inspector.watch(name == "inspector"))
        self.window.side.page_shown.connect(lambda name: self.contents.watch(name == "headings"))
        self.project.project_changed.connect(self._on_project_changed)
        self.project.project_changed.connect(lambda _: self.outlines.forget())
        self.project.draft_ready.connect(self._on_draft_ready)
        self.outline_panel.ideas_requested.connect(
            lambda beat: self.outlines.open(Source.NEXT, beat)
        )
        self._app.applicationStateChanged.connect(self._on_application_state)
        self.rewrites.told.connect(self.window.notices.tell)
        self.prompts.changed.connect(self._on_prompts_changed)
        self.client.notice_given.connect(self.window.notices.tell)
        self.keeper.failed.connect(self._tell_error)
        self.keeper.recorded.connect(lambda n: self._trace.event("journaled", chars=n))
        # First of all: the length on show is the other text's.
        document.replaced.connect(self.place.begin_text)
        document.replaced.connect(self.editor.show_end)
        document.replaced.connect(self.controller.on_document_changed)
        self.settings.changed.connect(self._on_setting_changed)
        on_change(self.window, lambda: self._on_activity(self._activity))
        self.surface.changed.connect(self._check_marks)
        self.window.close_requested.connect(lambda: self.tasks.start(self._close()))

    # What happens

    def _on_engine_status(self, status: EngineStatus) -> None:
        if status.state is EngineState.READY and status.voice is not None:
            self._trace.event(
                "engine_up", pid=self.client.process_id, provider=status.voice.provider
            )
        is_told = self.voices.on_engine_status(status)
        if status.state in (EngineState.DOWN, EngineState.UNUSABLE) and not is_told:
            self._trace.event("engine_down", reason=status.reason)
            if status.state is EngineState.UNUSABLE or status.failures == _FAILURES_TO_TELL:
                sentence = tr("No suggestions for now, writing works as ever. {reason}")
                self._tell_error(sentence.format(reason=status.reason))
        self.controller.on_engine_status(status)
        self.rewrites.on_engine_status(status)
        self.outlines.on_engine_status(status)
        self.inspector.on_engine_status(status)
        self.about_model.on_engine_status(status)
        self._on_activity(self._activity)

    def _on_activity(self, activity: Activity) -> None:
        self._activity = activity
        enabled = self.settings.flag("suggest.enabled")
        self.window.status.show_voice(self.client.status, activity, enabled)

    def _on_project_changed(self, is_open: bool) -> None:
        self.window.offer_binder(is_open)
        for action in ("project.new_scene", "view.binder", "outline.draft"):
            self.window.actions_by_id[action].setEnabled(is_open)

    def _on_draft_ready(self, beats: tuple[str, ...], current: int) -> None:
        self.editor.setFocus()
        self.editor.show_end()
        self.controller.draft(beats, current)

    def _on_application_state(self, state: Qt.ApplicationState) -> None:
        if state is Qt.ApplicationState.ApplicationActive:
            self.tasks.start(self.project.refresh_notes())

    def _on_prompts_changed(self, prompts: tuple[Prompt, ...]) -> None:
        self.rewrites.prompts = prompts

    def _on_ghost_changed(self, shows: bool) -> None:
        for action in ghost_keys():
            self.window.actions_by_id[action].setEnabled(shows)

    def _on_setting_changed(self, key: str) -> None:
        if key == "suggest.enabled" and not self.settings.flag(key):
            self.controller.dismiss("switched off")
        self._speak()
        self.appearance.dress()
        self._on_activity(self._activity)

    def _dress_editor(self, chosen: theme.Theme, font: QFont) -> None:
        self.editor.setFont(font)
        self.document.qt.setDefaultFont(font)
        self.editor.center_column()
        self.editor.keep_room_below()
        self.editor.set_ghost_color(chosen.ghost)

    def _check_marks(self) -> None:
        actions, setting = self.window.actions_by_id, self.settings.choice("appearance.theme")
        actions[f"view.theme_{setting}"].setChecked(True)
        actions["suggestion.toggle"].setChecked(self.settings.flag("suggest.enabled"))
        actions["view.focus"].setChecked(self.surface.is_focused)
        actions["view.typewriter"].setChecked(self.settings.flag("editor.typewriter"))
        actions["view.full_screen"].setChecked(self.window.isFullScreen())

    def toggle_suggestions(self) -> None:
        """Suggest on a pause, or no longer."""
        self.settings.set("suggest.enabled", not self.settings.flag("suggest.enabled"))

    def _tell_error(self, text: str) -> None:
        self.window.notices.tell(text, is_error=True)

    async def _close(self) -> None:
        if self._is_closing:
            # Asked to close twice, by a key and a signal say: one question is enough.
            return
        self._is_closing = True
        try:
            may_close = await self.project.settle()
        finally:
            self._is_closing = False
        if may_close:
            self.about_model.close()
            self.voices.close()
            self.commands.close()
            self.outlines.close()
            self.window.allow_close()
            self.window.close()
            self._closed.set()
