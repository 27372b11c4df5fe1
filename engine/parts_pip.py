"""Runs pip in a child process of Longhand itself, and tells what it says; decides nothing.

An installed Longhand has no Python of its own to call: pip is among its files, and the program
started with `--pip` becomes it. The child ends with the pipe of its standard input, so that it
never outlives the process that asked.
"""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import re
import runpy
import signal
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from engine.errors import UserError
from engine.jobs import CancelFlag

logger = logging.getLogger(__name__)
_LOOK_S = 0.5
_LAST_LINES = 200
_ORPHANED = 1
_UNITS = {"bytes": 1, "kB": 1000, "MB": 1000**2, "GB": 1000**3}
_PROGRESS = re.compile(r"Progress (\d+) of (\d+)$")
_CACHED = re.compile(r"\s*Using cached .* \(([\d.]+) (bytes|kB|MB|GB)\)$")
_LOCAL = re.compile(r"Processing (/.*|[A-Za-z]:\\.*)$")
_FULL = ("No space left on device", "Errno 28", "WinError 112", "Disk quota exceeded")
_OFFLINE = (
    "Max retries exceeded",
    "connection broken by",
    "ConnectionError",
    "ReadTimeoutError",
    "ProxyError",
    "SSLError",
    "IncompleteRead",
)
_NOT_MADE = ("No matching distribution found", "Could not find a version that satisfies")


class DownloadCount:
    """Counts the bytes that pip has brought, from its raw progress lines."""

    def __init__(self) -> None:
        self._finished = 0
        self._current = 0

    @property
    def n_bytes(self) -> int:
        """Bytes that are there, those of the file under way among them."""
        return self._finished + self._current

    def feed(self, line: str) -> bool:
        """Take one line of pip's; return whether it told of a download."""
        if match := _PROGRESS.match(line):
            self._current, total = int(match[1]), int(match[2])
            if self._current == total:
                self._finish(total)
        elif match := _CACHED.match(line):
            self._finish(round(float(match[1]) * _UNITS[match[2]]))
        elif match := _LOCAL.match(line):
            with contextlib.suppress(OSError):
                self._finish(Path(match[1]).stat().st_size)
        else:
            return False
        return True

    def _finish(self, n_bytes: int) -> None:
        self._finished += n_bytes
        self._current = 0


def run_pip(
    command: Sequence[str],
    arguments: Sequence[str],
    variables: Mapping[str, str],
    on_line: Callable[[str | None], None],
    cancel: CancelFlag,
) -> None:
    """Run pip to its end.

    Args:
        command: what starts pip, its own arguments to follow.
        arguments: pip's.
        variables: environment variables set for it.
        on_line: told each line as it comes, and None every half second without one.
        cancel: raised, pip is killed with all that it started.

    Raises:
        Cancelled: the flag was raised; pip is gone.
        UserError: it could not be done, and why.
    """
    cancel.check()
    said: deque[str] = deque(maxlen=_LAST_LINES)
    with _started([*command, *arguments], {**os.environ, **variables}) as process:
        lines: queue.Queue[str | None] = queue.Queue()
        reader = threading.Thread(target=_read, args=(process, lines), daemon=True)
        reader.start()
        try:
            with cancel.on_set(lambda: _kill(process)):
                while (line := _next(lines)) is not None:
                    if line:
                        said.append(line)
                    on_line(line or None)
                process.wait()
        finally:
            _kill(process)
            reader.join()
    cancel.check()
    if process.returncode != 0:
        output = "\n".join(said)
        logger.warning("pip ended with %d:\n%s", process.returncode, output)
        raise UserError(_reason(output))


def become_pip(arguments: Sequence[str]) -> NoReturn:
    """Run pip in this process, which ends when its standard input does; never returns.

    Raises:
        SystemExit: with pip's exit code.
    """
    threading.Thread(target=_end_with_stdin, daemon=True).start()
    sys.argv = ["pip", *arguments]
    runpy.run_module("pip", run_name="__main__", alter_sys=True)
    sys.exit(0)


def _end_with_stdin() -> None:
    with contextlib.suppress(OSError):
        while os.read(0, 1):
            pass
    os._exit(_ORPHANED)


def _started(command: list[str], variables: dict[str, str]) -> subprocess.Popen[str]:
    return subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env=variables,
        encoding="utf-8",
        errors="replace",
        # A group of its own, so that whatever it starts can be killed with it.
        start_new_session=True,
        creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
    )


def _read(process: subprocess.Popen[str], lines: queue.Queue[str | None]) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line.rstrip())
    lines.put(None)


def _next(lines: queue.Queue[str | None]) -> str | None:
    """Return the next line, "" if there is none for a while, None at the end."""
    try:
        return lines.get(timeout=_LOOK_S)
    except queue.Empty:
        return ""


def _kill(process: subprocess.Popen[str]) -> None:
    """Kill a child and its group, if it still runs."""
    if process.poll() is not None:
        return
    if sys.platform == "win32":
        process.kill()
    else:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)


def _reason(output: str) -> str:
    """Return a sentence for what pip could not do."""
    if any(words in output for words in _FULL):
        return "The disk became full while the training parts were installed."
    if any(words in output for words in _OFFLINE):
        return (
            "The training parts could not be downloaded; "
            "see whether this computer is online, and try again."
        )
    if any(words in output for words in _NOT_MADE):
        return "The training parts are not made for this kind of computer."
    return "The training parts could not be installed; the engine's log has the details."
