"""One window with everything that belongs to it: builds the parts and wires their signals."""

from __future__ import annotations

import asyncio
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont

from ui import paths, theme
from ui.about_model import AboutModel
from ui.actions import ghost_keys
from ui.appearance import Appearance, font_of
from ui.autosave import JournalKeeper
from ui.card_text import Look
from ui.commands.door import CommandsDoor
from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.editor.highlighter import MarkdownHighlighter
from ui.editor.page_form import form_of
from ui.engine_watch import EngineWatch
from ui.errors import UserError
from ui.filing import Filing
from ui.finding.finder import Finder
from ui.handlers import handlers_of
from ui.inspector.inspector import Inspector
from ui.language import on_change
from ui.main_window import MainWindow
from ui.manuscript.project import Project
from ui.manuscript.text_file import OpenedFile
from ui.notices import Tasks
from ui.outlining.outline_asks import OutlineAsks
from ui.outlining.structures import read_structures
from ui.outlining.wishes import Source
from ui.place_line import PlaceLine
from ui.process_link import ProcessLink
from ui.project.outline_home import ProjectOutlineHome
from ui.project.project_desk import ProjectDesk
from ui.rewrite.controller import RewriteController
from ui.rewrite.own_prompts import OwnPrompts
from ui.rewrite.prompts import Prompt
from ui.sessions.drops import Drops
from ui.sessions.memory import Memory
from ui.sessions.recent_menu import RecentMenu
from ui.sessions.session_file import WindowState
from ui.sessions.shared import Shared, settings_of_window
from ui.side_pages import SidePages
from ui.split.split_view import SplitView
from ui.styles import STYLES
from ui.suggest.controller import SuggestionController
from ui.suggest.first_hint import FirstHint
from ui.suggest.state import Activity
from ui.surface import Surface
from ui.voices.door import VoicesDoor
from ui.welcome.welcome import Welcome

_LAST_WRITES_S = 2.0


class Desk:
    """One window with everything that belongs to it."""

    def __init__(
        self, shared: Shared, opened: OpenedFile | Project | None, state: WindowState
    ) -> None:
        """Build a window that is not shown yet.

        Args:
            shared: what it shares with other windows.
            opened: what it shows; an empty text by default.
            state: how it stood when it was open last.
        """
        self.shared = shared
        self._trace = shared.trace
        self._opened = opened
        self._state = state
        self.last_state = state
        self._closed: asyncio.Event = asyncio.Event()
        self._activity = Activity(is_thinking=False, latency_ms=None)
        self._is_closing = False
        self._offers_recovery = False
        self.settings, self._leave_settings = settings_of_window(shared.settings)
        self.tasks = Tasks(self._tell_error)
        self.client = shared.client
        self._build_text()
        self._build_project()
        self._build_assistant()
        self._build_appearance()
        self._build_memory()
        self._wire()
        self.appearance.dress()
        self._on_project_changed(False)

    def _build_text(self) -> None:
        """Build the text, its window and its way to the disk."""
        self.document = Document(form_of(self.settings, font_of(self.settings)))
        # Before there is text: Qt lays it out once then, already styled.
        highlighter = MarkdownHighlighter(self.document.qt)
        if isinstance(self._opened, OpenedFile):
            self.document.open(self._opened)
        self.editor = EditorView(self.document)
        self.editor.set_ghost_keys(ghost_keys())
        self.window = MainWindow(self.editor, handlers_of(self))
        self.finder = Finder(self.window.find_bar, self.editor, self.document)
        self.surface = Surface(self.window, highlighter, self.settings)
        self.keeper = JournalKeeper(self.shared.files.journal, self.document)
        tell = self.window.notices.tell
        self.filing = Filing(self.window, self.document, self.keeper, self._trace, tell)
        company = self.shared.company
        self.filing.is_elsewhere = lambda path: company.bring(path, self)
        self.filing.is_shown_elsewhere = lambda path: company.shows(path, self)
        self.filing.home_of = lambda path: company.home_of(path, self)

    def _build_project(self) -> None:
        """Build what shows a project, and what keeps it."""
        self.pages = SidePages(
            self.window.side, self.editor, self.document, self.tasks, self._engines
        )
        self.outline_panel = self.pages.outline
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
        self.split = SplitView(
            self.window.second, self.editor, self.document, self.settings, self._write_in
        )
        self.place = PlaceLine(self.window, self.document, self.settings, self.project.show_words)

    def _build_assistant(self) -> None:
        """Build what asks the engine."""
        files, train_command = self.shared.files, self.shared.options.train_command
        client, tasks, trace, story = self.client, self.tasks, self._trace, self.project.story
        self.controller = SuggestionController(
            self.editor, client, self.settings, tasks, trace, story
        )
        self.hint = FirstHint(self.editor, self.settings)
        self.rewrites = RewriteController(
            self.editor, self.document, client, self.settings, tasks, trace, story.notes
        )
        tell = self.window.notices.tell
        self.prompts = OwnPrompts(files.prompts, self.window, tasks, tell)
        home = ProjectOutlineHome(self.project, self.document, self.outline_panel)
        structures = read_structures(paths.structures_folder())
        self.outlines = OutlineAsks(self.window, client, home, structures, tasks, trace)
        self.inspector = Inspector(self.pages.inspector, client, tasks)
        self.about_model = AboutModel(self.window, client, tasks)
        self.voices = VoicesDoor(self, train_command, files.comparisons, trace, self.shared.voices)
        self.recent_menu = RecentMenu(self)
        self.commands = CommandsDoor(self, files.keys, self.recent_menu)

    def _build_appearance(self) -> None:
        self.appearance = Appearance(
            self.shared.app,
            self.settings,
            STYLES,
            (
                self._dress_editor,
                self.surface.dress,
                self.split.dress,
                lambda chosen, _: self.finder.dress(chosen.line),
                self.rewrites.dress,
                lambda chosen, _: self.pages.inspector.dress(chosen),
                lambda chosen, font: self.about_model.dress(Look(chosen, font)),
                self.voices.dress,
                lambda *_: self._check_marks(),
            ),
        )

    def _build_memory(self) -> None:
        """Build what is remembered of this window, and what comes from outside."""
        self.memory = Memory(self, self.shared.recent, self.shared.places)
        self.welcome = Welcome(self)
        self._drops = Drops(self)
        self._engine = EngineWatch(self)
        self.memory.stand_as(self._state)

    def show(self) -> None:
        """Show the window."""
        self.window.show()
        # Not before: the text is laid out to the window's final width, and only once.
        self.memory.come_back()
        self._trace.event("window_shown")
        if isinstance(self._opened, OpenedFile) and self._opened.note:
            self.window.notices.tell(self._opened.note)

    def begin_recovery(self) -> None:
        """Offer what an earlier run left unsaved, in this window and before it runs."""
        self._offers_recovery = True

    async def run(self) -> None:
        """Show what is to be open, and return once the window is closed."""
        self._engine.on_status(self.client.status)
        self.tasks.start(self.prompts.read())
        self.tasks.start(self._begin())
        await self._closed.wait()
        self.prompts.settle()
        self.commands.settle()
        await self.project.close()
        await self.tasks.settle(_LAST_WRITES_S)
        await self.tasks.finish()
        await self.voices.stop()
        await self.keeper.close()
        self.shared.app.applicationStateChanged.disconnect(self._on_application_state)
        for let_go in (self._engine.let_go, self._leave_settings, self.appearance.let_go):
            let_go()

    def let_go(self) -> None:
        """Delete what Qt keeps of a closed window."""
        # Signals hold what they call, which Python's collector cannot see: without this, nothing of
        # a closed window would ever be freed. The view goes before the text that it shows.
        for part in (self.window, self.keeper, self.document, self.settings):
            part.deleteLater()

    async def _begin(self) -> None:
        """Open the project, then offer what an earlier run left unsaved."""
        if isinstance(self._opened, Project):
            try:
                await self.project.show(self._opened, self._state.scene)
            except UserError as error:
                # What an earlier run left is offered all the same.
                self._tell_error(str(error))
        self.memory.arrange_as(self._state)
        if self._offers_recovery:
            await self.filing.recover()

    # Wiring

    def _wire(self) -> None:
        editor, document = self.editor, self.document
        handlers = handlers_of(self)
        editor.ghost_key.connect(lambda action: handlers[action]())
        editor.key_painted.connect(lambda ms: self._trace.event("key", latency_ms=round(ms, 3)))
        self.controller.activity_changed.connect(self._on_activity)
        self.controller.ghost_changed.connect(self._on_ghost_changed)
        self.inspector.looked.connect(lambda task: self._trace.event("inspected", task=task))
        self.window.side.page_shown.connect(lambda name: self.inspector.watch(name == "inspector"))
        self.controller.ghost_changed.connect(self.hint.on_ghost_changed)
        self.controller.taken.connect(self.hint.on_taken)
        editor.key_painted.connect(self.pages.latency.keys.add)
        self.controller.ghost_painted.connect(self.pages.latency.ghosts.add)
        self.pages.latency.shown.connect(lambda text: self._trace.event("figures", text=text))
        self.project.project_changed.connect(self._on_project_changed)
        self.project.project_changed.connect(lambda _: self.outlines.forget())
        self.project.draft_ready.connect(self._on_draft_ready)
        self.outline_panel.ideas_requested.connect(
            lambda beat: self.outlines.open(Source.NEXT, beat)
        )
        self.rewrites.told.connect(self.window.notices.tell)
        self.prompts.changed.connect(self._on_prompts_changed)
        self.keeper.failed.connect(self._tell_error)
        self.keeper.recorded.connect(lambda n: self._trace.event("journaled", chars=n))
        # First of all: the length on show is the other text's.
        document.replaced.connect(self.place.begin_text)
        document.replaced.connect(self.controller.on_document_changed)
        self.settings.changed.connect(self._on_setting_changed)
        on_change(self.window, self.show_activity)
        self.surface.changed.connect(self._check_marks)
        self.split.changed.connect(self._check_marks)
        self.window.second.swap_requested.connect(lambda: self.tasks.start(self.split.swap()))
        self.window.close_requested.connect(lambda: self.tasks.start(self._close()))
        self.shared.app.applicationStateChanged.connect(self._on_application_state)

    # What happens

    def _on_activity(self, activity: Activity) -> None:
        self._activity = activity
        self.show_activity()

    def show_activity(self) -> None:
        """Say below the text which voice writes and what it does."""
        enabled = self.settings.flag("suggest.enabled")
        self.window.status.show_voice(self.client.status, self._activity, enabled)

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
        if key.startswith(("appearance.", "editor.")):
            self.appearance.dress()
        self._check_marks()
        self.show_activity()

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
        actions["view.split"].setChecked(self.split.is_open)
        actions["view.swap"].setEnabled(self.split.is_open)
        actions["view.focus"].setChecked(self.surface.is_focused)
        actions["view.typewriter"].setChecked(self.settings.flag("editor.typewriter"))
        actions["view.full_screen"].setChecked(self.window.isFullScreen())

    def toggle_suggestions(self) -> None:
        """Suggest on a pause, or no longer."""
        self.settings.set("suggest.enabled", not self.settings.flag("suggest.enabled"))

    def _tell_error(self, text: str) -> None:
        self.window.notices.tell(text, is_error=True)

    def _engines(self) -> list[ProcessLink]:
        """Return every process that belongs to this window, the one that writes first."""
        return [self.client, *self.voices.processes]

    async def _write_in(self, path: Path) -> bool:
        """Open a text to write in it; returns whether it is open."""
        await self.project.open_path(path)
        return self.document.file is not None and self.document.file.path == path

    # Leaving

    async def settle(self) -> bool:
        """Make everything safe, with the writer's questions; returns whether it may be closed."""
        if self._is_closing:
            # Asked to close twice, by a key and a signal say: one question is enough.
            return False
        self._is_closing = True
        self.memory.note_place()
        before = self.memory.state()
        try:
            if not self.filing.is_safe() and not self.shared.company.is_front(self):
                self.window.bring()
            may_close = await self.project.settle()
        finally:
            self._is_closing = False
        after = self.memory.state()
        # A text that was given up is no longer open; its file comes back the next time.
        self.last_state = after if after.path is not None else before
        return may_close

    def state(self) -> WindowState:
        """Return what is open and how the window stands; of a closed one, how it was left."""
        return self.last_state if self._closed.is_set() else self.memory.state()

    async def _close(self) -> None:
        if await self.settle():
            self.finish()

    def finish(self) -> None:
        """Close the window, once it is settled."""
        self.shared.company.leave(self)
        self.about_model.close()
        self.voices.close()
        self.commands.close()
        self.outlines.close()
        self.window.allow_close()
        self.window.close()
        self._closed.set()
