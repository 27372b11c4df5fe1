"""A checkpoint is taken in whole or not at all, and an import that broke off is gone on with."""

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from types import SimpleNamespace

import psutil
import pytest

from engine.errors import Cancelled, ExportRefused, MemoryShort, ModelForeign, UserError
from engine.importing import convert
from engine.importing.convert import Places, Wish, id_of, import_checkpoint, read_source, sweep
from engine.manifest import read_manifest
from engine.memory import Memory
from engine.registry import ModelRegistry
from tests.command_line import snapshot

CHILD = Path(__file__).parent / "child.py"
OPTIMUM, COMPARING, PLACING = (
    "exporting with optimum",
    "comparing with the checkpoint",
    "putting in place",
)


@pytest.fixture
def places(longhand_home, tmp_path):
    """Return the places of an import, none of them there yet."""
    return Places(longhand_home / "data" / "models", tmp_path / "bundled", longhand_home / "cache")


@pytest.fixture
def start(checkpoint):
    """Return a function that starts an import in another process."""
    pytest.importorskip("optimum")
    started = []

    def call(at="", harm="") -> subprocess.Popen:
        process = subprocess.Popen(
            [sys.executable, str(CHILD), str(checkpoint), at, harm],
            env={**os.environ, "OMP_NUM_THREADS": "1", "LONGHAND_THREADS": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        started.append(process)
        return process

    yield call
    for process in started:
        process.kill()
        process.communicate()


@pytest.fixture
def outcome(start):
    """Return a function that runs an import to its end: the stages, and what came of it."""

    def call(at="", harm="") -> tuple[list[str], dict]:
        out, _ = start(at, harm).communicate(timeout=300)
        lines = [json.loads(line) for line in out.splitlines()]
        assert lines, "the import said nothing"
        return [line["stage"] for line in lines if "stage" in line], lines[-1]

    return call


def listed(places) -> list[str]:
    return [found.folder.name for found in ModelRegistry((places.models,)).found()]


def works_in(places) -> list[Path]:
    return sorted((places.cache / convert.WORK).glob("*"))


@pytest.mark.model
@pytest.mark.timeout(400)
def test_a_killed_import_lists_nothing_and_is_gone_on_with(start, outcome, places, checkpoint):
    source = snapshot(checkpoint)
    process = start(COMPARING, "wait")
    for line in process.stdout:
        if json.loads(line)["stage"] == COMPARING:
            break
    process.kill()
    process.wait()
    assert listed(places) == []
    assert len(works_in(places)) == 1

    stages, end = outcome(harm="no-optimum")
    assert end == {"made": str(places.models / "small-llama")}
    assert stages[0] == "reading the checkpoint"
    assert stages[-1] == "copied bytes"
    assert listed(places) == ["small-llama"]
    manifest = read_manifest(places.models / "small-llama")
    assert (manifest.id, manifest.name, manifest.family) == ("small-llama", "Small Llama", "base")
    assert manifest.source_sha256 == read_source(checkpoint).source_sha256
    # Nothing is left of the way, and the checkpoint is as it was.
    assert works_in(places) == []
    assert [path.name for path in places.models.iterdir()] == ["small-llama"]
    assert snapshot(checkpoint) == source


@pytest.mark.model
@pytest.mark.timeout(400)
@pytest.mark.parametrize(
    ("at", "harm", "error", "words"),
    [
        (COMPARING, "full", "ExportRefused", "cannot be written: File too large"),
        (COMPARING, "gone", "ExportRefused", "Small Llama"),
        (PLACING, "gone", "ExportRefused", "went away while it was converted"),
        (COMPARING, "cancel", "Cancelled", "withdrawn"),
    ],
)
def test_what_breaks_an_import_is_one_sentence_and_lists_nothing(
    outcome, places, at, harm, error, words
):
    _, end = outcome(at, harm)
    assert (end["error"], words in end["text"]) == (error, True), end
    assert "\n" not in end["text"]
    assert listed(places) == []
    # What optimum made serves again only where the import may go on.
    assert len(works_in(places)) == (1 if harm == "cancel" else 0)


@pytest.fixture
def converting(monkeypatch, starter):
    """Return a function that replaces the conversion by a copy of the starter under another id."""

    def call(harm=lambda checkpoint, out: None) -> None:
        def copy(checkpoint, out, work, wish, tell, cancel):
            harm(checkpoint, out)
            shutil.copytree(starter, out)
            values = json.loads((out / "manifest.json").read_text(encoding="utf-8"))
            text = json.dumps({**values, "id": out.name, "name": wish.name or "Copy"})
            (out / "manifest.json").write_text(text, encoding="utf-8")

        monkeypatch.setattr(convert, "_convert", copy)

    return call


def take_in(checkpoint, places, wish=None, **options):
    return import_checkpoint(checkpoint, places, wish or Wish(), lambda folder: None, **options)


def test_a_wish_names_the_model(checkpoint, places, converting):
    converting()
    made = take_in(checkpoint, places, Wish(id="mine", name="Mine"))
    assert made == places.models / "mine"
    assert read_manifest(made).name == "Mine"
    assert works_in(places) == []


def test_an_id_that_is_taken_is_refused_before_anything_is_made(checkpoint, places, converting):
    converting()
    take_in(checkpoint, places)
    with pytest.raises(UserError, match="installed already"):
        take_in(checkpoint, places)
    with pytest.raises(ModelForeign, match="cannot name a folder"):
        take_in(checkpoint, places, Wish(id="../x"))
    assert works_in(places) == []


def test_a_checkpoint_that_changes_meanwhile_is_not_taken_in(checkpoint, places, converting):
    def change(found, out):
        path = found.folder / "model.safetensors"
        content = path.read_bytes()
        path.write_bytes(content[:-1] + bytes([content[-1] ^ 1]))

    converting(change)
    with pytest.raises(ExportRefused, match="changed while it was converted"):
        take_in(checkpoint, places)
    assert listed(places) == []


def test_a_model_that_does_not_open_is_not_taken_in(checkpoint, places, converting):
    converting()

    def refuse(folder):
        raise ExportRefused("It does not open.")

    with pytest.raises(ExportRefused):
        import_checkpoint(checkpoint, places, Wish(), refuse)
    assert listed(places) == []
    assert list(places.models.iterdir()) == []


def test_too_little_memory_is_told_before_anything_is_made(
    checkpoint, places, converting, monkeypatch
):
    converting()
    machine = Memory(1_000_000_000, 500_000_000)
    monkeypatch.setattr("engine.memory.machine_memory", lambda: machine)
    with pytest.raises(MemoryShort, match="Converting Small Llama needs about"):
        take_in(checkpoint, places)


@pytest.mark.parametrize(
    ("error", "kind"),
    [
        (MemoryError(), MemoryShort),
        (RuntimeError("[enforce fail] DefaultCPUAllocator: can't allocate memory"), MemoryShort),
        (RuntimeError("std::bad_alloc"), MemoryShort),
        (RuntimeError("a fault"), RuntimeError),
        (Cancelled("The ask was withdrawn."), Cancelled),
    ],
)
def test_memory_that_runs_out_is_one_sentence_and_the_import_may_be_tried_again(
    checkpoint, places, converting, monkeypatch, error, kind
):
    def fail(request, follower):
        raise error

    tools = SimpleNamespace(ExportRequest=SimpleNamespace, Follower=lambda *args: args, export=fail)
    with monkeypatch.context() as patched:
        patched.setitem(sys.modules, "engine.training.export.entry", tools)
        with pytest.raises(kind):
            take_in(checkpoint, places)
    assert len(works_in(places)) == 1
    assert listed(places) == []
    converting()
    take_in(checkpoint, places)
    assert works_in(places) == []


def test_too_little_room_on_the_disk_is_told_before_anything_is_made(
    checkpoint, places, converting, monkeypatch
):
    converting()
    usage = shutil.disk_usage("/")._replace(free=1_000)
    monkeypatch.setattr(shutil, "disk_usage", lambda folder: usage)
    with pytest.raises(UserError, match="on the disk for a while"):
        take_in(checkpoint, places)


def test_a_checkpoint_is_taken_in_by_one_process_at_a_time(checkpoint, places, converting):
    def again(found, out):
        with pytest.raises(UserError, match="being taken in already"):
            take_in(checkpoint, places)

    converting(again)
    take_in(checkpoint, places)
    assert listed(places) == ["small-llama"]


def test_scratch_places_of_a_week_ago_are_swept_and_those_in_use_are_not(tmp_path):
    names = ("old", "new", "used")
    for name in names:
        (tmp_path / convert.WORK / name).mkdir(parents=True)
    own = psutil.Process()
    owner = tmp_path / convert.WORK / "used" / "owner.txt"
    owner.write_text(f"{own.pid} {own.create_time()}", encoding="utf-8")
    for name in ("old", "used"):
        os.utime(tmp_path / convert.WORK / name, (1e9, 1e9))
    sweep(tmp_path)
    assert [path.name for path in works_in(Places(tmp_path, tmp_path, tmp_path))] == ["new", "used"]


@pytest.mark.parametrize(
    ("name", "model_id"),
    [
        ("Small Llama", "small-llama"),
        ("Qwen3-0.6B", "qwen3-0.6b"),
        ("我的模型", "model"),
        ("_x-", "x"),
    ],
)
def test_a_model_is_named_after_its_folder(tmp_path, name, model_id):
    assert id_of(tmp_path / name) == model_id
