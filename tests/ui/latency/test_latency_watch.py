import socket
from dataclasses import dataclass, field

import pytest
from PySide6.QtGui import QTextCursor

from engine import sockets
from ui.document import Document
from ui.engine_types import Vitals
from ui.latency.latency_page import Figures, LatencyPage
from ui.latency.latency_watch import LatencyWatch
from ui.manuscript.text_file import FileForm, FileState
from ui.notices import Tasks


@dataclass
class FakeEngine:
    """An engine without a process."""

    process_id: int = 0
    vitals: Vitals = field(default_factory=lambda: Vitals(212, 0))


@pytest.fixture
def bench(qtbot, loop):
    """Return a page with its watch over an empty text."""
    page = LatencyPage()
    qtbot.addWidget(page)
    document = Document()
    engine = FakeEngine()
    watch = LatencyWatch(page, document, Tasks(pytest.fail), lambda: [engine])
    return page, document, engine, watch


async def look(watch):
    """Bring the page up to date; return its lines."""
    await watch._look()
    return watch._page.as_text().splitlines()


async def test_nothing_is_claimed_before_it_was_measured(bench, monkeypatch):
    page, _, _, watch = bench
    monkeypatch.setattr(sockets, "made", lambda: 0)
    assert await look(watch) == [
        "Key to screen \u2013 \u2013 \u2013",
        "Pause to suggestion \u2013 \u2013 \u2013",
        "Engine's memory 212 MB",
        page.as_text().splitlines()[3],
        "Last save not yet",
        "Network sockets opened 0",
    ]
    assert page.as_text().splitlines()[3].startswith("Window's memory ")


async def test_keys_and_suggestions_are_told_by_their_percentiles(bench):
    _, _, _, watch = bench
    for ms in range(1, 101):
        watch.keys.add(ms / 10)
    watch.ghosts.add(38.2)
    lines = await look(watch)
    assert lines[:2] == ["Key to screen 5.0 9.5 9.9", "Pause to suggestion 38.2 38.2 38.2"]


async def test_a_save_has_its_time(bench, tmp_path):
    _, document, _, watch = bench
    QTextCursor(document.qt).insertText("x")
    document.saved(FileState(tmp_path / "a.md", FileForm(), ""), document.qt.revision())
    assert ":" in (await look(watch))[4]


async def test_a_socket_of_the_engine_is_told(bench, monkeypatch):
    _, _, engine, watch = bench
    monkeypatch.setattr(sockets, "made", lambda: 0)
    engine.vitals = Vitals(212, 3)
    assert (await look(watch))[5] == "Network sockets opened 3"


async def test_a_socket_that_nobody_told_of_is_seen_and_not_forgotten(bench, monkeypatch):
    _, _, _, watch = bench
    monkeypatch.setattr(sockets, "made", lambda: 0)
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        one.listen()
        assert (await look(watch))[5] == "Network sockets opened 1"
    assert (await look(watch))[5] == "Network sockets opened 1"


def test_a_screen_reader_hears_the_whole_page(qtbot):
    page = LatencyPage()
    qtbot.addWidget(page)
    page.show_figures(Figures(engine_mb=180))
    assert "Engine's memory 180 MB" in page.accessibleDescription()
