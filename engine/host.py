"""The engine process: a reader thread, a job thread, a handler table and a writer over two pipes.

Reader: decodes lines, answers protocol faults, puts asks into the queue, raises cancel flags.
Jobs: the main thread runs one ask at a time. The process ends when stdin ends, so it never
outlives the window that started it. stdout belongs to the wire: it is moved aside before any
library can print.
"""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from engine import paths, protocol
from engine.errors import (
    BadFrame,
    BadParams,
    Cancelled,
    EngineError,
    InternalError,
    UnknownMethod,
)
from engine.jobs import CancelFlag, Job, JobQueue
from engine.version import VERSION

logger = logging.getLogger(__name__)
Emit = Callable[[dict[str, Any]], None]
Handler = Callable[[dict[str, Any], Emit, CancelFlag], dict[str, Any]]
_READ_BYTES = 1 << 16
_LOG_BYTES = 1_000_000
_NICENESS = 10
_FAULT = "The engine met a fault; its log has the details."


@dataclass(frozen=True, slots=True)
class Method:
    """One row of a role's handler table."""

    handler: Handler
    replaceable: bool = False
    """Whether a newer replaceable ask takes this one's place."""


class Host:
    """Serves a handler table over a pair of binary streams until the input ends."""

    def __init__(
        self, methods: dict[str, Method], details: dict[str, Any], source: BinaryIO, sink: BinaryIO
    ) -> None:
        self._methods = methods
        self._details = details
        self._source = source
        self._sink = sink
        self._write_lock = threading.Lock()
        self._queue = JobQueue()
        self._greeted = False

    def serve(self) -> None:
        """Answer asks; returns when the input has ended and the running ask has stopped."""
        self._send(protocol.hello(**self._details))
        reader = threading.Thread(target=self._read, name="reader", daemon=True)
        reader.start()
        while (job := self._queue.take()) is not None:
            self._run(job)

    def _read(self) -> None:
        decoder = protocol.LineDecoder()
        try:
            while data := os.read(self._source.fileno(), _READ_BYTES):
                for item in decoder.feed(data):
                    if isinstance(item, EngineError):
                        self._send(protocol.failure(None, item))
                    else:
                        self._accept(item)
        except OSError:
            logger.info("the input broke off")
        finally:
            self._queue.close()

    def _accept(self, frame: protocol.Frame) -> None:
        """Take one frame of the other side, or answer what is wrong with it."""
        ask_id = frame.get("id") if isinstance(frame.get("id"), str) else None
        try:
            if not self._greeted:
                protocol.check_hello(frame)
                self._greeted = True
            elif "cancel" in frame:
                withdrawn = self._queue.cancel(str(frame["cancel"]))
                self._answer_withdrawn([withdrawn] if withdrawn else [])
            else:
                self._answer_withdrawn(self._queue.put(self._job(frame)))
        except EngineError as error:
            self._send(protocol.failure(ask_id, error))

    def _job(self, frame: protocol.Frame) -> Job:
        ask_id, name, params = frame.get("id"), frame.get("method"), frame.get("params")
        if not isinstance(ask_id, str) or not isinstance(name, str):
            raise BadFrame("An ask needs an id and a method.")
        if name not in self._methods:
            raise UnknownMethod(f"There is no method {name!r} in this role.")
        if not isinstance(params, dict):
            raise BadParams("An ask needs params, an object.")
        return Job(ask_id, name, params, self._methods[name].replaceable)

    def _answer_withdrawn(self, jobs: list[Job]) -> None:
        for job in jobs:
            self._send(protocol.failure(job.id, Cancelled("The ask was withdrawn.")))

    def _run(self, job: Job) -> None:
        def emit(part: dict[str, Any]) -> None:
            self._send(protocol.part(job.id, part))

        try:
            value = self._methods[job.method].handler(job.params, emit, job.cancel)
            answer = protocol.result(job.id, value)
        except EngineError as error:
            answer = protocol.failure(job.id, error)
        except ValueError as error:
            # The messages raise it for parameters of the wrong kind or out of range.
            logger.warning("%s refused: %s", job.method, error)
            answer = protocol.failure(job.id, BadParams(str(error)))
        except Exception:
            logger.exception("%s failed", job.method)
            answer = protocol.failure(job.id, InternalError(_FAULT))
        self._send(answer)

    def _send(self, frame: protocol.Frame) -> None:
        try:
            data = protocol.encode(frame)
        except EngineError as error:
            data = protocol.encode(protocol.failure(frame.get("id"), error))
        except (TypeError, ValueError):
            logger.exception("an answer cannot be written as JSON")
            data = protocol.encode(protocol.failure(frame.get("id"), InternalError(_FAULT)))
        with self._write_lock:
            try:
                self._sink.write(data)
                self._sink.flush()
            except (BrokenPipeError, ValueError):
                # Nobody listens any more; the end of the input follows.
                self._queue.close()


def run_host(role: str) -> int:
    """Serve a role on this process's stdin and stdout until stdin ends; returns the exit code."""
    source, sink = _take_over_stdio()
    folders = paths.user_folders()
    _log_to(folders.logs / f"engine-{role}.log")
    if hasattr(os, "nice"):
        os.nice(_NICENESS)
    host = Host(generate_methods(folders), {"version": VERSION, "role": role}, source, sink)
    host.serve()
    return 0


def generate_methods(folders: paths.UserFolders) -> dict[str, Method]:
    """Build the generate role's handler table; imports ONNX Runtime."""
    from engine.generate_service import GenerateService
    from engine.messages import LoadRequest, SuggestRequest, WarmRequest, from_dict, to_dict
    from engine.registry import ModelRegistry

    service = GenerateService(ModelRegistry((folders.models, paths.resources() / "models")))

    def load(params: dict[str, Any], emit: Emit, cancel: CancelFlag) -> dict[str, Any]:
        return to_dict(service.load(from_dict(LoadRequest, params)))

    def warm(params: dict[str, Any], emit: Emit, cancel: CancelFlag) -> dict[str, Any]:
        service.warm(from_dict(WarmRequest, params), cancel)
        return {}

    def suggest(params: dict[str, Any], emit: Emit, cancel: CancelFlag) -> dict[str, Any]:
        request = from_dict(SuggestRequest, params)
        return to_dict(service.suggest(request, lambda part: emit(to_dict(part)), cancel))

    def ping(params: dict[str, Any], emit: Emit, cancel: CancelFlag) -> dict[str, Any]:
        return {}

    return {
        "load": Method(load),
        "warm": Method(warm, replaceable=True),
        "suggest": Method(suggest, replaceable=True),
        "ping": Method(ping),
    }


def _take_over_stdio() -> tuple[BinaryIO, BinaryIO]:
    """Return the wire's streams and point file descriptor 1 at stderr for everybody else."""
    wire = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(wire, os.O_BINARY)
        msvcrt.setmode(0, os.O_BINARY)
    return sys.stdin.buffer, os.fdopen(wire, "wb")


def _log_to(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        path, maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8"
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
