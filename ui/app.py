"""The composition root of the window: builds every part, wires their signals, runs the loop."""

from __future__ import annotations

import asyncio
import logging
import logging.handlers
import os
import signal
import socket
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import qasync
from PySide6.QtCore import QTranslator
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from ui import paths, theme
from ui.about_model import AboutModel
from ui.actions import ghost_keys
from ui.autosave import JournalKeeper
from ui.card_text import Look
from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.engine_client import EngineClient
from ui.engine_types import EngineState, EngineStatus
from ui.errors import NoDisplay, SettingRefused
from ui.filing import Filing
from ui.garbage import GarbageCollector
from ui.main_window import MainWindow
from ui.manuscript.text_file import OpenedFile, open_text, write_atomic
from ui.notices import Choice, Tasks, ask, install_excepthook
from ui.settings import Settings
from ui.suggest.controller import SuggestionController
from ui.suggest.state import Activity
from ui.suggest.trigger import EditKind
from ui.timers import single_shot
from ui.trace import StallWatch, Trace
from ui.word_counter import WordCounter

logger = logging.getLogger(__name__)
_LOG_BYTES = 1_000_000
_SCREENLESS = ("offscreen", "minimal", "vnc", "eglfs", "linuxfb", "wayland")
_ZOOM_STEP = 2
_SETTINGS_DELAY_MS = 300
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


def run(options: Options) -> int:
    """Open the window and return the exit code once it is closed.

    Raises:
        UserError: the file cannot be opened, or there is no display; nothing was changed.
    """
    opened = open_text(options.path) if options.path else None
    require_display()
    files = paths.app_files(options.data_dir)
    _log_to(files.log)
    QGuiApplication.setApplicationName("Longhand")
    QGuiApplication.setApplicationVersion(options.version)
    QGuiApplication.setDesktopFileName("longhand")
    app = QApplication(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    app.setWindowIcon(QIcon(str(paths.icon_file())))
    problems = []
    if options.language and not _translate(app, options.language):
        problems.append(
            f"There is no translation into {options.language} yet; the interface is in English."
        )
    trace_path = os.environ.get("LONGHAND_TRACE")
    trace = Trace(Path(trace_path) if trace_path else None)
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        desk = Desk(app, options, files, opened, trace, problems)
        loop.run_until_complete(desk.run())
    trace.close()
    return 0


class Desk:
    """One window with everything that belongs to it."""

    def __init__(
        self,
        app: QApplication,
        options: Options,
        files: paths.AppFiles,
        opened: OpenedFile | None,
        trace: Trace,
        problems: list[str],
    ) -> None:
        self._app = app
        self._files = files
        self._trace = trace
        self._version = options.version
        self._closed: asyncio.Event = asyncio.Event()
        self.settings = Settings()
        self._problems = [*problems, *self.settings.load(files.settings)]
        theme.load_fonts(paths.font_files())
        self.document = Document(theme.line_height_percent())
        if opened is not None:
            self.document.open(opened)
            self._problems.extend([opened.note] if opened.note else [])
        self._themes = theme.read_themes(paths.themes_file())
        self.editor = EditorView(self.document)
        self.editor.set_ghost_keys(ghost_keys())
        self.window = MainWindow(self.editor, self._handlers())
        self.tasks = Tasks(self._tell_error)
        install_excepthook(self._tell_error)
        command = options.engine_command
        self.client = EngineClient(command or (), self.settings.choice("engine.model"))
        self._has_engine = command is not None
        self.controller = SuggestionController(
            self.editor, self.client, self.settings, self.tasks, trace
        )
        self.about_model = AboutModel(self.window, self.client, self.tasks)
        self.keeper = JournalKeeper(files.journal, self.document)
        self.filing = Filing(
            self.window, self.document, self.keeper, trace, self.window.notices.tell
        )
        self.counter = WordCounter(self.document.qt)
        self._stalls = StallWatch(trace, self.window)
        self._activity = Activity(is_thinking=False, latency_ms=None)
        self._words = 0
        self._is_closing = False
        self._save_settings = single_shot(self.window, self._write_settings, _SETTINGS_DELAY_MS)
        self._garbage = GarbageCollector(self.window)
        self._wire()
        self._dress()
        self._show_place()

    async def run(self) -> None:
        """Show the window, start the engine, and return once the window is closed."""
        self.window.show()
        # Not before: the text is laid out to the window's final width, and only once.
        self.editor.show_end()
        self._trace.event("window_shown")
        if self._problems:
            self.window.notices.tell("\n".join(self._problems))
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, lambda *_: self.window.close_requested.emit())
        if self._has_engine:
            self.client.start()
        else:
            self._on_activity(self._activity)
        self.tasks.start(self.filing.recover())
        await self._closed.wait()
        if self._save_settings.isActive():
            self._save_settings.stop()
            self._write_settings()
        await self.tasks.settle(_LAST_WRITES_S)
        await self.tasks.finish()
        await self.client.stop()
        self.keeper.close()
        self._garbage.stop()

    # Wiring

    def _handlers(self) -> dict[str, Callable[[], object]]:
        """Return what each action does, by id."""
        return {
            "file.new": lambda: self.tasks.start(self.filing.new()),
            "file.open": lambda: self.tasks.start(self.filing.open()),
            "file.save": lambda: self.tasks.start(self.filing.save()),
            "file.save_as": lambda: self.tasks.start(self.filing.save_as()),
            "file.quit": lambda: self.window.close(),
            "edit.undo": lambda: self.editor.perform(EditKind.UNDONE, self.editor.undo),
            "edit.redo": lambda: self.editor.perform(EditKind.UNDONE, self.editor.redo),
            "edit.cut": lambda: self.editor.perform(EditKind.DELETED, self.editor.cut),
            "edit.copy": lambda: self.editor.copy(),
            "edit.paste": lambda: self.editor.perform(EditKind.PASTED, self.editor.paste),
            "edit.select_all": lambda: self.editor.selectAll(),
            "suggestion.continue": lambda: self.controller.continue_here(),
            "suggestion.accept_all": lambda: self.controller.accept_all(),
            "suggestion.accept_word": lambda: self.controller.accept_word(),
            "suggestion.dismiss": lambda: self.controller.dismiss(),
            "suggestion.toggle": self._toggle_suggestions,
            "view.zoom_in": lambda: self._zoom(_ZOOM_STEP),
            "view.zoom_out": lambda: self._zoom(-_ZOOM_STEP),
            "view.zoom_reset": lambda: self._zoom(None),
            "view.theme_system": lambda: self._choose_theme("system"),
            "view.theme_light": lambda: self._choose_theme("light"),
            "view.theme_dark": lambda: self._choose_theme("dark"),
            "view.theme_sepia": lambda: self._choose_theme("sepia"),
            "help.model": lambda: self.about_model.open(),
            "help.about": lambda: self.tasks.start(self._about()),
        }

    def _wire(self) -> None:
        editor, document = self.editor, self.document
        handlers = self._handlers()
        editor.ghost_key.connect(lambda action: handlers[action]())
        editor.key_painted.connect(lambda ms: self._trace.event("key", latency_ms=round(ms, 3)))
        self.controller.activity_changed.connect(self._on_activity)
        self.controller.ghost_changed.connect(self._on_ghost_changed)
        self.client.status_changed.connect(self._on_engine_status)
        self.client.notice_given.connect(self.window.notices.tell)
        self.keeper.failed.connect(self._tell_error)
        self.keeper.recorded.connect(lambda n: self._trace.event("journaled", chars=n))
        document.file_changed.connect(self._show_place)
        document.replaced.connect(self.editor.show_end)
        document.replaced.connect(self.controller.on_document_changed)
        document.modified_changed.connect(lambda _: self._show_place())
        self.counter.counted.connect(self._on_counted)
        self.settings.changed.connect(self._on_setting_changed)
        self._app.styleHints().colorSchemeChanged.connect(lambda _: self._dress())
        self.window.close_requested.connect(lambda: self.tasks.start(self._close()))

    # What happens

    def _on_engine_status(self, status: EngineStatus) -> None:
        if status.state is EngineState.READY and status.voice is not None:
            self._trace.event(
                "engine_up", pid=self.client.process_id, provider=status.voice.provider
            )
        elif status.state in (EngineState.DOWN, EngineState.UNUSABLE):
            self._trace.event("engine_down", reason=status.reason)
            if status.state is EngineState.UNUSABLE or status.failures == _FAILURES_TO_TELL:
                self._tell_error(f"No suggestions for now, writing works as ever. {status.reason}")
        self.controller.on_engine_status(status)
        self.about_model.on_engine_status(status)
        self._on_activity(self._activity)

    def _on_activity(self, activity: Activity) -> None:
        self._activity = activity
        enabled = self.settings.flag("suggest.enabled")
        self.window.status.show_voice(self.client.status, activity, enabled)

    def _on_ghost_changed(self, shows: bool) -> None:
        for action in ghost_keys():
            self.window.actions_by_id[action].setEnabled(shows)

    def _on_counted(self, words: int) -> None:
        self._words = words
        self._show_place()

    def _show_place(self) -> None:
        title, modified = self.document.title, self.document.is_modified
        self.window.show_title(title, modified)
        self.window.status.show_place(title, modified, self._words)

    def _on_setting_changed(self, key: str) -> None:
        self._save_settings.start()
        if key == "suggest.enabled" and not self.settings.flag(key):
            self.controller.dismiss("switched off")
        self._dress()
        self._on_activity(self._activity)

    def _write_settings(self) -> None:
        path, data = self._files.settings, self.settings.to_toml()

        def write() -> None:
            path.parent.mkdir(parents=True, exist_ok=True)
            write_atomic(path, data)

        async def save() -> None:
            await asyncio.get_running_loop().run_in_executor(None, write)

        self.tasks.start(save())

    def _dress(self) -> None:
        """Bring colours, fonts and check marks in line with the settings."""
        setting = self.settings.choice("appearance.theme")
        chosen = theme.chosen(self._themes, setting)
        theme.apply(self._app, chosen)
        font = theme.text_font(self.settings.number("editor.font_size"))
        self.editor.setFont(font)
        self.document.qt.setDefaultFont(font)
        self.editor.center_column()
        self.editor.keep_room_below()
        self.editor.set_ghost_color(chosen.ghost)
        self.about_model.dress(Look(chosen, font))
        actions = self.window.actions_by_id
        actions[f"view.theme_{setting}"].setChecked(True)
        actions["suggestion.toggle"].setChecked(self.settings.flag("suggest.enabled"))

    def _toggle_suggestions(self) -> None:
        self.settings.set("suggest.enabled", not self.settings.flag("suggest.enabled"))

    def _zoom(self, step: int | None) -> None:
        key = "editor.font_size"
        if step is None:
            self.settings.reset(key)
            return
        try:
            self.settings.set(key, self.settings.number(key) + step)
        except SettingRefused:
            # The end of the range: one more press changes nothing.
            return

    def _choose_theme(self, name: str) -> None:
        self.settings.set("appearance.theme", name)

    def _tell_error(self, text: str) -> None:
        self.window.notices.tell(text, is_error=True)

    async def _about(self) -> None:
        voice = self.client.status.voice
        detail = (
            "Writes with a model on this computer. Nothing you write leaves it.\n"
            f"Voice: {voice.name if voice else 'none'}. Apache License 2.0."
        )
        await ask(self.window, f"Longhand {self._version}", detail, (Choice("ok", "Close"),))

    async def _close(self) -> None:
        if self._is_closing:
            # Asked to close twice, by a key and a signal say: one question is enough.
            return
        self._is_closing = True
        try:
            may_close = await self.filing.settle()
        finally:
            self._is_closing = False
        if may_close:
            self.about_model.close()
            self.window.allow_close()
            self.window.close()
            self._closed.set()


def require_display() -> None:
    """Check that a window can be opened; Qt would abort the process instead.

    Raises:
        NoDisplay: the message says what to do.
    """
    if not sys.platform.startswith("linux"):
        return
    platform = os.environ.get("QT_QPA_PLATFORM", "")
    if platform.startswith(_SCREENLESS) or os.environ.get("WAYLAND_DISPLAY"):
        return
    display = os.environ.get("DISPLAY", "")
    if not display:
        raise NoDisplay(
            "There is no display to open a window on; start Longhand in a desktop session, "
            "or use longhand-engine here."
        )
    if display.startswith(":") and not _answers(display):
        raise NoDisplay(f"The display {display} does not answer.")


def _answers(display: str) -> bool:
    """Return whether an X server listens on a local display."""
    number = display[1:].split(".")[0]
    name = f"/tmp/.X11-unix/X{number}"  # where X servers listen, by convention since X11R1
    for address in (name, f"\0{name}"):
        with socket.socket(socket.AF_UNIX) as probe:
            try:
                probe.connect(address)
            except OSError:
                continue
            return True
    return False


def _translate(app: QApplication, language: str) -> bool:
    file = paths.translation_file(language)
    translator = QTranslator(app)
    if language.startswith("en"):
        return True
    return file.is_file() and translator.load(str(file)) and app.installTranslator(translator)


def _log_to(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        path, maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
