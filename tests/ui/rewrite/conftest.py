"""An editor, a scripted engine and the rewrite controller between them."""

import asyncio

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.ui.fakes import ScriptedRewrites
from ui import paths, theme
from ui.document import Document
from ui.editor.editor_view import EditorView
from ui.manuscript.text_file import FileForm, FileState, OpenedFile
from ui.notices import Tasks
from ui.rewrite.controller import RewriteController, RewriteState
from ui.rewrite.session import spans_of
from ui.rewrite.style import popover_style
from ui.settings import Settings
from ui.trace import Trace

TEXT = "The rain had stopped. Tom went home early.\n\nShe stayed."
LIGHT = theme.read_themes(paths.themes_file())["light"]


def finish(session, current, takes):
    """Bring a session's round the takes of its next piece, compared with it."""
    piece = current.pieces[current.done]
    session.finish_piece(
        current, takes, [spans_of(current.mode, piece, take.text) for take in takes]
    )


class RewriteBench:
    """What a test of rewrites needs; its popover is pressed like a keyboard."""

    def __init__(self, qtbot, tmp_path, text=TEXT):
        self.document = Document()
        self.file = FileState(tmp_path / "a.md", FileForm(), "")
        self.opened = OpenedFile(text, self.file)
        self.document.open(self.opened)
        self.editor = EditorView(self.document)
        qtbot.addWidget(self.editor)
        self.editor.setStyleSheet(popover_style(LIGHT))
        self.editor.resize(900, 700)
        self.editor.show()
        qtbot.waitExposed(self.editor)
        self.editor.activateWindow()
        self.editor.setFocus()
        self.source = ScriptedRewrites()
        self.settings = Settings()
        self.settings.set("rewrite.takes", 2)
        self.problems, self.told, self.events = [], [], []
        trace = Trace()
        trace.event = lambda name, **details: self.events.append((name, details))
        self.rewrites = RewriteController(
            self.editor,
            self.document,
            self.source,
            self.settings,
            Tasks(self.problems.append),
            trace,
            lambda text: ("Tom: a boy.",) if "Tom" in text else (),
        )
        self.rewrites.dress(LIGHT, theme.text_font(18))
        self.rewrites.told.connect(self.told.append)

    @property
    def popover(self):
        return self.rewrites.popover

    @property
    def text(self):
        return self.document.text()

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        QTest.keyClick(self.popover, key, modifier)

    def open_on(self, start, end):
        self.editor.select(start, end)
        self.rewrites.open()

    async def turns(self, count=4):
        """Give the loop its turns, and as many more as it takes to work in an answer."""
        for _ in range(count):
            await asyncio.sleep(0)
        while self.rewrites.state is RewriteState.ASKING and not self.source.is_asked:
            await asyncio.sleep(0)

    async def takes(self, *takes):
        """Answer the ask under way."""
        self.source.end(*takes)
        await self.turns()

    async def asked(self, key="P", start=0, end=21):
        """Open on a passage and choose a mode."""
        self.open_on(start, end)
        self.press(key)
        await self.turns()
        assert self.rewrites.state is RewriteState.ASKING


@pytest.fixture
def bench(qtbot, tmp_path, loop):
    return RewriteBench(qtbot, tmp_path)
