"""Pandoc as a child process: bytes of a document in, its JSON tree out, all of it bounded.

It reads what it is given and nothing else (`--sandbox`): no file, no network, no picture.
"""

from __future__ import annotations

import contextlib
import importlib.util
import os
import subprocess
import threading
from pathlib import Path
from typing import IO

from engine.errors import BadInput, EngineError, InternalError
from engine.jobs import CancelFlag

MEMORY = "2g"
TIMEOUT_S = 300.0
MAX_OUTPUT_BYTES = 128 * 1024 * 1024
_PIECE_BYTES = 1024 * 1024
# What GHC's run time ends with when the heap or the stack is used up.
_HEAP_FULL, _STACK_FULL = 251, 2


def program() -> Path:
    """Return pandoc as pypandoc_binary carries it; one that lies elsewhere is never run.

    Raises:
        InternalError: the package is not installed.
    """
    spec = importlib.util.find_spec("pypandoc")
    if spec is None or spec.origin is None:
        raise InternalError("The package pypandoc_binary is not installed.")
    name = "pandoc.exe" if os.name == "nt" else "pandoc"
    return Path(spec.origin).parent / "files" / name


def run_pandoc(
    kind: str,
    data: bytes,
    name: str,
    cancel: CancelFlag | None = None,
    memory: str = MEMORY,
    timeout_s: float = TIMEOUT_S,
) -> bytes:
    """Return pandoc's JSON tree of a document.

    Args:
        kind: pandoc's name of the format.
        data: the document.
        name: the file's, for the sentence.
        cancel: ends the program at once.
        memory: its heap at most, as GHC writes sizes.
        timeout_s: how long it may take.

    Raises:
        BadInput: it is damaged, too large, or takes too long.
        Cancelled: the flag was raised.
    """
    command = [str(program()), "+RTS", f"-M{memory}", "-RTS", "--sandbox", "--quiet"]
    process = _started([*command, "-f", kind, "-t", "json"])
    assert process.stdin is not None
    assert process.stdout is not None
    late = threading.Event()

    def end_late() -> None:
        late.set()
        process.kill()

    timer = threading.Timer(timeout_s, end_late)
    feeder = threading.Thread(target=_feed, args=(process.stdin, data), daemon=True)
    with process, cancel.on_set(process.kill) if cancel else contextlib.nullcontext():
        timer.start()
        feeder.start()
        try:
            written = _read(process.stdout)
            if written is None:
                process.kill()
            code = process.wait()
        finally:
            timer.cancel()
            process.kill()
            feeder.join()
    if cancel is not None:
        cancel.check()
    if written is None or code in (_HEAP_FULL, _STACK_FULL):
        raise BadInput(f"{name} is too large to be read; part it into smaller files.")
    if late.is_set():
        raise BadInput(f"{name} takes too long to read; part it into smaller files.")
    if code or not written:
        raise BadInput(f"{name} is damaged and was not read.")
    return written


def _started(command: list[str]) -> subprocess.Popen[bytes]:
    kept = {key: os.environ[key] for key in ("SYSTEMROOT",) if key in os.environ}
    try:
        return subprocess.Popen(
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={"LANG": "C.UTF-8", **kept},
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except OSError as error:
        raise _missing(error) from error


def _missing(error: OSError) -> EngineError:
    return InternalError(f"Pandoc cannot be started: {error.strerror or error}.")


def _feed(pipe: IO[bytes], data: bytes) -> None:
    # A program that ends early reads no more; its exit says why.
    with contextlib.suppress(OSError), pipe:
        pipe.write(data)


def _read(pipe: IO[bytes]) -> bytes | None:
    """Return all that is written, or None where it is more than may be."""
    pieces, size = [], 0
    while piece := pipe.read(_PIECE_BYTES):
        size += len(piece)
        if size > MAX_OUTPUT_BYTES:
            return None
        pieces.append(piece)
    return b"".join(pieces)
