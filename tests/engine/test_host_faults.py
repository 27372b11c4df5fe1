"""The host where something is wrong: lines that cannot be written, floods, no log."""

import logging
import os
import threading

from engine import host as host_module
from engine import protocol
from engine.host import Host
from engine.outbox import MAX_OWED, write_all
from tests.wire import WAIT_S, Wire

LONG_ID = "a" * protocol.MAX_FRAME_BYTES


def test_whatever_cannot_be_written_leaves_one_line_that_can():
    for frame in (
        {"id": LONG_ID, "result": {}},
        {"id": "1", "result": float("nan")},
        {"id": {"no": "id"}, "part": LONG_ID},
    ):
        told, line = host_module._encoded(frame)
        assert protocol.decode(line) == told
        assert told["id"] in ("1", None)
        assert told["error"]["code"] in ("internal", "frame_too_large")


def test_a_flood_of_wrong_asks_that_nobody_reads_is_answered_one_by_one():
    asks, answers = os.pipe(), os.pipe()
    n_asks = 20_000
    with os.fdopen(asks[0], "rb") as source, os.fdopen(answers[1], "wb", buffering=0) as sink:
        host = Host({}, {}, source, sink)
        thread = threading.Thread(target=host.serve, daemon=True)
        thread.start()
        to_host = os.fdopen(asks[1], "wb", buffering=0)
        frames = (protocol.ask(f"{n:0150}", "dance", {}) for n in range(n_asks))
        lines = b"".join(protocol.encode(f) for f in (protocol.hello(), *frames))
        sender = threading.Thread(target=write_all, args=(to_host, lines), daemon=True)
        sender.start()
        # The host stops reading when it owes too much: it never holds the whole flood.
        stuck = threading.Event()
        while sender.is_alive() and len(host._outbox._owed) <= MAX_OWED:
            stuck.wait(0.01)
        sender.join(1)
        assert sender.is_alive(), "the host went on reading"
        assert MAX_OWED < len(host._outbox._owed) < MAX_OWED + 2 * (1 << 16) // 150
        wire = Wire(to_host, os.fdopen(answers[0], "rb"))
        assert "hello" in wire.read()
        ended = [wire.read() for _ in range(n_asks)]
        assert sorted(frame["id"] for frame in ended) == [f"{n:0150}" for n in range(n_asks)]
        assert {frame["error"]["code"] for frame in ended} == {"unknown_method"}
        sender.join(WAIT_S)
        wire.close()
        thread.join(WAIT_S)
        assert not thread.is_alive()
    assert wire.read() is None


def test_a_log_that_cannot_be_written_goes_to_stderr(tmp_path, capsys, monkeypatch):
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    (tmp_path / "logs").write_text("a file in the folder's place", encoding="utf-8")
    host_module._log_to(tmp_path / "logs" / "engine.log")
    logging.getLogger("engine.test").warning("something to tell")
    err = capsys.readouterr().err
    assert "the log goes to stderr" in err
    assert "something to tell" in err
