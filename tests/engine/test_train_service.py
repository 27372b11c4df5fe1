import json
import os
from dataclasses import replace

import pytest

from engine import parts, train_service
from engine.errors import BadInput, Cancelled, ExportRefused, UserError
from engine.jobs import CancelFlag
from engine.paths import resources, user_folders
from engine.registry import ModelRegistry
from engine.train_messages import AsideRequest, PrepareRequest, RunRequest
from engine.train_service import TrainService
from engine.training.config import TrainConfig
from engine.training.run_folder import RunFolder, RunState


@pytest.fixture
def service(longhand_home) -> TrainService:
    folders = user_folders()
    return TrainService(folders, ModelRegistry((folders.models, resources() / "models")))


@pytest.fixture
def run(longhand_home) -> RunFolder:
    made = RunFolder(user_folders().data / "runs" / "mine")
    made.write(
        RunState(
            base=str(resources() / "models" / "starter"),
            base_sha256="ab",
            name="Mine",
            config=TrainConfig(minutes=15),
            data_sha256="cd",
            words=20_000,
            stage="training",
        )
    )
    return made


def test_there_are_no_runs_at_first(service):
    assert service.runs().runs == ()


def test_a_run_is_listed_with_its_curves(service, run):
    for step in range(1, 501):
        held = 4.0 - step / 1000 if step % 100 == 0 else None
        point = {"step": step, "share": step / 500, "seconds": step, "train_loss": 4.0}
        run.log(
            {**point, "held_loss": held, "seconds_left": 1.0, "words_per_s": 9.0, "memory_mb": 7}
        )
    (row,) = service.runs().runs
    assert (row.run, row.name, row.base, row.stage) == ("mine", "Mine", "starter", "training")
    assert row.words == 20_000
    assert row.minutes == 15
    assert len(row.points) <= 200
    assert [p.step for p in row.points if p.held_loss is not None] == [100, 200, 300, 400, 500]


def test_a_run_that_cannot_be_read_is_listed_with_the_reason(service, run):
    (run.root / "run.json").write_text("{")
    (row,) = service.runs().runs
    assert row.stage == "refused"
    assert "cannot be read" in row.reason


def test_deleting_a_run_deletes_everything_that_was_read_for_it(service, run):
    run.data.mkdir()
    (run.data / "train.jsonl").write_text("secret")
    service.delete(RunRequest("mine"))
    assert not list((user_folders().data / "runs").iterdir())
    with pytest.raises(BadInput, match="gone"):
        service.delete(RunRequest("mine"))


def test_what_killed_deletions_and_readings_left_goes_at_the_next_start(run, longhand_home):
    runs = user_folders().data / "runs"
    for name in (".mine.ab12.gone", "begun", "being-read"):
        (runs / name / "data").mkdir(parents=True)
        (runs / name / "data" / "train.jsonl").write_text("secret")
    long_ago = 1_000_000_000
    os.utime(runs / "begun", (long_ago, long_ago))
    os.utime(run.root, (long_ago, long_ago))
    folders = user_folders()
    TrainService(folders, ModelRegistry((folders.models,)))
    assert sorted(path.name for path in runs.iterdir()) == ["being-read", "mine"]


def test_a_run_is_deleted_beside_the_rest_of_an_earlier_deletion(service, run):
    left = run.root.with_name(".mine.0000.gone")
    left.mkdir()
    (left / "file").write_text("x")
    service.delete(RunRequest("mine"))
    assert not run.root.exists()


def test_pairs_are_read_from_the_run(service, run):
    with pytest.raises(BadInput, match="no samples yet"):
        service.pairs(RunRequest("mine"))
    run.pairs.write_text(json.dumps([{"before": "a", "base": "b", "voice": "c"}]))
    (pair,) = service.pairs(RunRequest("mine")).pairs
    assert (pair.before, pair.base, pair.voice) == ("a", "b", "c")
    run.pairs.write_text('[{"before": 1}]')
    with pytest.raises(BadInput, match="cannot be read"):
        service.pairs(RunRequest("mine"))


@pytest.mark.parametrize("name", ["", "..", "../mine", "a/b", "a\\b", ".hidden"])
def test_a_run_is_named_and_never_a_path(name):
    with pytest.raises(ValueError, match="name of a run"):
        RunRequest(name)


def test_a_run_that_is_gone_cannot_be_trained(service):
    with pytest.raises(BadInput, match="gone"):
        service.train(RunRequest("nowhere"), lambda part: None, CancelFlag())


def test_a_voice_gets_a_folder_that_neither_a_run_nor_a_model_has(service, run):
    (user_folders().models / "mine-2").mkdir(parents=True)
    assert service._new_run("Mine").root.name == "mine-3"
    assert service._new_run("Starter").root.name == "starter-2"
    assert service._new_run("夜航").root.name == "voice"


def test_a_voice_whose_name_was_taken_while_it_learned_gets_the_next_one(service, run, monkeypatch):
    from engine.training import voice

    models = user_folders().models
    asked = []

    def make_voice(run, out, listener):
        asked.append(out)
        if len(asked) == 1:
            out.mkdir(parents=True)
            raise ExportRefused("taken")
        raise Cancelled("paused")

    monkeypatch.setattr(voice, "make_voice", make_voice)
    monkeypatch.setattr("engine.training.aside.yield_to_others", lambda: None)
    with pytest.raises(Cancelled):
        service.train(RunRequest("mine"), lambda part: None, CancelFlag())
    assert asked == [models / "mine", models / "mine-2"]


def test_another_runs_voice_of_the_same_books_is_not_taken_for_its_own(service, run, monkeypatch):
    from engine.training import voice

    models = user_folders().models
    other = RunFolder(run.root.with_name("mine-2"))
    other.write(replace(run.read(), stage="done", voice="mine-2"))
    for name in ("mine", "mine-2"):
        (models / name).mkdir(parents=True)
    monkeypatch.setattr(voice, "is_voice_of", lambda run, out: out.name == "mine-2")
    assert service._place_of(run, voice.is_voice_of) == models / "mine-3"
    assert service._place_of(other, voice.is_voice_of) == models / "mine-2"


def test_an_export_that_is_refused_for_another_reason_is_not_tried_again(service, run, monkeypatch):
    from engine.training import voice

    def make_voice(run, out, listener):
        raise ExportRefused("It differs from its checkpoint.")

    monkeypatch.setattr(voice, "make_voice", make_voice)
    monkeypatch.setattr("engine.training.aside.yield_to_others", lambda: None)
    with pytest.raises(ExportRefused, match="differs"):
        service.train(RunRequest("mine"), lambda part: None, CancelFlag())


def test_other_runs_can_be_deleted_while_one_is_trained(service, run, monkeypatch):
    from engine.training import voice

    other = RunFolder(run.root.with_name("other"))
    other.write(run.read())

    def make_voice(run, out, listener):
        service.delete(RunRequest("other"))
        with pytest.raises(BadInput, match="pause it first"):
            service.delete(RunRequest("mine"))
        raise Cancelled("paused")

    monkeypatch.setattr(voice, "make_voice", make_voice)
    monkeypatch.setattr("engine.training.aside.yield_to_others", lambda: None)
    with pytest.raises(Cancelled):
        service.train(RunRequest("mine"), lambda part: None, CancelFlag())
    assert not other.root.exists()
    service.delete(RunRequest("mine"))
    assert service.runs().runs == ()


def test_too_small_a_corpus_leaves_nothing_behind(service, tmp_path):
    book = tmp_path / "short.txt"
    book.write_text("It was late. " * 50)
    request = PrepareRequest(sources=(str(book),), base="starter", name="Short")
    with pytest.raises(BadInput, match="at least 10,000"):
        service.prepare(request, lambda part: None, CancelFlag())
    assert service.runs().runs == ()
    assert not list((user_folders().data / "runs").glob("*"))


def test_books_are_read_into_a_run_and_reported(service, tmp_path):
    text = (resources() / "evaluation" / "general-en.txt").read_text(encoding="utf-8")
    more = (resources() / "evaluation" / "en.txt").read_text(encoding="utf-8")
    (tmp_path / "one.txt").write_text(text, encoding="utf-8")
    (tmp_path / "two.txt").write_text(more, encoding="utf-8")
    (tmp_path / "bad.docx").write_text("no archive")
    parts_seen = []
    result = service.prepare(
        PrepareRequest(sources=(str(tmp_path),), base="starter", name="My book", minutes=5),
        parts_seen.append,
        CancelFlag(),
    )
    assert result.run == "my-book"
    assert {book.name.split("/")[-1]: bool(book.problem) for book in result.books} == {
        "one.txt": False,
        "two.txt": False,
        "bad.docx": True,
    }
    assert result.train_words > 8 * result.held_words * 0.7
    assert result.method == "full"
    assert parts_seen
    (row,) = service.runs().runs
    assert row.stage == "prepared"
    assert row.minutes == 5


def test_without_the_training_parts_the_writer_is_told_to_install_them(service, run, monkeypatch):
    monkeypatch.setattr(parts, "NAMES", ("no_such_library",))
    with pytest.raises(UserError, match="not installed yet"):
        service.train(RunRequest("mine"), lambda part: None, CancelFlag())
    request = PrepareRequest(sources=("x",), base="starter", name="Mine")
    with pytest.raises(UserError, match="not installed yet"):
        service.prepare(request, lambda part: None, CancelFlag())


def test_a_rest_reaches_the_training(service):
    flag = CancelFlag()
    service.rest(AsideRequest(0.05))
    assert service._aside.wait(flag) > 0
    with pytest.raises(ValueError, match="seconds"):
        AsideRequest(0)


def test_the_service_itself_imports_no_torch():
    import subprocess
    import sys

    code = f"import {train_service.__name__}, sys; print('torch' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
