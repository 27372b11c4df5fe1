"""Opens the windows: settles what must be there before, and runs the loop until all are closed."""

from __future__ import annotations

import asyncio
import logging
import logging.handlers
import os
import sys
from collections.abc import Callable
from pathlib import Path

import qasync
from PySide6.QtCore import QEvent
from PySide6.QtGui import QGuiApplication, QIcon
from PySide6.QtWidgets import QApplication

from engine import sockets
from ui import paths
from ui.display import require_display
from ui.language import LANGUAGES, speak_chosen, tr
from ui.options import Options
from ui.sessions.opening import opened_at
from ui.sessions.windows import Windows
from ui.settings import Settings
from ui.trace import Trace

_LOG_BYTES = 1_000_000


class Application(QApplication):
    """The app as the system sees it: asked to quit, it closes the windows as a command does.

    No event filter: one on the app would run Python code for every event of every widget.

    Attributes:
        on_quit: begins to close all windows.
    """

    def __init__(self, arguments: list[str]) -> None:
        super().__init__(arguments)
        self.on_quit: Callable[[], object] | None = None

    def event(self, event: QEvent) -> bool:
        """Take what the Dock's menu or a log-off asks, before Qt closes window after window."""
        if event.type() == QEvent.Type.Quit and self.on_quit is not None:
            event.ignore()
            self.on_quit()
            return True
        return super().event(event)


def run(options: Options) -> int:
    """Open the windows and return the exit code once the last one is closed.

    Raises:
        UserError: the file cannot be opened, or there is no display; nothing was changed.
    """
    # Before anything could make one.
    sockets.watch()
    require_display()
    QGuiApplication.setApplicationName("Longhand")
    QGuiApplication.setApplicationVersion(options.version)
    QGuiApplication.setDesktopFileName("longhand")
    app = Application(sys.argv[:1])
    app.setQuitOnLastWindowClosed(False)
    app.setWindowIcon(QIcon(str(paths.icon_file())))
    files = paths.app_files(options.data_dir)
    _speak(options, files)
    # Before anything is written: a file that cannot be opened leaves nothing behind.
    opened = opened_at(options.path) if options.path else None
    _log_to(files.log)
    problems = []
    if options.language and options.language not in LANGUAGES:
        sentence = tr("There is no translation into {language}; the setting is used.")
        problems.append(sentence.format(language=options.language))
    trace_path = os.environ.get("LONGHAND_TRACE")
    trace = Trace(Path(trace_path) if trace_path else None)
    loop = qasync.QEventLoop(app)
    asyncio.set_event_loop(loop)
    with loop:
        windows = Windows(app, options, files, trace, problems)
        app.on_quit = windows.begin_quit
        loop.run_until_complete(windows.run(opened))
    trace.close()
    return 0


def _speak(options: Options, files: paths.AppFiles) -> None:
    """Speak the writer's language from the first sentence; the windows read the settings anew."""
    settings = Settings()
    settings.load(files.settings)
    speak_chosen(options.language, settings.choice("appearance.language"))


def _log_to(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        path, maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
