import pytest

from ui.errors import FileUnusable
from ui.project.outline_home import ProjectOutlineHome


@pytest.fixture
def home(bench):
    return ProjectOutlineHome(bench.desk, bench.document, bench.panel)


async def test_scenes_come_in_order_the_open_one_as_it_stands(home, bench, loop):
    await bench.open()
    bench.type("He sat down.")
    texts = [(scene.title, scene.text) for scene in await home.scenes()]
    assert texts == [
        ("01-arrival", "Martin came.\nHe sat down."),
        ("02-letter", "It lay there.\n"),
    ]


async def test_a_scene_that_cannot_be_read_is_told(home, bench, loop):
    await bench.open()
    bench.path("manuscript/02-letter.md").unlink()
    with pytest.raises(FileUnusable):
        await home.scenes()


async def test_a_text_without_a_project_is_one_scene_whose_beats_cannot_be_kept(home, bench, loop):
    bench.type("Alone.")
    assert [scene.text for scene in await home.scenes()] == ["Alone."]
    assert home.cache is None
    assert home.why_not_kept.startswith("Beats are kept in a project")


async def test_the_cache_lies_in_the_project_and_is_made_with_the_first_beats(home, bench, loop):
    await bench.open()
    assert not bench.path(".longhand").exists()
    home.cache.keep("m", "Text.", ("a",))
    assert bench.path(".longhand/beats.json").is_file()
    assert home.why_not_kept == ""
