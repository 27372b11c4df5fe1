"""The client of the train role: a scripted process for the faults, the real one for its answers."""

import asyncio
import sys

import pytest

import main
from tests.ui.voices.conftest import settled
from ui.engine_types import EngineState
from ui.errors import AskRefused, AskWithdrawn, EngineUnavailable
from ui.voices.types import BookWish, Parts, Point, Progress
from ui.voices.workshop import Workshop

# A train role in a few lines: greets, and does what the test's letter says on an ask.
ROLE = """
import json, sys
def say(line): sys.stdout.write(line + "\\n"); sys.stdout.flush()
say('{"hello":{"protocol":1}}')
for line in sys.stdin:
    frame = json.loads(line)
    ask = json.dumps(frame.get("id"))
    def part(text): say('{"id":' + ask + ',"part":' + text + '}')
    def result(text): say('{"id":' + ask + ',"result":' + text + '}')
    def error(code): say('{"id":' + ask + ',"error":{"code":"' + code + '","message":"Because."}}')
    if "cancel" in frame:
        sys.stderr.write("cancelled\\n")
    elif frame.get("method"):
        ON_ASK
"""
WISH = BookWish(("/books/a.md",), "starter", "Sea", 5.0)
CORPUS = (
    '{"run":"sea","books":[],"dropped":[],"train_words":9,"held_words":1,"method":"full",'
    '"base":"starter"}'
)
VOICE = (
    '{"model":"sea","name":"Sea","held_out":{"before":2.0,"after":1.9},'
    '"general":{"before":2.0,"after":2.0},"verbatim":0.0,"seconds":9.0,"words":9}'
)


def role(on_ask):
    return (sys.executable, "-c", ROLE.replace("ON_ASK", on_ask))


@pytest.fixture
def start(loop):
    """Return a function that makes a client; its process is ended at the end."""
    made = []

    def make(command):
        made.append(Workshop(command))
        return made[-1]

    yield make
    for each in made:
        loop.run_until_complete(each.stop())


async def test_the_process_is_started_by_the_first_ask_only(loop, start):
    workshop = start(role("""result('{"runs":[]}')"""))
    assert workshop.status.state is EngineState.OFF
    assert await workshop.runs() == ()
    assert workshop.status.state is EngineState.READY


async def test_two_first_asks_share_one_process(loop, start):
    workshop = start(role("""result('{"runs":[]}')"""))
    await asyncio.gather(workshop.runs(), workshop.runs())
    assert workshop.process_id > 0


async def test_progress_and_stages_are_told_apart(loop, start):
    workshop = start(
        role(
            """part('{"stage":"training","step":3,"share":0.5}'); """
            """part('{"what":"quantizing","done":1,"total":4}'); """
            """part('{"what":"odd"}'); """
            f"""result('{VOICE}')"""
        )
    )
    parts = []
    made = await workshop.train("sea", parts.append)
    assert made.name == "Sea"
    assert parts == [Point("training", 3, 0.5), Progress("quantizing", 1, 4)]


async def test_reading_hands_on_progress_and_no_stages(loop, start):
    workshop = start(
        role(
            """part('{"stage":"reading"}'); part('{"what":"a.md","done":1,"total":3}'); """
            f"""result('{CORPUS}')"""
        )
    )
    parts = []
    corpus = await workshop.prepare(WISH, parts.append)
    assert corpus.run == "sea"
    assert parts == [Progress("a.md", 1, 3)]


@pytest.mark.parametrize(
    ("code", "kind"),
    [
        ("user", AskRefused),
        ("bad_input", AskRefused),
        ("cancelled", AskWithdrawn),
        ("internal", EngineUnavailable),
    ],
)
async def test_every_fault_becomes_one_of_the_windows_own(loop, start, code, kind):
    workshop = start(role(f"error('{code}')"))
    with pytest.raises(kind):
        await workshop.runs()


async def test_an_answer_of_another_shape_is_a_fault(loop, start):
    workshop = start(role("""result('{"runs":3}')"""))
    with pytest.raises(EngineUnavailable):
        await workshop.runs()


async def test_a_wish_that_no_engine_takes_is_a_fault_before_it_is_sent(loop, start):
    workshop = start(role("""result('{}')"""))
    with pytest.raises(EngineUnavailable):
        await workshop.prepare(BookWish((), "starter", "Sea", 5.0), lambda part: None)


async def test_an_engine_that_knows_no_parts_brings_them(loop, start):
    workshop = start(role("error('unknown_method')"))
    assert await workshop.parts() == Parts(True, False, 0, 0)


async def test_a_process_that_dies_fails_its_asks_and_is_started_again(loop, start):
    workshop = start(
        role("""sys.exit(9) if frame["method"] == "train" else result('{"runs":[]}')""")
    )
    with pytest.raises(EngineUnavailable, match="code 9"):
        await workshop.train("sea", lambda part: None)
    assert await workshop.runs() == ()


async def test_a_process_that_never_starts_is_given_up_for_the_moment(loop, start):
    workshop = start(("/nowhere/longhand",))
    with pytest.raises(EngineUnavailable, match="does not start"):
        await workshop.runs()


async def test_cancelling_an_ask_is_told_to_the_process(loop, start, capfd):
    workshop = start(role('part(\'{"stage":"training"}\')'))
    parts = []
    task = asyncio.ensure_future(workshop.train("sea", parts.append))
    await settled(lambda: parts)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    await workshop.stop()
    assert "cancelled" in capfd.readouterr().err


async def test_a_pause_ends_the_ask_only_once_the_process_has_stopped(loop, start):
    stops = (
        """say('{"id":' + json.dumps(frame["cancel"]) + ',"error":{"code":"cancelled","""
        """"message":"Stopped."}}')"""
    )
    command = role('part(\'{"stage":"training"}\')')
    workshop = start((*command[:2], command[2].replace('sys.stderr.write("cancelled\\n")', stops)))
    assert not workshop.pause()
    parts = []
    task = asyncio.ensure_future(workshop.train("sea", parts.append))
    await settled(lambda: parts)
    assert workshop.pause()
    assert not task.done()
    with pytest.raises(AskWithdrawn):
        await task
    assert not workshop.pause()


@pytest.mark.e2e
async def test_the_real_role_lists_voices_runs_and_models_worth_having(loop, start, longhand_home):
    workshop = start(main.engine_command("train"))
    voices = await workshop.models()
    assert [(v.id, v.included, v.problem) for v in voices] == [("starter", True, "")]
    assert await workshop.runs() == ()
    assert len((await workshop.catalogue()).models) > 3
    with pytest.raises(AskRefused):
        await workshop.remove("starter")


@pytest.mark.e2e
async def test_the_real_role_declines_a_corpus_that_is_too_small(loop, start, tmp_path):
    book = tmp_path / "letters.md"
    book.write_text("The keeper set the lamp down on the sill and listened.\n", encoding="utf-8")
    workshop = start(main.engine_command("train"))
    with pytest.raises(AskRefused, match="are needed"):
        await workshop.prepare(BookWish((str(book),), "starter", "Sea", 5.0), lambda part: None)
    assert await workshop.runs() == ()
