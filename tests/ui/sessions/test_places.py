from pathlib import Path

import pytest

from ui.notices import Tasks
from ui.sessions.kept_file import KeptFile, read_tree, write_tree
from ui.sessions.places import MOST, Place, Places

ONE, TWO = Path("/texts/one.md"), Path("/texts/two.md")


@pytest.fixture
def bench(tmp_path, loop):
    tasks = Tasks(lambda _: None)
    path = tmp_path / "places.toml"

    def read():
        return Places(KeptFile(path, tasks))

    read.tasks, read.path = tasks, path
    return read


async def test_a_place_is_known_at_once_and_at_the_next_start(bench, loop):
    places = bench()
    assert places.of(ONE) is None
    places.note(ONE, Place(12, 3))
    assert places.of(ONE) == Place(12, 3)
    places.keep()
    await bench.tasks.settle(5)
    assert bench().of(ONE) == Place(12, 3)


async def test_nothing_new_means_nothing_is_written(bench, loop):
    places = bench()
    places.note(ONE, Place(12, 3))
    places.keep()
    await bench.tasks.settle(5)
    bench.path.unlink()
    places.note(ONE, Place(12, 3))
    places.keep()
    await bench.tasks.settle(5)
    assert not bench.path.exists()


async def test_places_that_another_process_noted_stay(bench, loop):
    first, second = bench(), bench()
    first.note(ONE, Place(1, 0))
    first.keep()
    await bench.tasks.settle(5)
    second.note(TWO, Place(2, 0, is_end=True))
    second.keep()
    await bench.tasks.settle(5)
    assert (bench().of(ONE), bench().of(TWO)) == (Place(1, 0), Place(2, 0, is_end=True))


async def test_the_oldest_give_way(bench, loop):
    rows = [{"path": f"/texts/{n}.md", "caret": n, "top": 0} for n in range(MOST)]
    write_tree(bench.path, {"place": rows})
    places = bench()
    places.note(ONE, Place(1, 0))
    places.keep()
    await bench.tasks.settle(5)
    kept = [row["path"] for row in read_tree(bench.path)["place"]]
    assert (len(kept), kept[0]) == (MOST, str(ONE))
    assert f"/texts/{MOST - 1}.md" not in kept


def test_a_row_of_another_shape_is_passed_over(bench):
    rows = [{"path": str(ONE), "caret": "x", "top": 0}, {"path": str(TWO), "caret": -5, "top": 1}]
    write_tree(bench.path, {"place": rows})
    assert bench().of(ONE) is None
    assert bench().of(TWO) == Place(0, 1)
