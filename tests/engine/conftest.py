"""Fixtures of the command line's tests."""

from collections.abc import Callable
from pathlib import Path

import pytest

from engine import cli
from tests.command_line import OPENING


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
