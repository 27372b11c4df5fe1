"""The host's own loop over a handler table, in a thread: order, faults, room, memory, orphans."""

import os
import threading

import pytest

from engine import host as host_module
from engine import protocol
from engine.errors import BadInput, InternalError
from engine.host import Host
from engine.jobs import MAX_WAITING
from engine.memory import MB, Memory
from engine.methods import Method
from engine.pulse import Pulse
from tests.wire import WAIT_S, Wire


@pytest.fixture
def serve():
    """Return a function that serves a handler table in a thread and returns the wire to it."""
    opened, threads = [], []

    def start(methods: dict[str, Method], pulse=Pulse) -> Wire:
        asks_out, asks_in = os.pipe()
        answers_out, answers_in = os.pipe()
        source, sink = os.fdopen(asks_out, "rb"), os.fdopen(answers_in, "wb")
        host = Host(methods, {"role": "test"}, source, sink, pulse)
        threads.append(threading.Thread(target=host.serve, daemon=True))
        threads[-1].start()
        wire = Wire(os.fdopen(asks_in, "wb"), os.fdopen(answers_out, "rb"))
        opened.append((wire, source, sink))
        wire.send(protocol.hello())
        assert wire.read()["hello"]["role"] == "test"
        return wire

    yield start
    for wire, _, _ in opened:
        # Once more does nothing, where the test has ended the input.
        wire.close()
    for thread in threads:
        thread.join(timeout=WAIT_S)
        assert not thread.is_alive()
    for wire, source, sink in opened:
        sink.close()
        assert wire.read() is None
        source.close()


def test_a_handlers_fault_is_logged_and_answered_calmly(serve, caplog):
    def fail(params, emit, cancel):
        return 1 / 0

    wire = serve({"fail": Method(fail)})
    wire.send(protocol.ask("1", "fail", {}), protocol.ask("2", "fail", {}))
    for name in ("1", "2"):
        error = wire.answer(name)[1]["error"]
        assert error["code"] == "internal"
        assert "division" not in error["message"]
    assert "ZeroDivisionError" in caplog.text


def test_the_engines_own_errors_and_value_errors_keep_their_words(serve):
    def refuse(params, emit, cancel):
        if params:
            raise BadInput("The text is too odd.")
        raise ValueError("takes must be from 1 to 8.")

    wire = serve({"refuse": Method(refuse)})
    wire.send(protocol.ask("1", "refuse", {"a": 1}), protocol.ask("2", "refuse", {}))
    assert wire.answer("1")[1]["error"] == {"code": "bad_input", "message": "The text is too odd."}
    assert wire.answer("2")[1]["error"] == {
        "code": "bad_params",
        "message": "takes must be from 1 to 8.",
    }


def test_a_waiting_job_that_is_cancelled_is_answered_at_once(serve):
    release = threading.Event()

    def block(params, emit, cancel):
        emit({"started": True})
        release.wait(WAIT_S)
        return {}

    wire = serve({"block": Method(block)})
    wire.send(protocol.ask("1", "block", {}))
    assert wire.read() == {"id": "1", "part": {"started": True}}
    wire.send(protocol.ask("2", "block", {}), protocol.cancel("2"))
    assert wire.read()["error"]["code"] == "cancelled"
    release.set()
    assert wire.read() == {"id": "1", "result": {}}


def test_an_answer_too_large_for_the_wire_becomes_an_error(serve):
    def shout(params, emit, cancel):
        return {"text": "x" * protocol.MAX_FRAME_BYTES}

    wire = serve({"shout": Method(shout)})
    wire.send(protocol.ask("1", "shout", {}))
    assert wire.answer("1")[1]["error"]["code"] == "frame_too_large"


def test_an_answer_that_is_no_json_becomes_an_error(serve):
    def odd(params, emit, cancel):
        return {"loss": float("nan")}

    wire = serve({"odd": Method(odd), "fine": Method(lambda params, emit, cancel: {})})
    wire.send(protocol.ask("1", "odd", {}), protocol.ask("2", "fine", {}))
    assert wire.answer("1")[1]["error"]["code"] == "internal"
    assert wire.answer("2")[1] == {"id": "2", "result": {}}


def blocking():
    """Return a handler that says it runs and waits, and what lets it end."""
    release = threading.Event()

    def block(params, emit, cancel):
        emit({"started": True})
        release.wait(WAIT_S)
        return {}

    return block, release


def test_a_ping_is_answered_while_a_job_runs(serve):
    block, release = blocking()
    wire = serve({"block": Method(block)})
    wire.send(protocol.ask("1", "block", {}))
    assert wire.read() == {"id": "1", "part": {"started": True}}
    wire.send(protocol.ask("2", "ping", {}))
    assert wire.read() == {"id": "2", "result": {}}
    release.set()
    assert wire.read() == {"id": "1", "result": {}}


def test_one_ask_too_many_is_refused_and_the_others_are_answered(serve):
    block, release = blocking()
    wire = serve({"block": Method(block)})
    wire.send(protocol.ask("0", "block", {}))
    assert wire.read() == {"id": "0", "part": {"started": True}}
    names = [str(n) for n in range(1, MAX_WAITING + 3)]
    wire.send(*(protocol.ask(name, "block", {}) for name in names))
    for name in names[MAX_WAITING:]:
        refused = wire.read()
        assert (refused["id"], refused["error"]["code"]) == (name, "busy")
    release.set()
    assert list(iter_ends(wire, MAX_WAITING + 1)) == ["0", *names[:MAX_WAITING]]


def iter_ends(wire, n):
    """Yield the ids of the next n results, in order."""
    while n:
        frame = wire.read()
        if "result" in frame:
            n -= 1
            yield frame["id"]


def test_the_pulse_tells_memory_and_work(serve):
    block, release = blocking()
    wire = serve({"block": Method(block)}, lambda *on: Pulse(*on, beat_ms=10))
    idle = wire.beats.get(timeout=WAIT_S)
    assert 0 < idle["rss_mb"] < 100_000
    assert (idle["busy_ms"], idle["waiting"]) == (0, 0)
    assert idle["sockets"] >= 0
    wire.send(protocol.ask("1", "block", {}), protocol.ask("2", "block", {}))
    while (beat := wire.beats.get(timeout=WAIT_S))["busy_ms"] < 20 or not beat["waiting"]:
        pass
    assert beat["waiting"] == 1
    release.set()
    assert list(iter_ends(wire, 2)) == ["1", "2"]


def test_asks_are_refused_while_memory_is_over_its_ceiling_and_taken_again_below_it(serve):
    own = [300 * MB]
    wire = serve(
        {"work": Method(lambda params, emit, cancel: {"done": True})},
        lambda *on: Pulse(*on, ceiling=200 * MB, beat_ms=10, own_bytes=lambda: own[0]),
    )
    wire.send(protocol.ask("1", "work", {}), protocol.ask("p", "ping", {}))
    error = wire.answer("1")[1]["error"]
    assert (error["code"], "may use 200 MB" in error["message"]) == ("memory", True)
    assert wire.read() == {"id": "p", "result": {}}
    own[0] = 100 * MB
    while wire.beats.get(timeout=WAIT_S)["rss_mb"] != 100:
        pass
    wire.send(protocol.ask("2", "work", {}))
    assert wire.answer("2")[1] == {"id": "2", "result": {"done": True}}


def test_a_cancel_is_read_while_nobody_reads_the_answers():
    started, cancelled = threading.Event(), threading.Event()
    asks, answers = os.pipe(), os.pipe()

    def flood(params, emit, cancel):
        started.set()
        try:
            while True:
                emit({"n": "x" * 1000})
        finally:
            cancelled.set()

    with os.fdopen(asks[0], "rb") as source, os.fdopen(answers[1], "wb", buffering=0) as sink:
        host = Host({"flood": Method(flood)}, {}, source, sink)
        thread = threading.Thread(target=host.serve, daemon=True)
        thread.start()
        with os.fdopen(asks[1], "wb", buffering=0) as to_host:
            for frame in (protocol.hello(), protocol.ask("1", "flood", {})):
                to_host.write(protocol.encode(frame))
            assert started.wait(WAIT_S)
            # Nothing is read: the pipe and the outbox fill, the job waits, the reader does not.
            to_host.write(protocol.encode(protocol.cancel("1")))
            assert cancelled.wait(WAIT_S)
            wire = Wire(to_host, os.fdopen(answers[0], "rb"))
            assert "hello" in wire.read()
            parts, end = wire.answer("1")
            assert end["error"]["code"] == "cancelled"
            # What had not left for the pipe yet is not sent any more.
            assert sum(len(part["n"]) for part in parts) < 200_000
        thread.join(WAIT_S)
        assert not thread.is_alive()
    assert wire.read() is None


def test_an_orphan_ends_its_job_and_itself(monkeypatch, serve):
    monkeypatch.setattr(host_module.os, "_exit", lambda code: exits.append(code))
    orphaned, ended, exits = [], threading.Event(), []

    def work(params, emit, cancel):
        emit({"started": True})
        with cancel.on_set(ended.set):
            ended.wait(WAIT_S)
        cancel.check()

    def remember(on_beat, on_orphaned):
        orphaned.append(on_orphaned)
        return Pulse(on_beat, on_orphaned)

    wire = serve({"work": Method(work)}, remember)
    wire.send(protocol.ask("1", "work", {}))
    assert wire.read() == {"id": "1", "part": {"started": True}}
    orphaned[0]()
    assert wire.read()["error"]["code"] == "cancelled"
    assert ended.is_set()
    assert exits == []


def test_an_orphan_whose_job_heeds_no_flag_is_ended_all_the_same(monkeypatch, serve):
    exits, release, orphaned = [], threading.Event(), []
    monkeypatch.setattr(host_module.os, "_exit", lambda code: exits.append(code))
    monkeypatch.setattr(host_module, "_ORPHAN_S", 0.01)

    def deaf(params, emit, cancel):
        emit({"started": True})
        release.wait(WAIT_S)
        return {}

    def remember(on_beat, on_orphaned):
        orphaned.append(on_orphaned)
        return Pulse(on_beat, on_orphaned)

    wire = serve({"deaf": Method(deaf)}, remember)
    wire.send(protocol.ask("1", "deaf", {}))
    assert wire.read() == {"id": "1", "part": {"started": True}}
    orphaned[0]()
    assert exits == [1]
    release.set()
    assert wire.read() == {"id": "1", "result": {}}


def test_a_notice_leaves_on_its_own(serve):
    hosts = []

    def tell(params, emit, cancel):
        hosts[0].notify("The graphics card is gone.")
        return {}

    def remember(host_beat, host_orphaned):
        hosts.append(host_beat.__self__)
        return Pulse(host_beat, host_orphaned)

    wire = serve({"tell": Method(tell)}, remember)
    wire.send(protocol.ask("1", "tell", {}))
    assert wire.read() == {"notice": {"text": "The graphics card is gone."}}
    assert wire.read() == {"id": "1", "result": {}}


LONG_ID = "a" * (protocol.MAX_FRAME_BYTES - 60)


@pytest.mark.parametrize(
    "line",
    [
        protocol.encode(protocol.ask(LONG_ID, "dance", {})),
        protocol.encode(protocol.ask("1", "\u4f60" * 2_000_000, {})).replace(b'"1"', b'"\\ud800"'),
        protocol.encode(protocol.ask("\u4f60" * 2_000_000, "dance", {})).replace(
            b'"dance"', b'"\\ud800"'
        ),
        protocol.encode(protocol.cancel(LONG_ID)),
    ],
    ids=["id", "method and half a letter", "letters and half a letter", "cancel"],
)
def test_no_line_that_the_protocol_allows_ends_the_host(serve, line):
    wire = serve({"work": Method(lambda params, emit, cancel: {})})
    wire.write(line)
    wire.send(protocol.ask("2", "work", {}))
    while (frame := wire.read())["id"] != "2":
        assert frame["error"]["code"] in ("bad_frame", "unknown_method")
        assert frame["id"] in (None, "\ud800")
        assert len(frame["error"]["message"]) < 200
    assert frame == {"id": "2", "result": {}}


@pytest.mark.parametrize("version", ["9" * 8_000_000, [[]], 99, None])
def test_a_hello_of_any_other_version_is_answered_briefly(serve, version):
    wire = serve({})
    host = Host({}, {}, None, None)
    found = []
    host._post = found.append
    host._accept({"hello": {"protocol": version}, "id": "h"})
    (frame,) = found
    assert (frame["id"], frame["error"]["code"]) == ("h", "wrong_version")
    assert len(frame["error"]["message"]) < 200
    wire.send(protocol.ask("1", "ping", {}))
    assert wire.read() == {"id": "1", "result": {}}


def test_an_id_has_at_most_200_letters(serve):
    wire = serve({})
    wire.send(protocol.ask("\U0001f600" * 200, "ping", {}), protocol.ask("a" * 201, "ping", {}))
    assert wire.read() == {"id": "\U0001f600" * 200, "result": {}}
    refused = wire.read()
    assert (refused["id"], refused["error"]["code"]) == (None, "bad_frame")


def test_a_long_reason_is_cut(serve):
    def refuse(params, emit, cancel):
        raise ValueError("x" * 10_000_000)

    wire = serve({"refuse": Method(refuse)})
    wire.send(protocol.ask("1", "refuse", {}))
    error = wire.answer("1")[1]["error"]
    assert (error["code"], error["message"]) == ("bad_params", "x" * 2000)


def test_a_fault_that_has_a_name_is_logged_with_its_cause(serve, caplog):
    def fail(params, emit, cancel):
        raise InternalError("The model failed.") from RuntimeError("node 7 overflowed")

    wire = serve({"fail": Method(fail)})
    wire.send(protocol.ask("1", "fail", {}))
    assert wire.answer("1")[1]["error"]["code"] == "internal"
    assert "node 7 overflowed" in caplog.text


def test_asks_are_refused_while_others_fill_the_machine_and_taken_again_afterwards(serve):
    left = [Memory(8000 * MB, 100 * MB)]
    wire = serve(
        {"work": Method(lambda params, emit, cancel: {})},
        lambda *on: Pulse(*on, beat_ms=10, machine=lambda: left[0]),
    )
    wire.send(protocol.ask("1", "work", {}))
    error = wire.answer("1")[1]["error"]
    assert (error["code"], "100 MB of memory left" in error["message"]) == ("memory", True)
    left[0] = Memory(8000 * MB, 1000 * MB)
    for n_beats in range(3):
        assert wire.beats.get(timeout=WAIT_S), n_beats
    while not wire.beats.empty():
        wire.beats.get()
    assert wire.beats.get(timeout=WAIT_S)
    wire.send(protocol.ask("2", "work", {}))
    assert wire.answer("2")[1] == {"id": "2", "result": {}}


def test_a_job_beside_is_answered_while_another_runs_and_can_be_withdrawn(serve):
    release, begun = threading.Event(), threading.Event()

    def block(params, emit, cancel):
        emit({"started": True})
        release.wait(WAIT_S)
        return {}

    def until_withdrawn(params, emit, cancel):
        begun.set()
        assert cancel.wait(WAIT_S)
        cancel.check()

    wire = serve(
        {
            "block": Method(block),
            "look": Method(lambda params, emit, cancel: {"seen": 1}, beside=True),
            "long": Method(until_withdrawn, beside=True),
        }
    )
    wire.send(protocol.ask("1", "block", {}))
    assert wire.read() == {"id": "1", "part": {"started": True}}
    wire.send(protocol.ask("2", "look", {}))
    assert wire.read() == {"id": "2", "result": {"seen": 1}}
    wire.send(protocol.ask("3", "long", {}), protocol.ask("4", "look", {}))
    assert begun.wait(WAIT_S)
    wire.send(protocol.cancel("4"))
    assert wire.read()["error"]["code"] == "cancelled"
    wire.send(protocol.cancel("3"))
    assert wire.read()["id"] == "3"
    release.set()
    assert wire.answer("1")[1] == {"id": "1", "result": {}}


def test_the_end_of_the_input_ends_a_job_beside_as_well(serve):
    def until_withdrawn(params, emit, cancel):
        emit({"started": True})
        assert cancel.wait(WAIT_S)
        return {}

    wire = serve({"long": Method(until_withdrawn, beside=True)})
    wire.send(protocol.ask("1", "long", {}))
    assert wire.read() == {"id": "1", "part": {"started": True}}
    wire.close()
    assert wire.read() == {"id": "1", "result": {}}
