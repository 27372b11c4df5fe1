import errno

import pytest
import torch

from engine.training import tensor_store
from engine.training.tensor_store import TensorStore


@pytest.fixture
def store(tmp_path) -> TensorStore:
    return TensorStore(tmp_path / "store", keep=2)


def _save(store: TensorStore, step: int) -> None:
    store.save(step, {"weights": {"a": torch.full((3,), float(step))}}, {"seconds": step * 2.0})


def test_the_newest_save_comes_back_with_its_note(store):
    _save(store, 1)
    _save(store, 12)
    found = store.newest()
    assert found.step == 12
    assert found.groups["weights"]["a"].tolist() == [12.0] * 3
    assert found.note["seconds"] == 24.0


def test_an_empty_store_has_none(store):
    assert store.newest() is None


def test_only_the_newest_few_are_kept(store, tmp_path):
    for step in range(5):
        _save(store, step)
    assert sorted(p.name for p in (tmp_path / "store").iterdir()) == [
        "step-0000000003",
        "step-0000000004",
    ]


@pytest.mark.parametrize("name", ["weights.safetensors", "note.json"])
@pytest.mark.parametrize("damage", [b"", b"\x00" * 40, None])
def test_a_damaged_save_gives_way_to_the_one_before(store, tmp_path, name, damage):
    _save(store, 1)
    _save(store, 2)
    path = tmp_path / "store" / "step-0000000002" / name
    path.unlink() if damage is None else path.write_bytes(damage)
    told = []
    assert store.newest(told.append).step == 1
    assert [folder.name for folder in told] == ["step-0000000002"]


def test_one_changed_byte_is_noticed(store, tmp_path):
    _save(store, 1)
    path = tmp_path / "store" / "step-0000000001" / "weights.safetensors"
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)
    assert store.newest() is None


def test_what_a_killed_save_has_left_is_no_save_and_goes_with_the_next(store, tmp_path):
    _save(store, 1)
    left = tmp_path / "store" / ".new-2"
    left.mkdir()
    (left / "weights.safetensors").write_bytes(b"half")
    assert store.newest().step == 1
    _save(store, 3)
    assert not left.exists()


def test_a_full_disk_leaves_the_older_save_and_no_rest(store, tmp_path, monkeypatch):
    _save(store, 1)

    def full(path, tensors):
        path.write_bytes(b"half")
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(tensor_store, "_write", full)
    with pytest.raises(OSError, match="No space"):
        _save(store, 2)
    monkeypatch.undo()
    assert store.newest().step == 1
    assert [p.name for p in (tmp_path / "store").iterdir()] == ["step-0000000001"]


def test_saves_of_steps_that_were_never_come_to_again_are_dropped(store):
    _save(store, 90)
    _save(store, 120)
    store.drop_after(100)
    assert store.newest().step == 90


def test_saving_a_step_again_and_again_leaves_its_last_and_the_step_before(store, tmp_path):
    _save(store, 3)
    for value in (1.0, 2.0, 3.0, 4.0):
        store.save(4, {"weights": {"a": torch.full((2,), value)}}, {})
    assert store.newest().step == 4
    assert float(store.newest().groups["weights"]["a"][0]) == 4.0
    assert len(list((tmp_path / "store").iterdir())) == 2
    store.drop_after(4)
    assert store.newest().step == 4
    store.drop_after(3)
    assert store.newest().step == 3


def test_a_save_of_the_same_step_that_fails_leaves_the_one_before(store, monkeypatch):
    store.save(4, {"weights": {"a": torch.full((2,), 1.0)}}, {})

    def refused(self, target):
        raise OSError(errno.EIO, "Input/output error")

    monkeypatch.setattr("pathlib.Path.rename", refused)
    with pytest.raises(OSError, match="Input/output"):
        store.save(4, {"weights": {"a": torch.full((2,), 2.0)}}, {})
    monkeypatch.undo()
    assert float(store.newest().groups["weights"]["a"][0]) == 1.0
