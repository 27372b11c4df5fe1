import contextlib
import socket
import subprocess
import sys
import threading

import psutil
import pytest

from engine.errors import Cancelled, UserError
from engine.jobs import CancelFlag
from engine.parts_pip import DownloadCount, run_pip
from tests import fake_pip
from tests.wire import ROOT

ENDS_S = 30


@pytest.fixture
def played(tmp_path):
    """Return a function that runs the fake pip and returns the lines it said."""

    def run(scenario: str, on_line=lambda line: None, cancel: CancelFlag | None = None):
        said = []

        def hear(line):
            said.append(line)
            on_line(line)

        command = [sys.executable, fake_pip.__file__, scenario, str(tmp_path / "log")]
        arguments = ["install", "--target", str(tmp_path / "site"), "torch==2.0"]
        run_pip(command, arguments, {}, hear, cancel or CancelFlag())
        return said

    return run


def test_lines_are_told_as_they_come(played):
    said = played("whole")
    assert "Progress 500000 of 1000000" in said
    assert said.index("Collecting torch==2.0") < said.index("Installing collected packages: torch")


@pytest.mark.parametrize(
    ("scenario", "words"),
    [
        ("full", "disk became full"),
        ("offline", "is online"),
        ("unmade", "not made for this kind"),
        ("odd", "the engine's log"),
    ],
)
def test_each_failure_has_a_sentence_of_its_own(played, scenario, words, caplog):
    with pytest.raises(UserError, match=words) as refused:
        played(scenario)
    assert str(refused.value).endswith(".")
    assert fake_pip.FAILURES[scenario].splitlines()[-1] in caplog.text


def test_a_cancel_kills_pip_and_what_it_started(played):
    cancel = CancelFlag()
    children = []

    def on_line(line):
        if line is not None and line.startswith("Child"):
            children.append(psutil.Process(int(line.split()[1])))
            threading.Thread(target=cancel.set).start()

    with pytest.raises(Cancelled):
        played("hanging", on_line, cancel)
    gone, alive = psutil.wait_procs(children, ENDS_S)
    assert (len(gone), alive) == (1, [])


def test_a_fault_of_the_listener_kills_pip(played):
    children = []

    def on_line(line):
        if line is not None and line.startswith("Child"):
            children.append(psutil.Process(int(line.split()[1])))
            raise KeyError(line)

    with pytest.raises(KeyError):
        played("hanging", on_line)
    assert psutil.wait_procs(children, ENDS_S)[1] == []


def test_a_raised_flag_starts_nothing(played, tmp_path):
    cancel = CancelFlag()
    cancel.set()
    with pytest.raises(Cancelled):
        played("whole", cancel=cancel)
    assert not (tmp_path / "log").exists()


def test_the_bytes_of_all_files_are_counted(tmp_path):
    wheel = tmp_path / "torch-2.0.whl"
    wheel.write_bytes(b"x" * 700)
    count = DownloadCount()
    seen = []
    for line in (
        "Progress 0 of 1000",
        "Progress 400 of 1000",
        "Progress 1000 of 1000",
        "  Using cached a-1-py3-none-any.whl (1.5 kB)",
        "  Using cached b-1-py3-none-any.whl.metadata (20 bytes)",
        f"Processing {wheel}",
        "Progress 10 of 50",
    ):
        assert count.feed(line)
        seen.append(count.n_bytes)
    assert seen == [0, 400, 1000, 2500, 2520, 3220, 3230]


@pytest.mark.parametrize(
    "line", ["", "Progress", "Collecting torch", "Progress 1 of two", "Using cached a"]
)
def test_other_lines_count_nothing(line):
    count = DownloadCount()
    assert not count.feed(line)
    assert count.n_bytes == 0


@pytest.mark.e2e
def test_pip_ends_with_the_process_that_asked():
    with socket.create_server(("127.0.0.1", 0)) as server:
        index = f"http://127.0.0.1:{server.getsockname()[1]}/simple"
        asked = ["--index-url", index, "--timeout", "100", "--no-input", "nothing-of-that-name"]
        process = subprocess.Popen(
            [sys.executable, "main.py", "--pip", "install", "--dry-run", *asked],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        server.settimeout(ENDS_S)
        with process, contextlib.closing(server.accept()[0]):
            # It waits for an answer that does not come.
            process.stdin.close()
            assert process.wait(ENDS_S) == 1
            assert b"Traceback" not in process.stdout.read()
