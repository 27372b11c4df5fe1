"""All windows of one process: opens and closes them, brings them back, keeps what was open.

The engine, the settings, the keys and the journal's file are shared; each window has its own text
and its own drafts in the journal.
"""

from __future__ import annotations

import asyncio
import signal
from functools import partial
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QTimer
from PySide6.QtWidgets import QApplication

from ui import paths, theme
from ui.autosave import is_alive, this_process
from ui.commands.keymap import Keymap
from ui.desk import Desk
from ui.engine_client import EngineClient
from ui.filing import Filing, in_thread
from ui.garbage import GarbageCollector
from ui.language import speak_chosen
from ui.manuscript.project import Project
from ui.manuscript.text_file import OpenedFile
from ui.notices import Tasks, install_excepthook
from ui.options import Options
from ui.rewrite.prompts import Prompt
from ui.sessions.kept_file import KeptFile
from ui.sessions.opening import Reopened, opened_at, reopened
from ui.sessions.places import Places
from ui.sessions.recent import RecentFiles
from ui.sessions.session_file import Session, WindowState, session_of, tree_of
from ui.sessions.shared import Shared
from ui.settings import Settings
from ui.settings_file import SettingsFile
from ui.trace import StallWatch, Trace

_KEEP_MS = 4000
_LAST_WRITES_S = 2.0
_RESTORE = "session.restore"


class Windows(QObject):
    """The windows of one process, the one used last in front of the others."""

    def __init__(
        self,
        app: QApplication,
        options: Options,
        files: paths.AppFiles,
        trace: Trace,
        problems: list[str],
    ) -> None:
        super().__init__()
        self._trace, self._problems = trace, problems
        self._desks: list[Desk] = []
        self._running: set[asyncio.Task[None]] = set()
        self._is_quitting = False
        self._last: tuple[WindowState, ...] = ()
        self._keymap: Keymap | None = None
        self._tasks = Tasks(self._tell_error)
        theme.load_fonts(paths.font_files())
        settings = Settings()
        self._problems.extend(settings.load(files.settings))
        self._speak(settings, options.language)
        settings.changed.connect(lambda _: self._speak(settings, options.language))
        self._settings_file = SettingsFile(files.settings, settings, self._tasks, self)
        self._session_file = KeptFile(files.session, self._tasks)
        self._session = session_of(self._session_file.read())
        # Another process keeps its own session there: this one leaves it alone.
        owner = self._session.owner
        self._keeps = owner is None or owner.pid == this_process().pid or not is_alive(owner)
        self.shared = Shared(
            app,
            options,
            files,
            trace,
            settings,
            EngineClient(options.engine_command or (), settings.choice("engine.model")),
            RecentFiles(KeptFile(files.recent, self._tasks), self._tasks, self),
            Places(KeptFile(files.places, self._tasks)),
            self,
        )
        self._timer = QTimer(self)
        self._timer.setInterval(_KEEP_MS)
        self._timer.timeout.connect(self.keep)

    def _speak(self, settings: Settings, named: str | None) -> None:
        """Speak the language that the command line or the settings name."""
        speak_chosen(named, settings.choice("appearance.language"))

    @property
    def desks(self) -> tuple[Desk, ...]:
        """The open windows, the one in front last; a closed one's last writes may still run."""
        return tuple(self._desks)

    async def run(self, opened: OpenedFile | Project | None) -> None:
        """Open the first windows and return once the last one is closed.

        Args:
            opened: what the command line named; without it the last session comes back.
        """
        install_excepthook(self._tell_error)
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.begin_quit())
        is_first_run = not self._session.was_welcomed and not self._session.windows
        await self._open_first(opened, is_welcome=is_first_run and opened is None)
        garbage = GarbageCollector(self)
        StallWatch(self._trace, self)
        if self.shared.options.engine_command is not None:
            self.shared.client.start()
        self._timer.start()
        while self._running:
            done, _ = await asyncio.wait(self._running, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                self._running.discard(task)
                task.result()
        self._timer.stop()
        self.shared.places.keep()
        self._keep_session(self._last)
        self._settings_file.settle()
        await self._tasks.settle(_LAST_WRITES_S)
        await self._tasks.finish()
        await self.shared.client.stop()
        garbage.stop()

    async def _open_first(self, opened: OpenedFile | Project | None, *, is_welcome: bool) -> None:
        states: tuple[WindowState, ...] = ()
        if opened is None and self._keeps and self.shared.settings.flag(_RESTORE):
            states = self._session.worthy
        found = [await in_thread(partial(reopened, state)) for state in states]
        # A window whose text is gone is worth a sentence, not an empty window beside others.
        there = [each for each in found if each.opened is not None] or found[-1:]
        told = [each.told for each in found if each.told]
        for each in there or [Reopened(opened, WindowState())]:
            self.open_window(each.opened, each.state)
        if not self._desks:
            # Asked to end before there was a window: the next start brings all of it back.
            self._last = self._session.windows
            return
        self._desks[-1].begin_recovery()
        if is_welcome:
            self._desks[0].welcome.show_first()
        for problem in (*self._problems, *told):
            self._desks[-1].window.notices.tell(problem)

    def open_window(
        self, opened: OpenedFile | Project | None = None, state: WindowState | None = None
    ) -> Desk | None:
        """Open a window; None while all of them are being closed.

        Args:
            opened: what it shows; an empty text by default.
            state: how it stood when it was open last.
        """
        if self._is_quitting:
            return None
        desk = Desk(self.shared, opened, state or WindowState())
        if self._keymap is not None:
            # What was changed a moment ago is not in the file yet.
            desk.commands.keys.adopt(self._keymap)
        # Whatever was closed before it was not the last one.
        self._last = ()
        self._desks.append(desk)
        desk.window.installEventFilter(self)
        self._follow_each_other(desk)
        self._running.add(asyncio.ensure_future(self._run(desk)))
        desk.show()
        return desk

    async def _run(self, desk: Desk) -> None:
        await desk.run()
        self._trace.event("window_closed")
        desk.let_go()

    def leave(self, desk: object) -> None:
        """Find a window no more, which closes: what is asked for from now on opens elsewhere."""
        closed = next((each for each in self._desks if each is desk), None)
        if closed is None:
            return
        if len(self._desks) == 1 or self._is_quitting:
            self._last = (*self._last, closed.last_state)
        self._desks.remove(closed)

    def _follow_each_other(self, desk: Desk) -> None:
        """Let keys and prompts that one window changes count in all of them."""

        def tell_keys(keymap: Keymap) -> None:
            self._keymap = keymap
            for other in self._desks:
                other.commands.keys.adopt(keymap)

        def tell_prompts(prompts: tuple[Prompt, ...]) -> None:
            for other in self._desks:
                other.prompts.adopt(prompts)

        desk.commands.keys.changed.connect(tell_keys)
        desk.prompts.edited.connect(tell_prompts)

    # Which window shows what

    def is_front(self, desk: object) -> bool:
        """Tell whether the writer used this desk last."""
        return bool(self._desks) and self._desks[-1] is desk

    def bring(self, path: Path, but: object = None) -> bool:
        """Bring the window that shows a text or project to the front; returns whether one does.

        Args:
            path: the file or folder.
            but: a desk that does not count.
        """
        desk = next(
            (d for d in reversed(self._desks) if d is not but and d.memory.shows(path)), None
        )
        if desk is None:
            return self._bring_scene(path, but)
        desk.window.bring()
        self._trace.event("brought", path=str(path))
        return True

    def _bring_scene(self, path: Path, but: object) -> bool:
        """Show a file in the window whose project has it as a scene; returns whether one has."""
        for desk in reversed(self._desks):
            if desk is not but and (id := desk.memory.scene_at(path)):
                desk.window.bring()
                desk.tasks.start(desk.project.open_scene(id))
                return True
        return False

    def shows(self, path: Path, but: object = None) -> bool:
        """Tell whether a window shows a text or project, or has it as a scene; brings none."""
        return any(
            each.memory.shows(path) or each.memory.scene_at(path)
            for each in self._desks
            if each is not but
        )

    def home_of(self, path: Path | None, asking: object) -> Filing | None:
        """Return the filing of the window in which a text that was never saved is restored.

        That is the one which shows its file or has it as a scene, or the one that asks, or a new
        one where that is in use.
        """
        desks = list(reversed(self._desks))
        if path is not None:
            shown = [desk for desk in desks if desk.memory.shows(path)]
            # Where a scene was restored already, its project's window is in use.
            shown += [d for d in desks if d.memory.scene_at(path) and d.filing.is_safe()]
            if shown:
                return shown[0].filing
        free = [desk for desk in desks if desk is asking and desk.memory.is_unused]
        home = free[0] if free else self.open_window()
        return home.filing if home is not None else None

    def begin_opening(self, path: Path, asking: object, *, in_new: bool = False) -> None:
        """Open a text or a project, or bring the window to the front that shows it.

        Args:
            path: the file or folder.
            asking: the desk that asks; it shows it unless another one does.
            in_new: open another window for it.
        """
        if not self._desks:
            # The last window closes.
            return
        desk = next((each for each in self._desks if each is asking), self._desks[-1])
        if not self.bring(path):
            opening = self._open_beside(path) if in_new else desk.project.open_path(path)
            desk.tasks.start(opening)

    async def _open_beside(self, path: Path) -> None:
        opened = await in_thread(lambda: opened_at(path))
        if not self.bring(path):
            self.open_window(opened)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Notice which window the writer uses."""
        if event.type() == QEvent.Type.WindowActivate:
            front = next((desk for desk in self._desks if desk.window is watched), None)
            if front is not None:
                self._desks.sort(key=lambda desk: desk is front)
        return super().eventFilter(watched, event)

    # Leaving

    def begin_quit(self) -> None:
        """Close all windows, each with its own question; one that stays open stops the rest."""
        self._tasks.start(self._quit())

    async def _quit(self) -> None:
        if self._is_quitting:
            return
        self._is_quitting, may_quit = True, False
        try:
            may_quit = await self._settle_all()
        finally:
            # Also where a text cannot be saved: the writer may try again.
            self._is_quitting = may_quit
        if may_quit:
            for desk in self.desks:
                desk.finish()

    async def _settle_all(self) -> bool:
        """Make every window safe to close; returns whether all of them may."""
        asked = list(reversed(self._desks))
        while asked:
            for desk in asked:
                # One that the writer closed meanwhile was made safe then.
                if desk in self._desks and not await desk.settle():
                    return False
            # The writer may have gone on typing in one window while another one asked.
            asked = [desk for desk in self._desks if not desk.filing.is_safe()]
        return True

    # Remembering

    def keep(self) -> None:
        """Begin to write where the writer is and what is open, if that changed."""
        for desk in self._desks:
            desk.memory.note_place()
        self.shared.places.keep()
        if self._desks and not self._is_quitting:
            self._keep_session(tuple(desk.state() for desk in self._desks))

    def _keep_session(self, states: tuple[WindowState, ...]) -> None:
        if not self._keeps:
            return
        is_wanted = self.shared.settings.flag(_RESTORE)
        session = Session(states if is_wanted else (), this_process(), was_welcomed=True)
        if session != self._session:
            self._session = session
            change = self._session_file.change(lambda tree: {**tree, **tree_of(session)})
            change.add_done_callback(lambda _: self._trace.event("session_kept"))

    def _tell_error(self, text: str) -> None:
        if self._desks:
            self._desks[-1].window.notices.tell(text, is_error=True)
