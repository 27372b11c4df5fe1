"""The windows of a process without an engine, in the test's own loop, with scripted answers."""

import asyncio
import contextlib
import signal
import sys
from pathlib import Path

import pytest

from ui import filing, paths
from ui.options import Options
from ui.sessions.windows import Windows
from ui.trace import Trace


class Start:
    """One start of the app after another, over the same user's files."""

    def __init__(self, app):
        self.app, self.files = app, paths.app_files()
        self.windows = None
        self._running = None

    async def open(self, opened=None):
        options = Options(None, None, "en", None, "0")
        self.windows = Windows(self.app, options, self.files, Trace(), [])
        self._running = asyncio.ensure_future(self.windows.run(opened))
        await until(lambda: self.windows.desks)
        await settled(self.windows)
        return self.windows.desks[-1]

    async def quit(self):
        self.windows.begin_quit()
        await self._running

    async def left_open(self):
        """Tell that the windows stay, after a quit that a writer refused."""
        done, _ = await asyncio.wait([self._running], timeout=0)
        return not done

    async def crash(self):
        """End without a word, as a process does that is killed."""
        if self._running is None:
            return
        self.windows._timer.stop()
        self.windows._settings_file._delay.stop()
        for desk in self.windows.desks:
            desk.window.allow_close()
            desk.window.close()
        self._running.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await self._running


async def until(condition):
    while not condition():
        await asyncio.sleep(0)


async def settled(windows):
    """Wait until no window has anything under way."""
    # What a window begins by itself begins with the loop's next turns.
    for _ in range(5):
        await asyncio.sleep(0)
    tasks = [windows._tasks, *(desk.tasks for desk in windows.desks)]
    while any(each._running for each in tasks):
        for each in tasks:
            await each.settle(5)


@pytest.fixture
def asked(monkeypatch):
    """Answer questions by a script; each is noted."""
    script = type("Script", (), {"answers": [], "questions": []})()
    script.answers, script.questions = [], []

    async def ask(_window, text, _detail, _choices):
        script.questions.append(text)
        return script.answers.pop(0)

    monkeypatch.setattr(filing.Filing.__init__, "__defaults__", (ask,))
    return script


@pytest.fixture
def start(qapp, loop, asked, monkeypatch):
    hook, handlers = sys.excepthook, [signal.getsignal(n) for n in (signal.SIGINT, signal.SIGTERM)]
    qapp.setQuitOnLastWindowClosed(False)
    paths.app_files().session.parent.mkdir(parents=True)
    paths.app_files().session.write_text("welcomed = true\n")
    start = Start(qapp)
    yield start
    loop.run_until_complete(start.crash())
    sys.excepthook = hook
    for number, handler in zip((signal.SIGINT, signal.SIGTERM), handlers, strict=True):
        signal.signal(number, handler)
    qapp.setStyleSheet("")


@pytest.fixture
def chapter(tmp_path) -> Path:
    path = tmp_path / "chapter.md"
    path.write_text("One.\n\n" + "He waited. " * 2000, encoding="utf-8")
    return path


@pytest.fixture
def novel(tmp_path) -> Path:
    folder = tmp_path / "My Novel"
    (folder / "manuscript").mkdir(parents=True)
    for name in ("01-arrival", "02-letter"):
        (folder / "manuscript" / f"{name}.md").write_text(f"{name}, the text.\n", encoding="utf-8")
    return folder
