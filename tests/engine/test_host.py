"""The engine process over real pipes, with the bundled model."""

import subprocess
import sys

import psutil
import pytest

from engine import protocol
from engine.card import CARD
from engine.version import VERSION
from tests.model_cards import TEXT, model_with_card
from tests.wire import COMMAND, OPENING, ROOT, WAIT_S, ask_text


@pytest.mark.e2e
def test_the_host_says_hello_first(wire):
    hello = wire.read()
    assert hello == {
        "hello": {"protocol": 1, "version": VERSION, "role": "generate", "beat_ms": 2000}
    }


@pytest.mark.e2e
@pytest.mark.model
def test_the_parts_of_a_suggestion_are_its_text(loaded):
    loaded.send(ask_text("1", takes=2, revision=7, caret=84, limits={"max_tokens": 24}))
    parts, end = loaded.answer("1")
    result = end["result"]
    assert len(parts) > 4
    for index, take in enumerate(result["takes"]):
        assert "".join(p["text"] for p in parts if p["take"] == index) == take["text"] != ""
    assert (result["revision"], result["caret"], result["seed"]) == (7, 84, 1)


@pytest.mark.e2e
@pytest.mark.model
def test_typing_on_runs_the_new_tokens_only(loaded):
    loaded.send(ask_text("1"))
    first = loaded.answer("1")[1]["result"]
    loaded.send(ask_text("2", before=OPENING + " thought"))
    second = loaded.answer("2")[1]["result"]
    assert first["reused_tokens"] == 0
    assert second["reused_tokens"] == first["prompt_tokens"]


@pytest.mark.e2e
@pytest.mark.model
def test_a_warm_up_leaves_one_token_to_run(loaded):
    loaded.send(protocol.ask("w", "warm", {"before": OPENING}))
    assert loaded.answer("w")[1] == {"id": "w", "result": {}}
    loaded.send(ask_text("1"))
    result = loaded.answer("1")[1]["result"]
    assert result["reused_tokens"] == result["prompt_tokens"] - 1


@pytest.mark.e2e
@pytest.mark.model
def test_a_cancelled_suggestion_ends_early_and_the_next_is_as_if_it_had_not_been(loaded):
    long = ask_text("long", limits={"max_tokens": 800}, sampling={"seed": 3, "temperature": 0})
    loaded.send(ask_text("before"))
    expected = loaded.answer("before")[1]["result"]["takes"]
    loaded.send(long)
    while loaded.read().get("part") is None:
        pass
    loaded.send(protocol.cancel("long"))
    assert loaded.answer("long")[1]["error"]["code"] == "cancelled"
    loaded.send(ask_text("after"))
    after = loaded.answer("after")[1]["result"]
    assert after["takes"] == expected
    assert after["reused_tokens"] > 0


@pytest.mark.e2e
@pytest.mark.model
def test_the_newest_suggestion_wins(loaded):
    names = ["1", "2", "3", "4"]
    loaded.send(*(ask_text(name, limits={"max_tokens": 400}) for name in names))
    ends = {}
    while len(ends) < len(names):
        frame = loaded.read()
        if "part" not in frame:
            ends[frame["id"]] = frame
    assert [ends[name].get("error", {}).get("code") for name in names] == ["cancelled"] * 3 + [None]
    assert ends["4"]["result"]["takes"][0]["text"]


@pytest.mark.e2e
@pytest.mark.model
def test_bad_parameters_are_named_and_the_model_stays_loaded(loaded):
    for params in (
        {},
        {"before": 7},
        {"before": "a", "takes": 99},
        {"before": "a", "sampling": {"temperature": 9}},
    ):
        loaded.send(protocol.ask("1", "suggest", params))
        assert loaded.answer("1")[1]["error"]["code"] == "bad_params"
    for before, code in (("  ", "bad_input"), ("你好", "language_unsupported"), ("\ud800 a", "")):
        loaded.send(ask_text("2", before=before))
        assert loaded.answer("2")[1]["error"]["code"] == (code or "bad_input")
    loaded.send(protocol.ask("3", "load", {"model": "no-such-voice"}))
    assert loaded.answer("3")[1]["error"]["code"] == "model_not_found"
    loaded.send(ask_text("4"))
    assert loaded.answer("4")[1]["result"]["takes"]


@pytest.mark.e2e
@pytest.mark.model
def test_the_loaded_models_card_is_told_and_one_that_was_changed_is_refused(
    greeted, starter, tmp_path
):
    greeted.send(protocol.ask("1", "card", {}))
    assert greeted.answer("1")[1]["error"]["code"] == "model_not_found"
    folder = model_with_card(starter, tmp_path / "voice")
    greeted.send(protocol.ask("2", "load", {"model": str(folder)}), protocol.ask("3", "card", {}))
    result = greeted.answer("3")[1]["result"]
    assert result == {"model": "harbour", "name": "Harbour", "text": TEXT}
    (folder / CARD).write_text("# Another", encoding="utf-8")
    greeted.send(protocol.ask("4", "card", {}))
    assert greeted.answer("4")[1]["error"]["code"] == "model_damaged"


@pytest.mark.e2e
def test_without_a_model_a_suggestion_says_so(greeted):
    greeted.send(ask_text("1"))
    assert greeted.answer("1")[1]["error"] == {
        "code": "model_not_found",
        "message": "No model is loaded.",
    }


@pytest.mark.e2e
def test_garbage_gets_typed_errors_and_the_host_goes_on(greeted):
    greeted.write(
        b"garbage\n\xff\xfe\n[]\n{}\n"
        b'{"id": 7, "method": "ping", "params": {}}\n'
        b'{"id": "a", "method": "dance", "params": {}}\n'
        b'{"id": "b", "method": "ping"}\n'
        b'{"a": ' + b"9" * 5000 + b"}\n"
        b'{"cancel": {"no": "id"}}\n'
    )
    greeted.send(protocol.ask("c", "ping", {}))
    answers = [greeted.read() for _ in range(9)]
    found = [(a["id"], a["error"]["code"] if "error" in a else a["result"]) for a in answers]
    assert sorted(found, key=str) == sorted(
        [
            *[(None, "bad_frame")] * 6,
            ("a", "unknown_method"),
            ("b", "bad_params"),
            ("c", {}),
        ],
        key=str,
    )


@pytest.mark.e2e
def test_an_oversized_line_costs_one_error(greeted):
    greeted.write(b'{"a":"' + b"x" * protocol.MAX_FRAME_BYTES + b'"}\n')
    assert greeted.read()["error"]["code"] == "frame_too_large"
    greeted.send(protocol.ask("1", "ping", {}))
    assert greeted.read() == {"id": "1", "result": {}}


@pytest.mark.e2e
def test_asks_before_the_hello_and_another_version_are_refused_until_the_right_hello(wire):
    assert "hello" in wire.read()
    wire.send(
        protocol.ask("1", "ping", {}), {"hello": {"protocol": 99}}, protocol.ask("2", "ping", {})
    )
    found = [wire.read() for _ in range(3)]
    assert [(f["id"], f["error"]["code"]) for f in found] == [
        ("1", "bad_frame"),
        (None, "wrong_version"),
        ("2", "bad_frame"),
    ]
    wire.send(protocol.hello(), protocol.ask("3", "ping", {}))
    assert wire.read() == {"id": "3", "result": {}}


@pytest.mark.e2e
def test_the_end_of_the_input_ends_the_process(process, greeted):
    greeted.close()
    assert process.wait(timeout=WAIT_S) == 0
    assert greeted.read() is None
    assert process.stderr.read() == b""


@pytest.mark.e2e
@pytest.mark.model
def test_the_end_of_the_input_ends_a_running_suggestion(process, loaded):
    loaded.send(ask_text("1", limits={"max_tokens": 4096}, sampling={"temperature": 0}))
    while loaded.read().get("part") is None:
        pass
    loaded.close()
    assert process.wait(timeout=WAIT_S) == 0


@pytest.mark.e2e
def test_the_log_is_written_to_the_users_folder_alone(process, greeted, longhand_home):
    greeted.send(protocol.ask("1", "suggest", {}))
    greeted.answer("1")
    greeted.close()
    process.wait(timeout=WAIT_S)
    logs = [path.name for path in longhand_home.rglob("*") if path.is_file()]
    assert logs == ["engine-generate.log"]
    text = (longhand_home / "logs" / "engine-generate.log").read_text(encoding="utf-8")
    assert "suggest refused" in text


PARENT = f"""
import subprocess, sys
child = subprocess.Popen({COMMAND!r}, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdout.readline()
print(child.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.e2e
def test_the_host_ends_when_its_parent_is_killed():
    with subprocess.Popen(
        [sys.executable, "-c", PARENT], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        host = psutil.Process(int(parent.stdout.readline()))
        assert "host" in host.cmdline()
        parent.kill()
        _, alive = psutil.wait_procs([host], timeout=WAIT_S)
    ended = not alive or host.status() == psutil.STATUS_ZOMBIE
    assert ended


HOLDER = f"""
import subprocess, sys
child = subprocess.Popen({COMMAND!r}, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
child.stdout.readline()
# A third process keeps both pipes of the host open after this one has ended.
holder = subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"],
    stdin=subprocess.PIPE, pass_fds=(child.stdin.fileno(), child.stdout.fileno()))
print(child.pid, holder.pid, flush=True)
sys.stdin.read()
"""


@pytest.mark.e2e
@pytest.mark.skipif(sys.platform == "win32", reason="pipes are inherited one by one on POSIX only")
def test_the_host_ends_with_its_parent_even_if_another_process_holds_the_pipe():
    with subprocess.Popen(
        [sys.executable, "-c", HOLDER], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as parent:
        host, holder = (psutil.Process(int(pid)) for pid in parent.stdout.readline().split())
        # The holder's own input is a pipe of the parent's; it must outlive the parent for this.
        holder.suspend()
        try:
            assert "host" in host.cmdline()
            parent.kill()
            _, alive = psutil.wait_procs([host], timeout=WAIT_S)
            assert holder.is_running()
            assert not alive or host.status() == psutil.STATUS_ZOMBIE
        finally:
            holder.kill()


@pytest.mark.e2e
@pytest.mark.model
def test_a_model_that_does_not_fit_the_memory_limit_is_refused_and_the_host_goes_on(
    monkeypatch, request
):
    monkeypatch.setenv("LONGHAND_MEMORY_MB", "110")
    wire = request.getfixturevalue("greeted")
    for name in ("1", "2"):
        wire.send(protocol.ask(name, "load", {"model": "starter"}))
        error = wire.answer(name)[1]["error"]
        assert error["code"] == "memory"
        assert "110 MB" in error["message"]
    wire.send(protocol.ask("3", "ping", {}))
    assert wire.read() == {"id": "3", "result": {}}
