"""A child process on its pipes: the ends that it can come to."""

import asyncio
import sys

import pytest
from PySide6.QtCore import QProcess

from ui.engine_process import EngineProcess

WAIT_S = 20


@pytest.fixture
def make(loop):
    """Return a function that makes a process and notes how it ended."""
    made = []

    def process(*command: str) -> EngineProcess:
        found = EngineProcess(command)
        found.ends = []
        found.ended.connect(found.ends.append)
        made.append(found)
        return found

    yield process
    for found in made:
        loop.run_until_complete(found.stop())


async def test_a_process_that_cannot_start_does_not_hold_up_its_stop(make):
    process = make("/nonexistent/engine")
    process.start()
    assert process._process.state() is QProcess.ProcessState.Starting
    # Awaited as it is: a task of its own would begin after the failure.
    await process.stop()
    assert process.ends == ["The engine could not be started."]


async def test_a_process_that_ignores_the_end_of_its_input_is_killed(make, monkeypatch):
    monkeypatch.setattr("ui.engine_process._STOP_MS", 50)
    process = make(sys.executable, "-c", "import threading; threading.Event().wait()")
    running = asyncio.get_running_loop().create_future()
    process.started.connect(lambda: running.set_result(None))
    process.start()
    await asyncio.wait_for(running, WAIT_S)
    await asyncio.wait_for(process.stop(), WAIT_S)
    assert not process.is_running
    assert len(process.ends) == 1
