"""A project on disk, the window's parts that show it, and scripted answers to questions."""

import asyncio
import threading

import pytest
from PySide6.QtGui import QTextCursor
from PySide6.QtWidgets import QWidget

from ui.autosave import JournalKeeper
from ui.document import Document
from ui.filing import Filing
from ui.manuscript.project import open_project
from ui.notices import Tasks
from ui.panels.binder import Binder
from ui.panels.outline_panel import OutlinePanel
from ui.project.project_desk import ProjectDesk
from ui.trace import Trace


class ProjectBench:
    """One window's project parts."""

    def __init__(self, qtbot, tmp_path):
        self.window = QWidget()
        qtbot.addWidget(self.window)
        self.folder = tmp_path / "My Novel"
        (self.folder / "manuscript").mkdir(parents=True)
        (self.folder / "story").mkdir()
        self.write("manuscript/01-arrival.md", "Martin came.\n")
        self.write("manuscript/02-letter.md", "It lay there.\n")
        self.write("story/martin.md", "# Martin\n\nA clerk.\n")
        self.document = Document()
        self.keeper = JournalKeeper(tmp_path / "journal.sqlite", self.document)
        self.answers, self.questions, self.told, self.problems = [], [], [], []
        self.events, self.drafts, self.errors = [], [], []
        trace = Trace()
        trace.event = lambda name, **details: self.events.append((name, details))
        self.filing = Filing(
            self.window, self.document, self.keeper, trace, self.told.append, self.ask
        )
        self.binder, self.panel = Binder(self.window), OutlinePanel(self.window)
        self.tasks = Tasks(self.problems.append)
        self.desk = ProjectDesk(
            self.window,
            self.document,
            self.filing,
            self.binder,
            self.panel,
            self.tasks,
            trace,
            self.tell,
            self.ask,
        )
        self.desk.draft_ready.connect(lambda beats, at: self.drafts.append((beats, at)))

    def tell(self, text, *, is_error=False):
        self.told.append(text)
        if is_error:
            self.errors.append(text)

    async def ask(self, _window, text, _detail, _choices):
        self.questions.append(text)
        return self.answers.pop(0)

    def path(self, name):
        return self.folder / name

    def write(self, name, text):
        self.path(name).write_text(text, encoding="utf-8")

    def read(self, name):
        return self.path(name).read_text(encoding="utf-8")

    def type(self, text):
        end = QTextCursor(self.document.qt)
        end.movePosition(QTextCursor.MoveOperation.End)
        end.insertText(text)

    async def open(self):
        await self.desk.show(open_project(self.folder))
        await self.tasks.settle(5)
        self.told.clear()

    def titles(self):
        return [item.title for item in self.desk.tree.scenes()]

    async def turns(self):
        """Let what was begun come as far as it can, worker threads that are stalled aside."""
        for _ in range(20):
            await asyncio.to_thread(int)

    async def settled(self):
        """Wait for what was begun by a signal."""
        await asyncio.sleep(0)
        await self.tasks.settle(5)


@pytest.fixture
def bench(qtbot, tmp_path, loop):
    bench = ProjectBench(qtbot, tmp_path)
    yield bench
    loop.run_until_complete(bench.keeper.close())


class Stalled:
    """A function that a worker thread waits in until it may go on."""

    def __init__(self):
        self._begun, self._may_go_on = threading.Event(), threading.Event()

    def wait(self):
        self._begun.set()
        self._may_go_on.wait(10)

    async def begun(self):
        while not self._begun.is_set():
            await asyncio.sleep(0)

    def go_on(self):
        self._may_go_on.set()


@pytest.fixture
def stall(monkeypatch):
    """Return what stalls a function of a module or a class, on some arguments or on all."""
    all_stalled = []

    def stall(owner, name, when=lambda *_: True):
        real, stalled = getattr(owner, name), Stalled()
        all_stalled.append(stalled)

        def slow(*arguments):
            if when(*arguments):
                stalled.wait()
            return real(*arguments)

        monkeypatch.setattr(owner, name, slow)
        return stalled

    yield stall
    for stalled in all_stalled:
        stalled.go_on()
