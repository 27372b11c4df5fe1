import asyncio

from ui.manuscript.project import create_project
from ui.project import story


async def test_notes_of_a_project_that_was_left_meanwhile_are_dropped(bench, loop, tmp_path, stall):
    await bench.open()
    other = create_project(tmp_path / "Other", "Other")
    notes = stall(story, "read_notes", lambda folder, _: folder == bench.folder)
    reading = asyncio.ensure_future(bench.desk.refresh_notes())
    await notes.begun()
    await bench.desk.show(other)
    notes.go_on()
    await reading
    assert bench.desk.story.notes("Then Martin") == ()
