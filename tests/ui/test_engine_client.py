"""The client against engine processes: a scripted one for the faults, the real one elsewhere."""

import asyncio
import sys

import psutil
import pytest

from ui.engine_client import EngineClient
from ui.engine_types import Ask, Card, EngineState, Vitals
from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.process_link import ProcessLink

ASK = Ask("The rain", "", "sentence", 8, 80, 60_000, 1, 8)
MODEL = (
    '{"id":"m","name":"M","languages":["en"],"provider":"CPU","precision":"int8",'
    '"context_tokens":512,"tasks":["continue"],"load_ms":1.0}'
)
TAKE = '{"text":" had","finish":"stop","tokens":1}'
TIMES = '{"prefill_ms":1.0,"first_token_ms":1.0,"total_ms":2.0,"tokens_per_s":9.0}'
ORIGIN = (
    '{"task":"continue","model":"m","model_sha256":"0","adapter_sha256":null,'
    '"context_sha256":"0","takes":1,"seed":1,"sampling":{},"limits":{}}'
)
RESULT = (
    '{"model":"m","provider":"CPU","takes":[' + TAKE + '],"timings":' + TIMES + ',"seed":1,'
    '"prompt_tokens":2,"reused_tokens":0,"cut_chars":0,"slots":[],"origin":' + ORIGIN + ","
    '"revision":1,"caret":8}'
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
    elif frame.get("method") == "card":
        say('{"id":' + ask + ',"result":{"model":"m","name":"M","text":"# M"}}')
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

    def begin(command, model="m", **options):
        client = EngineClient(command, model, **options)
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


async def test_the_voices_facts_and_card_are_what_the_engine_says(start, loop):
    client = start(engine(ANSWER))
    await until(client, EngineState.READY)
    voice = client.status.voice
    assert (voice.precision, voice.languages, voice.tasks) == ("int8", ("en",), ("continue",))
    assert await client.card() == Card("m", "M", "# M")


async def test_a_voice_that_got_another_name_is_told_and_another_voice_is_not(start, loop):
    client = start(engine(ANSWER))
    await until(client, EngineState.READY)
    told = []
    client.status_changed.connect(lambda status: told.append(status.voice and status.voice.name))
    client.note_name("other", "Other")
    client.note_name(client.status.voice.id, "The keeper")
    client.note_name(client.status.voice.id, "The keeper")
    assert told == ["The keeper"]


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


# Beats every 10 ms, if asked to, from a thread of its own.
BEATING = """
import json, sys, threading
lock = threading.Lock()
def say(line):
    with lock: sys.stdout.write(line + "\\n"); sys.stdout.flush()
say('{"hello":{"protocol":1,"beat_ms":10}}')
def beat():
    while not threading.Event().wait(0.01):
        say('{"beat":{"rss_mb":1}}')
for line in sys.stdin:
    frame = json.loads(line)
    ask = json.dumps(frame.get("id"))
    if frame.get("method") == "load":
        AT_LOAD
    elif frame.get("method") == "suggest":
        ON_ASK
"""


def beating_engine(on_ask, at_load=""):
    script = BEATING.replace("AT_LOAD", f"{at_load}; {LOADED}" if at_load else LOADED)
    return (sys.executable, "-c", script.replace("ON_ASK", on_ask))


async def test_an_engine_that_hangs_is_killed_and_what_waits_fails_with_the_reason(start, loop):
    client = start(beating_engine("threading.Event().wait()"), hung_ms=300)
    await until(client, EngineState.READY)
    first = psutil.Process(client.process_id)
    with pytest.raises(EngineUnavailable, match="hung"):
        await client.suggest(ASK, lambda _text: None)
    assert client.status.state is EngineState.DOWN
    assert not first.is_running()
    await until(client, EngineState.READY)
    assert client.process_id != first.pid


async def test_an_engine_that_works_for_long_but_beats_is_left_alone(start, loop):
    # Far longer than the limit: only the beats keep it alive.
    on_ask = "threading.Event().wait(1.5); " + ANSWER
    beat = "threading.Thread(target=beat, daemon=True).start()"
    client = start(beating_engine(on_ask, at_load=beat), hung_ms=300)
    await until(client, EngineState.READY)
    assert (await client.suggest(ASK, lambda _text: None)).text == " had"


async def test_an_engine_that_promises_no_beat_is_not_watched(start, loop):
    client = start(engine("import time; time.sleep(1); " + ANSWER), hung_ms=150)
    await until(client, EngineState.READY)
    assert (await client.suggest(ASK, lambda _text: None)).text == " had"


async def test_a_notice_is_told_and_kept_with_the_status(start, loop):
    notice = """say('{"notice":{"text":"It runs on the CPU now."}}')"""
    client = start(engine(notice + "; " + ANSWER, load=f"{notice}; {LOADED}"))
    heard = []
    client.notice_given.connect(heard.append)
    await until(client, EngineState.READY)
    assert client.status.reason == "It runs on the CPU now."
    await client.suggest(ASK, lambda _text: None)
    assert heard == ["It runs on the CPU now."] * 2
    assert client.status.voice.name == "M"


async def test_a_notice_of_another_shape_and_frames_of_a_later_version_are_ignored(start, loop):
    odd = """say('{"notice":7}'); say('{"notice":{"text":[]}}'); say('{"weather":"fine"}')"""
    client = start(engine(f"{odd}; {ANSWER}"))
    await until(client, EngineState.READY)
    assert (await client.suggest(ASK, lambda _text: None)).text == " had"
    assert client.status.reason == ""


async def test_an_answer_from_another_provider_changes_the_voice(start, loop):
    client = start(engine(ANSWER.replace('"provider":"CPU"', '"provider":"CUDA"')))
    await until(client, EngineState.READY)
    assert client.status.voice.provider == "CPU"
    await client.suggest(ASK, lambda _text: None)
    assert client.status.voice.provider == "CUDA"


@pytest.mark.e2e
@pytest.mark.model
async def test_two_clients_have_two_processes_and_their_answers_never_cross(start, loop):
    command = (sys.executable, "-m", "engine", "host", "--role", "generate")
    one, two = (start(command, "starter") for _ in range(2))
    for client in (one, two):
        await until(client, EngineState.READY)
    assert one.process_id != two.process_id
    await one.stop()
    assert (await two.suggest(ASK, lambda _text: None)).text


async def test_an_answer_never_reaches_the_client_of_another_process(start, loop):
    # Both clients number their asks alike; the text is the answering process's number.
    on_ask = "import os; " + ANSWER.replace('" had"', "\"' + str(os.getpid()) + '\"")
    clients = [start(engine(on_ask)) for _ in range(2)]
    for client in clients:
        await until(client, EngineState.READY)
    for _ in range(5):
        pieces = {client: [] for client in clients}
        answers = await asyncio.gather(*(c.suggest(ASK, pieces[c].append) for c in clients))
        for client, answer in zip(clients, answers, strict=True):
            assert pieces[client] == [answer.text] == [str(client.process_id)]


async def test_an_idle_engine_is_let_time_its_threads_once_and_again_if_it_was_put_off(start, loop):
    # The first timing is withdrawn by the engine, the second one succeeds.
    script = (
        ENGINE.replace("PROTOCOL", "1")
        .replace("LOAD", LOADED)
        .replace("import json, sys", "import json, sys\ntimed = 0")
        .replace("ON_ASK", ANSWER.replace('" had"', "\"' + str(timed) + '\""))
    )
    withdrawn = """say('{"id":' + ask + ',"error":{"code":"cancelled","message":""}}')"""
    script += f"""    elif frame.get("method") == "tune":
        timed += 1
        {withdrawn} if timed == 1 else say('{{"id":' + ask + ',"result":{{"tuned":true}}}}')
"""
    client = start((sys.executable, "-c", script), idle_ms=20)
    await until(client, EngineState.READY)
    while (await client.suggest(ASK, lambda _text: None)).text != "2":
        await asyncio.sleep(0.05)
    await asyncio.sleep(0.2)
    assert (await client.suggest(ASK, lambda _text: None)).text == "2"


async def test_an_engine_that_cannot_time_its_threads_goes_on(start, loop):
    script = ENGINE.replace("PROTOCOL", "1").replace("LOAD", LOADED).replace("ON_ASK", ANSWER)
    script += f"""    else:
        if frame.get("method") == "tune": {error("unknown_method")}
"""
    client = start((sys.executable, "-c", script), idle_ms=1)
    await until(client, EngineState.READY)
    while client._tuning is None or not client._tuning.done():
        await asyncio.sleep(0)
    assert client._tuning.exception() is None
    assert (await client.suggest(ASK, lambda _text: None)).text == " had"


async def test_asks_put_the_timing_of_threads_off(start, loop):
    client = start(engine(ANSWER), idle_ms=600)
    await until(client, EngineState.READY)
    began = asyncio.get_running_loop().time()
    while asyncio.get_running_loop().time() < began + 1.2:
        await client.suggest(ASK, lambda _text: None)
    assert client._tuning is None


async def test_a_part_that_cannot_be_shown_fails_its_ask_and_costs_no_frame_behind_it(
    start, loop, caplog
):
    client = start(engine(ANSWER))
    await until(client, EngineState.READY)

    def refuse(_text):
        raise RuntimeError("no room")

    with caplog.at_level("CRITICAL"), pytest.raises(RuntimeError, match="no room"):
        await client.suggest(ASK, refuse)
    assert (await client.suggest(ASK, lambda _text: None)).text == " had"


def test_a_beat_tells_how_the_engine_is_and_one_without_figures_tells_nothing(qapp):
    link = ProcessLink(())
    link._on_frame({"beat": {"rss_mb": 180, "sockets": 0}})
    assert link.vitals == Vitals(180, 0)
    link._on_frame({"beat": {"rss_mb": "many"}})
    link._on_frame({"beat": None})
    assert link.vitals == Vitals(180, 0)
