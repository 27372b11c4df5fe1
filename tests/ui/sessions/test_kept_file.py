import asyncio

import pytest

from ui.notices import Tasks
from ui.sessions.kept_file import KeptFile, read_tree, tables_of, write_tree


@pytest.fixture
def path(tmp_path):
    return tmp_path / "data" / "kept.toml"


async def test_changes_come_in_order_and_each_sees_the_one_before(path, loop):
    problems = []
    file = KeptFile(path, Tasks(problems.append))
    changes = [
        file.change(lambda tree, n=n: {"numbers": [*tree.get("numbers", []), n]}) for n in range(5)
    ]
    await asyncio.gather(*changes)
    assert file.read() == {"numbers": [0, 1, 2, 3, 4]}
    assert problems == []


async def test_what_another_process_wrote_is_changed_and_not_replaced(path, loop):
    file = KeptFile(path, Tasks(lambda _: None))
    await file.change(lambda tree: {**tree, "ours": 1})
    write_tree(path, {**read_tree(path), "theirs": 2})
    await file.change(lambda tree: {**tree, "ours": 3})
    assert file.read() == {"ours": 3, "theirs": 2}


@pytest.mark.parametrize("damage", [b"not = [toml", b"\xff\xfe\x00", b""])
def test_a_damaged_file_counts_as_empty(path, damage):
    path.parent.mkdir()
    path.write_bytes(damage)
    assert read_tree(path) == {}


def test_a_folder_that_cannot_be_written_costs_nothing_but_the_memory(tmp_path):
    (tmp_path / "file").write_text("in the way")
    write_tree(tmp_path / "file" / "kept.toml", {"a": 1})
    assert read_tree(tmp_path / "file" / "kept.toml") == {}


def test_a_path_that_is_no_text_comes_back_as_it_was(path):
    name = b"caf\xe9.md".decode("utf-8", "surrogateescape")
    write_tree(path, {"recent": [{"path": name}]})
    assert tables_of(read_tree(path), "recent") == [{"path": name}]


def test_only_tables_are_taken_for_rows():
    assert tables_of({"a": [{"b": 1}, 2, "c"]}, "a") == [{"b": 1}]
    assert tables_of({"a": 5}, "a") == []
