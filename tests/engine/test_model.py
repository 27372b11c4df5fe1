"""Opening a model: the next provider where one fails, memory first, threads that were measured."""

import dataclasses
import json
import time

import pytest
from onnxruntime.capi.onnxruntime_pybind11_state import Fail

from engine import hardware, memory, model, tuning
from engine.errors import Cancelled, InternalError, MemoryShort, ModelDamaged
from engine.hardware import Provider, Threads
from engine.jobs import CancelFlag
from engine.memory import MB, Memory
from engine.model import load_model, tune_model

pytestmark = pytest.mark.model
CUDA = Provider("CUDA", "CUDAExecutionProvider", True, None)
DIRECTML = Provider("DirectML", "DmlExecutionProvider", True, None)
CPU = Provider("CPU", "CPUExecutionProvider", True, None)
FULL = "CUDA failure 2: out of memory ; GPU=0"


@pytest.fixture
def opened(monkeypatch):
    """Return what every opened session was asked for, and let some providers fail."""
    calls, failing = [], {}
    real = model.open_session

    def open_session(path, manifest, provider, threads, capacity):
        calls.append((provider.name, threads))
        if failing.get(provider.name):
            raise failing[provider.name]
        # There is no graphics card here: the CPU plays it.
        session = real(path, manifest, CPU, threads, capacity)
        if provider.name != "CPU" and provider.name not in failing:
            session.provider = provider.name
        return session

    monkeypatch.setattr(model, "open_session", open_session)
    return calls, failing


@pytest.fixture(autouse=True)
def _no_fixed_threads(monkeypatch):
    monkeypatch.delenv(tuning.ENVIRONMENT, raising=False)


def chain(monkeypatch, *providers):
    monkeypatch.setattr(hardware, "provider_chain", lambda precision: providers)


def test_a_provider_that_takes_the_model_has_no_notice(monkeypatch, opened, starter):
    chain(monkeypatch, CUDA, CPU)
    loaded = load_model(starter)
    assert (loaded.session.provider, loaded.notice) == ("CUDA", None)
    assert [name for name, _ in opened[0]] == ["CUDA"]


@pytest.mark.parametrize(
    "error", [Fail(FULL), RuntimeError(FULL), ModelDamaged("It cannot be opened.")]
)
def test_a_provider_that_cannot_open_the_model_gives_way_and_the_reason_is_kept(
    monkeypatch, opened, starter, error
):
    chain(monkeypatch, CUDA, DIRECTML, CPU)
    calls, failing = opened
    failing["CUDA"] = error
    loaded = load_model(starter)
    assert [name for name, _ in calls] == ["CUDA", "DirectML"]
    why = "has no memory left" if FULL in str(error) else "failed (the log has the details)"
    assert loaded.session.provider == "DirectML"
    assert loaded.notice == f"{loaded.manifest.name} runs on DirectML: CUDA {why}."


def test_a_provider_that_onnxruntime_left_out_is_named(monkeypatch, opened, starter):
    chain(monkeypatch, CUDA, CPU)
    opened[1]["CUDA"] = None
    loaded = load_model(starter)
    assert loaded.notice == f"{loaded.manifest.name} runs on CPU: CUDA did not take it."


def test_a_model_that_even_the_cpu_cannot_open_is_refused(monkeypatch, opened, starter):
    chain(monkeypatch, CUDA, CPU)
    opened[1].update(CUDA=Fail("x"), CPU=ModelDamaged("The model cannot be opened."))
    with pytest.raises(ModelDamaged, match="cannot be opened"):
        load_model(starter)


def test_a_model_goes_on_on_the_cpu_with_the_reason_in_a_sentence(monkeypatch, opened, starter):
    chain(monkeypatch, CUDA, CPU)
    loaded = load_model(starter)
    error = InternalError("The model failed while it was running.")
    error.__cause__ = Fail(FULL)
    moved = loaded.on_cpu(error)
    assert (loaded.session.provider, moved.session.provider) == ("CUDA", "CPU")
    name = loaded.manifest.name
    assert moved.notice == f"{name} goes on on the CPU, slower: CUDA has no memory left."


def test_a_model_for_which_there_is_no_memory_is_not_opened(monkeypatch, opened, starter):
    monkeypatch.setattr(memory, "machine_memory", lambda: Memory(1000 * MB, 320 * MB))
    with pytest.raises(MemoryShort, match="and 20 MB can be spared"):
        load_model(starter)
    assert opened[0] == []


def test_a_limit_in_the_environment_refuses_too(monkeypatch, opened, starter):
    monkeypatch.setenv(memory.ENVIRONMENT, str(memory.own_bytes() // MB + 10))
    with pytest.raises(MemoryShort, match="exceeds the limit"):
        load_model(starter)
    assert opened[0] == []


@pytest.fixture
def two_cores(monkeypatch):
    monkeypatch.setattr(hardware, "usable_cores", lambda: 2)
    monkeypatch.setattr(tuning, "BUDGET_S", 0.02)


def test_the_command_line_times_a_model_once(opened, starter, two_cores, longhand_home):
    first = load_model(starter, "command line")
    calls, _ = opened
    *probed, (_, chosen) = calls
    assert [threads for _, threads in probed] == list(tuning.candidates("command line"))
    (row,) = json.loads((longhand_home / "cache" / "tuning.json").read_text())["rows"].values()
    assert Threads(row["threads"], row["spinning"]) == chosen
    calls.clear()
    load_model(starter, "command line")
    assert calls == [("CPU", chosen)]
    assert first.role == "command line"


def test_beside_a_writer_nothing_is_timed_at_a_load(monkeypatch, opened, starter):
    monkeypatch.setattr(hardware, "usable_cores", lambda: 4)
    load_model(starter)
    assert opened[0] == [("CPU", Threads(3))]


def test_threads_that_the_environment_fixes_are_not_timed(monkeypatch, opened, starter, two_cores):
    monkeypatch.setenv(tuning.ENVIRONMENT, "1")
    loaded = load_model(starter, "command line")
    assert opened[0] == [("CPU", Threads(1))]
    assert not tune_model(loaded, CancelFlag())


def test_threads_that_the_environment_fixes_beat_measured_ones(
    monkeypatch, opened, starter, two_cores
):
    load_model(starter, "command line")
    monkeypatch.setenv(tuning.ENVIRONMENT, "7")
    load_model(starter, "command line")
    assert opened[0][-1] == ("CPU", Threads(7))


def test_an_idle_window_times_its_model_for_the_next_load(monkeypatch, opened, starter, two_cores):
    monkeypatch.setattr(hardware, "usable_cores", lambda: 3)
    loaded = dataclasses.replace(load_model(starter), opening_ms=1.0)
    session = loaded.session
    assert tune_model(loaded, CancelFlag())
    assert loaded.session is session
    assert [t for _, t in opened[0]][1:] == list(tuning.candidates("window"))
    assert not tune_model(loaded, CancelFlag())


def test_a_withdrawn_timing_stores_nothing(monkeypatch, opened, starter, longhand_home):
    monkeypatch.setattr(hardware, "usable_cores", lambda: 3)
    loaded = dataclasses.replace(load_model(starter), opening_ms=1.0)
    flag = CancelFlag()
    flag.set()
    with pytest.raises(Cancelled):
        tune_model(loaded, flag)
    assert not (longhand_home / "cache").exists()


def test_a_model_that_opens_slowly_is_not_timed_beside_a_writer(monkeypatch, opened, starter):
    monkeypatch.setattr(hardware, "usable_cores", lambda: 3)
    loaded = dataclasses.replace(load_model(starter), opening_ms=101.0)
    assert not tune_model(loaded, CancelFlag())
    assert len(opened[0]) == 1


def test_opening_is_measured_apart_from_loading(monkeypatch, starter):
    real = model.open_session

    def slowly(*args):
        until = time.perf_counter() + 0.15
        while time.perf_counter() < until:
            pass
        return real(*args)

    monkeypatch.setattr(model, "open_session", slowly)
    monkeypatch.setattr(hardware, "usable_cores", lambda: 3)
    loaded = load_model(starter)
    assert 150 < loaded.opening_ms < loaded.load_ms
    assert not tune_model(loaded, CancelFlag())


def test_another_graph_under_the_same_id_is_timed_anew(opened, starter, two_cores, longhand_home):
    manifest = load_model(starter, "command line").manifest
    assert not model._is_untuned(manifest, "command line")
    other = dataclasses.replace(manifest.files["model.onnx"], sha256="0" * 64)
    files = {**manifest.files, "model.onnx": other}
    assert model._is_untuned(dataclasses.replace(manifest, files=files), "command line")
