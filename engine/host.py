"""The engine process: threads for reading, writing, jobs and the pulse over one handler table.

Reader: decodes lines, answers protocol faults and pings, queues asks, raises cancel flags. It never
waits for the pipe: what goes out passes through the outbox.
Jobs: the main thread runs one ask at a time; a second one those that shall not wait for hours.
Pulse: beats, refuses work when memory is short, and ends the process with its parent.
The process ends when stdin ends, so it never outlives the window that started it. stdout belongs to
the wire: it is moved aside before any library can print.
"""

from __future__ import annotations

import logging
import logging.handlers
import os
import sys
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, BinaryIO, TypeGuard, cast

from engine import memory, paths, protocol, sockets
from engine.errors import (
    BadFrame,
    BadInput,
    BadParams,
    Cancelled,
    EngineError,
    InternalError,
    UnknownMethod,
)
from engine.jobs import Job, JobQueue
from engine.methods import Method
from engine.outbox import Outbox
from engine.pulse import Pulse
from engine.version import VERSION

logger = logging.getLogger(__name__)
_READ_BYTES = 1 << 16
_LOG_BYTES = 1_000_000
_NICENESS = 10
_PING = "ping"
_FLUSH_S = 2.0
# An orphan whose job does not heed its flag is ended all the same.
_ORPHAN_S = 5.0
_FAULT = "The engine met a fault; its log has the details."
# Every answer repeats its ask's id: a long one would make a short answer exceed the wire's limit.
_MOST_ID_CHARS, _ECHOED_CHARS = 200, 40


class Host:
    """Serves a handler table over a pair of binary streams until the input ends."""

    def __init__(
        self,
        methods: dict[str, Method],
        details: dict[str, Any],
        source: BinaryIO,
        sink: BinaryIO,
        pulse: Callable[[Callable[[int], None], Callable[[], None]], Pulse] = Pulse,
    ) -> None:
        """Prepare to serve.

        Args:
            methods: the role's handler table.
            details: what the hello says beside the protocol.
            source: where asks come from; read by its file descriptor.
            sink: where answers go.
            pulse: makes the pulse from what to do at a beat and when the parent is gone.
        """
        self._methods = methods
        self._source = source
        self._queue, self._beside = JobQueue(), JobQueue()
        self._outbox = Outbox(sink, self._close_queues)
        self._pulse = pulse(self._on_beat, self._on_orphaned)
        self._details = {**details, "beat_ms": self._pulse.beat_ms}
        self._greeted = False
        self._busy_since: dict[JobQueue, float] = {}
        self._has_ended = threading.Event()

    def serve(self) -> None:
        """Answer asks; returns when the input has ended and the running ask has stopped."""
        self._outbox.start()
        self._post(protocol.hello(**self._details))
        self._pulse.start()
        threading.Thread(target=self._read, name="reader", daemon=True).start()
        beside = threading.Thread(target=self._work, args=(self._beside,), name="beside")
        beside.start()
        self._work(self._queue)
        beside.join()
        self._has_ended.set()
        self._pulse.stop()
        self._outbox.close(_FLUSH_S)

    def _work(self, queue: JobQueue) -> None:
        """Run a queue's asks one by one until it is closed."""
        while (job := queue.take()) is not None:
            self._busy_since[queue] = time.monotonic()
            self._run(job)
            del self._busy_since[queue]

    def _close_queues(self) -> None:
        for queue in (self._queue, self._beside):
            queue.close()

    def notify(self, text: str) -> None:
        """Tell the writer one sentence that belongs to no ask."""
        self._post(protocol.notice(text))

    def _read(self) -> None:
        decoder = protocol.LineDecoder()
        try:
            while data := os.read(self._source.fileno(), _READ_BYTES):
                # Asks that cannot even be refused before the pipe is read stop the reading.
                self._outbox.wait_until_told()
                for item in decoder.feed(data):
                    if isinstance(item, EngineError):
                        self._post(protocol.failure(None, item))
                    else:
                        self._accept(item)
        except OSError:
            logger.info("the input broke off")
        finally:
            self._close_queues()

    def _accept(self, frame: protocol.Frame) -> None:
        """Take one frame of the other side, or answer what is wrong with it."""
        ask_id = frame.get("id") if _is_id(frame.get("id")) else None
        try:
            if not self._greeted:
                protocol.check_hello(frame)
                self._greeted = True
            elif "cancel" in frame:
                name = frame["cancel"]
                queues = (self._queue, self._beside) if _is_id(name) else ()
                withdrawn = [queue.cancel(name) for queue in queues]
                self._answer_withdrawn([job for job in withdrawn if job is not None])
            else:
                self._accept_ask(frame)
        except EngineError as error:
            self._post(protocol.failure(ask_id, error))

    def _accept_ask(self, frame: protocol.Frame) -> None:
        ask_id, name, params = frame.get("id"), frame.get("method"), frame.get("params")
        if not _is_id(ask_id) or not isinstance(name, str):
            raise BadFrame(f"An ask needs an id of at most {_MOST_ID_CHARS} letters and a method.")
        if name != _PING and name not in self._methods:
            raise UnknownMethod(f"There is no method {name[:_ECHOED_CHARS]!r} in this role.")
        if not isinstance(params, dict):
            raise BadParams("An ask needs params, an object.")
        if name == _PING:
            self._post(protocol.result(ask_id, {}))
            return
        method = self._methods[name]
        job = Job(ask_id, name, params, method.replaceable, method.replaces)
        if method.at_once:
            self._run(job)
            return
        self._pulse.require_memory()
        queue = self._beside if method.beside else self._queue
        self._answer_withdrawn(queue.put(job))

    def _answer_withdrawn(self, jobs: list[Job]) -> None:
        for job in jobs:
            self._post(protocol.failure(job.id, Cancelled("The ask was withdrawn.")))

    def _run(self, job: Job) -> None:
        def emit(part: dict[str, Any]) -> None:
            self._put(job, protocol.part(job.id, part))

        try:
            value = self._methods[job.method].handler(job.params, emit, job.cancel)
            self._put(job, protocol.result(job.id, value))
            return
        except EngineError as error:
            answer = protocol.failure(job.id, error)
            if isinstance(error, InternalError):
                logger.error("%s failed", job.method, exc_info=error)
            if isinstance(error, Cancelled):
                self._outbox.forget(job.id)
        except ValueError as error:
            # The messages raise it for parameters of the wrong kind or out of range.
            logger.warning("%s refused: %s", job.method, error)
            answer = protocol.failure(job.id, BadParams(str(error)))
        except Exception:
            logger.exception("%s failed", job.method)
            answer = protocol.failure(job.id, InternalError(_FAULT))
        self._post(answer)

    def _put(self, job: Job, frame: protocol.Frame) -> None:
        frame, line = _encoded(frame)
        self._outbox.put(frame, line, job.cancel)

    def _post(self, frame: protocol.Frame) -> None:
        self._outbox.post(*_encoded(frame))

    def _on_beat(self, own_bytes: int) -> None:
        since = min(self._busy_since.copy().values(), default=None)
        busy_ms = 0 if since is None else round((time.monotonic() - since) * 1000)
        waiting = self._queue.n_waiting + self._beside.n_waiting
        vitals = {"rss_mb": own_bytes // memory.MB, "busy_ms": busy_ms, "waiting": waiting}
        self._post(protocol.beat(**vitals, sockets=sockets.made()))

    def _on_orphaned(self) -> None:
        self._close_queues()
        if not self._has_ended.wait(_ORPHAN_S):
            os._exit(1)


def _is_id(value: object) -> TypeGuard[str]:
    """Whether a value can name an ask."""
    return isinstance(value, str) and len(value) <= _MOST_ID_CHARS


def _encoded(frame: protocol.Frame) -> tuple[protocol.Frame, bytes]:
    """Return a frame and its line; one that cannot be written becomes a failure of its ask."""
    try:
        return frame, protocol.encode(frame)
    except EngineError as error:
        kind: EngineError = error
    except (TypeError, ValueError):
        logger.exception("an answer cannot be written as JSON")
        kind = InternalError(_FAULT)
    ask_id = frame.get("id")
    failed = protocol.failure(ask_id if _is_id(ask_id) else None, kind)
    return failed, protocol.encode(failed)


def run_host(role: str) -> int:
    """Serve a role on this process's stdin and stdout until stdin ends; returns the exit code."""
    sockets.watch()
    source, sink = _take_over_stdio()
    from engine.roles import methods_of

    folders = paths.user_folders()
    _log_to(folders.logs / f"engine-{role}.log")
    if hasattr(os, "nice"):
        os.nice(_NICENESS)

    def pulse(on_beat: Callable[[int], None], on_orphaned: Callable[[], None]) -> Pulse:
        return Pulse(on_beat, on_orphaned, _memory_ceiling(), machine=memory.machine_memory)

    def notify(text: str) -> None:
        host.notify(text)

    methods = methods_of(role, folders, notify)
    host = Host(methods, {"version": VERSION, "role": role}, source, sink, pulse)
    host.serve()
    return 0


def _memory_ceiling() -> int:
    try:
        limit = memory.limit_from_environment()
    except BadInput as error:
        logger.warning("%s It is ignored.", error)
        limit = None
    return memory.running_ceiling(memory.machine_memory(), limit)


def _take_over_stdio() -> tuple[BinaryIO, BinaryIO]:
    """Return the wire's streams and point file descriptor 1 at stderr for everybody else."""
    wire = os.dup(1)
    os.dup2(2, 1)
    sys.stdout = sys.stderr
    if sys.platform == "win32":
        import msvcrt

        msvcrt.setmode(wire, os.O_BINARY)
        msvcrt.setmode(0, os.O_BINARY)
    # Unbuffered: a writer that is stuck in a full pipe must not hold a lock at the exit.
    return sys.stdin.buffer, cast(BinaryIO, os.fdopen(wire, "wb", buffering=0))


def _log_to(path: Path) -> None:
    handler: logging.Handler
    problem = ""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            path, maxBytes=_LOG_BYTES, backupCount=2, encoding="utf-8"
        )
    except OSError as error:
        # A full or locked disk must not cost the writer the suggestions.
        handler, problem = logging.StreamHandler(sys.stderr), str(error)
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    logging.basicConfig(level=logging.INFO, handlers=[handler])
    if problem:
        logger.warning("the log goes to stderr: %s", problem)
