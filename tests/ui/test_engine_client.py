"""The client against engine processes: a scripted one for the faults, the real one elsewhere."""

import asyncio
import sys

import pytest

from ui.engine_client import EngineClient
from ui.engine_types import Ask, EngineState
from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable

ASK = Ask("The rain", "", "sentence", 8, 80, 1000, 1, 8)
MODEL = (
    '{"id":"m","name":"M","languages":["en"],"provider":"CPU","precision":"int8",'
    '"context_tokens":512,"tasks":["continue"],"load_ms":1.0}'
)
TAKE = '{"text":" had","finish":"stop","tokens":1}'
TIMES = '{"prefill_ms":1.0,"first_token_ms":1.0,"total_ms":2.0,"tokens_per_s":9.0}'
RESULT = (
    '{"model":"m","provider":"CPU","takes":[' + TAKE + '],"timings":' + TIMES + ',"seed":1,'
    '"prompt_tokens":2,"reused_tokens":0,"cut_chars":0,"revision":1,"caret":8}'
)
# An engine in a few lines: greets, loads, and does what the test's letter says on an ask.
ENGINE = """
import json, sys
def say(line): sys.stdout.write(line + "\\n"); sys.stdout.flush()
say('{"hello":{"protocol":PROTOCOL}}')
for line in sys.stdin:
    frame = json.loads(line)
    ask = json.dumps(frame.get("id"))
    if frame.get("method") == "load":
        LOAD
    elif frame.get("method") == "suggest":
        ON_ASK
"""
LOADED = f"""say('{{"id":' + ask + ',"result":{MODEL}}}')"""
ANSWER = (
    """say('{"id":' + ask + ',"part":{"text":" had","take":0}}'); """
    f"""say('{{"id":' + ask + ',"result":{RESULT}}}')"""
)


def engine(on_ask, load=LOADED, protocol=1):
    script = ENGINE.replace("PROTOCOL", str(protocol)).replace("LOAD", load)
    return (sys.executable, "-c", script.replace("ON_ASK", on_ask))


def error(code):
    return f"""say('{{"id":' + ask + ',"error":{{"code":"{code}","message":"Because."}}}}')"""


@pytest.fixture
def start(loop):
    clients = []

    def begin(command):
        client = EngineClient(command, "m")
        client.states = []
        client.status_changed.connect(lambda status: client.states.append(status.state))
        clients.append(client)
        client.start()
        return client

    yield begin
    for client in clients:
        loop.run_until_complete(client.stop())


async def until(client, state):
    while client.status.state is not state:
        await asyncio.sleep(0)


async def test_an_answer_comes_in_pieces_and_then_whole(start, loop):
    client = start(engine(ANSWER))
    await until(client, EngineState.READY)
    pieces = []
    suggestion = await client.suggest(ASK, pieces.append)
    assert pieces == [" had"]
    assert suggestion.text == " had"
    assert client.status.voice.name == "M"


@pytest.mark.parametrize(
    ("code", "raised"),
    [
        ("language_unsupported", AskRefused),
        ("cancelled", AskWithdrawn),
        ("internal", EngineUnavailable),
        ("a code of the future", EngineUnavailable),
    ],
)
async def test_each_wire_error_becomes_the_windows_own(start, loop, code, raised):
    client = start(engine(error(code)))
    await until(client, EngineState.READY)
    with pytest.raises(raised):
        await client.suggest(ASK, lambda _text: None)


async def test_a_death_fails_what_waits_and_brings_a_new_process(start, loop):
    client = start(engine("sys.exit(7)"))
    await until(client, EngineState.READY)
    first = client.process_id
    with pytest.raises(EngineUnavailable, match="code 7"):
        await client.suggest(ASK, lambda _text: None)
    assert client.status.state is EngineState.DOWN
    await until(client, EngineState.READY)
    assert client.process_id != first


async def test_a_program_that_is_not_there_is_down_not_a_crash(start, loop):
    client = start(("/nonexistent/engine",))
    await until(client, EngineState.DOWN)
    with pytest.raises(EngineUnavailable):
        await client.suggest(ASK, lambda _text: None)


async def test_a_refused_model_is_told_and_the_process_is_kept(start, loop):
    client = start(engine(ANSWER, load=error("model_damaged")))
    await until(client, EngineState.UNUSABLE)
    assert client.status.reason == "Because."
    assert client.process_id


async def test_another_protocol_is_refused_with_a_reason(start, loop):
    client = start(engine(ANSWER, protocol=99))
    await until(client, EngineState.UNUSABLE)
    assert "99" in client.status.reason


async def test_noise_on_the_wire_is_skipped(start, loop):
    client = start(engine("say('not json'); say('[]'); " + ANSWER))
    await until(client, EngineState.READY)
    assert (await client.suggest(ASK, lambda _text: None)).text == " had"


async def test_cancelling_the_task_withdraws_the_ask_on_the_wire(start, loop):
    # The engine answers the second ask with the withdrawal it read in between.
    on_ask = "seen = json.loads(sys.stdin.readline()); say('{\"id\":' + ask + '}'); " + ANSWER
    client = start(engine(on_ask.replace("say('{\"id\":' + ask + '}'); ", "")))
    await until(client, EngineState.READY)
    pieces = []
    task = asyncio.ensure_future(client.suggest(ASK, pieces.append))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    # The next line the engine reads is the cancel; only then does it go on to this ask.
    second = asyncio.ensure_future(client.suggest(ASK, pieces.append))
    await asyncio.sleep(0)
    third = asyncio.ensure_future(client.suggest(ASK, pieces.append))
    assert (await second).text == " had"
    third.cancel()
    assert pieces == [" had"]


async def test_stop_ends_the_process_and_starts_no_other(start, loop):
    client = start(engine(ANSWER))
    await until(client, EngineState.READY)
    await client.stop()
    assert client.status.state is EngineState.OFF
    assert client.process_id == 0


async def test_an_engine_that_never_becomes_ready_counts_its_failures(start, loop):
    client = start((sys.executable, "-c", "raise SystemExit(3)"))
    while client.status.failures < 3:
        await asyncio.sleep(0)
    assert "code 3" in client.status.reason


async def test_a_ready_engine_starts_the_count_anew(start, loop):
    client = start(engine("sys.exit(7)"))
    for _ in range(2):
        await until(client, EngineState.READY)
        with pytest.raises(EngineUnavailable):
            await client.suggest(ASK, lambda _text: None)
        assert client.status.failures == 1
