from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ui.notices import Tasks
from ui.sessions.kept_file import KeptFile, write_tree
from ui.sessions.recent import MOST, Recent, RecentFiles, _is_there, names_of, with_newest

NAMES = st.sampled_from(["a", "b", "c", "chapter.md"])
PATHS = st.lists(NAMES, min_size=1, max_size=4).map(lambda parts: Path("/", *parts))


@pytest.fixture
def bench(tmp_path, loop):
    """Return a function that reads the list anew, as the next start does."""
    tasks = Tasks(lambda _: None)
    path = tmp_path / "recent.toml"

    def read():
        return RecentFiles(KeptFile(path, tasks), tasks)

    read.tasks, read.path = tasks, path
    return read


@given(st.lists(PATHS, max_size=40))
def test_the_newest_come_first_each_once_and_no_more_than_twelve(paths):
    entries = ()
    for path in paths:
        entries = with_newest(entries, Recent(path))
    wanted = list(dict.fromkeys(reversed(paths)))[:MOST]
    assert [entry.path for entry in entries] == wanted


@given(st.lists(PATHS, unique=True, max_size=12))
def test_no_two_paths_have_one_name(paths):
    names = names_of(paths)
    assert len(set(names)) == len(paths)
    assert all(name.startswith(path.name) for name, path in zip(names, paths, strict=True))


def test_equal_names_are_told_apart_by_as_few_folders_as_needed():
    paths = [Path("/home/a/x/one.md"), Path("/home/b/x/one.md"), Path("/home/b/two.md")]
    assert names_of(paths) == [
        f"one.md — {Path('a', 'x')}",
        f"one.md — {Path('b', 'x')}",
        "two.md",
    ]


async def test_what_was_open_is_there_at_the_next_start(bench, loop, tmp_path):
    recent = bench()
    recent.add(tmp_path / "one.md")
    recent.add(tmp_path / "novel", is_project=True)
    await bench.tasks.settle(5)
    assert bench().entries == (
        Recent(tmp_path / "novel", is_project=True),
        Recent(tmp_path / "one.md"),
    )


async def test_what_is_gone_is_left_out_but_comes_back_with_its_file(bench, loop, tmp_path):
    here, away = tmp_path / "here.md", tmp_path / "away.md"
    here.write_text("Here.")
    recent = bench()
    recent.add(away)
    recent.add(here)
    await recent.look()
    assert [entry.path for entry in recent.shown] == [here]
    away.write_text("Back.")
    await recent.look()
    assert [entry.path for entry in recent.shown] == [here, away]


async def test_forgotten_means_gone_from_the_disk(bench, loop, tmp_path):
    recent = bench()
    recent.add(tmp_path / "one.md")
    recent.forget()
    await bench.tasks.settle(5)
    assert recent.shown == ()
    assert "one.md" not in bench.path.read_text()


async def test_two_processes_add_to_one_list(bench, loop, tmp_path):
    first, second = bench(), bench()
    first.add(tmp_path / "one.md")
    await bench.tasks.settle(5)
    second.add(tmp_path / "two.md")
    await bench.tasks.settle(5)
    assert [entry.path.name for entry in bench().entries] == ["two.md", "one.md"]


def test_rows_that_make_no_sense_are_passed_over(bench, tmp_path):
    rows = [{"path": 5}, {"kind": "text"}, {"path": "not/absolute"}, {"path": str(tmp_path)}]
    write_tree(bench.path, {"recent": rows})
    assert [entry.path for entry in bench().entries] == [tmp_path]


def test_a_path_that_cannot_be_looked_at_is_not_there(tmp_path):
    path = tmp_path / ("x" * 5000)
    assert not _is_there(Recent(path))
    assert not _is_there(Recent(path, is_project=True))
