import json

import pytest

from engine.errors import BadInput
from engine.training.config import TrainConfig
from engine.training.run_folder import RunFolder, RunState


@pytest.fixture
def state() -> RunState:
    return RunState(
        base="/models/base",
        base_sha256="ab",
        name="夜航",
        config=TrainConfig(method="lora", minutes=None, max_steps=9),
        data_sha256="cd",
        words=12_345,
        before={"held_out": 1.5},
    )


def test_a_state_comes_back_as_it_was_written(tmp_path, state):
    run = RunFolder(tmp_path / "run")
    run.write(state)
    assert RunFolder(tmp_path / "run").read() == state
    assert run.update(stage="done").stage == run.read().stage == "done"
    assert run.read().name == "夜航"


def test_a_folder_without_a_run_is_said_to_be_none(tmp_path):
    run = RunFolder(tmp_path / "nothing")
    assert not run.exists
    with pytest.raises(BadInput, match="no training run"):
        run.read()


@pytest.mark.parametrize(
    "text", ["", "{", "[]", '{"schema": 1}', '{"schema": 9}', '{"schema":1,"x":2}']
)
def test_a_damaged_state_is_one_sentence(tmp_path, text):
    run = RunFolder(tmp_path)
    (tmp_path / "run.json").write_text(text)
    with pytest.raises(BadInput, match=r"cannot be read|another version"):
        run.read()


def test_a_line_of_the_log_that_a_kill_has_cut_is_passed_over(tmp_path, state):
    run = RunFolder(tmp_path)
    run.write(state)
    assert list(run.points()) == []
    run.log({"step": 1})
    run.log({"step": 2})
    with (tmp_path / "log.jsonl").open("a") as file:
        file.write('{"step": 3, "tr')
    assert [point["step"] for point in run.points()] == [1, 2]
    run.log({"step": 2, "again": True})
    run.log({"step": 3})
    assert [point["step"] for point in run.points()] == [1, 2, 3]
    assert [point.get("again") for point in run.points()] == [None, True, None]


def test_what_training_needed_goes_but_corpus_and_proof_stay(tmp_path, state):
    run = RunFolder(tmp_path)
    run.write(state)
    for folder in (run.checkpoints, run.best, run.base, run.data):
        folder.mkdir()
        (folder / "file").write_text("x")
    run.pairs.write_text("[]")
    run.remove_training()
    assert sorted(p.name for p in tmp_path.iterdir()) == ["data", "pairs.json", "run.json"]
    assert json.loads((tmp_path / "run.json").read_text())["schema"] == 1
