import asyncio

import pytest

from ui.errors import SaveFailed
from ui.manuscript.outline import Beat, Outline


async def test_the_outline_is_saved_and_read_again(bench, loop):
    await bench.open()
    bench.panel.apply(Outline((Beat("b", title="Arrival"),)), "Add")
    assert await bench.desk.settle()
    await bench.desk.close()
    assert bench.desk.project is None
    await bench.open()
    assert [beat.title for beat in bench.desk.outline.beats] == ["Arrival"]


async def test_an_outline_that_cannot_be_saved_is_told_and_stays(bench, loop, monkeypatch):
    await bench.open()

    def refuse(source, text):
        raise SaveFailed("The disk is full.")

    monkeypatch.setattr("ui.manuscript.outline_file.write_source", refuse)
    bench.panel.apply(Outline((Beat("b", title="Arrival"),)), "Add")
    bench.answers = ["keep"]
    assert not await bench.desk.settle()
    assert bench.told == ["The outline was not saved. The disk is full."]
    assert bench.questions == ["The outline is not saved. Let go of it?"]
    assert bench.desk.outline.beats[0].title == "Arrival"


@pytest.fixture
def clash(bench, loop):
    """Return the bench with an outline that another program changed."""

    async def prepare():
        await bench.open()
        bench.panel.apply(Outline((Beat("b", title="Mine"),)), "Add")
        assert await bench.desk.settle()
        theirs = 'schema = 1\n[[beat]]\nid = "c"\ntitle = "Theirs"\n'
        bench.write("outline.toml", theirs)
        bench.panel.apply(Outline((Beat("b", title="Mine, later"),)), "Edit")
        return theirs

    bench.theirs = loop.run_until_complete(prepare())
    return bench


async def test_an_outline_another_program_changed_is_not_overwritten_unasked(clash, loop):
    clash.answers = ["later", "keep"]
    assert not await clash.desk.settle()
    assert "outline.toml" in clash.questions[0]
    assert clash.read("outline.toml") == clash.theirs
    assert clash.desk.outline.beats[0].title == "Mine, later"


async def test_the_writer_may_write_theirs_over_or_take_it(clash, loop):
    clash.answers = ["mine"]
    assert await clash.desk.settle()
    assert "Mine, later" in clash.read("outline.toml")
    clash.write("outline.toml", clash.theirs)
    clash.panel.apply(Outline((Beat("b", title="Mine again"),)), "Edit")
    clash.answers = ["theirs"]
    assert await clash.desk.settle()
    assert [beat.title for beat in clash.desk.outline.beats] == ["Theirs"]
    assert clash.read("outline.toml") == clash.theirs


async def test_an_outline_is_saved_while_the_writer_types_on(bench, loop):
    await bench.open()
    delay = bench.desk.outlines._delay
    bench.panel.apply(Outline((Beat("b", title="A"),)), "Add")
    while delay.remainingTime() > 300:
        await asyncio.sleep(0)
    bench.panel.apply(Outline((Beat("b", title="Ar"),)), "Edit")
    assert 0 < delay.remainingTime() <= 300


async def test_return_decides_nothing_about_an_outline_that_another_program_changed(
    clash, loop, monkeypatch
):
    offered = []

    async def press_return(_window, _text, _detail, choices):
        offered.append(choices[0].id)
        return choices[0].id

    monkeypatch.setattr(clash.desk.outlines, "_ask", press_return)
    assert not await clash.desk.settle()
    assert offered == ["later", "keep"]
    assert clash.read("outline.toml") == clash.theirs
    assert clash.desk.outline.beats[0].title == "Mine, later"


async def test_an_outline_that_was_given_up_is_settled_until_it_changes(bench, loop, monkeypatch):
    await bench.open()

    def refuse(source, text):
        raise SaveFailed("The disk is full.")

    monkeypatch.setattr("ui.manuscript.outline_file.write_source", refuse)
    bench.panel.apply(Outline((Beat("b", title="Arrival"),)), "Add")
    bench.answers = ["discard"]
    assert await bench.desk.settle()
    assert bench.desk.outlines.is_settled
    bench.panel.apply(Outline((Beat("b", title="Arrivals"),)), "Edit")
    assert not bench.desk.outlines.is_settled
