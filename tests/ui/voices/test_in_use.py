from types import SimpleNamespace

import pytest

from engine.errors import ModelDamaged
from tests.ui.voices.conftest import Writing, settled
from ui.engine_types import EngineState, EngineStatus
from ui.errors import AskRefused, EngineUnavailable
from ui.settings import Settings
from ui.voices.in_use import VoiceInUse


@pytest.fixture
def bench(tasks, tell):
    writing, settings = Writing(), Settings()
    voice = VoiceInUse(writing, settings, tasks, tell)
    return SimpleNamespace(voice=voice, writing=writing, settings=settings)


async def test_a_voice_that_writes_is_kept_as_a_wish(loop, bench):
    await bench.voice.use("sea")
    assert bench.voice.id == "sea"
    assert bench.settings.choice("engine.model") == "sea"


async def test_a_voice_that_is_refused_leaves_the_wish_as_it_was(loop, bench):
    bench.writing.refusal = ModelDamaged("A file was changed.")
    with pytest.raises(AskRefused, match="A file was changed"):
        await bench.voice.use("sea")
    assert bench.settings.choice("engine.model") == "starter"


async def test_a_fault_of_an_engine_that_is_there_is_told(loop, bench):
    bench.writing.refusal = EngineUnavailable("It met a fault.")
    with pytest.raises(EngineUnavailable):
        await bench.voice.use("sea")
    assert bench.settings.choice("engine.model") == "starter"


async def test_a_voice_chosen_while_the_engine_is_away_is_kept_for_its_return(loop, bench):
    bench.writing.status = EngineStatus(EngineState.DOWN)
    bench.writing.refusal = EngineUnavailable("It went.")
    await bench.voice.use("sea")
    assert bench.voice.id == "sea"


async def test_a_voice_that_vanished_gives_way_to_the_included_one_with_one_notice(
    loop, bench, told
):
    bench.settings.set("engine.model", "gone")
    refused = EngineStatus(EngineState.UNUSABLE, reason="There is no model named gone.")
    bench.writing.status = refused
    assert bench.voice.on_engine_status(refused)
    await settled(lambda: bench.writing.used == ["starter"])
    assert told == [
        "The voice gone cannot be used, so the included one writes. There is no model named gone."
    ]
    assert bench.settings.choice("engine.model") == "starter"


async def test_an_included_voice_that_is_damaged_has_nothing_to_give_way_to(loop, bench):
    refused = EngineStatus(EngineState.UNUSABLE, reason="Damaged.")
    assert not bench.voice.on_engine_status(refused)


async def test_an_engine_that_is_ready_is_nothing_to_tell(loop, bench):
    assert not bench.voice.on_engine_status(bench.writing.status)


def test_a_new_name_shows_at_once_where_it_writes_and_nowhere_else(bench):
    bench.voice.renamed("other", "Other")
    assert bench.writing.status.voice.name == "Starter"
    bench.voice.renamed("starter", "The keeper")
    assert bench.writing.status.voice.name == "The keeper"
