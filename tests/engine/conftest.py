"""Fixtures of the engine's tests: the command line, and a real engine process."""

import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from engine import cli, protocol
from engine.generate_service import GenerateService
from engine.messages import LoadRequest
from engine.registry import ModelRegistry
from tests.command_line import OPENING
from tests.wire import COMMAND, ROOT, Wire


@pytest.fixture
def fixed_threads(monkeypatch) -> None:
    """Spare the test the timing of threads, and the file that it would leave."""
    monkeypatch.setenv("LONGHAND_THREADS", "1")


@pytest.fixture
def before(tmp_path) -> Path:
    """Return a file with a text to continue."""
    path = tmp_path / "before.txt"
    path.write_text(OPENING, encoding="utf-8")
    return path


@pytest.fixture
def run(capsys, fixed_threads) -> Callable[..., tuple[int, str, str]]:
    """Return a function that runs a command in this process: exit code, stdout, stderr."""

    def call(*argv: object) -> tuple[int, str, str]:
        try:
            code = cli.main([str(argument) for argument in argv])
        except SystemExit as ended:
            code = ended.code
        out, err = capsys.readouterr()
        return code, out, err

    return call


@pytest.fixture
def process():
    """Start a real engine process; it is ended with the test."""
    with subprocess.Popen(
        COMMAND, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    ) as started:
        yield started
        started.kill()


@pytest.fixture
def wire(process):
    """Return the wire to a real engine process, its hello still unread."""
    return Wire(process.stdin, process.stdout)


@pytest.fixture
def greeted(wire):
    """Return the wire to a real engine process that serves."""
    assert "hello" in wire.read()
    wire.send(protocol.hello())
    return wire


@pytest.fixture
def loaded(greeted):
    """Return the wire to a real engine process with the starter loaded."""
    greeted.send(protocol.ask("load", "load", {"model": "starter"}))
    _, end = greeted.answer("load")
    assert end["result"]["id"] == "starter"
    return greeted


@pytest.fixture(scope="module")
def shared_service(starter):
    """Return one service for the whole module; every test gets it with an empty cache."""
    found = GenerateService(ModelRegistry((starter.parent,)))
    found.load(LoadRequest("starter"))
    return found


@pytest.fixture
def service(shared_service):
    shared_service._model.session.cache.trim(0)
    return shared_service
